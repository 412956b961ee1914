import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type {
  CodeAction,
  Command,
  Diagnostic,
  DocumentDiagnosticReport,
  InitializeResult,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Sandbox, VIREON } from '../vireon.js';

export interface Fixture {
  readonly name: string;
  readonly clientInfo: object;
  readonly capabilities: Capabilities;
}

export type Capabilities = Readonly<Record<string, unknown>>;

const FIXTURES = fileURLToPath(new URL('../fixtures/editor-capabilities', import.meta.url));

/** What real editors declared. */
export const fixtures: readonly Fixture[] = readdirSync(FIXTURES).map((file) => ({
  name: path.basename(file, '.json'),
  ...JSON.parse(readFileSync(path.join(FIXTURES, file), 'utf8')),
}));

/** Something that the server sent: an answer to our `method`, or a request or notification of its own. */
export interface Sent {
  readonly kind: 'answer' | 'request' | 'notification';
  readonly method: string;
  readonly value: unknown;
}

type Words = readonly [string, ...string[]];

/** The language server's command; `VIREON_LSP` puts another in its place. */
export function serverCommand(): Words {
  const [program, ...args] = process.env.VIREON_LSP?.split(' ') ?? [];
  return program === undefined ? [process.execPath, VIREON, '--no-daemon', 'lsp', '--stdio'] : [program, ...args];
}

function startServer(sandbox: Sandbox, command: Words): ChildProcessWithoutNullStreams {
  const [program, ...args] = command;
  return spawn(program, args, { cwd: sandbox.workspace, env: sandbox.environment });
}

/** An editor: speaks LSP with a server process of its own, keeps its documents, and notes what the server sends. */
export class Editor {
  readonly sent: Sent[] = [];
  /** What the user or the editor answers to requests of the server. */
  readonly replies = new Map<string, (params: unknown) => unknown>([
    ['window/showDocument', () => ({ success: true })],
    ['workspace/applyEdit', () => ({ applied: true })],
  ]);
  readonly documents = new Map<string, TextDocument>();
  readonly server: ChildProcessWithoutNullStreams;
  offered: InitializeResult['capabilities'] = {};
  readonly #connection;
  readonly #waiting = new Set<() => void>();

  constructor(
    readonly sandbox: Sandbox,
    readonly capabilities: unknown,
    command: Words = serverCommand(),
  ) {
    this.server = startServer(sandbox, command);
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.server.stdout),
      new StreamMessageWriter(this.server.stdin),
    );
    this.#connection.onRequest((method: string, params: unknown) => {
      this.#note({ kind: 'request', method, value: params });
      return this.replies.get(method)?.(params) ?? null;
    });
    this.#connection.onNotification((method: string, params: unknown) =>
      this.#note({ kind: 'notification', method, value: params }),
    );
    this.#connection.listen();
  }

  async start(params: object = {}): Promise<this> {
    const root = pathToFileURL(this.sandbox.workspace).href;
    const result = await this.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: root,
      workspaceFolders: [{ uri: root, name: 'work' }],
      capabilities: this.capabilities,
      ...params,
    });
    this.offered = result.capabilities;
    await this.notify('initialized', {});
    return this;
  }

  async request<R>(method: string, params: unknown): Promise<R> {
    const value = await this.#connection.sendRequest<R>(method, params);
    this.#note({ kind: 'answer', method, value });
    return value;
  }

  async notify(method: string, params: unknown): Promise<void> {
    await this.#connection.sendNotification(method, params);
  }

  uri(name: string): string {
    return pathToFileURL(path.join(this.sandbox.workspace, name)).href;
  }

  async open(name: string, languageId: string, text: string): Promise<string> {
    const uri = this.uri(name);
    this.documents.set(uri, TextDocument.create(uri, languageId, 1, text));
    await this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
    return uri;
  }

  /** Edits as a user types: each an incremental change in a message of its own. */
  async type(uri: string, ...edits: TextEdit[]): Promise<void> {
    for (const { range, newText } of edits) {
      const document = this.document(uri);
      const contentChanges = [{ range, text: newText }];
      const version = document.version + 1;
      this.documents.set(uri, TextDocument.update(document, contentChanges, version));
      await this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
    }
  }

  async close(uri: string): Promise<void> {
    this.documents.delete(uri);
    await this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  document(uri: string): TextDocument {
    const document = this.documents.get(uri);
    if (document === undefined) throw new Error(`${uri} is not open`);
    return document;
  }

  text(uri: string): string {
    return this.document(uri).getText();
  }

  get pulls(): boolean {
    return this.offered.diagnosticProvider !== undefined;
  }

  /** Diagnostics in the way that was agreed on; with push the first that `enough` likes. */
  async diagnostics(uri: string, enough: (diagnostics: Diagnostic[]) => boolean = () => true): Promise<Diagnostic[]> {
    if (this.pulls) {
      const report = await this.request<DocumentDiagnosticReport>('textDocument/diagnostic', { textDocument: { uri } });
      return report.kind === 'full' ? report.items : [];
    }
    return this.until(() => {
      const last = this.pushed(uri).at(-1)?.diagnostics;
      return last !== undefined && enough(last) ? last : undefined;
    });
  }

  pushed(uri: string): readonly PublishDiagnosticsParams[] {
    return this.sent
      .filter(({ method }) => method === 'textDocument/publishDiagnostics')
      .map(({ value }) => value as PublishDiagnosticsParams)
      .filter((params) => params.uri === uri);
  }

  codeActions(uri: string, range: Range, only?: string[]): Promise<(CodeAction | Command)[]> {
    // As the poorest clients ask: without diagnostics.
    const context = { diagnostics: [], ...(only === undefined ? {} : { only }) };
    return this.request('textDocument/codeAction', { textDocument: { uri }, range, context });
  }

  /** Does what choosing the action in a menu does; `undefined` where it changes nothing here. */
  async choose(action: CodeAction): Promise<WorkspaceEdit | undefined> {
    const { edit } = action.edit === undefined && action.data !== undefined ? await this.resolve(action) : action;
    if (edit !== undefined) await this.apply(edit);
    return edit;
  }

  resolve(action: CodeAction): Promise<CodeAction> {
    return this.request('codeAction/resolve', action);
  }

  async apply(edit: WorkspaceEdit): Promise<void> {
    const changes = edit.documentChanges?.flatMap((change) =>
      'edits' in change ? [[change.textDocument.uri, change.edits as TextEdit[]] as const] : [],
    );
    for (const [uri, edits] of changes ?? Object.entries(edit.changes ?? {})) {
      const document = this.document(uri);
      const everything = { start: { line: 0, character: 0 }, end: document.positionAt(document.getText().length) };
      await this.type(uri, { range: everything, newText: TextDocument.applyEdits(document, edits) });
    }
  }

  /** Resolves once `look` finds something; looks again at each message. */
  until<T>(look: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const again = () => {
        const found = look();
        if (found === undefined) return;
        this.#waiting.delete(again);
        resolve(found);
      };
      this.#waiting.add(again);
      again();
    });
  }

  /** As editors quit; resolves to the exit code. */
  async quit(): Promise<number | null> {
    const exited = this.exited();
    await this.request('shutdown', undefined);
    await this.notify('exit', undefined);
    return exited;
  }

  async exited(): Promise<number | null> {
    if (this.server.exitCode === null && this.server.signalCode === null) await once(this.server, 'exit');
    return this.server.exitCode;
  }

  kill(): void {
    this.#connection.dispose();
    this.server.kill('SIGKILL');
  }

  #note(sent: Sent): void {
    this.sent.push(sent);
    for (const again of [...this.#waiting]) again();
  }
}
