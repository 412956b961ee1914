import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import type { App } from '../app.js';
import { type Endpoint, makePrivate } from './endpoint.js';
import { takeLock } from './lock.js';
import type { Log } from './log.js';
import { DaemonServer, type Peers } from './server.js';
import { ALREADY_RUNNING } from './start.js';
import { startWatchdog } from './watchdog.js';

export interface DaemonOptions {
  readonly endpoint: Endpoint;
  readonly version: string;
  readonly uid: number;
  readonly pid: number;
  readonly startedAt: string;
  /** Exit after so long without a connection and an open document. */
  readonly idleMs: number;
  /** Exit when the main loop has not turned for so long. */
  readonly stallMs: number;
  /** How long a client may take for its header, and pause in its hook payload. */
  readonly clientStallMs: number;
  readonly log: Log;
  /** Builds the app; called once the lock is ours. */
  readonly open: (log: Logger) => Promise<App>;
  readonly peers: (app: App) => Peers;
  /** Aborted when the process is told to end. */
  readonly ended: AbortSignal;
}

const HOUSEKEEPING_MS = 2000;
/** What is under way when the daemon is told to end may take so long. */
const GRACE_MS = 10_000;

/** Runs the daemon until it is idle, told to end, or out of reach; resolves to the exit code of the process. */
export async function runDaemon(options: DaemonOptions): Promise<number> {
  const { endpoint, uid, pid, stallMs, log } = options;
  makePrivate(endpoint.home, uid);
  makePrivate(endpoint.directory, uid);
  mkdirSync(dirname(endpoint.log), { recursive: true, mode: 0o700 });
  const lock = takeLock(endpoint.lock);
  if (!lock) return ALREADY_RUNNING;
  const watchdog = startWatchdog({ stallMs, pid, log: endpoint.log });
  const app = await options.open(log.logger);
  const reason = await serve(options, app, lock);
  log.logger.info({ reason }, 'daemon ends');
  await app.close();
  await watchdog.stop();
  return 0;
}

/** Serves until there is a reason to end, and says which. The lock goes back once nobody new can reach us. */
async function serve(options: DaemonOptions, app: App, lock: { release(): void }): Promise<string> {
  const { endpoint, version, pid, startedAt, clientStallMs, log } = options;
  let end: (reason: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    end = resolve;
  });
  const idle = new IdleTimer(options.idleMs, async () => {
    const { documents } = await app.status();
    if (server.connections > 0) return;
    if (documents > 0) idle.start();
    else end('idle');
  });
  const server = await DaemonServer.listen({
    socket: endpoint.socket,
    greeting: { pid, version, stamp: endpoint.stamp },
    startedAt,
    verbs: app,
    peers: options.peers(app),
    log: log.logger,
    stallMs: clientStallMs,
    onStop: () => end('asked to'),
    onQuiet: () => idle.start(),
  });
  log.logger.info({ socket: endpoint.socket, stamp: endpoint.stamp, version }, 'daemon serves');
  idle.start();
  const housekeeping = setInterval(() => {
    log.rotate();
    if (!server.isReachable()) end('the socket was removed');
  }, HOUSEKEEPING_MS);
  options.ended.addEventListener('abort', () => end('signal'), { once: true });
  if (options.ended.aborted) end('signal');

  const reason = await ended;
  clearInterval(housekeeping);
  idle.stop();
  const closed = server.close(GRACE_MS);
  lock.release();
  await closed;
  return reason;
}

/** Runs out after a time in which it was not started again. */
class IdleTimer {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ms: number,
    private readonly onIdle: () => Promise<void>,
  ) {}

  start(): void {
    this.stop();
    this.#timer = setTimeout(() => void this.onIdle(), this.ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
