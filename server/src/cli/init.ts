import { createInterface } from 'node:readline/promises';
import { type Command, Option } from 'commander';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { apply } from '../init/apply.js';
import { type FoundAgent, type FoundEditor, find, type Ground, groundAt } from '../init/find.js';
import { instructions } from '../init/instructions.js';
import { type ManifestStore, manifestIn, type Written } from '../init/manifest.js';
import { type Plan, type PlannedChange, planSetup, planUndo, type Scope, type Unchanged } from '../init/plan.js';
import { type Choice, type Materials, scopeOf, wantedFiles } from '../init/wanted.js';
import { hookProgram } from './advice.js';
import type { Context } from './context.js';
import { LISTS } from './export/lists.js';
import { counted, oneLine, printable, wrap } from './format/printable.js';

interface InitOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly full?: boolean;
  readonly json?: boolean;
  readonly undo?: boolean;
  readonly user?: boolean;
  readonly workspace?: boolean;
  readonly only?: readonly string[];
}

/** Exit codes beside those that every command has. */
const NOT_WRITTEN = 1;
const LEFT_ALONE = 3;

export function register(program: Command, context: Context): void {
  program
    .command('init')
    .description(
      'Sets up the agents and editors of this machine and workspace: hooks, MCP server, static lists, instructions. Shows first what it will change.',
    )
    .option('-y, --yes', 'do it without asking')
    .option('--dry-run', 'only show it')
    .option('--full', 'show every line that changes, of long lists and texts too')
    .option('--json', 'as JSON; writes nothing unless `--yes` is given')
    .option('--only <names>', 'these agents and editors, found or not, e.g. codex,cursor', names)
    .addOption(new Option('--user', 'only files in your home, which hold in every workspace').conflicts('workspace'))
    .option('--workspace', 'only files in this workspace')
    .option('--undo', 'take back what init wrote, and nothing else')
    .addHelpText('after', HELP)
    .action((options: InitOptions) => (options.undo ? undo(options, context) : setUp(options, context)));
}

const HELP = `
Without \`--user\` or \`--workspace\` the settings of an agent go to your home, or to the workspace where only the
workspace shows traces of it; instructions go to the workspace. What you have in these files stays as it is, comments
too. Run again, it brings what it wrote up to date, or finds nothing to do.

Exit code: 0 done, shown, or nothing to do; 1 nothing was written, since nobody agreed; 2 wrong use; 3 a file was left
as it is because it cannot be read or changed, and the rest was done.

Examples:
  vireon init                        all agents and editors found, after showing the changes
  vireon init --only codex --dry-run
  vireon init --workspace --yes
  vireon init --undo`;

function names(value: string): readonly string[] {
  return value.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
}

async function setUp(options: InitOptions, context: Context): Promise<void> {
  const ground = await groundOf(context);
  const manifest = manifestIn(context.daemonAt.endpoint.home);
  const choice: Choice = options.user ? 'user' : options.workspace ? 'workspace' : 'auto';
  const { agents, editors } = await find(ground, options.only);
  const wanted = await wantedFiles(agents, editors, choice, ground, materials(ground, context));
  const plan = await planSetup(wanted, (await manifest.read()).files, ground.workspace);
  const head = foundText(agents, editors, choice, ground, context);
  const next = () => nextText(agents, choice, plan, context);
  await carryOut(
    plan,
    { what: 'Write', head, next, none: agents.length + editors.length === 0 },
    manifest,
    options,
    context,
  );
}

async function undo(options: InitOptions, context: Context): Promise<void> {
  const ground = await groundOf(context);
  const manifest = manifestIn(context.daemonAt.endpoint.home);
  const { files: all } = await manifest.read();
  const chosen = all.filter((entry) => isChosen(entry, options, ground));
  const plan = await planUndo(chosen);
  const rest = all.length - chosen.length;
  const head =
    rest === 0 ? '' : `${counted(rest, 'other file')} that init wrote ${rest === 1 ? 'is' : 'are'} left as chosen.\n`;
  await carryOut(plan, { what: 'Take back', head, next: () => '', none: false }, manifest, options, context);
}

/** Without a choice everything that init ever wrote is meant, but not what it wrote into other workspaces. */
function isChosen({ file, hosts, scope }: Written, options: InitOptions, { workspace }: Ground): boolean {
  if (options.only !== undefined && !hosts.every((host) => options.only?.includes(host))) return false;
  if (options.user) return scope === 'user';
  return scope === 'user' ? !options.workspace : file.startsWith(`${workspace}/`);
}

function groundOf({ cwd, userHome, daemonAt }: Context): Promise<Ground> {
  return groundAt(cwd, { userHome, platform: process.platform, environment: daemonAt.environment });
}

/** The user's own files are the same whatever workspace init is run in: the rules that hold in the home make them. */
function materials({ userHome, workspace }: Ground, context: Context): Materials {
  const program = hookProgram(context);
  const folder = (scope: Scope) => (scope === 'user' ? userHome : workspace);
  const prefixes = new Map<Scope, ReturnType<Awaited<ReturnType<Context['verbs']>>['commandPrefixes']>>();
  return {
    program,
    hook: async (host) => (await context.here.hookSetup(host, program)).content,
    async list(host, scope) {
      const list = LISTS[host];
      if (list === undefined) return '';
      const known = prefixes.get(scope) ?? (await context.verbs()).commandPrefixes(folder(scope));
      prefixes.set(scope, known);
      return list.write((await known).prefixes.filter(({ verdict }) => list.asks || verdict === 'deny'));
    },
    instructions: async (scope) => instructions((await (await context.verbs()).listRules(folder(scope))).rules),
  };
}

interface Occasion {
  readonly what: 'Write' | 'Take back';
  /** Said before the changes. */
  readonly head: string;
  /** Said after they are made. */
  next(): string;
  readonly none: boolean;
}

async function carryOut(
  plan: Plan,
  occasion: Occasion,
  manifest: ManifestStore,
  options: InitOptions,
  context: Context,
): Promise<void> {
  if (plan.problems.length > 0) context.exit(LEFT_ALONE);
  if (options.json) return asJson(plan, options, manifest, context);
  const { stdout } = context;
  stdout.write(occasion.head);
  for (const change of plan.changes) stdout.write(diffText(change, options.full === true, context));
  stdout.write(problemsText(plan.problems, context));
  if (plan.changes.length === 0) {
    stdout.write(occasion.none ? 'No agent and no editor was found here.\n' : nothingText(plan, occasion));
    return;
  }
  if (!(await agreed(plan, occasion, options, context))) return;
  const { done, problems } = await apply(plan, manifest);
  if (problems.length > 0) context.exit(LEFT_ALONE);
  stdout.write(problemsText(problems, context));
  stdout.write(`Done: ${counted(done.length, 'file')}.\n${occasion.next()}`);
}

function nothingText({ settled, problems }: Plan, { what }: Occasion): string {
  if (problems.length > 0) return 'Nothing else to do.\n';
  if (what === 'Take back') return 'Nothing to do: init wrote nothing that is left here.\n';
  return `Nothing to do: ${counted(settled.length, 'file')} as ${settled.length === 1 ? 'it' : 'they'} should be.\n`;
}

async function agreed({ changes }: Plan, { what }: Occasion, options: InitOptions, context: Context): Promise<boolean> {
  if (options.dryRun) {
    context.stdout.write(`${counted(changes.length, 'file')} would change; nothing was written.\n`);
    return false;
  }
  if (options.yes) return true;
  if (!isTerminal(context)) {
    context.stderr.write('vireon: nobody can be asked here, and nothing was written; `--yes` does it without asking\n');
    context.exit(NOT_WRITTEN);
    return false;
  }
  const yes = /^y(es)?$/i.test((await ask(`${what} ${counted(changes.length, 'file')}? [y/N] `, context)).trim());
  if (!yes) context.stdout.write('Nothing was written.\n');
  if (!yes) context.exit(NOT_WRITTEN);
  return yes;
}

function isTerminal({ stdin, stdout }: Context): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true && stdout.isTTY === true;
}

async function ask(question: string, { stdin, stdout, interrupted }: Context): Promise<string> {
  const lines = createInterface({ input: stdin, output: stdout });
  // The end of the input is no yes.
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  try {
    return await Promise.race([lines.question(question, { signal: interrupted }), ended]);
  } catch (error) {
    if (interrupted.aborted) return '';
    throw error;
  } finally {
    lines.close();
  }
}

async function asJson(plan: Plan, options: InitOptions, manifest: ManifestStore, context: Context): Promise<void> {
  const isMeant = options.yes === true && options.dryRun !== true;
  const applied = isMeant ? await apply(plan, manifest) : { done: [], problems: [] };
  if (applied.problems.length > 0) context.exit(LEFT_ALONE);
  else if (!isMeant && !options.dryRun && plan.changes.length > 0) context.exit(NOT_WRITTEN);
  const report = {
    written: applied.done.length,
    files: plan.changes.map((change) => ({
      file: change.wanted.file,
      ...(change.target !== change.wanted.file && { target: change.target }),
      hosts: change.wanted.hosts,
      scope: change.wanted.scope,
      action: actionOf(change),
      diff: diffOf(change),
    })),
    settled: plan.settled,
    problems: [...plan.problems, ...applied.problems],
  };
  context.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`);
}

function actionOf({ current, next }: PlannedChange): 'create' | 'change' | 'remove' {
  if (current === undefined) return 'create';
  return next === undefined ? 'remove' : 'change';
}

function diffOf({ wanted: { file }, current, next }: PlannedChange): string {
  const name = (text: string | undefined) => (text === undefined ? '/dev/null' : file);
  return createTwoFilesPatch(name(current), name(next), current ?? '', next ?? '', undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
}

function diffText(change: PlannedChange, isFull: boolean, { colours }: Context): string {
  const { wanted, target, current, next } = change;
  const link = target === wanted.file ? '' : colours.dim(`  (a link to ${printable(target)})`);
  if (current === next) return `${colours.bold(printable(wanted.file))}: nothing of ours is left in it\n\n`;
  const lines = folded(printable(diffOf(change)).trimEnd().split('\n'), isFull);
  const coloured = lines.map((line) => {
    if (/^(---|\+\+\+) /.test(line)) return colours.bold(line.replace(/\t.*/, ''));
    if (line.startsWith('@@')) return colours.cyan(line);
    if (line.startsWith('+')) return colours.green(line);
    return line.startsWith('-') ? colours.red(line) : line;
  });
  return `${coloured.join('\n')}${link}\n\n`;
}

const LONG_RUN = 40;
const SHOWN_OF_RUN = 15;

/** Long lists and texts of ours are shown by their beginning; what is the user's is always shown. */
function folded(lines: readonly string[], isFull: boolean): readonly string[] {
  const runs: string[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run !== undefined && run[0]?.[0] === line[0]) run.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => {
    if (isFull || run.length <= LONG_RUN || !/^[+-]/.test(run[0] ?? '')) return run;
    const [first, last] = [run.slice(0, SHOWN_OF_RUN), run.slice(-2)];
    return [...first, `  … ${run.length - first.length - last.length} more such lines; \`--full\` shows them`, ...last];
  });
}

function problemsText(problems: readonly Unchanged[], { colours }: Context): string {
  return problems
    .map(({ file, problem }) => `${colours.red('Left alone:')} ${printable(file)}\n${indented(problem, 2)}\n`)
    .join('');
}

function foundText(
  agents: readonly FoundAgent[],
  editors: readonly FoundEditor[],
  choice: Choice,
  { userHome, workspace }: Ground,
  { colours }: Context,
): string {
  const short = (file: string) =>
    file.startsWith(`${workspace}/`) ? file.slice(workspace.length + 1) : file.replace(`${userHome}/`, '~/');
  const rows = agents.map((found) => {
    const { agent, onMachine, inWorkspace } = found;
    const where = scopeOf(found, choice) === 'user' ? 'your home' : 'workspace';
    return `  ${agent.name.padEnd(22)} ${where.padEnd(9)}  ${colours.dim(oneLine(short(onMachine ?? inWorkspace ?? '')))}`;
  });
  const advised = editors.flatMap(({ editor: { name, advice } }) =>
    advice === undefined ? [] : [`  ${name.padEnd(22)} ${indented(advice, 25).trimStart()}`],
  );
  return [
    ...(rows.length > 0 ? [`${colours.bold('Agents')} ${' '.repeat(18)}set up in  found by`, ...rows, ''] : []),
    ...(advised.length > 0 ? [`${colours.bold('Editors')} that you connect yourself`, ...advised, ''] : []),
    '',
  ]
    .join('\n')
    .replace(/\n$/, '');
}

function nextText(agents: readonly FoundAgent[], choice: Choice, { changes }: Plan, { colours }: Context): string {
  const changed = new Set(changes.flatMap(({ wanted }) => wanted.hosts));
  const steps = agents.flatMap((found) => {
    const step = found.agent.next?.[scopeOf(found, choice)];
    return step === undefined || !changed.has(found.agent.id) ? [] : [`- ${found.agent.name}: ${step}`];
  });
  const shared = changes.some(({ wanted }) => wanted.scope === 'workspace' && wanted.file.endsWith('.json'));
  if (shared) {
    steps.push(
      '- Settings in the workspace name the path of Vireon on this machine: keep them out of version control.',
    );
  }
  steps.push('- `vireon doctor` shows what is governed now, and `vireon doctor --canary` proves it.');
  return `${colours.bold('Next')}\n${steps.map((step) => indented(step, 2, 4)).join('\n')}\n`;
}

const WIDTH = 80;

function indented(text: string, first: number, rest = first): string {
  return wrap(text, WIDTH - rest)
    .map((line, index) => ' '.repeat(index === 0 ? first : rest) + line)
    .join('\n');
}
