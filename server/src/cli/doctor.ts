import { statSync } from 'node:fs';
import type { Command } from 'commander';
import type { Verbs } from '../model/verbs.js';
import type { Context, OpenVerbs } from './context.js';
import { coverageText, proofsText } from './format/coverage.js';
import { savedText } from './status.js';
import { survey, tryCanaries } from './survey.js';

/** What one look found; `advice` says what to do where it is not well. */
interface Finding {
  readonly state: 'well' | 'note' | 'ill';
  readonly what: string;
  readonly advice?: string;
}

interface DoctorOptions {
  readonly json?: boolean;
  readonly canary?: string | true;
}

export function register(program: Command, context: Context): void {
  program
    .command('doctor')
    .description(
      'Looks at every part of the installation and says what to do where one does not work; then shows by which ways each agent is governed, and how that is known.',
    )
    .option('--canary [host]', 'run the hooks in the settings of all agents, or of one, with acts that must be denied')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action((options: DoctorOptions) => doctor(options, context));
}

const HELP = `
The map of coverage says of every event before which an agent can be stopped: proven (an event of the agent's own
arrived through the hook), installed (none has yet), faulty, or missing; and of agents without hooks: list only, advice
only, ungoverned. A canary starts the command that stands in the agent's settings, as the agent would, with an act that
is always denied and never done; it stands on record under a session \`vireon-canary-…\`.

Exit code: 0 all is well, gaps in the coverage included; 1 a part fails, a host's settings cannot be read, or
a canary was not denied.

Examples:
  vireon doctor
  vireon doctor --canary codex
  vireon doctor --json --no-daemon`;

async function doctor({ json, canary }: DoctorOptions, context: Context): Promise<void> {
  const findings: Finding[] = [];
  for await (const finding of examine(context)) {
    findings.push(finding);
    if (!json) context.stdout.write(asText(finding, context));
  }
  const map = await survey(context);
  const proofs = canary === undefined ? [] : await tryCanaries(map, canary === true ? undefined : canary, context);
  const coverage = canary === undefined ? map.coverage : (await survey(context)).coverage;
  if (json) context.stdout.write(`${JSON.stringify({ checks: findings, coverage, canaries: proofs }, undefined, 2)}\n`);
  else context.stdout.write(coverageText(coverage, map.ground, context) + proofsText(proofs, canary, context));
  const isIll =
    findings.some(({ state }) => state === 'ill') ||
    coverage.some(({ problems }) => problems.length > 0) ||
    proofs.some(({ outcome }) => outcome === 'failed');
  context.exit(isIll ? 1 : 0);
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

function asText({ state, what, advice }: Finding, { colours }: Context): string {
  const sign = { well: colours.green('ok  '), note: colours.yellow('note'), ill: colours.red('FAIL') }[state];
  return `${sign}  ${what}\n${advice === undefined ? '' : `      ${advice}\n`}`;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
