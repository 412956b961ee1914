// One request of the client, over all the rounds in which it is answered.

import { createHash, randomUUID } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequest,
  type InputRequiredResult,
  inputRequired,
  LOG_LEVEL_META_KEY,
  type Progress,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** A question that a server, or the gateway, has for the client. */
export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage' | 'roots/list';
  readonly params?: Readonly<Record<string, unknown>>;
}

/** What serving a request may use of the client that sent it. */
export interface Exchange {
  readonly context: ServerContext;
  /** What the client declared with this request, or in its handshake. */
  readonly capabilities: ClientCapabilities;
  /** Aborted when the client calls the request off, or no longer asks for its answer. */
  readonly signal: AbortSignal;
  /** From which level on the client wants to hear what servers log. */
  readonly logLevel: string | undefined;
  /** Asks the client. Throws where it did not declare that it can be asked this. `key`: how a server calls it. */
  ask(question: Question, key?: string): Promise<Result>;
  progress(progress: Progress): void;
  log(params: Readonly<Record<string, unknown>>): void;
}

type Work = (exchange: Exchange) => Promise<Result>;

/** For how long an answer that waits for the client's next round is kept. */
const KEPT_MS = 600_000;
const MAX_KEPT = 256;
const anything = z.looseObject({});

/** The requests of one connection, in either era. */
export class Exchanges {
  /** As an older client has set it for its session. */
  logLevel: string | undefined;
  readonly #kept = new Map<string, Rounds>();
  readonly #ended = new AbortController();

  constructor(private readonly server: Server) {}

  /** No more answers will come from the client: whoever waits for one hears of it. */
  end(): void {
    this.#ended.abort(new Error('the client has gone'));
  }

  async serve(
    request: { readonly method: string; readonly params?: object | undefined },
    context: ServerContext,
    work: Work,
  ): Promise<Result | InputRequiredResult> {
    if (context.mcpReq.envelope === undefined) return work(this.#direct(context));
    const state: unknown = context.mcpReq.requestState();
    const digest = digestOf(request);
    if (state === undefined) return this.#turn(new Rounds(work, context, digest, this.#ended.signal), context);
    const rounds = typeof state === 'string' ? this.#kept.get(state) : undefined;
    if (rounds === undefined || rounds.digest !== digest)
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'Invalid or expired requestState');
    this.#kept.delete(rounds.state);
    rounds.resume(context);
    return this.#turn(rounds, context);
  }

  async #turn(rounds: Rounds, context: ServerContext): Promise<Result | InputRequiredResult> {
    const callOff = () => rounds.callOff();
    context.mcpReq.signal.addEventListener('abort', callOff, { once: true });
    try {
      const answer = await rounds.next();
      if ('result' in answer) return answer.result;
      this.#keep(rounds);
      return inputRequired({ inputRequests: answer.open, requestState: rounds.state });
    } finally {
      context.mcpReq.signal.removeEventListener('abort', callOff);
    }
  }

  #keep(rounds: Rounds): void {
    const [oldest] = this.#kept.values();
    if (this.#kept.size >= MAX_KEPT && oldest !== undefined) this.#drop(oldest);
    this.#kept.set(rounds.state, rounds);
    rounds.expireWithin(KEPT_MS, () => this.#drop(rounds));
  }

  #drop(rounds: Rounds): void {
    this.#kept.delete(rounds.state);
    rounds.callOff();
  }

  /** In the older era the client is asked while its request is open. */
  #direct(context: ServerContext): Exchange {
    const capabilities = this.server.getClientCapabilities() ?? {};
    const { mcpReq } = context;
    const signal = AbortSignal.any([mcpReq.signal, this.#ended.signal]);
    return {
      context,
      capabilities,
      signal,
      logLevel: this.logLevel,
      ask: async ({ method, params }) => {
        requireDeclared({ method, ...(params && { params }) }, capabilities);
        const named = params?.mode === 'url' && { elicitationId: randomUUID() };
        return mcpReq.send({ method, params: { ...named, ...params } }, anything, {
          timeout: KEPT_MS,
          signal,
        });
      },
      progress: (progress) => progressTo(context, progress),
      log: (params) => void this.server.notification({ method: 'notifications/message', params }).catch(() => {}),
    };
  }
}

/** In the newer era questions are part of an answer, and the client comes again with what it was asked for. */
class Rounds implements Exchange {
  /** What the client must bring along when it comes again. */
  state: string = randomUUID();
  context: ServerContext;
  readonly signal: AbortSignal;
  readonly #calledOff = new AbortController();
  readonly #questions = new Map<string, Asked>();
  /** Keys of answers that were passed on. */
  readonly #used = new Set<string>();
  readonly #done: Promise<Result>;
  #wake: () => void = () => {};
  #expiry: NodeJS.Timeout | undefined;
  #count = 0;

  constructor(
    work: Work,
    context: ServerContext,
    readonly digest: string,
    ended: AbortSignal,
  ) {
    this.context = context;
    this.signal = AbortSignal.any([this.#calledOff.signal, ended]);
    this.#done = Promise.resolve().then(() => work(this));
    // Whoever takes the next turn hears how it ended; what is still asked then, nobody answers.
    const left = () => {
      for (const { reject } of this.#questions.values()) reject(new Error('the request ended before it was answered'));
    };
    this.#done.then(left, left);
  }

  get capabilities(): ClientCapabilities {
    return envelopeOf(this.context)[CLIENT_CAPABILITIES_META_KEY] ?? {};
  }

  get logLevel(): string | undefined {
    return envelopeOf(this.context)[LOG_LEVEL_META_KEY];
  }

  async ask(question: Question, wanted?: string): Promise<Result> {
    requireDeclared(question, this.capabilities);
    this.signal.throwIfAborted();
    const given = wanted === undefined ? undefined : anything.safeParse(this.context.mcpReq.inputResponses?.[wanted]);
    // A client may bring an answer without the state that it got with the question.
    if (wanted !== undefined && given?.success && !this.#used.has(wanted)) {
      this.#used.add(wanted);
      return given.data;
    }
    this.#count += 1;
    const key = wanted === undefined || this.#questions.has(wanted) ? `question-${this.#count}` : wanted;
    return new Promise((resolve, reject) => {
      this.#questions.set(key, { question, resolve, reject });
      this.signal.addEventListener('abort', () => reject(this.signal.reason), { once: true });
      this.#wake();
    });
  }

  progress(progress: Progress): void {
    progressTo(this.context, progress);
  }

  log(params: Readonly<Record<string, unknown>>): void {
    if (!isLoudEnough(params.level, this.logLevel)) return;
    this.context.mcpReq.notify({ method: 'notifications/message', params }).catch(() => {});
  }

  /** The result, or the questions that are open. */
  async next(): Promise<{ readonly result: Result } | { readonly open: Record<string, InputRequest> }> {
    const asked = new Promise<'asked'>((resolve) => {
      this.#wake = () => resolve('asked');
      if (this.#questions.size > 0) resolve('asked');
    });
    const answer = await Promise.race([this.#done, asked]);
    if (answer !== 'asked') return { result: answer };
    const open = [...this.#questions].map(([key, { question }]) => [key, question] as const);
    return { open: Object.fromEntries(open) as Record<string, InputRequest> };
  }

  /** What is not answered is asked again. */
  resume(context: ServerContext): void {
    clearTimeout(this.#expiry);
    this.context = context;
    this.state = randomUUID();
    for (const [key, response] of Object.entries(context.mcpReq.inputResponses ?? {})) {
      const result = anything.safeParse(response);
      if (!result.success) continue;
      this.#questions.get(key)?.resolve(result.data);
      this.#questions.delete(key);
      this.#used.add(key);
    }
  }

  callOff(): void {
    clearTimeout(this.#expiry);
    this.#calledOff.abort(new Error('the client does not ask for the answer any more'));
  }

  expireWithin(ms: number, expired: () => void): void {
    this.#expiry = setTimeout(expired, ms);
    this.#expiry.unref();
  }
}

/** What the newer era says with each request; the SDK has checked it. */
interface Envelope {
  readonly [CLIENT_CAPABILITIES_META_KEY]?: ClientCapabilities;
  readonly [LOG_LEVEL_META_KEY]?: string;
}

function envelopeOf(context: ServerContext): Envelope {
  return (context.mcpReq.envelope ?? {}) as Envelope;
}

const LEVELS = ['debug', 'info', 'notice', 'warning', 'error', 'critical', 'alert', 'emergency'];

function isLoudEnough(level: unknown, wanted: string | undefined): boolean {
  return wanted !== undefined && LEVELS.indexOf(String(level)) >= LEVELS.indexOf(wanted);
}

interface Asked {
  readonly question: Question;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** What a round must have in common with the one before. */
function digestOf({ method, params }: { readonly method: string; readonly params?: object | undefined }): string {
  const { _meta, inputResponses, requestState, ...rest } = (params ?? {}) as Record<string, unknown>;
  return createHash('sha256')
    .update(JSON.stringify([method, rest]))
    .digest('hex');
}

/** Whether a client that declared this can be asked by a form. */
export function takesForms({ elicitation }: ClientCapabilities): boolean {
  return elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined);
}

function requireDeclared({ method, params }: Question, capabilities: ClientCapabilities): void {
  if (isDeclared(method, params?.mode, capabilities)) return;
  throw new ProtocolError(ProtocolErrorCode.MethodNotFound, `the client did not declare that it answers \`${method}\``);
}

function isDeclared(method: Question['method'], mode: unknown, capabilities: ClientCapabilities): boolean {
  if (method === 'roots/list') return capabilities.roots !== undefined;
  if (method === 'sampling/createMessage') return capabilities.sampling !== undefined;
  return mode === 'url' ? capabilities.elicitation?.url !== undefined : takesForms(capabilities);
}

function progressTo(context: ServerContext, progress: Progress): void {
  const progressToken = context.mcpReq._meta?.progressToken;
  if (progressToken === undefined) return;
  const params = { ...progress, progressToken };
  context.mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
}
