// A server behind the gateway: its connection, and what happens when it ends.

import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import {
  CLIENT_CAPABILITIES_META_KEY,
  Client,
  type ClientCapabilities,
  type ClientContext,
  type Implementation,
  isInputRequiredResult,
  LOG_LEVEL_META_KEY,
  type Progress,
  type RequestOptions,
  type Result,
  type ServerCapabilities,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { ExponentialBackoff, type IBackoff } from 'cockatiel';
import { z } from 'zod';
import type { ServedText } from '../../model/act.js';
import { MAX_MESSAGE_BYTES } from '../transport.js';
import { boundedFetch } from './bounded-fetch.js';
import type { ServerConfig } from './config.js';
import type { Exchange, Question } from './exchange.js';

const CONNECT_MS = 30_000;
/** Servers that do not know the newer era may leave its question unanswered. */
const PROBE_MS = 5_000;
const REQUEST_MS = 600_000;
const TOTAL_MS = 3_600_000;
const MAX_RESTARTS = 5;
/** A server that ran for so long is forgiven its earlier ends. */
const STABLE_MS = 60_000;
const BACKOFF = new ExponentialBackoff({ initialDelay: 250, maxDelay: 15_000 });
const MAX_STDERR_LINE = 2_000;
const MAX_ROUNDS = 50;
const PACE_MS = 250;
/** So many messages of one server may wait to be judged; more than that nobody reads. */
const MAX_UNHEARD = 1_000;
const anything = z.looseObject({});

type Params = Readonly<Record<string, unknown>>;

export type List = 'tools' | 'resources' | 'prompts';

export interface UpstreamEvents {
  /** Something for people: on stderr, never on stdout. */
  say(server: string, message: string): void;
  listChanged(upstream: Upstream, list: List): void;
  resourceUpdated(upstream: Upstream, uri: string): void;
  logged(upstream: Upstream, params: Readonly<Record<string, unknown>>): void;
  /** How the client is asked outside of its requests, once it can be asked; nothing where that is not possible. */
  asked(): Promise<((question: Question) => Promise<Result>) | undefined>;
  /** What may be heard of what a server says beside its answers; nothing where it is withheld. */
  heard<T>(upstream: Upstream, name: string, about: ServedText, value: T): Promise<T | undefined>;
  /** What may be asked of the client: the question as it goes on, or throws. */
  screened(upstream: Upstream, question: Question): Promise<Question>;
}

export interface UpstreamOptions {
  /** Who the gateway says that it is. */
  readonly client: Implementation;
  /** Those of the agent's client: servers ask for what it declared. */
  readonly capabilities: ClientCapabilities;
  readonly events: UpstreamEvents;
}

/** The server cannot be reached now; the message says why and what follows. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning';
}

export class Upstream {
  readonly name: string;
  /** The command line or address. */
  readonly source: string;
  #client: Client | undefined;
  #lastError = '';
  #closed = false;
  #restarts = 0;
  #backoff: IBackoff<unknown> = BACKOFF.next();
  #stable: NodeJS.Timeout | undefined;
  #restart: NodeJS.Timeout | undefined;
  #givenUp = false;
  readonly #running = new Set<Exchange>();
  /** What the server said beside its answers is judged in the order in which it came. */
  #said: Promise<void> = Promise.resolve();
  #unheard = 0;
  /** Questions that belong to no request, and wait for the next that they can go with. */
  #awaiting: ((exchange: Exchange) => void)[] = [];

  constructor(
    private readonly config: ServerConfig,
    private readonly options: UpstreamOptions,
  ) {
    this.name = config.name;
    this.source = 'url' in config ? config.url : [config.command, ...config.args].join(' ');
  }

  get isRunning(): boolean {
    return this.#client !== undefined;
  }

  get capabilities(): ServerCapabilities | undefined {
    return this.#client?.getServerCapabilities();
  }

  get instructions(): string | undefined {
    return this.#client?.getInstructions();
  }

  /** Whether it speaks the revision without a session. */
  get isModern(): boolean {
    return this.#client?.getProtocolEra() === 'modern';
  }

  /** The first connection. A server that does not start is tried again behind the scenes. */
  async start(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      this.#failed(`could not be started: ${messageOf(error)}`);
    }
  }

  /** Sends a request for an exchange with the client, which a question of the server then belongs to. */
  async request(
    method: string,
    params: Readonly<Record<string, unknown>> | undefined,
    exchange?: Exchange,
  ): Promise<Result> {
    const client = this.#require();
    if (exchange !== undefined) {
      this.#running.add(exchange);
      for (const tell of this.#awaiting.splice(0)) tell(exchange);
    }
    try {
      return await this.#answer(client, method, params, exchange);
    } catch (error) {
      if (this.#client === client || this.#closed) throw await this.#heardError(method, error);
      throw new NotRunning(`the server \`${this.name}\` ended before it answered${this.#lastError}`);
    } finally {
      if (exchange !== undefined) this.#running.delete(exchange);
    }
  }

  async #answer(
    client: Client,
    method: string,
    params: Readonly<Record<string, unknown>> | undefined,
    exchange: Exchange | undefined,
  ): Promise<Result> {
    try {
      if (exchange !== undefined && this.isModern) return await this.#converse(client, method, { ...params }, exchange);
      const options = this.#requestOptions(exchange);
      return await client.request({ method, ...(params && { params: { ...params } }) }, anything, options);
    } finally {
      // The SDK hands on what came before the answer only after it; and of a request that is answered, a client hears
      // nothing more.
      await setTimeout(0);
      await this.#said;
    }
  }

  /** Judges what is said beside answers, and gives on what may be heard of it. */
  #hear<T>(name: string, value: T, give: (heard: T) => void): void {
    if (this.#unheard >= MAX_UNHEARD) return;
    this.#unheard += 1;
    if (this.#unheard === MAX_UNHEARD)
      this.options.events.say(this.name, 'says more than can be judged: some of it is lost');
    this.#said = this.#said.then(async () => {
      try {
        const heard = await this.options.events.heard(this, name, 'message', value);
        if (heard !== undefined) give(heard);
      } catch (error) {
        this.options.events.say(this.name, `\`${name}\` is withheld: it could not be judged: ${messageOf(error)}`);
      } finally {
        this.#unheard -= 1;
      }
    });
  }

  /** The words of an error are the server's, too. */
  async #heardError(method: string, error: unknown): Promise<unknown> {
    if (!(error instanceof Error) || !('code' in error)) return error;
    const { message } = error;
    const data = 'data' in error ? error.data : undefined;
    const heard = await this.options.events.heard(this, method, 'error', { message, data });
    return Object.assign(
      error,
      heard ?? { message: 'Vireon withholds what the server says of this error.', data: undefined },
    );
  }

  /** In the newer era a server answers with its questions until it has all that it needs. */
  async #converse(client: Client, method: string, params: Params, exchange: Exchange): Promise<Result> {
    const options = { ...this.#requestOptions(exchange), allowInputRequired: true as const };
    const first = { ...params, _meta: { ...(params._meta ?? {}), ...envelopeFor(exchange) } };
    let next: Params = first;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const result = await this.#send(client, method, next, options);
      if (!isInputRequiredResult(result)) return result;
      const { inputRequests = {}, requestState } = result;
      const questions = Object.entries(inputRequests) as [string, Question][];
      // A server that only wants to be asked later has nothing for the client.
      if (questions.length === 0) await setTimeout(PACE_MS, undefined, { signal: exchange.signal });
      const screened = await Promise.all(
        questions.map(async ([key, question]) => [key, await this.options.events.screened(this, question)] as const),
      );
      // All at once: the client gets them in one round.
      const answers = screened.map(async ([key, question]) => [key, await exchange.ask(question, key)] as const);
      const inputResponses = Object.fromEntries(await Promise.all(answers));
      next = { ...first, inputResponses, ...(requestState !== undefined && { requestState }) };
    }
    throw new Error(`the server \`${this.name}\` asked more than ${MAX_ROUNDS} times`);
  }

  /** The SDK's own method for tools mirrors arguments in headers, which servers over HTTP may ask for. */
  #send(
    client: Client,
    method: string,
    params: Params,
    options: RequestOptions & { allowInputRequired: true },
  ): Promise<Result> {
    if (method !== 'tools/call' || !('url' in this.config))
      return client.request({ method, params }, anything, options);
    return client.callTool(params as { name: string }, options);
  }

  async notify(method: 'notifications/roots/list_changed'): Promise<void> {
    if (this.isModern) return;
    await this.#client?.notification({ method });
  }

  /** Hears of changes of a resource; the function that is returned ends that. */
  async subscribe(uri: string): Promise<() => Promise<void>> {
    const client = this.#require();
    if (this.isModern) {
      const subscription = await client.listen({ resourceSubscriptions: [uri] });
      return () => subscription.close();
    }
    await client.subscribeResource({ uri });
    return async () => {
      await client.unsubscribeResource({ uri });
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#restart);
    clearTimeout(this.#stable);
    await this.#client?.close();
  }

  #require(): Client {
    if (this.#client !== undefined) return this.#client;
    const next = this.#givenUp
      ? 'It ended too often and is not started again: mend it, then restart the gateway.'
      : 'It is being started again; try later.';
    throw new NotRunning(`the server \`${this.name}\` does not run${this.#lastError}. ${next}`);
  }

  #requestOptions(exchange: Exchange | undefined): RequestOptions {
    const timeout = this.config.timeoutMs ?? REQUEST_MS;
    return {
      timeout,
      maxTotalTimeout: Math.max(timeout, TOTAL_MS),
      resetTimeoutOnProgress: true,
      ...(exchange && {
        signal: exchange.signal,
        onprogress: (progress: Progress) =>
          this.#hear('notifications/progress', progress, (heard) => exchange.progress(heard)),
      }),
    };
  }

  async #connect(): Promise<void> {
    const { capabilities, client: implementation, events } = this.options;
    const { roots, sampling, elicitation } = capabilities;
    const changed = (list: List) => ({
      autoRefresh: false,
      debounceMs: 0,
      onChanged: () => events.listChanged(this, list),
    });
    const client = new Client(implementation, {
      capabilities: { ...(roots && { roots }), ...(sampling && { sampling }), ...(elicitation && { elicitation }) },
      versionNegotiation: { mode: 'auto', probe: { timeoutMs: PROBE_MS } },
      listChanged: { tools: changed('tools'), resources: changed('resources'), prompts: changed('prompts') },
    });
    this.#listen(client, capabilities);
    const transport = this.#transport();
    client.onerror = (error) => events.say(this.name, error.message);
    await client.connect(transport, { timeout: CONNECT_MS });
    if (this.#closed) return client.close();
    this.#client = client;
    client.onclose = () => {
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#awaiting = [];
      if (!this.#closed) this.#failed('ended');
    };
    this.#stable = globalThis.setTimeout(() => {
      this.#restarts = 0;
      this.#backoff = BACKOFF.next();
    }, STABLE_MS);
    this.#stable.unref();
  }

  #listen(client: Client, { roots, sampling, elicitation }: ClientCapabilities): void {
    const { events } = this.options;
    const pass = (method: Question['method']) => async (request: { params?: object | undefined }, _: ClientContext) =>
      (await this.#ask({ method, ...(request.params && { params: { ...request.params } }) })) as never;
    if (roots) client.setRequestHandler('roots/list', pass('roots/list'));
    if (sampling) client.setRequestHandler('sampling/createMessage', pass('sampling/createMessage'));
    if (elicitation) client.setRequestHandler('elicitation/create', pass('elicitation/create'));
    client.setNotificationHandler('notifications/resources/updated', ({ params }) =>
      events.resourceUpdated(this, params.uri),
    );
    client.setNotificationHandler('notifications/message', ({ params }) => {
      const exchange = [...this.#running].at(-1);
      const { level, ...words } = params;
      this.#hear('notifications/message', words, (heard) => {
        if (exchange === undefined) events.logged(this, { level, ...heard });
        else exchange.log({ level, ...heard });
      });
    });
  }

  /** A server's question belongs to the request that it works on: the one that came last. */
  async #ask(question: Question): Promise<Result> {
    const { events } = this.options;
    const screened = await events.screened(this, question);
    const exchange = [...this.#running].at(-1);
    if (exchange !== undefined) return exchange.ask(screened);
    const ask = await events.asked();
    return ask === undefined ? (await this.#nextExchange()).ask(screened) : ask(screened);
  }

  #nextExchange(): Promise<Exchange> {
    return new Promise((resolve) => {
      this.#awaiting.push(resolve);
    });
  }

  #transport(): Transport {
    const { config } = this;
    if ('url' in config) {
      return new StreamableHTTPClientTransport(new URL(config.url), {
        requestInit: { headers: { ...config.headers } },
        fetch: boundedFetch(MAX_MESSAGE_BYTES),
      });
    }
    const child = new Child({
      command: config.command,
      args: [...config.args],
      env: { ...config.env },
      ...(config.cwd !== undefined && { cwd: config.cwd }),
      stderr: 'pipe',
      maxBufferSize: MAX_MESSAGE_BYTES,
    });
    if (child.stderr !== null) this.#repeat(child.stderr as Readable);
    return child;
  }

  /** What a server writes beside the protocol is for people, with its name before it. */
  #repeat(stderr: Readable): void {
    createInterface({ input: stderr }).on('line', (line) => {
      this.options.events.say(this.name, line.replaceAll(/\p{Cc}/gu, ' ').slice(0, MAX_STDERR_LINE));
    });
  }

  #failed(what: string): void {
    clearTimeout(this.#stable);
    this.#lastError = `: it ${what}`;
    if (this.#restarts >= MAX_RESTARTS) {
      this.#givenUp = true;
      this.options.events.say(this.name, `${what}; it is not started again after ${MAX_RESTARTS} restarts`);
      return;
    }
    this.#restarts += 1;
    const { duration } = this.#backoff;
    this.#backoff = this.#backoff.next(undefined);
    this.options.events.say(this.name, `${what}; started again in ${Math.round(duration)} ms`);
    this.#restart = globalThis.setTimeout(() => void this.#again(), duration);
  }

  async #again(): Promise<void> {
    try {
      await this.#connect();
    } catch (error) {
      if (!this.#closed) this.#failed(`could not be started: ${messageOf(error)}`);
      return;
    }
    for (const list of ['tools', 'resources', 'prompts'] as const) this.options.events.listChanged(this, list);
  }
}

/** Of a class of its own, the SDK finds out the era on this connection: it starts no second process for the question. */
class Child extends StdioClientTransport {}

/** What a server may ask for with this request, and how much it may log. */
function envelopeFor({ capabilities: { roots, sampling, elicitation }, logLevel }: Exchange): Params {
  return {
    [CLIENT_CAPABILITIES_META_KEY]: {
      ...(roots && { roots }),
      ...(sampling && { sampling }),
      ...(elicitation && { elicitation }),
    },
    ...(logLevel !== undefined && { [LOG_LEVEL_META_KEY]: logLevel }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
