import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../model/finding.js';
import { isBefore } from '../model/position.js';
import { toRange } from './convert.js';
import { ignoreComment } from './ignore-comment.js';
import type { Action } from './params.js';

/** A finding with its rule's fix. */
export type Fixable = Finding & { readonly fix: string };

export function isFixable(finding: Finding): finding is Fixable {
  return finding.fix !== undefined;
}

/** The edits that an action stands for in the text as it is now; none where its finding has gone. */
export function editsOf(action: Action, text: TextDocument, findings: readonly Finding[]): TextEdit[] {
  switch (action.kind) {
    case 'fix':
      return fixes(findings.filter(({ fingerprint }) => fingerprint === action.fingerprint).slice(0, 1));
    case 'fix-rule':
      return fixes(findings.filter(({ rule }) => rule === action.rule));
    case 'fix-all':
      return fixes(findings);
    case 'ignore': {
      const finding = findings.find(({ fingerprint }) => fingerprint === action.fingerprint);
      const edit = finding === undefined ? undefined : ignoreEdit(text, finding);
      return edit === undefined ? [] : [edit];
    }
  }
}

/** In the order of the text; of two fixes that overlap the first is kept, and the next run finds the other. */
function fixes(findings: readonly Finding[]): TextEdit[] {
  const inOrder = findings.filter(isFixable).sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1));
  const kept: Fixable[] = [];
  for (const finding of inOrder) {
    const last = kept.at(-1);
    if (last === undefined || !isBefore(finding.range.start, last.range.end)) kept.push(finding);
  }
  return kept.map(({ range, fix }) => ({ range: toRange(range), newText: fix }));
}

/**
 * A comment above the finding's line, indented like it. None where a line of its own would change the program:
 * under a line that goes on with a backslash, or above a `#!` line.
 */
export function ignoreEdit(text: TextDocument, finding: Finding): TextEdit | undefined {
  const comment = ignoreComment(text.languageId, finding.rule);
  const { line } = finding.range.start;
  const here = lineAt(text, line);
  const above = line === 0 ? '' : lineAt(text, line - 1);
  if (comment === undefined || above.trimEnd().endsWith('\\') || here.startsWith('#!')) return undefined;
  const start = { line, character: 0 };
  const indentation = /^[\t ]*/.exec(here)?.[0] ?? '';
  return { range: { start, end: start }, newText: `${indentation}${comment}${here.endsWith('\r\n') ? '\r\n' : '\n'}` };
}

function lineAt(text: TextDocument, line: number): string {
  return text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}
