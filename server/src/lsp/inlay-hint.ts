import { type CancellationToken, type InlayHint, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { caseInWords } from './case-results.js';
import { inlayHintParams } from './params.js';
import type { Session } from './session.js';

/** `textDocument/inlayHint`: behind each case of a rule whose cases were run, what it came to. */
export async function inlayHint(
  session: Session,
  params: unknown,
  token: CancellationToken,
): Promise<InlayHint[] | null> {
  const { textDocument, range } = inlayHintParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  if (document === undefined) return null;
  const { cases } = await session.cases.shownIn(document);
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  const inRange = cases.filter(({ line }) => range.start.line <= line && line <= range.end.line);
  return inRange.map((one) => {
    const mark = one.outcome === 'passed' ? '✓' : '✗';
    return {
      position: endOfLine(document.text.getText(), one.line),
      label: `${mark} ${one.rule}: ${caseInWords(one)}`,
      paddingLeft: true,
    };
  });
}

function endOfLine(content: string, line: number): { line: number; character: number } {
  return { line, character: (content.split(/\r\n|\n|\r/)[line] ?? '').length };
}
