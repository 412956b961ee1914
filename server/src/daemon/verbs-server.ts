import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { type CancellationToken, createMessageConnection, ErrorCodes, ResponseError } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import { type CheckProgress, InvalidInput, type Verbs, type Watch } from '../model/verbs.js';
import { LineMessageReader, LineMessageWriter } from './messages.js';
import { MAX_MESSAGE_BYTES } from './protocol.js';
import {
  ARGUMENTS,
  Call,
  type ErrorData,
  HEALTH,
  type Health,
  Progress,
  STOP,
  VERBS,
  type Verb,
} from './verbs-wire.js';

export interface VerbsServerOptions {
  readonly log: Logger;
  /** Counts work as under way until it has ended. */
  during<T>(work: Promise<T>): Promise<T>;
  health(): Health;
  stop(): void;
}

/** Answers one client's requests until it leaves; then calls off what it asked for and closes its documents. */
export function serveVerbs(socket: Socket, verbs: Verbs, options: VerbsServerOptions): Promise<void> {
  const connection = createMessageConnection(
    new LineMessageReader(socket, MAX_MESSAGE_BYTES),
    new LineMessageWriter(socket),
  );
  const left = new AbortController();
  const documents = new OpenedDocuments(verbs);

  const watchOf = (progress: number | undefined, token: CancellationToken): Watch => ({
    signal: signalOf(token, left.signal),
    onProgress: (value: CheckProgress) => {
      if (progress !== undefined) connection.sendProgress(Progress, progress, value).catch(ignoreClosed);
    },
  });

  for (const verb of VERBS) {
    connection.onRequest(verb, async (params: unknown, token: CancellationToken) => {
      try {
        const { args, progress } = Call.parse(params);
        const given = readArguments(verb, args);
        documents.note(verb, given);
        const work = call(verbs, verb, WATCHED.has(verb) ? [...given, watchOf(progress, token)] : given);
        // A daemon that ends does not wait for a person: what waits is denied.
        const answer = await (verb === 'awaitApproval' ? work : options.during(work));
        return verb === 'status' ? { ...(answer as object), connections: options.health().connections } : answer;
      } catch (error) {
        throw overWire(error, verb, options.log);
      }
    });
  }
  connection.onRequest(HEALTH, () => options.health());
  connection.onRequest(STOP, () => {
    setImmediate(options.stop);
    return options.health();
  });
  connection.onError(([error]) => options.log.info({ error: error.message }, 'client at fault'));

  return new Promise((resolve) => {
    socket.on('end', () => socket.end());
    connection.onClose(() => {
      left.abort();
      connection.dispose();
      resolve(documents.close());
    });
    connection.listen();
  });
}

/** Verbs that take a `Watch`. */
const WATCHED: ReadonlySet<Verb> = new Set<Verb>(['check', 'awaitApproval']);

function readArguments(verb: Verb, args: readonly unknown[]): readonly unknown[] {
  const { success, data, error } = ARGUMENTS[verb].safeParse(args);
  if (!success)
    throw new InvalidInput(`\`${verb}\` was called with other arguments than it takes: ${z.prettifyError(error)}`);
  return data;
}

function call(verbs: Verbs, verb: Verb, args: readonly unknown[]): Promise<unknown> {
  const method = verbs[verb] as (...args: unknown[]) => Promise<unknown>;
  return method.apply(verbs, [...args]);
}

function signalOf(token: CancellationToken, left: AbortSignal): AbortSignal {
  const called = new AbortController();
  token.onCancellationRequested(() => called.abort());
  return AbortSignal.any([called.signal, left]);
}

function overWire(error: unknown, verb: Verb, log: Logger): ResponseError<ErrorData> {
  if (error instanceof InvalidInput) {
    return new ResponseError(ErrorCodes.InvalidParams, error.message, { name: error.name });
  }
  log.error({ err: error, verb }, 'verb failed');
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(ErrorCodes.InternalError, message, { name: 'Error' });
}

/** Progress that finds its client gone: the close handler has already called the work off. */
function ignoreClosed(): void {}

/** The documents that one client has open, so that none stays open when the client dies. */
class OpenedDocuments {
  readonly #open = new Map<string, { path: string; owner: string }>();

  constructor(private readonly verbs: Verbs) {}

  note(verb: Verb, args: readonly unknown[]): void {
    if (verb !== 'openDocument' && verb !== 'closeDocument') return;
    const { path, owner } = args[0] as { path: string; owner: string };
    const key = JSON.stringify([owner, path]);
    if (verb === 'openDocument') this.#open.set(key, { path, owner });
    else this.#open.delete(key);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open.values()].map((document) => this.verbs.closeDocument(document)));
  }
}
