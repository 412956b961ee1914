import { chmodSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Verbs } from '../model/verbs.js';
import { readLine } from './line.js';
import {
  asLine,
  type Greeting,
  Header,
  type HookAnswer,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  MAX_HOOK_PAYLOAD_BYTES,
  MAX_WAIT_SECONDS,
  Refusal,
  type Refused,
  WAITING,
  WAITING_EVERY_MS,
} from './protocol.js';
import { serveVerbs } from './verbs-server.js';
import type { Health } from './verbs-wire.js';

/** The peers that the daemon's connections may ask for; main.ts passes them in, so that this folder imports none. */
export interface Peers {
  hook(host: string, payload: string, environment: HookSurroundings): Promise<HookAnswer>;
  lsp(input: Readable, output: Writable): Promise<void>;
  mcp(input: Readable, output: Writable, options: { readonly cwd: string }): Promise<void>;
}

/** Where a hook's client runs, and how long it waits where a person must be asked. */
export interface HookSurroundings {
  readonly cwd: string;
  readonly persons: { readonly withinMs?: number; startWaiting(): AbortSignal };
}

export interface ServerOptions {
  readonly socket: string;
  readonly greeting: Greeting;
  readonly startedAt: string;
  readonly verbs: Verbs;
  readonly peers: Peers;
  readonly log: Logger;
  /** How long a client may take for its header, and pause in its hook payload. */
  readonly stallMs: number;
  /** A client asked the daemon to end. */
  readonly onStop: () => void;
  /** The last connection has gone. */
  readonly onQuiet: () => void;
}

const REFUSAL_GRACE_MS = 2000;

/** Serves connections on the daemon's socket. */
export class DaemonServer {
  readonly #server: Server;
  readonly #connections = new Set<Socket>();
  /** Hooks and verbs under way, which are finished before the daemon ends. */
  readonly #work = new Set<Promise<unknown>>();
  /** Aborted when the daemon is told to end: it does not wait for persons. */
  readonly #ending = new AbortController();
  #inode = 0;

  private constructor(private readonly options: ServerOptions) {
    // A hook's client closes its half after the payload and then waits for the answer.
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  }

  /** Resolves when clients can connect. The caller holds the lock, so what lies at the socket's path is stale. */
  static async listen(options: ServerOptions): Promise<DaemonServer> {
    const server = new DaemonServer(options);
    rmSync(options.socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.#server.once('error', reject).listen(options.socket, resolve);
    });
    chmodSync(options.socket, 0o600);
    server.#inode = statSync(options.socket).ino;
    return server;
  }

  get connections(): number {
    return this.#connections.size;
  }

  /** False where somebody removed or replaced the socket, so that nobody can reach this daemon any more. */
  isReachable(): boolean {
    return statSync(this.options.socket, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** Takes no new connections, lets what is under way finish within `graceMs`, and closes the rest. */
  async close(graceMs: number): Promise<void> {
    this.#ending.abort();
    // Node removes the path when a server closes, whosever socket lies there.
    if (this.isReachable()) this.#server.close();
    const deadline = AbortSignal.timeout(graceMs);
    while (this.#work.size > 0 && !deadline.aborted) {
      await Promise.race([Promise.allSettled(this.#work), aborted(deadline)]);
    }
    // An answer is written a turn after its work is done.
    await setImmediate();
    for (const socket of this.#connections) socket.destroySoon();
  }

  health(): Health {
    const { greeting, startedAt } = this.options;
    return { ...greeting, startedAt, connections: this.#connections.size, busy: this.#work.size };
  }

  async #accept(socket: Socket): Promise<void> {
    const { log } = this.options;
    this.#connections.add(socket);
    socket.on('error', (error) => log.debug({ error: error.message }, 'connection broke'));
    socket.on('close', () => {
      this.#connections.delete(socket);
      if (this.#connections.size === 0) this.options.onQuiet();
    });
    try {
      if (this.#connections.size > MAX_CONNECTIONS) {
        throw new Refusal(`the daemon already serves ${MAX_CONNECTIONS} connections; close some`);
      }
      await this.#serve(socket, await this.#readHeader(socket));
    } catch (error) {
      refuse(socket, error instanceof Refusal ? error.message : `the daemon failed: ${messageOf(error)}`);
      if (error instanceof Refusal) log.info({ reason: error.message }, 'connection refused');
      else log.error({ err: error }, 'connection failed');
    }
  }

  async #readHeader(socket: Socket): Promise<Header> {
    try {
      return Header.parse(JSON.parse(await readLine(socket, MAX_HEADER_BYTES, this.options.stallMs, 'header')));
    } catch (error) {
      throw new Refusal(`the connection's first line must be a JSON header: ${messageOf(error)}`);
    }
  }

  async #serve(socket: Socket, header: Header): Promise<void> {
    const { peers, greeting } = this.options;
    if (header.peer === 'hook') return this.#answerHook(socket, header);
    socket.write(asLine(greeting));
    if (header.peer === 'verbs') return this.#serveVerbs(socket);
    if (header.peer === 'lsp') await peers.lsp(socket, socket);
    else await peers.mcp(socket, socket, { cwd: header.cwd });
    socket.destroySoon();
  }

  async #answerHook(socket: Socket, { argv, cwd }: Header): Promise<void> {
    const [host] = argv;
    if (host === undefined) throw new Refusal('the header of a hook must name the host in `argv`');
    const payload = await readPayload(socket, this.options.stallMs);
    const persons = {
      ...patienceOf(argv),
      startWaiting: () => {
        if (!socket.destroyed) sayWaiting(socket);
        return AbortSignal.any([goneSignal(socket), this.#ending.signal]);
      },
    };
    const answer = await this.#during(this.options.peers.hook(host, payload, { cwd, persons }));
    socket.end(asLine(answer));
  }

  #serveVerbs(socket: Socket): Promise<void> {
    const { verbs, log, onStop } = this.options;
    const during = <T>(work: Promise<T>) => this.#during(work);
    return serveVerbs(socket, verbs, { log, during, health: () => this.health(), stop: onStop });
  }

  #during<T>(work: Promise<T>): Promise<T> {
    this.#work.add(work);
    const done = () => this.#work.delete(work);
    work.then(done, done);
    return work;
  }
}

/** A hook's client has closed its half already: only the end of the whole connection says that it is gone. */
function goneSignal(socket: Socket): AbortSignal {
  if (socket.destroyed) return AbortSignal.abort();
  const gone = new AbortController();
  socket.on('close', () => gone.abort());
  return gone.signal;
}

function sayWaiting(socket: Socket): void {
  socket.write(asLine(WAITING));
  const timer = setInterval(() => socket.write(asLine(WAITING)), WAITING_EVERY_MS);
  const stop = () => clearInterval(timer);
  socket.on('close', stop).on('finish', stop).on('prefinish', stop);
}

/** `--wait SECONDS`, as the host's own settings give it. */
function patienceOf([, option, value]: readonly string[]): { readonly withinMs?: number } {
  if (option === undefined) return {};
  const seconds = Number(value);
  if (option !== '--wait' || !(seconds > 0 && seconds <= MAX_WAIT_SECONDS))
    throw new Refusal(`a hook's header may name \`--wait\` and up to ${MAX_WAIT_SECONDS} seconds after the host`);
  return { withinMs: seconds * 1000 };
}

function readPayload(socket: Socket, stallMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    socket.setTimeout(stallMs, () => reject(new Refusal(`the payload paused for more than ${stallMs} ms`)));
    socket.on('close', () => reject(new Refusal('the connection ended before its payload')));
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_HOOK_PAYLOAD_BYTES) pieces.push(chunk);
      else reject(new Refusal(`the payload is longer than ${MAX_HOOK_PAYLOAD_BYTES} bytes`));
    });
    socket.on('end', () => {
      socket.setTimeout(0);
      try {
        resolve(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
      } catch {
        reject(new Refusal('the payload is not valid UTF-8'));
      }
    });
  });
}

/** Tells the client why, reads away what it still sends so that the message reaches it, and closes. */
function refuse(socket: Socket, error: string): void {
  socket.removeAllListeners('data').removeAllListeners('timeout');
  socket.end(asLine({ error } satisfies Refused));
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), REFUSAL_GRACE_MS);
  socket.on('close', () => clearTimeout(timer));
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
