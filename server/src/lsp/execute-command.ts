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
import { APPLY, commandsFor, EXPLAIN } from './commands.js';
import { uriOf } from './convert.js';
import { applyArguments, executeCommandParams, explainArguments, showDocumentResult } from './params.js';
import type { Session } from './session.js';

/** `workspace/executeCommand` */
export async function executeCommand(session: Session, params: unknown, token: CancellationToken): Promise<null> {
  const { command, arguments: given } = executeCommandParams.parse(params);
  const offered = commandsFor(session.client);
  if (command === EXPLAIN) await explainRule(session, given);
  else if (command === APPLY && offered.includes(APPLY)) await applyAction(session, given, token);
  else
    throw new ResponseError(ErrorCodes.InvalidParams, `unknown command \`${command}\`; there is ${offered.join(', ')}`);
  return null;
}

async function explainRule(session: Session, given: unknown): Promise<void> {
  const [{ workspace, rule }] = explainArguments.parse(given);
  const manual = await session.verbs.explainRule(workspace, rule);
  if (await showDocument(session, manual)) return;
  session.notify(ShowMessageNotification.type, { type: MessageType.Info, message: manual.manual });
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

async function applyAction(session: Session, given: unknown, token: CancellationToken): Promise<void> {
  const [action] = applyArguments.parse(given);
  const edit = await workspaceEditOf(session, action, token);
  if (edit !== undefined) await session.request(ApplyWorkspaceEditRequest.method, { label: 'Vireon', edit });
}
