import { resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Act } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Verdict } from '../model/decision.js';
import type { AuditReport, DecisionRecord } from '../model/record.js';
import type { Context } from './context.js';
import { counted, oneLine, printable } from './format/printable.js';

const MAX_LIMIT = 100_000;
const PAGE = 1000;

interface LogOptions {
  readonly limit: number;
  readonly verdict?: Verdict;
  readonly session?: string;
  readonly json?: boolean;
}

export function register(program: Command, context: Context): void {
  const audit = program
    .command('audit')
    .description('Reads, verifies and exports the record of every decision.')
    .addHelpText(
      'after',
      '\nExamples:\n  vireon audit log --verdict deny\n  vireon audit verify\n  vireon audit export audit.jsonl',
    );
  audit
    .command('log')
    .description('Shows what was decided, the newest first.')
    .addOption(new Option('--limit <n>', 'how many at most').argParser(toLimit).default(20))
    .addOption(new Option('--verdict <verdict>', 'only these').choices(['allow', 'ask', 'deny']))
    .option('--session <id>', "only those of an agent's session")
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vireon audit log --verdict deny\n  vireon audit log --limit 1 --json')
    .action((options: LogOptions) => log(options, context));
  audit
    .command('verify')
    .description('Recomputes the whole log. Exit 1 where it was changed or cut, with the place.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vireon audit verify && echo untouched')
    .action((options: { json?: boolean }) => verify(options, context));
  audit
    .command('export')
    .argument('<file>', 'the file to write; what it held is replaced')
    .description('Writes all records as JSON lines, with proofs that can be verified without Vireon.')
    .addHelpText(
      'after',
      '\nExamples:\n  vireon audit export audit.jsonl && node docs/verify-audit-export.mjs audit.jsonl',
    )
    .action((file: string) => exportTo(file, context));
}

/** Of records, as an option. */
export function toLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_LIMIT}.`);
}

async function log(options: LogOptions, context: Context): Promise<void> {
  const records = await newest(options, context);
  if (options.json) {
    context.stdout.write(`${JSON.stringify(records, null, 2)}\n`);
    return;
  }
  for (const record of records) context.stdout.write(recordText(record, context));
  if (records.length === 0) context.stdout.write('Nothing is on record.\n');
}

/** The log hands out a bounded number at a time. */
async function newest({ limit, verdict, session }: LogOptions, context: Context): Promise<DecisionRecord[]> {
  const verbs = await context.verbs();
  const filter = { ...(verdict !== undefined && { verdict }), ...(session !== undefined && { session }) };
  const records: DecisionRecord[] = [];
  while (records.length < limit) {
    const before = records.at(-1)?.seq;
    const size = Math.min(PAGE, limit - records.length);
    const page = await verbs.records({ limit: size, ...filter, ...(before !== undefined && { before }) });
    records.push(...page);
    if (page.length < size) break;
  }
  return records;
}

function recordText({ id, seq, time, proposal, decision }: DecisionRecord, { colours }: Context): string {
  const paint = { allow: colours.green, ask: colours.yellow, deny: colours.red }[decision.verdict];
  const deciding = decision.reasons.filter(
    (reason) => reason.decision === decision.verdict && decision.verdict !== 'allow',
  );
  const rules = [...new Set(deciding.map(({ rule }) => rule))].join(', ');
  const [first] = deciding;
  return [
    `${colours.dim(`${seq}`.padStart(6))}  ${time}  ${paint(decision.verdict.padEnd(5))}  ${actorText(proposal.actor)}  ${actText(proposal.act)}\n`,
    ...(first === undefined ? [] : [`        ${printable(rules)}: ${clip(oneLine(first.message), 160)}\n`]),
    ...(decision.verdict === 'allow' ? [] : [colours.dim(`        record ${id}\n`)]),
  ].join('');
}

/** Who acted, on one line. */
export function actorText(actor: Actor): string {
  if (actor.kind !== 'agent') return oneLine(actor.name ?? actor.kind);
  return oneLine(actor.session === undefined ? actor.host : `${actor.host}/${clip(actor.session, 12)}`);
}

/** What was proposed, on one line. */
export function actText(act: Act): string {
  return `${act.kind} ${clip(oneLine(whatOf(act)), 120)}`;
}

function whatOf(act: Act): string {
  switch (act.kind) {
    case 'file':
    case 'edit':
    case 'read':
      return act.path;
    case 'command':
      return act.command;
    case 'tool-call':
    case 'tool-result':
      return act.server === undefined ? act.tool : `${act.server}/${act.tool}`;
    case 'fetch':
      return act.url;
    case 'prompt':
      return act.text;
    case 'event':
      return [act.name, ...Object.values(act.about ?? {})].join(' ');
  }
}

function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}\u2026` : text;
}

async function verify({ json }: { json?: boolean }, context: Context): Promise<void> {
  const report = await (await context.verbs()).verifyAudit();
  context.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report, context));
  context.exit(report.faults.length === 0 ? 0 : 1);
}

function reportText({ records, checkpoints, root, faults }: AuditReport, { colours }: Context): string {
  const size = `${counted(records, 'record')}, ${counted(checkpoints, 'signed checkpoint')}`;
  if (faults.length === 0) return `${colours.green('The audit log is whole')}: ${size}, root ${root}\n`;
  const lines = faults.map(({ kind, seq, message }) => {
    const where = seq === undefined ? '' : ` at record ${seq}`;
    return `  ${colours.red(kind)}${where}: ${printable(message)}\n`;
  });
  return `${colours.red('The audit log is not as it was written')}: ${size}\n${lines.join('')}`;
}

async function exportTo(file: string, context: Context): Promise<void> {
  const target = resolve(context.cwd, file);
  const count = await (await context.verbs()).exportAudit(target);
  context.stdout.write(`Wrote ${counted(count, 'record')} to ${target}\n`);
}
