// What a person is asked, in full.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import type { EditAct, Proposal } from '../model/act.js';
import type { PendingApproval } from '../model/approval.js';
import { decisive } from '../model/explanation.js';
import type { Verbs } from '../model/verbs.js';
import { actorText } from './audit.js';
import type { Context } from './context.js';
import { oneLine, printable } from './format/printable.js';

const MAX_LINES = 200;
const MAX_DIFF_BYTES = 1024 * 1024;

/** Who wants what, which rules ask why, and the act itself: the command, the difference that an edit makes, the arguments. */
export async function approvalText(
  pending: PendingApproval,
  verbs: Verbs,
  { colours, clock }: Context,
): Promise<string> {
  const { id, proposal, decision, until, awaitedUntil = until, persons, approvedBy } = pending;
  const reasons = decisive(decision).flatMap(({ rule, message, alternatives }) => [
    `  ${colours.yellow(printable(rule))}: ${oneLine(message)}`,
    ...alternatives.slice(0, 3).map((alternative) => colours.dim(`      instead: ${oneLine(alternative)}`)),
  ]);
  const others = persons > 1 ? [`  ${personsText(persons, approvedBy)}`] : [];
  return [
    `${colours.bold(`${agentText(proposal)} wants to ${verbOf(proposal)}`)}`,
    ...indented(await actBody(proposal, verbs, colours)),
    'A person must confirm it, because of:',
    ...reasons,
    ...others,
    colours.dim(`  ${id}, in ${proposal.workspace ?? 'no workspace'}`),
    colours.dim(`  ${timeText(until, awaitedUntil, clock().toISOString())}`),
    '',
  ].join('\n');
}

function timeText(until: string, awaitedUntil: string, now: string): string {
  if (awaitedUntil <= now) return `The agent waits no longer; a yes until ${until} holds for its next try.`;
  if (awaitedUntil >= until) return `The agent waits until ${until}.`;
  return `The agent waits until ${awaitedUntil}; a later yes, until ${until}, holds for its next try.`;
}

export function agentText({ actor }: Proposal): string {
  const person = actor.kind === 'agent' && actor.person !== undefined ? ` of ${oneLine(actor.person)}` : '';
  return `${actorText(actor)}${person}`;
}

export function personsText(persons: number, approvedBy: readonly string[]): string {
  const so = approvedBy.length === 0 ? 'nobody so far' : `so far ${approvedBy.map(oneLine).join(', ')}`;
  return `It takes ${persons} persons; ${so} said yes.`;
}

function verbOf({ act }: Proposal): string {
  switch (act.kind) {
    case 'command':
      return `run a command in ${printable(act.cwd ?? 'the workspace')}`;
    case 'edit':
      return act.remove === true ? `delete ${printable(act.path)}` : `change ${printable(act.path)}`;
    case 'tool-call':
      return `call the tool ${printable([act.server, act.tool].filter(Boolean).join('/'))}`;
    case 'read':
      return `read ${printable(act.path)}`;
    case 'fetch':
      return `fetch ${printable(act.url)}`;
    case 'tool-result':
      return `read what the tool ${printable([act.server, act.tool].filter(Boolean).join('/'))} gave`;
    default:
      return `do an act ${act.kind}`;
  }
}

async function actBody(proposal: Proposal, verbs: Verbs, colours: Context['colours']): Promise<string[]> {
  const { act } = proposal;
  if (act.kind === 'command') return lines(act.command);
  if (act.kind === 'edit') return coloured(await difference(proposal, act, verbs), colours);
  if (act.kind === 'tool-call') return lines(JSON.stringify(act.arguments ?? {}, undefined, 2));
  if (act.kind === 'tool-result' || act.kind === 'prompt') return lines(act.text);
  return act.kind === 'fetch' && act.body !== undefined ? lines(act.body) : [];
}

async function difference(proposal: Proposal, act: EditAct, verbs: Verbs): Promise<string[]> {
  const before = act.before ?? (await textAt(resolve(proposal.workspace ?? '/', act.path)));
  const after = act.remove === true ? '' : (act.content ?? (await verbs.editedText(proposal)));
  if (before === undefined || after === null || before.length + after.length > MAX_DIFF_BYTES) return pieces(act);
  const patch = createTwoFilesPatch('before', 'after', before, after, '', '', { context: 3 });
  return lines(patch.split('\n').slice(4).join('\n').trimEnd());
}

/** Where the whole cannot be told, the pieces as they were proposed. */
function pieces({ replacements = [], content }: EditAct): string[] {
  if (content !== undefined) return lines(content).map((line) => `+${line}`);
  return clipped(
    replacements.flatMap(({ oldText, newText }) => [
      ...lines(oldText).map((line) => `-${line}`),
      ...lines(newText).map((line) => `+${line}`),
    ]),
  );
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    return undefined;
  }
}

function coloured(text: readonly string[], colours: Context['colours']): string[] {
  return text.map((line) =>
    line.startsWith('+') ? colours.green(line) : line.startsWith('-') ? colours.red(line) : line,
  );
}

function lines(text: string): string[] {
  return clipped(printable(text).split('\n'));
}

function clipped(all: readonly string[]): string[] {
  if (all.length <= MAX_LINES) return [...all];
  return [...all.slice(0, MAX_LINES), `… and ${all.length - MAX_LINES} lines more (\`--json\` has them all)`];
}

const indented = (text: readonly string[]) => text.map((line) => `    ${line}`);
