import {
  type CancellationToken,
  CodeLensRefreshRequest,
  type Diagnostic,
  DiagnosticRefreshRequest,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  InlayHintRefreshRequest,
  PublishDiagnosticsNotification,
  ResponseError,
} from 'vscode-languageserver/node';
import type { Diagnosis } from '../model/verbs.js';
import { caseDiagnostics } from './case-diagnostics.js';
import { failureToDiagnostic, problemToDiagnostic, resultIdOf, toDiagnostic, uriOf } from './convert.js';
import { current } from './current.js';
import type { OpenDocument } from './documents.js';
import { diagnosticParams } from './params.js';
import type { Session } from './session.js';

/** `textDocument/diagnostic`: for clients that ask. */
export async function pullDiagnostics(
  session: Session,
  params: unknown,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const { textDocument, previousResultId } = diagnosticParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  const items = document === undefined ? [] : await judge(session, document, () => current(session, document, token));
  const resultId = resultIdOf(items);
  if (resultId === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}

/** `textDocument/publishDiagnostics`: for clients that cannot ask. Says nothing where the text has moved on meanwhile. */
export async function pushDiagnostics(session: Session, document: OpenDocument): Promise<void> {
  const { revision } = document;
  const { version } = document.text;
  const diagnostics = await judge(session, document, () => session.documents.diagnosis(document));
  if (!session.documents.isCurrent(document, revision)) return;
  session.notify(PublishDiagnosticsNotification.type, {
    uri: document.uri,
    ...(session.client.diagnosticVersion ? { version } : {}),
    diagnostics,
  });
}

/** A closed document keeps no diagnostics; clients that ask drop theirs themselves. */
export function clearDiagnostics(session: Session, uri: string): void {
  if (!session.client.pullsDiagnostics) session.notify(PublishDiagnosticsNotification.type, { uri, diagnostics: [] });
}

/** To be called when rules changed. A client that asks, but cannot be told to ask again, sees the change as it next asks. */
export async function refreshDiagnostics(session: Session): Promise<void> {
  session.documents.forgetDiagnoses();
  session.knownRules.forget();
  session.cases.forgetAll();
  await refreshShown(session);
}

/** Lets the client see what is said of its documents by now. */
export async function refreshShown(session: Session): Promise<void> {
  const { client, documents, request } = session;
  if (!client.pullsDiagnostics) {
    await Promise.all(documents.all().map((document) => pushDiagnostics(session, document)));
  } else if (client.refreshesDiagnostics) {
    await request(DiagnosticRefreshRequest.method);
  }
  if (client.refreshesCodeLenses) await request(CodeLensRefreshRequest.method);
  if (client.refreshesInlayHints) await request(InlayHintRefreshRequest.method);
}

async function judge(
  session: Session,
  document: OpenDocument,
  ask: () => Promise<Diagnosis | undefined>,
): Promise<Diagnostic[]> {
  try {
    const diagnosis = await ask();
    return diagnosis === undefined ? [] : await toDiagnostics(session, document, diagnosis);
  } catch (error) {
    if (error instanceof ResponseError) throw error;
    return [failureToDiagnostic(error)];
  }
}

async function toDiagnostics(
  session: Session,
  document: OpenDocument,
  { workspace, findings, problems }: Diagnosis,
): Promise<Diagnostic[]> {
  const found = findings.map(async (finding) =>
    toDiagnostic(finding, session.client, document.uri, await manualOf(session, workspace, finding.rule)),
  );
  return [
    ...problems.map((problem) => problemToDiagnostic(problem, document.text)),
    ...(await Promise.all(found)),
    ...(await caseDiagnostics(session, document)),
    ...session.tries.diagnosticsOf(document),
  ];
}

async function manualOf({ client, knownRules }: Session, workspace: string, rule: string): Promise<string | undefined> {
  const known = client.codeDescription ? await knownRules.find(workspace, rule) : undefined;
  return known?.manual === undefined ? undefined : uriOf(known.manual);
}
