// What an agent asks while somebody works in this editor: a message with the answers as buttons.

import { fileURLToPath } from 'node:url';
import { CancellationTokenSource, MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import type { Act } from '../model/act.js';
import type { ApprovalAnswer, ApprovalListener, ApprovalOutcome, PendingApproval } from '../model/approval.js';
import { decisive } from '../model/explanation.js';
import { InvalidInput } from '../model/verbs.js';
import { showMessageResult } from './params.js';
import type { Session } from './session.js';

const BUTTONS: Readonly<Record<string, ApprovalAnswer>> = {
  'Allow once': 'once',
  'For this session': 'session',
  'Always (propose a rule)': 'always',
  No: 'no',
};

const MAX_ACT = 500;
const MAX_REASONS = 3;

/** Shows what waits; the editor's folders say which workspaces are its own. */
export function approvalListener(session: Session, folders: readonly string[]): ApprovalListener {
  const shown = new Map<string, CancellationTokenSource>();
  return {
    covers: (workspace) => folders.some((folder) => isWithin(workspace, folder) || isWithin(folder, workspace)),
    asked(pending) {
      const source = new CancellationTokenSource();
      shown.set(pending.id, source);
      ask(session, pending, source).catch(session.report);
    },
    ended({ id, proposal }, outcome) {
      const source = shown.get(id);
      shown.delete(id);
      if (source === undefined) return;
      source.cancel();
      const message = `${headline(proposal.act)}: ${outcomeText(outcome)}`;
      session.notify(ShowMessageNotification.type, { type: MessageType.Info, message });
    },
  };
}

async function ask(session: Session, pending: PendingApproval, source: CancellationTokenSource): Promise<void> {
  const params = {
    type: MessageType.Warning,
    message: question(pending),
    actions: Object.keys(BUTTONS).map((title) => ({ title })),
  };
  const chosen = showMessageResult.safeParse(await shownOrClosed(session, params, source));
  const answer = chosen.success ? BUTTONS[chosen.data?.title ?? ''] : undefined;
  // Closed without an answer is no answer: it still waits, at the terminal too.
  if (answer === undefined || source.token.isCancellationRequested) return;
  try {
    await session.verbs.answerApproval({ id: pending.id, answer, door: 'editor' });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    session.notify(ShowMessageNotification.type, { type: MessageType.Warning, message: `Vireon: ${error.message}` });
  }
}

/** Nothing where the message was withdrawn: the editor then answers with an error, or not at all. */
async function shownOrClosed(session: Session, params: object, source: CancellationTokenSource): Promise<unknown> {
  const closed = new Promise<undefined>((resolve) => source.token.onCancellationRequested(() => resolve(undefined)));
  const answered = session.request('window/showMessageRequest', params, source.token).catch((error: unknown) => {
    if (source.token.isCancellationRequested) return undefined;
    throw error;
  });
  return Promise.race([answered, closed]);
}

function question({ proposal, decision, persons, approvedBy, until }: PendingApproval): string {
  const { actor, act } = proposal;
  const who = actor.kind === 'agent' ? actor.host : (actor.name ?? actor.kind);
  const reasons = decisive(decision)
    .slice(0, MAX_REASONS)
    .map(({ rule, message }) => `${rule}: ${message}`);
  const others = persons > 1 ? ` It takes ${persons} persons (${approvedBy.length} so far).` : '';
  return `${who} wants to ${headline(act)}. ${reasons.join(' ')}${others} Denied at ${until} unless answered.`;
}

function headline(act: Act): string {
  return act.kind === 'command' ? `run: ${clipped(act.command)}` : `${act.kind} ${clipped(whatOf(act))}`;
}

function whatOf(act: Act): string {
  if ('path' in act) return act.path;
  if ('tool' in act) return act.server === undefined ? act.tool : `${act.server}/${act.tool}`;
  return act.kind === 'fetch' ? act.url : '';
}

/** On one line, so that no text of an agent's can pass for words of ours. */
function clipped(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, ' ').trim();
  return line.length > MAX_ACT ? `${line.slice(0, MAX_ACT)}…` : line;
}

function outcomeText({ outcome, by, reason, proposedRule }: ApprovalOutcome): string {
  const who = by === undefined ? outcome : `${outcome} by ${by}`;
  const rule = proposedRule === undefined ? '' : `; a rule is proposed in ${proposedRule}`;
  return `${who}${reason === undefined ? '' : `: ${reason}`}${rule}`;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** Absolute paths of the folders that the editor has open. */
export function foldersOf(uris: readonly string[]): string[] {
  return uris.filter((uri) => uri.startsWith('file:')).map((uri) => fileURLToPath(uri).replace(/(.)\/$/, '$1'));
}
