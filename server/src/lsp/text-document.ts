import { clearDiagnostics } from './diagnostic.js';
import { didChangeParams, didOpenParams, documentParams } from './params.js';
import type { Session } from './session.js';

/** `textDocument/didOpen` */
export function didOpen({ documents, cases }: Session, params: unknown): void {
  const { uri, languageId, version, text } = didOpenParams.parse(params).textDocument;
  documents.open(uri, languageId, version, text);
  cases.forget(documents.get(uri)?.path);
}

/** `textDocument/didChange` */
export function didChange({ documents, cases }: Session, params: unknown): void {
  const { textDocument, contentChanges } = didChangeParams.parse(params);
  documents.change(textDocument.uri, textDocument.version ?? undefined, contentChanges);
  cases.forget(documents.get(textDocument.uri)?.path);
}

/** `textDocument/didClose` */
export async function didClose(session: Session, params: unknown): Promise<void> {
  const { uri } = documentParams.parse(params).textDocument;
  const document = session.documents.get(uri);
  if (document === undefined) return;
  const closed = session.documents.close(uri);
  session.cases.forget(document.path);
  session.tries.drop(uri);
  clearDiagnostics(session, uri);
  await closed;
}
