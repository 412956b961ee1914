import {
  ApplyWorkspaceEditRequest,
  type CancellationToken,
  ErrorCodes,
  MessageType,
  ResponseError,
  ShowDocumentRequest,
  ShowMessageNotification,
} from 'vscode-languageserver/node';
import type { RuleManual } from '../model/verbs.js';
import { workspaceEditOf } from './code-action-resolve.js';
import { APPLY, commandsFor, EXPLAIN, RUN_CASES, SHOW_DRAFT, TRY_PATTERN } from './commands.js';
import { uriOf } from './convert.js';
import {
  applyArguments,
  executeCommandParams,
  explainArguments,
  showDocumentResult,
  showDraftArguments,
} from './params.js';
import { runCases } from './run-cases.js';
import type { Session } from './session.js';
import { tryPattern } from './try-pattern.js';

/** `workspace/executeCommand` */
export async function executeCommand(session: Session, params: unknown, token: CancellationToken): Promise<unknown> {
  const { command, arguments: given } = executeCommandParams.parse(params);
  const offered = commandsFor(session.client);
  const run = offered.includes(command) ? COMMANDS[command] : undefined;
  if (run !== undefined) return run(session, given, token);
  throw new ResponseError(ErrorCodes.InvalidParams, `unknown command \`${command}\`; there is ${offered.join(', ')}`);
}

type Run = (session: Session, given: unknown, token: CancellationToken) => Promise<unknown>;

const COMMANDS: Readonly<Record<string, Run>> = {
  [EXPLAIN]: explainRule,
  [RUN_CASES]: runCases,
  [TRY_PATTERN]: tryPattern,
  [SHOW_DRAFT]: showDraft,
  [APPLY]: applyAction,
};

async function showDraft(session: Session, given: unknown): Promise<null> {
  const [{ draft }] = showDraftArguments.parse(given);
  session.notify(ShowMessageNotification.type, { type: MessageType.Info, message: draft });
  return null;
}

async function explainRule(session: Session, given: unknown): Promise<null> {
  const [{ workspace, rule }] = explainArguments.parse(given);
  const manual = await session.verbs.explainRule(workspace, rule);
  if (await showDocument(session, manual)) return null;
  session.notify(ShowMessageNotification.type, { type: MessageType.Info, message: manual.manual });
  return null;
}

/** The manual's file, or the rule itself where it has none; false where the client did not show it. */
async function showDocument(session: Session, { rule }: RuleManual): Promise<boolean> {
  if (!session.client.showDocument) return false;
  const start = { line: rule.line, character: 0 };
  const place =
    rule.manual === undefined
      ? { uri: uriOf(rule.file), selection: { start, end: start } }
      : { uri: uriOf(rule.manual) };
  const answer = await session.request(ShowDocumentRequest.method, { ...place, external: false, takeFocus: true });
  return showDocumentResult.parse(answer).success;
}

async function applyAction(session: Session, given: unknown, token: CancellationToken): Promise<null> {
  const [action] = applyArguments.parse(given);
  const edit = await workspaceEditOf(session, action, token);
  if (edit !== undefined) await session.request(ApplyWorkspaceEditRequest.method, { label: 'Vireon', edit });
  return null;
}
