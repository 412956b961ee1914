import { randomUUID } from 'node:crypto';
import {
  CodeActionKind,
  type InitializeResult,
  type ProtocolConnection,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { Verbs } from '../model/verbs.js';
import { type Client, readClient } from './client.js';
import { FIX_ALL } from './code-action.js';
import { commandsFor } from './commands.js';
import { pathOf, SOURCE } from './convert.js';
import { pushDiagnostics, refreshDiagnostics } from './diagnostic.js';
import { Documents, type OpenDocument } from './documents.js';
import { KnownRules } from './known-rules.js';
import { initializeParams } from './params.js';
import type { Session } from './session.js';
import { watchProcess } from './watch-process.js';

/** `initialize`: from here on the client has a session. `onOrphaned` is called when its process has died. */
export async function initialize(
  verbs: Verbs,
  connection: ProtocolConnection,
  params: unknown,
  onOrphaned: () => void,
): Promise<{ session: Session; result: InitializeResult }> {
  const { capabilities, processId, rootUri, workspaceFolders } = initializeParams.parse(params);
  const client = readClient(capabilities);
  const { version } = await verbs.status();
  const roots = workspaceFolders?.map(({ uri }) => uri) ?? [rootUri ?? ''];
  const folders = new Set(roots.flatMap((uri) => pathOf(uri) ?? []));
  const session = openSession(verbs, connection, client, folders);
  const unwatch = processId ? watchProcess(processId, onOrphaned) : () => {};
  const close = async () => {
    unwatch();
    await session.close();
  };
  return { session: { ...session, close }, result: offer(client, version) };
}

function openSession(verbs: Verbs, connection: ProtocolConnection, client: Client, folders: Set<string>): Session {
  const report = (error: unknown) => session.log(error instanceof Error ? error.message : String(error));
  const onPause = (document: OpenDocument) => {
    const told = client.pullsDiagnostics ? session.documents.share(document) : pushDiagnostics(session, document);
    told.catch(report);
  };
  const documents = new Documents(verbs, `lsp:${randomUUID()}`, onPause);
  const stop = verbs.onRulesChanged(() => refreshDiagnostics(session).catch(report));
  const session: Session = {
    verbs,
    client,
    documents,
    knownRules: new KnownRules(verbs),
    folders,
    notify: (type, given) => void connection.sendNotification(type, given).catch(() => {}),
    request: (type, given) => connection.sendRequest(type, given),
    close: async () => {
      stop();
      await documents.closeAll();
    },
  };
  return session;
}

/** What this client is offered. */
function offer(client: Client, version: string): InitializeResult {
  return {
    serverInfo: { name: SOURCE, version },
    capabilities: {
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
      hoverProvider: true,
      completionProvider: {},
      codeActionProvider: client.codeActionLiterals
        ? { codeActionKinds: [CodeActionKind.QuickFix, FIX_ALL], resolveProvider: client.lazyCodeActions }
        : true,
      executeCommandProvider: { commands: commandsFor(client) },
      workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      ...(client.pullsDiagnostics
        ? { diagnosticProvider: { identifier: SOURCE, interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
    },
  };
}
