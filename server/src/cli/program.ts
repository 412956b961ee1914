import { Command, CommanderError } from 'commander';
import picocolors from 'picocolors';
import { InvalidInput } from '../model/verbs.js';
import type { CommandModule, Context, OpenVerbs, World } from './context.js';

/** Every command: its summary for the overview, and its file, which is read only when the command is used. */
const COMMANDS: Readonly<Record<string, readonly [summary: string, load: () => Promise<CommandModule>]>> = {
  up: ['start the daemon, scan a workspace and show what was found', () => import('./up.js')],
  init: ['set up the agents and editors of this machine and workspace', () => import('./init.js')],
  down: ['stop the daemon', () => import('./down.js')],
  status: ['show what the daemon holds and does', () => import('./status.js')],
  check: ['find what the rules say about files', () => import('./check.js')],
  decide: ['judge a proposal given as JSON', () => import('./decide.js')],
  rules: ['list, test and explain rules', () => import('./rules.js')],
  audit: ['read, verify and export the record of decisions', () => import('./audit.js')],
  approve: ['answer what agents want and a person must confirm', () => import('./approve.js')],
  timeline: ['show what agents did, and what can be undone', () => import('./timeline.js')],
  undo: ['bring files back to what they were before an act', () => import('./undo.js')],
  doctor: ['look at every part and say what to do where one fails', () => import('./doctor.js')],
  lsp: ['serve an editor over stdio', () => import('./lsp.js')],
  mcp: ['serve an MCP client over stdio', () => import('./mcp.js')],
  hook: ['answer an agent host that asks before it acts', () => import('./hook.js')],
  daemon: ['run the daemon in the foreground', () => import('./daemon.js')],
};

/** Exit codes that are not a command's own. */
const WRONG_USE = 2;
const FAILURE = 70;

/** Runs one command line and resolves to its exit code. */
export async function run(args: readonly string[], world: World): Promise<number> {
  const session = new Session(world);
  const program = await build(args, session.context);
  try {
    program.hook('preAction', () => session.useDaemon(program.opts().daemon !== false));
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: 'user' });
    return session.exitCode;
  } catch (error) {
    return explain(error, world);
  } finally {
    await session.close();
  }
}

async function build(args: readonly string[], context: Context): Promise<Command> {
  const program = new Command('vireon')
    .description('One rule set for editors, agents and commands: everything proposed gets one verdict and one record.')
    .version(context.version)
    .option('--no-daemon', 'do everything in this process')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text.replace(/^error: /, 'vireon: ')),
      getOutHasColors: () => context.colours.isColorSupported,
    })
    .exitOverride()
    .showHelpAfterError('(`--help` shows what is possible)')
    .addHelpText('after', EXAMPLES);
  const words = args.filter((arg) => !arg.startsWith('-'));
  const wanted = words[0] === 'help' ? words[1] : words[0];
  for (const [name, [summary, load]] of Object.entries(COMMANDS)) {
    if (name === wanted) (await load()).register(program, context);
    else program.command(name).summary(summary);
  }
  return program;
}

const EXAMPLES = `
Examples:
  vireon up                        scan this workspace and leave the daemon serving
  vireon check src --format sarif  findings of a folder, for a code scanner
  vireon hook claude-code          what the agent's settings name as PreToolUse hook
  vireon audit log                 what was decided, newest first`;

/** One command line's run: the verbs it opened and the exit code it set. */
class Session {
  exitCode = 0;
  #daemon = true;
  #opened: Promise<OpenVerbs> | undefined;
  readonly context: Context;

  constructor(world: World) {
    const session = this;
    this.context = {
      ...world,
      colours: picocolors.createColors(world.stdout.isTTY === true && !world.noColour),
      get daemon() {
        return session.#daemon;
      },
      verbs: () => {
        session.#opened ??= openVerbs(world, session.#daemon);
        return session.#opened;
      },
      exit: (code) => {
        session.exitCode = code;
      },
    };
  }

  useDaemon(daemon: boolean): void {
    this.#daemon = daemon;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    if (!opened) return;
    // A failure to open has already reached the command, which reports it.
    const verbs = await opened.catch(() => undefined);
    await verbs?.close();
  }
}

/** The daemon's verbs; where no daemon can be had the work is done here, and the user hears of it. */
async function openVerbs(world: World, daemon: boolean): Promise<OpenVerbs> {
  if (!daemon) return world.here.open();
  try {
    const { connect } = await import('../daemon/client.js');
    return await connect(world.daemonAt);
  } catch (error) {
    world.stderr.write(
      `vireon: ${error instanceof Error ? error.message : String(error)}\nvireon: working in this process\n`,
    );
    return world.here.open();
  }
}

function explain(error: unknown, world: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  world.stderr.write(`vireon: ${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof InvalidInput ? WRONG_USE : FAILURE;
}
