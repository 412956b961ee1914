import { type Command, Option } from 'commander';
import type { ApprovalOutcome } from '../model/approval.js';
import type { Verdict } from '../model/decision.js';
import type { DecisionRecord } from '../model/record.js';
import type { Snapshot, TimelineEntry } from '../model/snapshot.js';
import { actorText, actText, toLimit } from './audit.js';
import type { Context } from './context.js';
import { counted, oneLine, printable } from './format/printable.js';
import { sizeText } from './format/size.js';

interface TimelineOptions {
  readonly limit: number;
  readonly agent?: string;
  readonly session?: string;
  readonly verdict?: Verdict;
  readonly saved?: boolean;
  readonly all?: boolean;
  readonly json?: boolean;
}

export function register(program: Command, context: Context): void {
  program
    .command('timeline')
    .description('Shows what was done here, by agent and session: acts, decisions, and what can be undone.')
    .addOption(new Option('--limit <n>', 'how many acts at most, the newest').argParser(toLimit).default(50))
    .option('--agent <host>', 'only acts of this agent program, e.g. claude-code')
    .option('--session <id>', "only those of an agent's session")
    .addOption(new Option('--verdict <verdict>', 'only these').choices(['allow', 'ask', 'deny']))
    .option('--saved', 'only acts that can be undone, and undos')
    .option('--all', 'of all workspaces, not only of this one')
    .option('--json', 'as JSON, the newest first')
    .addHelpText(
      'after',
      '\nExamples:\n  vireon timeline --saved\n  vireon timeline --agent claude-code --verdict deny\n  vireon timeline --all --json',
    )
    .action((options: TimelineOptions) => timeline(options, context));
}

async function timeline(options: TimelineOptions, context: Context): Promise<void> {
  const { limit, agent, session, verdict, saved, all } = options;
  const entries = await (await context.verbs()).timeline({
    limit,
    ...(agent !== undefined && { host: agent }),
    ...(session !== undefined && { session }),
    ...(verdict !== undefined && { verdict }),
    ...(saved === true && { saved }),
    ...(all !== true && { workspace: context.cwd }),
  });
  if (options.json) context.stdout.write(`${JSON.stringify(entries, null, 2)}\n`);
  else if (entries.length === 0) context.stdout.write('Nothing of that kind is on record here.\n');
  else for (const text of chapters(entries, context)) context.stdout.write(text);
}

/** One chapter for each actor, that of the newest act last; within it in the order of time. */
function* chapters(entries: readonly TimelineEntry[], context: Context): Generator<string> {
  const byActor = new Map<string, TimelineEntry[]>();
  for (const entry of entries) {
    const name = actorText(entry.record.proposal.actor);
    byActor.set(name, [entry, ...(byActor.get(name) ?? [])]);
  }
  for (const [name, own] of [...byActor].reverse()) {
    yield `${context.colours.bold(printable(name))}  ${counted(own.length, 'act')}\n`;
    for (const entry of own.filter(({ record }) => !isRetold(record))) yield entryText(entry, context);
  }
}

/** The beginning and the end of a question are told with the act that it was about. */
function isRetold({ proposal: { act } }: DecisionRecord): boolean {
  return act.kind === 'event' && /^approval-(asked|approved|denied)$/.test(act.name);
}

function entryText({ record, snapshot, approval }: TimelineEntry, { colours }: Context): string {
  const { verdict } = record.decision;
  const paint = { allow: colours.green, ask: colours.yellow, deny: colours.red }[verdict];
  const line = `  ${record.time}  ${paint(verdict.padEnd(5))}  ${actText(record.proposal.act)}\n`;
  const told = approval === undefined ? line : `${line}${colours.dim(`      ${approvalText(approval)}\n`)}`;
  return snapshot === undefined ? told : `${told}${colours.dim(`      ${snapshotText(snapshot)}\n`)}`;
}

function approvalText({ outcome, by, reason, proposedRule }: ApprovalOutcome): string {
  const who = by === undefined ? outcome : `${outcome} by ${oneLine(by)}`;
  const rule = proposedRule === undefined ? '' : `, rule proposed in ${printable(proposedRule)}`;
  return `${who}${reason === undefined ? '' : `: ${oneLine(reason)}`}${rule}`;
}

function snapshotText({ id, paths, bytes, undoes, undoneBy }: Snapshot): string {
  const saved = `${counted(paths, 'path')}, ${sizeText(bytes)}`;
  if (undoneBy !== undefined) return `${id}  undone by ${undoneBy}`;
  return undoes === undefined
    ? `vireon undo ${id}  (${saved})`
    : `vireon undo ${id}  (takes back the undo of ${undoes})`;
}
