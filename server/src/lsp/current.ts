import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import type { Diagnosis } from '../model/verbs.js';
import type { OpenDocument } from './documents.js';
import type { Session } from './session.js';

/** What the app says of the newest text, however often it changes meanwhile; `undefined` once the document is closed. */
export async function current(
  { documents }: Session,
  document: OpenDocument,
  token: CancellationToken,
): Promise<Diagnosis | undefined> {
  while (documents.get(document.uri) === document) {
    const { revision } = document;
    const diagnosis = await documents.diagnosis(document);
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    if (document.revision === revision) return diagnosis;
  }
  return undefined;
}
