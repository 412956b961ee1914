import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, type MessageConnection } from 'vscode-jsonrpc/node';
import { type Sandbox, VIREON } from '../vireon.js';
import { type Outcome, type Scenario, textAfter } from './scenario.js';

const LANGUAGE_IDS: Readonly<Record<string, string>> = {
  '.js': 'javascript',
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
  '.py': 'python',
  '.go': 'go',
  '.java': 'java',
  '.sh': 'shellscript',
  '.json': 'json',
  '.yaml': 'yaml',
};

export function lspCanExpress(scenario: Scenario): boolean {
  const { act } = scenario;
  return (act.kind === 'file' || (act.kind === 'edit' && act.cell === undefined)) && textAfter(scenario) !== undefined;
}

/** An editor on a workspace: it opens documents, types into them, and sees diagnostics. */
export class Editor {
  readonly #process: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #workspace: string;
  readonly #versions = new Map<string, number>();

  private constructor(process: ChildProcess, connection: MessageConnection, workspace: string) {
    this.#process = process;
    this.#connection = connection;
    this.#workspace = workspace;
  }

  static async start(box: Sandbox): Promise<Editor> {
    const server = spawn(process.execPath, [VIREON, 'lsp', '--stdio'], {
      cwd: box.workspace,
      env: box.environment,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createMessageConnection(server.stdout, server.stdin);
    connection.listen();
    const uri = pathToFileURL(box.workspace).href;
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: uri,
      workspaceFolders: [{ uri, name: 'work' }],
      capabilities: { textDocument: { diagnostic: {} } },
    });
    await connection.sendNotification('initialized', {});
    return new Editor(server, connection, box.workspace);
  }

  /** Shows `text` as the unsaved text of a file. */
  async type(file: string, text: string): Promise<void> {
    const uri = this.#uri(file);
    const version = (this.#versions.get(file) ?? 0) + 1;
    this.#versions.set(file, version);
    if (version === 1) {
      const languageId = LANGUAGE_IDS[path.extname(file)] ?? 'plaintext';
      await this.#connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version, text },
      });
    } else {
      await this.#connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    }
  }

  /** Identifiers of the rules that the file's diagnostics name. */
  async diagnostics(file: string): Promise<string[]> {
    const report = await this.#connection.sendRequest<{ items: readonly { code: string }[] }>(
      'textDocument/diagnostic',
      { textDocument: { uri: this.#uri(file) } },
    );
    return [...new Set(report.items.map(({ code }) => code))].sort();
  }

  async quit(): Promise<void> {
    await this.#connection.sendRequest('shutdown');
    await this.#connection.sendNotification('exit');
    this.#connection.dispose();
    this.#process.stdin?.end();
  }

  #uri(file: string): string {
    return pathToFileURL(path.resolve(this.#workspace, file)).href;
  }
}

/** The text after the edit is in the editor, and its diagnostics are what is said. */
export async function throughLsp(scenario: Scenario, editor: Editor): Promise<Outcome> {
  const { act } = scenario;
  if (act.kind !== 'file' && act.kind !== 'edit') throw new Error(`an editor does not show a ${act.kind}`);
  await editor.type(act.path, textAfter(scenario) ?? '');
  return { verdict: 'shown', deciding: [], also: await editor.diagnostics(act.path), stale: [] };
}

/** Diagnostics show all that is found, and decide nothing. */
export function asLspShows({ deciding, also, stale }: Outcome): Outcome {
  return { verdict: 'shown', deciding: [], also: [...new Set([...deciding, ...also, ...stale])].sort(), stale: [] };
}
