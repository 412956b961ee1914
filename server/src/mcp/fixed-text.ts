import { TextDocument, type TextEdit } from 'vscode-languageserver-textdocument';
import type { Reason } from '../model/decision.js';
import { isBefore } from '../model/position.js';

/** A text with the fixes of its findings made; of fixes that overlap, the first. `undefined` where there is none. */
export function fixedText(content: string, reasons: readonly Reason[]): string | undefined {
  const edits = reasons.filter(isFixable).map(({ range, fix }): TextEdit => ({ range, newText: fix }));
  edits.sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
  const apart: TextEdit[] = [];
  for (const edit of edits) {
    const last = apart.at(-1);
    if (last === undefined || !isBefore(edit.range.start, last.range.end)) apart.push(edit);
  }
  if (apart.length === 0) return undefined;
  return TextDocument.applyEdits(TextDocument.create('text:', 'text', 0, content), apart);
}

function isFixable(reason: Reason): reason is Reason & { readonly fix: string } {
  const { origin } = reason;
  return reason.fix !== undefined && reason.fresh && origin.kind === 'file' && origin.cell === undefined;
}
