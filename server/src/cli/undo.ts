import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { UndoChange, UndoPlan } from '../model/snapshot.js';
import { InvalidInput } from '../model/verbs.js';
import { actorText, actText } from './audit.js';
import type { Context } from './context.js';
import { counted, printable } from './format/printable.js';

interface UndoOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const NOT_DONE = 1;

export function register(program: Command, context: Context): void {
  program
    .command('undo')
    .argument('[id]', 'of the act, as `vireon timeline` shows it, or of an undo; without it the newest act not undone')
    .description('Brings files back to what they were before an act of an agent. Shows first what it will do.')
    .option('-y, --yes', 'do it without asking')
    .option('--force', 'also where files changed since the act')
    .option('--dry-run', 'only show it')
    .option('--json', 'as JSON; does nothing unless `--yes` is given')
    .addHelpText('after', HELP)
    .action((id: string | undefined, options: UndoOptions) => undo(id, options, context));
}

const HELP = `
Contents, modes, links and deletions come back; what the act made is removed. Git's index, branches and stashes are
left alone. What is there now is saved first, so that an undo can be undone: \`vireon undo ID\` with the undo's own ID.

Exit code: 0 done, shown, or nothing to do; 1 declined; 2 wrong use, or it cannot be done: where files changed since,
\`--yes\` needs \`--force\`.

Examples:
  vireon undo                    the newest act of this workspace
  vireon timeline --saved        what can be undone
  vireon undo 01M7XZ5EBZXPP1J9RYC2FVPBBH --yes`;

async function undo(id: string | undefined, options: UndoOptions, context: Context): Promise<void> {
  const verbs = await context.verbs();
  const plan = await verbs.planUndo({ workspace: context.cwd, ...(id !== undefined && { id }) });
  if (plan === null || plan.changes.length === 0) return nothing(plan, options, context);
  if (!options.json) context.stdout.write(planText(plan, context));
  const isForeign = plan.changes.some(({ changedSince }) => changedSince !== undefined);
  if (!(await agreed(isForeign, options, context))) {
    if (options.json) write(context, { done: false, ...plan });
    return;
  }
  const force = options.force === true || (isForeign && options.yes !== true);
  const { workspace, token, snapshot } = plan;
  const { record } = await verbs.undo({ workspace, id: snapshot.id, token, force });
  if (options.json) write(context, { done: true, undo: record, ...plan });
  else context.stdout.write(`Done. To take this back: vireon undo ${record}\n`);
}

function nothing(plan: UndoPlan | null, options: UndoOptions, context: Context): void {
  const by = plan?.snapshot.undoneBy;
  if (options.json) write(context, { done: false, ...(plan ?? { workspace: context.cwd, changes: [] }) });
  else if (by !== undefined) context.stdout.write(`That is undone already. To take the undo back: vireon undo ${by}\n`);
  else if (plan !== null) context.stdout.write('Nothing to undo: everything is as it was before this act.\n');
  else context.stdout.write('Nothing to undo: no act saved here left a change. `vireon timeline` shows the acts.\n');
}

/** Asks where somebody can answer. A yes in full view of what changed since is a yes to that too. */
async function agreed(isForeign: boolean, options: UndoOptions, context: Context): Promise<boolean> {
  if (options.dryRun) return false;
  if (options.yes || options.json) {
    if (options.yes && isForeign && options.force !== true)
      throw new InvalidInput(
        'files changed since the act, as shown; nothing was undone. `--force` undoes it all the same',
      );
    return options.yes === true;
  }
  if (!isTerminal(context))
    throw new InvalidInput('nobody can be asked here, and nothing was undone; `--yes` does it without asking');
  const answer = await ask(isForeign ? 'Undo, changes of others included? [y/N] ' : 'Undo? [y/N] ', context);
  const yes = /^y(es)?$/i.test(answer.trim());
  if (!yes) context.stdout.write('Nothing was undone.\n');
  if (!yes) context.exit(NOT_DONE);
  return yes;
}

function isTerminal({ stdin, stdout }: Context): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true && stdout.isTTY === true;
}

async function ask(question: string, { stdin, stdout, interrupted }: Context): Promise<string> {
  const lines = createInterface({ input: stdin, output: stdout });
  try {
    return await lines.question(question, { signal: interrupted });
  } catch (error) {
    if (interrupted.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}

function planText({ snapshot, record, changes, warnings }: UndoPlan, { colours }: Context): string {
  const what =
    snapshot.undoes === undefined
      ? record === undefined
        ? 'an act that is no longer on record'
        : `${actorText(record.proposal.actor)}  ${actText(record.proposal.act)}`
      : `the undo of ${snapshot.undoes}`;
  const rest = changes.length - SHOWN;
  return [
    `${colours.bold('Undo')} ${what}\n`,
    colours.dim(`     ${snapshot.id}, ${snapshot.time}\n`),
    ...changes.slice(0, SHOWN).map((change) => changeText(change, colours)),
    ...(rest > 0 ? [`  … and ${counted(rest, 'path')} more (\`--json\` lists all)\n`] : []),
    ...warnings.map((warning) => `${colours.yellow('Note:')} ${printable(warning)}.\n`),
  ].join('');
}

const SHOWN = 50;

function changeText(change: UndoChange, colours: Context['colours']): string {
  const { path, changedSince, lines } = change;
  const counts = lines === undefined ? [] : [colours.green(`+${lines.added}`), colours.red(`-${lines.removed}`)];
  const details = [...counts, ...modeText(change), ...kindText(change)].join(' ');
  const since = changedSince === undefined ? '' : `\n             ${colours.yellow(`it ${printable(changedSince)}`)}`;
  return `  ${verbOf(change).padEnd(10)} ${printable(path)}${details === '' ? '' : `  ${details}`}${since}\n`;
}

function verbOf({ now, was }: UndoChange): string {
  if (was === 'absent') return 'remove';
  return now === 'absent' ? 'bring back' : 'restore';
}

function modeText({ mode }: UndoChange): string[] {
  return mode === undefined ? [] : [`mode ${mode.now.toString(8)} → ${mode.was.toString(8)}`];
}

function kindText({ now, was }: UndoChange): string[] {
  if (now === was || now === 'absent') return was === 'folder' || was === 'link' ? [`(${was})`] : [];
  return was === 'absent' ? (now === 'file' ? [] : [`(${now})`]) : [`(${now} → ${was})`];
}

function write(context: Context, value: unknown): void {
  context.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
