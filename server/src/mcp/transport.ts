import type { Readable, Writable } from 'node:stream';
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type RequestId,
  serializeMessage,
  type Transport,
} from '@modelcontextprotocol/server';
import { parseJson } from '../model/json.js';

/** A file of several megabytes still fits in one message. */
export const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

/** Deeper than any schema or argument of ours, shallower than what exhausts a stack. */
const MAX_DEPTH = 200;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const NEWLINE = 0x0a;

/**
 * One JSON-RPC message a line over a pair of streams. Unlike the SDK's own transport it answers what it
 * cannot read instead of dropping it, and when the input ends it waits for the answers still due.
 */
export class LineTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;

  /** Fulfilled when nothing more will be read or written. */
  readonly closed: Promise<void>;

  readonly #input: Readable;
  readonly #output: Writable;
  #pieces: Buffer[] = [];
  #length = 0;
  #overlong = false;
  #ended = false;
  #closed = false;
  #settle: () => void = () => {};
  readonly #due = new Set<RequestId>();

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
    this.closed = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async start(): Promise<void> {
    this.#output.on('error', this.#onBroken);
    this.#input.on('error', this.#onBroken);
    this.#input.on('end', this.#onEnd);
    this.#input.on('close', this.#onEnd);
    this.#input.on('data', this.#onData);
    if (this.#input.readableEnded || this.#input.destroyed) this.#onEnd();
  }

  send(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message)) {
      if (message.id !== undefined) this.#due.delete(message.id);
    }
    return this.#write(serializeMessage(message)).finally(() => this.#closeWhenAnswered());
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off('data', this.#onData);
    this.#input.off('end', this.#onEnd);
    this.#input.off('close', this.#onEnd);
    this.onclose?.();
    this.#settle();
  }

  readonly #onBroken = (error: Error): void => {
    this.onerror?.(error);
    void this.close();
  };

  readonly #onEnd = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#lineEnded();
    this.#closeWhenAnswered();
  };

  readonly #onData = (chunk: Buffer | string): void => {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(NEWLINE); end !== -1; end = rest.indexOf(NEWLINE)) {
      this.#keep(rest.subarray(0, end));
      this.#lineEnded();
      rest = rest.subarray(end + 1);
    }
    this.#keep(rest);
  };

  #keep(piece: Buffer): void {
    this.#length += piece.length;
    if (this.#length > MAX_MESSAGE_BYTES) {
      this.#overlong = true;
      this.#pieces = [];
    } else if (piece.length > 0) this.#pieces.push(piece);
  }

  #lineEnded(): void {
    const line = Buffer.concat(this.#pieces).toString('utf8').trim();
    const overlong = this.#overlong;
    this.#pieces = [];
    this.#length = 0;
    this.#overlong = false;
    if (overlong) this.#complain(PARSE_ERROR, `Message longer than ${MAX_MESSAGE_BYTES} bytes`);
    else if (line !== '') this.#receive(line);
  }

  #receive(line: string): void {
    let value: unknown;
    try {
      value = parseJson(line, { maxDepth: MAX_DEPTH });
    } catch (error) {
      this.#complain(PARSE_ERROR, `Parse error: ${messageOf(error)}`);
      return;
    }
    const message = asMessage(value);
    if (message === undefined) {
      this.#complain(INVALID_REQUEST, 'Invalid request: not a JSON-RPC 2.0 request, notification or response', value);
      return;
    }
    // A subscription is answered only when it ends.
    if (isJSONRPCRequest(message) && message.method !== 'subscriptions/listen') this.#due.add(message.id);
    const cancelled = cancelledRequest(message);
    if (cancelled !== undefined) this.#due.delete(cancelled);
    this.onmessage?.(message);
  }

  #complain(code: number, message: string, value?: unknown): void {
    this.onerror?.(new Error(message));
    const id = idOf(value);
    const error = { jsonrpc: '2.0', ...(id !== undefined && { id }), error: { code, message } };
    this.#write(`${JSON.stringify(error)}\n`).catch(this.#onBroken);
  }

  #closeWhenAnswered(): void {
    if (this.#ended && this.#due.size === 0) void this.close();
  }

  async #write(text: string): Promise<void> {
    if (this.#closed) return;
    await new Promise<void>((resolve, reject) => {
      this.#output.write(text, (error) => (error ? reject(error) : resolve()));
    });
  }
}

function asMessage(value: unknown): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(value);
  } catch {
    return undefined;
  }
}

function cancelledRequest(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  return idIn(message.params, 'requestId');
}

function idOf(value: unknown): RequestId | undefined {
  return typeof value === 'object' && value !== null ? idIn(value as Record<string, unknown>, 'id') : undefined;
}

function idIn(object: Readonly<Record<string, unknown>> | undefined, key: string): RequestId | undefined {
  const id = object?.[key];
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
