import type { Readable, Writable } from 'node:stream';
import {
  type CancellationToken,
  createProtocolConnection,
  ErrorCodes,
  LSPErrorCodes,
  type ProtocolConnection,
  ResponseError,
} from 'vscode-languageserver/node';
import { ZodError, z } from 'zod';
import type { Verbs } from '../model/verbs.js';
import { codeAction } from './code-action.js';
import { resolveCodeAction } from './code-action-resolve.js';
import { completion } from './completion.js';
import { pullDiagnostics } from './diagnostic.js';
import { executeCommand } from './execute-command.js';
import { hover } from './hover.js';
import { initialize } from './initialize.js';
import { clientLog } from './log.js';
import type { Session } from './session.js';
import { didChange, didClose, didOpen } from './text-document.js';
import { didChangeWorkspaceFolders } from './workspace.js';

type Request = (session: Session, params: unknown, token: CancellationToken) => Promise<unknown>;
type Notification = (session: Session, params: unknown) => void | Promise<void>;

const REQUESTS = new Map<string, Request>([
  ['textDocument/diagnostic', pullDiagnostics],
  ['textDocument/codeAction', codeAction],
  ['codeAction/resolve', resolveCodeAction],
  ['textDocument/hover', hover],
  ['textDocument/completion', completion],
  ['workspace/executeCommand', executeCommand],
]);

const NOTIFICATIONS = new Map<string, Notification>([
  ['textDocument/didOpen', didOpen],
  ['textDocument/didChange', didChange],
  ['textDocument/didClose', didClose],
  ['workspace/didChangeWorkspaceFolders', didChangeWorkspaceFolders],
]);

/** Serves one LSP client over its streams; ends when the client says `exit`, goes away, or its process dies. */
export async function serveLsp(verbs: Verbs, input: Readable, output: Writable): Promise<void> {
  const log = clientLog(() => connection);
  const connection: ProtocolConnection = createProtocolConnection(input, output, log);
  const end = new AbortController();
  const ended = new Promise((resolve) => end.signal.addEventListener('abort', resolve));
  const life: Life = { session: undefined, shutDown: false, end: () => end.abort() };

  connection.onRequest((method, params, token) => answer(life, verbs, connection, method, params, token));
  connection.onNotification((method, params) => hear(life, method, params));
  connection.onError(([error]) => log.error(`unreadable message: ${error.message}`));
  connection.onClose(life.end);
  input.once('end', life.end);
  connection.listen();

  await ended;
  connection.dispose();
  output.end();
  await life.session?.close();
}

interface Life {
  session: Session | undefined;
  shutDown: boolean;
  readonly end: () => void;
}

async function answer(
  life: Life,
  verbs: Verbs,
  connection: ProtocolConnection,
  method: string,
  params: unknown,
  token: CancellationToken,
): Promise<unknown> {
  try {
    if (life.shutDown) throw new ResponseError(ErrorCodes.InvalidRequest, 'the server was shut down');
    if (method === 'initialize') return await begin(life, verbs, connection, params);
    if (life.session === undefined) throw new ResponseError(ErrorCodes.ServerNotInitialized, 'send `initialize` first');
    if (method === 'shutdown') return shutdown(life);
    const request = REQUESTS.get(method);
    if (request === undefined) throw new ResponseError(ErrorCodes.MethodNotFound, `\`${method}\` is not served`);
    return await request(life.session, params, token);
  } catch (error) {
    throw toResponseError(error);
  }
}

async function begin(life: Life, verbs: Verbs, connection: ProtocolConnection, params: unknown): Promise<unknown> {
  if (life.session !== undefined) throw new ResponseError(ErrorCodes.InvalidRequest, '`initialize` came twice');
  const { session, result } = await initialize(verbs, connection, params, life.end);
  life.session = session;
  return result;
}

function shutdown(life: Life): null {
  life.shutDown = true;
  return null;
}

async function hear(life: Life, method: string, params: unknown): Promise<void> {
  if (method === 'exit') life.end();
  else if (life.session !== undefined && !life.shutDown) await NOTIFICATIONS.get(method)?.(life.session, params);
}

function toResponseError(error: unknown): ResponseError<void> {
  if (error instanceof ResponseError) return error;
  if (error instanceof ZodError) return new ResponseError(ErrorCodes.InvalidParams, z.prettifyError(error));
  return new ResponseError(LSPErrorCodes.RequestFailed, error instanceof Error ? error.message : String(error));
}
