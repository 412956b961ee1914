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

/** The names that a comment on a line of its own ignores. */
const IGNORED = /^\s*\S{1,4}\s*vireon-ignore\s*:\s*[\w./,\s-]*?\w(?=\s+--\s*\S)/;

/**
 * A comment above the finding's line, indented like it, or one more name in the comment that is there. None where a
 * line of its own would change the program: under a line that goes on with a backslash, or above a `#!` line.
 */
export function ignoreEdit(text: TextDocument, finding: Finding): TextEdit | undefined {
  const { line } = finding.range.start;
  const here = lineAt(text, line);
  const above = line === 0 ? '' : lineAt(text, line - 1);
  const ignored = IGNORED.exec(above)?.[0];
  if (ignored !== undefined) {
    const end = { line: line - 1, character: ignored.length };
    return { range: { start: end, end }, newText: `, ${finding.rule}` };
  }
  const comment = ignoreComment(text.languageId, finding.rule, isBetweenTags(text.languageId, above, here));
  if (comment === undefined || above.trimEnd().endsWith('\\') || here.startsWith('#!')) return undefined;
  const start = { line, character: 0 };
  const indentation = /^[\t ]*/.exec(here)?.[0] ?? '';
  return { range: { start, end: start }, newText: `${indentation}${comment}${here.endsWith('\r\n') ? '\r\n' : '\n'}` };
}

/** In JSX, whether a line stands among the children of an element, where `//` would be text. */
function isBetweenTags(languageId: string, above: string, here: string): boolean {
  return /react$|^[jt]sx$/i.test(languageId) && /(?:[^=]>|\*\/\})\s*$/.test(above) && /^\s*[<{]/.test(here);
}

function lineAt(text: TextDocument, line: number): string {
  return text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}
