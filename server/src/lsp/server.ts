import type { Readable, Writable } from 'node:stream';
import {
  type CancellationToken,
  createMessageConnection,
  ErrorCodes,
  type InitializeResult,
  type Logger,
  LSPErrorCodes,
  type MessageConnection,
  ResponseError,
} from 'vscode-languageserver/node';
import { ZodError, z } from 'zod';
import type { ApprovalEvents, RuleEvents, Verbs } from '../model/verbs.js';
import { codeAction } from './code-action.js';
import { resolveCodeAction } from './code-action-resolve.js';
import { codeLens } from './code-lens.js';
import { completion } from './completion.js';
import { pullDiagnostics } from './diagnostic.js';
import { executeCommand } from './execute-command.js';
import { hover } from './hover.js';
import { initialize } from './initialize.js';
import { inlayHint } from './inlay-hint.js';
import { clientLog } from './log.js';
import type { Session } from './session.js';
import { didChange, didClose, didOpen } from './text-document.js';

type Request = (session: Session, params: unknown, token: CancellationToken) => Promise<unknown>;
type Notification = (session: Session, params: unknown) => void | Promise<void>;

const REQUESTS = new Map<string, Request>([
  ['textDocument/diagnostic', pullDiagnostics],
  ['textDocument/codeAction', codeAction],
  ['codeAction/resolve', resolveCodeAction],
  ['textDocument/hover', hover],
  ['textDocument/completion', completion],
  ['textDocument/codeLens', codeLens],
  ['textDocument/inlayHint', inlayHint],
  ['workspace/executeCommand', executeCommand],
]);

const NOTIFICATIONS = new Map<string, Notification>([
  ['textDocument/didOpen', didOpen],
  ['textDocument/didChange', didChange],
  ['textDocument/didClose', didClose],
]);

/** Serves one LSP client over its streams; ends when the client says `exit`, goes away, or its process dies. */
export async function serveLsp(
  verbs: Verbs & RuleEvents & ApprovalEvents,
  input: Readable,
  output: Writable,
): Promise<void> {
  const log = clientLog(() => connection);
  const connection = createMessageConnection(input, output, log);
  const life = new Life(verbs, connection, log);
  connection.onRequest((method, params, token) => life.answer(method, params, token));
  connection.onNotification((method, params) => life.hear(method, params));
  connection.onError(([error]) => log.error(`unreadable message: ${error.message}`));
  connection.onClose(() => life.end());
  input.once('end', () => life.end());
  connection.listen();
  await life.ended;
  await life.session?.close();
  connection.dispose();
  output.end();
}

/** From the first message to the last. */
class Life {
  session: Session | undefined;
  #shutDown = false;
  #end: () => void = () => {};
  readonly ended = new Promise<void>((resolve) => {
    this.#end = resolve;
  });

  constructor(
    private readonly verbs: Verbs & RuleEvents & ApprovalEvents,
    private readonly connection: MessageConnection,
    private readonly log: Logger,
  ) {}

  end(): void {
    this.#end();
  }

  async answer(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    try {
      return await this.#route(method, params, token);
    } catch (error) {
      throw toResponseError(error);
    }
  }

  async hear(method: string, params: unknown): Promise<void> {
    if (method === 'exit') this.end();
    else if (this.session !== undefined && !this.#shutDown) await NOTIFICATIONS.get(method)?.(this.session, params);
  }

  async #route(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (this.#shutDown) throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down');
    if (method === 'initialize') return this.#initialize(params);
    if (this.session === undefined) throw new ResponseError(ErrorCodes.ServerNotInitialized, 'send `initialize` first');
    if (method === 'shutdown') return this.#shutdown();
    const request = REQUESTS.get(method);
    if (request === undefined) throw new ResponseError(ErrorCodes.MethodNotFound, `\`${method}\` is not served`);
    return request(this.session, params, token);
  }

  async #initialize(params: unknown): Promise<InitializeResult> {
    if (this.session !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, '`initialize` came twice');
    const orphaned = () => this.end();
    const { session, result } = await initialize(this.verbs, this.connection, this.log, params, orphaned);
    this.session = session;
    return result;
  }

  #shutdown(): null {
    this.#shutDown = true;
    return null;
  }
}

function toResponseError(error: unknown): ResponseError<void> {
  if (error instanceof ResponseError) return error;
  if (error instanceof ZodError) return new ResponseError(ErrorCodes.InvalidParams, z.prettifyError(error));
  return new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
}
