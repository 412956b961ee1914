import {
  type CancellationToken,
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { InvalidInput, type Verbs, type Watch } from '../model/verbs.js';
import { join, joinOrStart, type Link } from './link.js';
import { LineMessageReader, LineMessageWriter } from './messages.js';
import type { Starter } from './start.js';
import { type Call, type ErrorData, HEALTH, type Health, Progress, STOP, type Verb } from './verbs-wire.js';

/** The verbs of the daemon. A lost daemon is found or started again by the next call. */
export interface Connection extends Verbs {
  health(): Promise<Health>;
  close(): Promise<void>;
}

export interface ConnectOptions extends Starter {
  readonly cwd: string;
}

/** The daemon went away before it answered. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Connects to the daemon of this build and home, and starts it where none runs. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const wire = new Wire(options);
  await wire.open();
  return wire.verbs();
}

/**
 * Tells the daemon to end when what is under way is done. Resolves once it has closed the connection, to what it was,
 * or to `undefined` where none ran.
 */
export async function stop(options: Omit<ConnectOptions, 'main' | 'environment'>): Promise<Health | undefined> {
  const link = await join(options.endpoint, options.uid, header(options.cwd));
  if (!link) return undefined;
  const connection = speak(link);
  const closed = new Promise<void>((resolve) => {
    connection.onClose(() => {
      connection.dispose();
      resolve();
    });
  });
  const health = await connection.sendRequest<Health>(STOP);
  await closed;
  return health;
}

const header = (cwd: string) => ({ peer: 'verbs' as const, argv: [], cwd });

function speak({ socket }: Link): MessageConnection {
  // The daemon is our own build's, and a check's answer may be long.
  const reader = new LineMessageReader(socket, Number.POSITIVE_INFINITY);
  const connection = createMessageConnection(reader, new LineMessageWriter(socket));
  connection.listen();
  return connection;
}

/** One client's way to the daemon, laid anew when it broke. */
class Wire {
  #connection: Promise<MessageConnection> | undefined;
  #progress = 0;
  #closed = false;

  constructor(private readonly options: ConnectOptions) {}

  open(): Promise<MessageConnection> {
    this.#connection ??= this.#lay();
    return this.#connection;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const connection = await this.#connection;
    connection?.end();
    connection?.dispose();
  }

  verbs(): Connection {
    return {
      // Judging twice is safe, for a judgement changes nothing but the log: where the daemon died between its record
      // and its answer, the log holds two records of the one proposal, and the answer names the later.
      decide: (proposal) => this.#again('decide', [proposal]),
      preview: (proposal) => this.#again('preview', [proposal]),
      editedText: (proposal) => this.#again('editedText', [proposal]),
      check: (request, watch) => this.#ask('check', [request], watch),
      diagnose: (path) => this.#ask('diagnose', [path]),
      checkText: (request) => this.#ask('checkText', [request]),
      openDocument: (document) => this.#ask('openDocument', [document]),
      closeDocument: (document) => this.#ask('closeDocument', [document]),
      listRules: (workspace) => this.#ask('listRules', [workspace]),
      explainRule: (workspace, id) => this.#ask('explainRule', [workspace, id]),
      explainMatch: (request) => this.#ask('explainMatch', [request]),
      tryPattern: (request) => this.#ask('tryPattern', [request]),
      testRules: (paths) => this.#ask('testRules', [paths]),
      commandPrefixes: (workspace) => this.#ask('commandPrefixes', [workspace]),
      importRules: (request) => this.#ask('importRules', [request]),
      records: (query) => this.#ask('records', [query]),
      verifyAudit: () => this.#ask('verifyAudit', []),
      exportAudit: (file) => this.#ask('exportAudit', [file]),
      planUndo: (request) => this.#ask('planUndo', [request]),
      undo: (order) => this.#ask('undo', [order]),
      timeline: (query) => this.#ask('timeline', [query]),
      approvals: () => this.#ask('approvals', []),
      answerApproval: (request) => this.#ask('answerApproval', [request]),
      awaitApproval: (request, watch) => this.#ask('awaitApproval', [request], watch),
      reviewTools: (request) => this.#again('reviewTools', [request]),
      toolPins: () => this.#ask('toolPins', []),
      acceptToolPins: (request) => this.#ask('acceptToolPins', [request]),
      status: () => this.#ask('status', []),
      health: () => this.#ask(HEALTH, []),
      close: () => this.close(),
    };
  }

  async #lay(): Promise<MessageConnection> {
    try {
      const connection = speak(await joinOrStart(this.options, header(this.options.cwd)));
      connection.onClose(() => {
        this.#connection = undefined;
        connection.dispose();
      });
      return connection;
    } catch (error) {
      this.#connection = undefined;
      throw error;
    }
  }

  async #again<T>(verb: Verb, args: readonly unknown[]): Promise<T> {
    try {
      return await this.#ask<T>(verb, args);
    } catch (error) {
      if (error instanceof ConnectionLost && !this.#closed) return this.#ask<T>(verb, args);
      throw error;
    }
  }

  async #ask<T>(verb: Verb | typeof HEALTH, args: readonly unknown[], watch: Watch = {}): Promise<T> {
    if (this.#closed) throw new ConnectionLost(`\`${verb}\` was asked of a connection that is closed`);
    const connection = await this.open();
    const { onProgress } = watch;
    const progress = onProgress && ++this.#progress;
    const listening = onProgress && progress && connection.onProgress(Progress, progress, onProgress);
    const call: Call = { args: [...args], ...(progress ? { progress } : {}) };
    try {
      return await connection.sendRequest<T>(verb, call, tokenOf(watch));
    } catch (error) {
      throw this.#explain(error, verb);
    } finally {
      if (listening) listening.dispose();
    }
  }

  #explain(error: unknown, verb: string): unknown {
    if (error instanceof ResponseError) {
      const data = error.data as ErrorData | undefined;
      if (data?.name === 'InvalidInput') return new InvalidInput(error.message);
      if (data?.name === 'Error') return new Error(error.message);
    }
    const { log } = this.options.endpoint;
    return new ConnectionLost(`the daemon ended before it answered \`${verb}\`; try again. Its log is ${log}`);
  }
}

function tokenOf({ signal }: Watch): CancellationToken {
  const source = new CancellationTokenSource();
  if (signal?.aborted) source.cancel();
  signal?.addEventListener('abort', () => source.cancel(), { once: true });
  return source.token;
}
