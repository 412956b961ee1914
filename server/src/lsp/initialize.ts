import { randomUUID } from 'node:crypto';
import {
  type InitializeResult,
  type Logger,
  type MessageConnection,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import type { ApprovalEvents, RuleEvents, Verbs } from '../model/verbs.js';
import { approvalListener, foldersOf } from './approvals.js';
import { CaseResults } from './case-results.js';
import { type Client, readClient } from './client.js';
import { CODE_ACTION_KINDS } from './code-action.js';
import { commandsFor } from './commands.js';
import { SOURCE } from './convert.js';
import { pushDiagnostics, refreshDiagnostics, refreshShown } from './diagnostic.js';
import { Documents, type OpenDocument } from './documents.js';
import { KnownRules } from './known-rules.js';
import { initializeParams } from './params.js';
import { PatternTries } from './pattern-tries.js';
import type { Session } from './session.js';
import { watchProcess } from './watch-process.js';

/** `initialize`: from here on the client has a session. `onOrphaned` is called when its process has died. */
export async function initialize(
  verbs: Verbs & RuleEvents & ApprovalEvents,
  connection: MessageConnection,
  log: Logger,
  params: unknown,
  onOrphaned: () => void,
): Promise<{ session: Session; result: InitializeResult }> {
  const { capabilities, processId, rootUri, workspaceFolders } = initializeParams.parse(params);
  const client = readClient(capabilities);
  const { version } = await verbs.status();
  const session = openSession(verbs, connection, log, client);
  const folders = foldersOf([...(workspaceFolders ?? []).map(({ uri }) => uri), ...(rootUri ? [rootUri] : [])]);
  const unlisten = client.asks ? verbs.onApprovals(approvalListener(session, folders)) : () => {};
  const unwatch = processId ? watchProcess(processId, onOrphaned) : () => {};
  const close = async () => {
    unwatch();
    unlisten();
    await session.close();
  };
  return { session: { ...session, close }, result: offer(client, version) };
}

function openSession(
  verbs: Verbs & RuleEvents & ApprovalEvents,
  connection: MessageConnection,
  log: Logger,
  client: Client,
): Session {
  const report = (error: unknown) => log.error(error instanceof Error ? error.message : String(error));
  const onPause = (document: OpenDocument) => {
    const told = client.pullsDiagnostics ? documents.share(document) : pushDiagnostics(session, document);
    told.catch(report);
    if (session.cases.followsChangesOf(document.path)) refreshShown(session).catch(report);
  };
  let closed = false;
  const documents = new Documents(verbs, `lsp:${randomUUID()}`, onPause);
  const stop = verbs.onRulesChanged(() => refreshDiagnostics(session).catch(report));
  const session: Session = {
    verbs,
    client,
    documents,
    knownRules: new KnownRules(verbs),
    cases: new CaseResults(verbs, documents),
    tries: new PatternTries(),
    notify: (type, params) => {
      if (!closed) connection.sendNotification(type.method, params).catch(report);
    },
    request: (method, params, token) => {
      const given = params === undefined ? [] : [params];
      return connection.sendRequest(method, ...given, ...(token === undefined ? [] : [token]));
    },
    report,
    close: async () => {
      closed = true;
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
      completionProvider: { triggerCharacters: ['$'] },
      ...(client.codeLenses ? { codeLensProvider: {} } : {}),
      ...(client.inlayHints ? { inlayHintProvider: true } : {}),
      codeActionProvider: client.codeActionLiterals
        ? { codeActionKinds: CODE_ACTION_KINDS, resolveProvider: client.lazyCodeActions }
        : true,
      executeCommandProvider: { commands: commandsFor(client) },
      // A file's workspace is found from its path, so one server serves any number of folders.
      workspace: { workspaceFolders: { supported: true } },
      ...(client.pullsDiagnostics
        ? { diagnosticProvider: { identifier: SOURCE, interFileDependencies: false, workspaceDiagnostics: false } }
        : {}),
    },
  };
}
