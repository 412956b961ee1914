import { getEventListeners } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { homedir, hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import type { World } from './cli/context.js';
import { run } from './cli/program.js';
import { endpointOf, homeOf } from './daemon/endpoint.js';
import type { Verbs } from './model/verbs.js';

// The only place that reads arguments and environment. The peers and the engine are loaded when they are asked for:
// the shortest commands must not wait for the largest parts.

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(import.meta.url);
const cwd = process.cwd();
const userHome = homedir();
const uid = process.getuid?.() ?? 0;
const clock = () => new Date();
const interrupted = new AbortController();
const version: string = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8')).version;

/** Whose acts these are: a person has no name where the system knows none for the user. */
function place() {
  try {
    return { machine: hostname(), person: userInfo().username };
  } catch {
    return { machine: hostname(), person: `user ${uid}` };
  }
}

/** The build names itself, so that a rebuilt checkout never talks to a daemon of the code before. */
function buildStamp(): string {
  const file = join(root, 'server/dist/build-id');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : version;
}

function milliseconds(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!(value >= 1)) throw new Error(`${name} must be a number of milliseconds`);
  return value;
}

async function openLog(foreground: boolean) {
  const log = await import('./daemon/log.js');
  return log.openLog(endpoint().log, { foreground, level: process.env.VIREON_LOG_LEVEL ?? 'info' });
}

async function openApp(log: Logger, { brief = false } = {}) {
  const { createApp } = await import('./app.js');
  return createApp({
    home: endpoint().home,
    version,
    clock,
    packsDirectory: join(root, 'rules'),
    userRules: join(userHome, '.config/vireon/rules'),
    outerSettings: ['/etc/vireon/config.yaml', join(userHome, '.config/vireon/config.yaml')],
    pid: process.pid,
    place: place(),
    log,
    brief,
  });
}

function endpoint() {
  return endpointOf(homeOf(process.env, userHome), buildStamp(), uid);
}

async function daemon({ foreground }: { readonly foreground: boolean }): Promise<number> {
  process.umask(0o077);
  // Who ends all programs of Node does not mean this one.
  process.title = 'vireon-daemon';
  // Before anything large is loaded: where many start at once, all but one end here.
  const [{ takeLock }, { ALREADY_RUNNING }] = await Promise.all([
    import('./daemon/lock.js'),
    import('./daemon/start.js'),
  ]);
  const lock = takeLock(endpoint(), uid);
  if (!lock) return ALREADY_RUNNING;
  const [{ runDaemon }, log] = await Promise.all([import('./daemon/life.js'), openLog(foreground)]);
  process.on('uncaughtException', (error) => {
    log.logger.fatal({ err: error }, 'the daemon failed');
    throw error;
  });
  const heard = await hears();
  return runDaemon({
    endpoint: endpoint(),
    lock,
    version,
    pid: process.pid,
    startedAt: clock().toISOString(),
    idleMs: milliseconds('VIREON_IDLE_MS', 15 * 60_000),
    stallMs: milliseconds('VIREON_STALL_MS', 30_000),
    clientStallMs: milliseconds('VIREON_CLIENT_STALL_MS', 5_000),
    log,
    open: async (logger) => {
      setTimeout(loadPeers, PEERS_LOADED_AFTER_MS, logger).unref();
      return openApp(logger);
    },
    peers: (app) => ({
      hook: async (host, payload, { cwd: folder, persons }) => {
        rehearseOnce(app, folder, log.logger);
        return (await hooks()).answerHook(host, payload, app, {
          cwd: folder,
          heard,
          persons: { ...persons, awaitApproval: app.awaitApproval },
        });
      },
      lsp: async (input, output) => (await import('./lsp/server.js')).serveLsp(app, input, output),
      mcp: async (input, output, options) =>
        (await import('./mcp/server.js')).serveMcp(app, input, output, { ...options, version }),
    }),
    ended: interrupted.signal,
  });
}

const PEERS_LOADED_AFTER_MS = 1000;

/** Before anybody asks for them: a checkout that is built again would mix its new files with the old ones of this daemon. */
function loadPeers(log: Logger): void {
  Promise.all([hooks(), import('./lsp/server.js'), import('./mcp/server.js')]).catch((error: unknown) => {
    log.error({ err: error }, 'a peer could not be loaded');
  });
}

let isRehearsed = false;

function rehearseOnce(verbs: Pick<Verbs, 'preview'>, folder: string, log: Logger): void {
  if (isRehearsed) return;
  isRehearsed = true;
  import('./hook/rehearsal.js')
    .then(({ rehearse }) => rehearse(verbs, folder))
    .catch((error: unknown) => log.warn({ err: error }, 'the rehearsal ended early'));
}

let hookPeer: Promise<typeof import('./hook/server.js')> | undefined;
/** Once: the module system takes its time to find what it has loaded. */
const hooks = () => {
  hookPeer ??= import('./hook/server.js');
  return hookPeer;
};
const hears = async () => (await import('./init/heard.js')).hearing(endpoint().home, clock);

function world(): World {
  return {
    cwd,
    userHome,
    person: place().person,
    version,
    root,
    daemonAt: { endpoint: endpoint(), uid, main, cwd, environment: process.env },
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    noColour: process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== '',
    clock,
    interrupted: interrupted.signal,
    here: {
      open: async () => openApp((await openLog(false)).logger, { brief: true }),
      lsp: async (app) => (await import('./lsp/server.js')).serveLsp(app, process.stdin, process.stdout),
      mcp: async (app) =>
        (await import('./mcp/server.js')).serveMcp(app, process.stdin, process.stdout, { cwd, version }),
      gateway: async (verbs, request) =>
        (await import('./mcp/gateway/gateway-command.js')).runGateway(verbs, process.stdin, process.stdout, {
          ...request,
          environment: process.env,
          version,
          person: place().person,
        }),
      hook: async (app, host, payload) => (await hooks()).answerHook(host, payload, app, { cwd, heard: await hears() }),
      refuseHook: async (host, payload, reason) => (await hooks()).denyForFailure(host, payload, reason),
      hookSetup: async (host, program) => (await hooks()).setupOf(host, program),
      daemon,
    },
  };
}

/** Hosts take this exit code of a hook as: blocked. Most others mean to them that nobody objects. */
const BLOCKED = 2;

/** Ends the process once what was written has left it; a pipe would otherwise lose its end. */
function leave(ended: number): void {
  const code = ended !== 0 && process.argv[2] === 'hook' ? BLOCKED : ended;
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // Where nothing waits for an orderly end, or who asks asks twice, the end is now.
    if (interrupted.signal.aborted || getEventListeners(interrupted.signal, 'abort').length === 0) process.exit(130);
    interrupted.abort();
  });
}
// The reader of our output has read enough, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));

try {
  leave(await run(process.argv.slice(2), world()));
} catch (error) {
  process.stderr.write(`vireon: ${error instanceof Error ? error.message : String(error)}\n`);
  leave(70);
}
