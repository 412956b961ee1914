import type { TextDocument } from 'vscode-languageserver-textdocument';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Range } from '../model/position.js';

/** A rule of a rule file, as far as the file can be read. */
export interface RuleText {
  readonly id: string;
  /** Of the id. */
  readonly name: Range;
  readonly start: number;
  readonly end: number;
}

/** The rules of a rule file that have an id; the file may be half written. */
export function rulesIn(text: TextDocument): readonly RuleText[] {
  const document = parseDocument(text.getText(), { logLevel: 'silent', strict: false, uniqueKeys: false });
  const list = isMap(document.contents) ? document.contents.get('rules', true) : undefined;
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => {
    const id = isMap(item) ? item.get('id', true) : undefined;
    if (!isMap(item) || !isScalar(id) || !id.range || !item.range) return [];
    const [start, end] = id.range;
    const name = { start: text.positionAt(start), end: text.positionAt(end) };
    return [{ id: String(id.value), name, start: item.range[0], end: item.range[2] }];
  });
}

const METAVARIABLE = /\$(?:\.\.\.)?[A-Z_][A-Z_0-9]*\b/g;
/** A named group of a regular expression binds a metavariable of its name. */
const GROUP = /\(\?P?<([A-Z_][A-Z_0-9]*)>/g;

/** The metavariables that stand in a part of a rule file. */
export function metavariablesIn(content: string): readonly string[] {
  const groups = [...content.matchAll(GROUP)].map(([, name]) => `$${name}`);
  return [...new Set([...(content.match(METAVARIABLE) ?? []), ...groups])].sort();
}
