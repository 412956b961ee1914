import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Document, isMap, isPair, isScalar, isSeq, type Node, type Pair, parseDocument, visit } from 'yaml';
import type { Position, Range } from '../model/position.js';

/** The way from the root of a YAML document to a place in it. */
export type Path = readonly (string | number)[];

/** The place in a YAML document where something is being written. */
export interface Cursor {
  /** A key of the mapping at `path`, or the value at `path`. */
  readonly kind: 'key' | 'value';
  readonly path: Path;
  /** Keys that the mapping already has. */
  readonly taken: readonly string[];
  /** The word under the cursor. */
  readonly word: Range;
  /** True where a colon already follows the word. */
  readonly colon: boolean;
}

const MARK = 'vireon_cursor_mark';

/** Where the cursor stands, found by writing a word of our own there; `undefined` in comments and unreadable places. */
export function cursorAt(text: TextDocument, { line, character }: Position): Cursor | undefined {
  const whole = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const content = whole.replace(/\r?\n$/, '');
  const head = content.slice(0, character).replace(/[\w.$-]*$/, '');
  const tail = content.slice(character).replace(/^[\w.$-]*/, '');
  const startsLine = /^\s*(- +)*$/.test(head);
  const colon = /^\s*:/.test(tail);
  if (/(^|\s)#/.test(head) || /^\s*(- +)*-$/.test(content.slice(0, character))) return undefined;
  const start = text.offsetAt({ line, character: head.length });
  const end = start + content.length - head.length - tail.length;
  const marked = startsLine && !colon && tail.trim() === '' ? `${MARK}:` : MARK;
  const all = text.getText();
  const found = findMark(read(all.slice(0, start) + marked + all.slice(end)));
  if (found === undefined) return undefined;
  const word = { start: text.positionAt(start), end: text.positionAt(end) };
  return { ...found, word, colon };
}

/** The key or value at a position, with the way to it. */
export function nodeAt(text: TextDocument, position: Position): { path: Path; range: Range } | undefined {
  const offset = text.offsetAt(position);
  let found: { path: Path; range: Range } | undefined;
  visit(read(text.getText()), {
    Scalar(key, node, ancestors) {
      const [start, end] = node.range ?? [0, -1];
      if (offset < start || offset > end) return undefined;
      const range = { start: text.positionAt(start), end: text.positionAt(end) };
      const path = pathOf(key, node, ancestors as readonly Ancestor[]);
      found = { path: key === 'key' ? [...path, String(node.value)] : path, range };
      return visit.BREAK;
    },
  });
  return found;
}

function read(content: string): Document {
  return parseDocument(content, { logLevel: 'silent', strict: false, uniqueKeys: false });
}

function findMark(document: Document): Pick<Cursor, 'kind' | 'path' | 'taken'> | undefined {
  let found: Pick<Cursor, 'kind' | 'path' | 'taken'> | undefined;
  visit(document, {
    Scalar(key, node, ancestors) {
      if (node.value !== MARK) return undefined;
      const path = pathOf(key, node, ancestors as readonly Ancestor[]);
      const mapping = ancestors.findLast(isMap);
      const taken = mapping?.items.map((item) => (isScalar(item.key) ? String(item.key.value) : '')) ?? [];
      found =
        key === 'key'
          ? { kind: 'key', path, taken: taken.filter((name) => name !== MARK) }
          : { kind: 'value', path, taken: [] };
      return visit.BREAK;
    },
  });
  return found;
}

type Ancestor = Document | Node | Pair;

/** For a key the path of its mapping, for everything else its own. */
function pathOf(role: unknown, node: Node, ancestors: readonly Ancestor[]): Path {
  const way = [...ancestors, node];
  const owner = role === 'key' ? ancestors.at(-1) : undefined;
  return way.flatMap<string | number>((step, i) => {
    if (isPair(step) && step !== owner) return isScalar(step.key) ? String(step.key.value) : '';
    return isSeq(step) ? step.items.indexOf(way[i + 1]) : [];
  });
}
