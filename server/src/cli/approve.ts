import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ApprovalAnswer, ApprovalOutcome, PendingApproval } from '../model/approval.js';
import { decisive } from '../model/explanation.js';
import { InvalidInput, type Verbs } from '../model/verbs.js';
import { agentAround } from './agent-session.js';
import { agentText, approvalText } from './approval-text.js';
import { actText } from './audit.js';
import type { Context } from './context.js';
import { oneLine } from './format/printable.js';
import { table } from './format/table.js';

interface ApproveOptions {
  readonly once?: boolean;
  readonly session?: boolean;
  readonly always?: boolean;
  readonly no?: string | boolean;
  readonly as?: string;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const POLL_MS = 500;

export function register(program: Command, context: Context): void {
  program
    .command('approve')
    .argument('[id]', 'of an act that waits, as the list shows it, or the end of it')
    .description('Shows what agents want and a person must confirm, and takes the answer.')
    .option('--once', 'yes, this time')
    .option('--session', "yes, and for the same in this agent's session")
    .option('--always', 'yes, and propose a narrow rule for it, which is in force only once you move it')
    .option('--no [because]', 'no; the reason goes back to the agent')
    .option('--as <name>', 'who answers, where it is not the user of this machine')
    .option('--watch', 'stay, and show what comes')
    .option('--json', 'as JSON, one act a line with --watch')
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: ApproveOptions) => approve(id, options, context));
}

const HELP = `
Without an ID in a terminal it shows one act after the other and asks; elsewhere it lists them. An act that nobody
answers is denied when its time is over (\`approvals.within-seconds\` in .vireon/config.yaml, 300 by default).
Where a rule wants two persons, the second answers with the same ID and another name.
An agent may not answer: the command refuses to run below an agent's session.

Exit code: 0 listed or answered; 2 wrong use, nothing waits as ID, or no person may be at this door.

Examples:
  vireon approve                                       what waits, one after the other
  vireon approve --watch
  vireon approve 01M7XZ5EBZXPP1J9RYC2FVPBBH --once
  vireon approve BBH --no "use the staging cluster"`;

async function approve(id: string | undefined, options: ApproveOptions, context: Context): Promise<void> {
  const answer = answerOf(options);
  const verbs = await context.verbs();
  if (id === undefined) {
    if (answer !== undefined) throw new InvalidInput('say which act is meant: `vireon approve ID`');
    if (options.watch) return watch(verbs, options, context);
    return isTerminal(context) && options.json !== true
      ? converse(verbs, options, context)
      : list(await verbs.approvals(), options, context);
  }
  const pending = named(id, await verbs.approvals());
  if (answer === undefined) return show(pending, verbs, options, context);
  requirePerson(context);
  await give(pending, answer, verbs, options, context);
}

interface Given {
  readonly answer: ApprovalAnswer;
  readonly reason?: string;
}

function answerOf({ once, session, always, no }: ApproveOptions): Given | undefined {
  const yes = Object.entries({ once, session, always }).filter(([, given]) => given === true);
  if (yes.length + (no === undefined ? 0 : 1) > 1)
    throw new InvalidInput('give one answer: `--once`, `--session`, `--always` or `--no`');
  if (no !== undefined)
    return { answer: 'no', ...(typeof no === 'string' && no.trim() !== '' && { reason: no.trim() }) };
  const [first] = yes;
  return first === undefined ? undefined : { answer: first[0] as ApprovalAnswer };
}

/** Identifiers begin with the time; their ends tell them apart. */
function named(id: string, waiting: readonly PendingApproval[]): PendingApproval {
  const found = waiting.filter((one) => one.id.endsWith(id.toUpperCase()));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  if (found.length > 1)
    throw new InvalidInput(`\`${id}\` is the end of ${found.length} acts that wait; give more of it`);
  throw new InvalidInput(
    `nothing waits for an answer as \`${id}\`: it was answered, its time ran out, or its agent gave up; \`vireon approve\` lists what waits`,
  );
}

/** Who answers must be a person: an agent would say yes to itself. */
function requirePerson({ daemonAt }: Context): void {
  const around = agentAround(daemonAt.environment);
  if (around === undefined) return;
  throw new InvalidInput(
    `this runs below a session of ${around.agent} (${around.mark} is set), and an agent may not answer for a person; answer in a terminal of your own, or in the editor`,
  );
}

async function give(
  { id }: PendingApproval,
  { answer, reason }: Given,
  verbs: Verbs,
  options: ApproveOptions,
  context: Context,
): Promise<void> {
  const person = options.as?.trim() || context.person;
  const outcome = await verbs.answerApproval({
    id,
    answer,
    person,
    door: 'terminal',
    ...(reason !== undefined && { reason }),
  });
  if (options.json) context.stdout.write(`${JSON.stringify({ id, outcome })}\n`);
  else context.stdout.write(`${outcomeText(id, outcome, context)}\n`);
}

function outcomeText(id: string, outcome: ApprovalOutcome | 'pending', { colours }: Context): string {
  if (outcome === 'pending') return `Your yes is noted; ${id} still needs another person's.`;
  if (outcome.outcome === 'denied') return `${colours.red('Denied')}: ${oneLine(outcome.reason ?? '')}`;
  const rule =
    outcome.proposedRule === undefined
      ? ''
      : `\nA rule for it is proposed in ${outcome.proposedRule}. It is not in force: read it, then move its folder to .vireon/rules/.`;
  return `${colours.green('Approved')} by ${oneLine(outcome.by ?? '')}.${rule}`;
}

async function show(pending: PendingApproval, verbs: Verbs, options: ApproveOptions, context: Context): Promise<void> {
  if (options.json) context.stdout.write(`${JSON.stringify(pending, null, 2)}\n`);
  else context.stdout.write(await approvalText(pending, verbs, context));
}

function list(waiting: readonly PendingApproval[], { json }: ApproveOptions, context: Context): void {
  if (json) context.stdout.write(`${JSON.stringify(waiting, null, 2)}\n`);
  else if (waiting.length === 0) context.stdout.write('Nothing waits for an answer.\n');
  else context.stdout.write(table(HEAD, rowsOf(waiting, context), context.colours));
}

const HEAD = ['id', 'left', 'agent', 'asked by', 'act'];

function rowsOf(waiting: readonly PendingApproval[], { clock }: Context): string[][] {
  return waiting.map(({ id, until, awaitedUntil = until, proposal, decision }) => [
    id,
    leftText(Date.parse(awaitedUntil) - clock().getTime()),
    agentText(proposal),
    [...new Set(decisive(decision).map(({ rule }) => rule))].join(', '),
    actText(proposal.act),
  ]);
}

function leftText(ms: number): string {
  if (ms <= 0) return 'next try';
  const seconds = Math.round(ms / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

async function watch(verbs: Verbs, options: ApproveOptions, context: Context): Promise<void> {
  const shown = new Set<string>();
  if (!options.json) context.stderr.write('Waiting for acts that want a person; Ctrl-C ends.\n');
  while (!context.interrupted.aborted) {
    for (const pending of await verbs.approvals()) {
      if (shown.has(pending.id)) continue;
      shown.add(pending.id);
      if (options.json) context.stdout.write(`${JSON.stringify(pending)}\n`);
      else if (isTerminal(context)) await askAbout(pending, verbs, options, context);
      else context.stdout.write(await approvalText(pending, verbs, context));
    }
    await rest(context);
  }
}

async function rest({ interrupted }: Context): Promise<void> {
  await pause(POLL_MS, undefined, { signal: interrupted }).catch((error: unknown) => {
    if (!interrupted.aborted) throw error;
  });
}

/** One act after the other, as long as any waits. */
async function converse(verbs: Verbs, options: ApproveOptions, context: Context): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const next = (await verbs.approvals()).find(({ id }) => !seen.has(id));
    if (next === undefined) break;
    seen.add(next.id);
    if ((await askAbout(next, verbs, options, context)) === 'quit') return;
  }
  if (seen.size === 0) context.stdout.write('Nothing waits for an answer.\n');
}

const QUESTION = '[o]nce, for this [s]ession, [a]lways, [n]o, s[k]ip, [q]uit? ';
const ANSWERS: Readonly<Record<string, ApprovalAnswer>> = { o: 'once', s: 'session', a: 'always', n: 'no' };

async function askAbout(
  pending: PendingApproval,
  verbs: Verbs,
  options: ApproveOptions,
  context: Context,
): Promise<'quit' | 'done'> {
  requirePerson(context);
  context.stdout.write(await approvalText(pending, verbs, context));
  for (;;) {
    const word = (await question(QUESTION, context)).trim().toLowerCase();
    if (context.interrupted.aborted || word.startsWith('q')) return 'quit';
    if (word.startsWith('k')) return 'done';
    const answer = ANSWERS[word.slice(0, 1)];
    if (answer === undefined) continue;
    const because = answer === 'no' ? (await question('because: ', context)).trim() : '';
    try {
      await give(pending, { answer, ...(because !== '' && { reason: because }) }, verbs, options, context);
    } catch (error) {
      // It was answered elsewhere meanwhile, or cannot be said for always: the next question is worth asking.
      if (!(error instanceof InvalidInput)) throw error;
      context.stdout.write(`${oneLine(error.message)}\n`);
      if (answer === 'always') continue;
    }
    return 'done';
  }
}

function isTerminal({ stdin, stdout }: Context): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true && stdout.isTTY === true;
}

/** An empty answer where the user leaves. */
async function question(text: string, { stdin, stdout, interrupted }: Context): Promise<string> {
  const lines = createInterface({ input: stdin, output: stdout });
  const closed = new Promise<string>((resolve) => lines.once('close', () => resolve('q')));
  try {
    return await Promise.race([lines.question(text, { signal: interrupted }), closed]);
  } catch (error) {
    if (interrupted.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}
