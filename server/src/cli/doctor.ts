import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { Verbs } from '../model/verbs.js';
import { claudeHook } from './advice.js';
import type { Context, OpenVerbs } from './context.js';
import { savedText } from './status.js';

/** What one look found; `advice` says what to do where it is not well. */
interface Finding {
  readonly state: 'well' | 'note' | 'ill';
  readonly what: string;
  readonly advice?: string;
}

export function register(program: Command, context: Context): void {
  program
    .command('doctor')
    .description(
      'Looks at every part of the installation and says what to do where one does not work. Exit 1 where one fails.',
    )
    .addHelpText('after', '\nExamples:\n  vireon doctor\n  vireon doctor --no-daemon')
    .action(async () => {
      let ill = false;
      for await (const finding of examine(context)) {
        ill ||= finding.state === 'ill';
        context.stdout.write(asText(finding, context));
      }
      context.exit(ill ? 1 : 0);
    });
}

async function* examine(context: Context): AsyncGenerator<Finding> {
  yield nodeVersion();
  const app = await attempt(() => context.here.open(), 'engine', 'build again with `npm run build`');
  yield app.finding;
  const daemon = context.daemon
    ? await attempt(() => daemonVerbs(context), 'daemon', `look into ${context.daemonAt.endpoint.log}`)
    : undefined;
  if (daemon) yield daemon.finding;
  if (daemon?.value) yield socketMode(context);
  const verbs = daemon?.value ?? app.value;
  if (verbs) yield* stores(verbs, context);
  yield* claudeCode(context);
  await Promise.all([app.value?.close(), daemon?.value?.close()]);
}

function nodeVersion(): Finding {
  const old = Number(process.versions.node.split('.')[0]) < 20;
  return {
    state: old ? 'ill' : 'well',
    what: `Node ${process.version}`,
    ...(old ? { advice: 'install Node 20 or newer' } : {}),
  };
}

interface Attempt<T> {
  readonly finding: Finding;
  readonly value?: T;
}

async function attempt<T extends OpenVerbs>(open: () => Promise<T>, what: string, advice: string): Promise<Attempt<T>> {
  try {
    const value = await open();
    const { version, pid, degraded } = await value.status();
    if (degraded.length === 0) return { value, finding: { state: 'well', what: `${what} ${version}, process ${pid}` } };
    return { value, finding: { state: 'ill', what: `${what} is degraded`, advice: degraded.join('; ') } };
  } catch (error) {
    return { finding: { state: 'ill', what: `${what}: ${messageOf(error)}`, advice } };
  }
}

async function daemonVerbs({ daemonAt }: Context): Promise<OpenVerbs> {
  const { connect } = await import('../daemon/client.js');
  return connect(daemonAt);
}

function socketMode({ daemonAt }: Context): Finding {
  const { directory, socket } = daemonAt.endpoint;
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
  const what = `socket ${socket}, mode ${mode(socket)}, in a folder of mode ${mode(directory)}`;
  if (mode(socket) === '600' && mode(directory) === '700') return { state: 'well', what };
  return { state: 'ill', what, advice: `chmod 700 ${directory}; chmod 600 ${socket}` };
}

async function* stores(verbs: Verbs, { cwd }: Context): AsyncGenerator<Finding> {
  const { rules, problems, ruleSet } = await verbs.listRules(cwd);
  yield problems.length === 0
    ? { state: rules.length > 0 ? 'well' : 'ill', what: `${rules.length} rules here (${ruleSet})` }
    : {
        state: 'ill',
        what: `${rules.length} rules here, and ${problems.length} that cannot be used`,
        advice: list(problems.map(({ file, line, message }) => `${file}:${line + 1}: ${message}`)),
      };
  yield { state: 'well', what: savedText(await verbs.status()) };
  const { records, checkpoints, faults } = await verbs.verifyAudit();
  yield faults.length === 0
    ? { state: 'well', what: `audit log: ${records} records, ${checkpoints} checkpoints, all in order` }
    : {
        state: 'ill',
        what: `audit log: ${faults.length} faults in ${records} records`,
        advice: list(faults.map(({ message }) => message)),
      };
}

const LISTED = 5;

function list(lines: readonly string[]): string {
  const rest = lines.length - LISTED;
  return [...lines.slice(0, LISTED), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n      ');
}

/** Claude Code reads the project's settings and the user's; a hook in either governs this folder. */
function* claudeCode(context: Context): Generator<Finding> {
  const files = [
    join(context.cwd, '.claude/settings.json'),
    join(context.cwd, '.claude/settings.local.json'),
    join(context.userHome, '.claude/settings.json'),
  ].filter((file) => existsSync(file));
  const states = files.map((file) => ({ file, state: hookIn(file) }));
  for (const { file, state } of states) {
    if (state === 'unreadable')
      yield { state: 'ill', what: `${file} is no JSON`, advice: 'mend it: Claude Code ignores it' };
  }
  const installed = states.find(({ state }) => state === 'installed');
  yield installed
    ? { state: 'well', what: `Claude Code asks before it acts (${installed.file})` }
    : {
        state: 'note',
        what: 'Claude Code is not asked to ask before it acts in this folder',
        advice: `add to .claude/settings.json: ${claudeHook(context)}`,
      };
}

function hookIn(file: string): 'installed' | 'absent' | 'unreadable' {
  try {
    const hooks = JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))?.hooks?.PreToolUse ?? []);
    return /vireon/.test(hooks) && /\bhook\b/.test(hooks) && /claude-code/.test(hooks) ? 'installed' : 'absent';
  } catch {
    return 'unreadable';
  }
}

function asText({ state, what, advice }: Finding, { colours }: Context): string {
  const sign = { well: colours.green('ok  '), note: colours.yellow('note'), ill: colours.red('FAIL') }[state];
  return `${sign}  ${what}\n${advice === undefined ? '' : `      ${advice}\n`}`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
