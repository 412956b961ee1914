import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { App } from '../app.js';
import type { Endpoint } from './endpoint.js';
import type { Lock } from './lock.js';
import type { Log } from './log.js';
import { DaemonServer, type Peers } from './server.js';
import { startWatchdog } from './watchdog.js';

export interface DaemonOptions {
  readonly endpoint: Endpoint;
  /** Held by this process. */
  readonly lock: Lock;
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  /** Exit after so long without a connection and an open document. */
  readonly idleMs: number;
  /** Exit when the main loop has not turned for so long. */
  readonly stallMs: number;
  /** How long a client may take for its header, and pause in its hook payload. */
  readonly clientStallMs: number;
  readonly log: Log;
  readonly open: (log: Logger) => Promise<App>;
  readonly peers: (app: App) => Peers;
  /** Aborted when the process is told to end. */
  readonly ended: AbortSignal;
}

const HOUSEKEEPING_MS = 2000;
/** What is under way when the daemon is told to end may take so long, and so may its stores after that. */
const GRACE_MS = 10_000;
const NOT_CLOSED = 70;

/** Runs the daemon until it is idle, told to end, or out of reach; resolves to the exit code of the process. */
export async function runDaemon(options: DaemonOptions): Promise<number> {
  const { endpoint, pid, stallMs, log } = options;
  const watchdog = startWatchdog({ stallMs, pid, log: endpoint.log });
  const app = await options.open(log.logger);
  const reason = await serve(options, app);
  log.logger.info({ reason }, 'daemon ends');
  const closed = await Promise.race([app.close().then(() => true), pause(GRACE_MS, false)]);
  if (!closed) log.logger.error(`the stores did not close within ${GRACE_MS} ms`);
  await watchdog.stop();
  return closed ? 0 : NOT_CLOSED;
}

/** Serves until there is a reason to end, and says which. The lock goes back once nobody new can reach us. */
async function serve(options: DaemonOptions, app: App): Promise<string> {
  const { endpoint, lock, version, pid, startedAt, clientStallMs, log } = options;
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
