import { clearDiagnostics } from './diagnostic.js';
import { didChangeParams, didOpenParams, documentParams } from './params.js';
import type { Session } from './session.js';

/** `textDocument/didOpen` */
export function didOpen({ documents }: Session, params: unknown): void {
  const { uri, languageId, version, text } = didOpenParams.parse(params).textDocument;
  documents.open(uri, languageId, version, text);
}

/** `textDocument/didChange` */
export function didChange({ documents }: Session, params: unknown): void {
  const { textDocument, contentChanges } = didChangeParams.parse(params);
  documents.change(textDocument.uri, textDocument.version ?? undefined, contentChanges);
}

/** `textDocument/didClose` */
export async function didClose(session: Session, params: unknown): Promise<void> {
  const { uri } = documentParams.parse(params).textDocument;
  if (session.documents.get(uri) === undefined) return;
  const closed = session.documents.close(uri);
  clearDiagnostics(session, uri);
  await closed;
}
