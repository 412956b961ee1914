// Changes in JSON with comments that leave every other byte where it is. The edit functions of `jsonc-parser` put a
// new member before the comment that ends the line above, and take comments along with what they remove; so only its
// parser and scanner are used.

import {
  createScanner,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
  type SyntaxKind,
} from 'jsonc-parser';
import { FileProblem } from './problem.js';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The tree of a text; undefined where it holds nothing but blanks and comments. */
export function treeOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true, allowEmptyContent: true });
  const [error] = errors;
  if (error === undefined) return tree;
  const lines = text.slice(0, error.offset).split('\n');
  const place = `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
  throw new FileProblem(`it is not valid JSON: ${printParseErrorCode(error.error)} at ${place}; mend it and try again`);
}

/** The value of a member of an object. A name that stands twice is refused: programs differ in which one counts. */
export function memberOf(object: Node, key: string): Node | undefined {
  const found = (object.children ?? []).filter((member) => member.children?.[0]?.value === key);
  if (found.length > 1) throw new FileProblem(`\`${key}\` stands in it twice; leave only one of them`);
  return found[0]?.children?.[1];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

function edited(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.from - a.from || b.to - a.to)
    .reduce((done, { from, to, text: piece }) => done.slice(0, from) + piece + done.slice(to), text);
}

/** How a text is laid out. */
interface Layout {
  readonly eol: string;
  readonly unit: string;
}

export function eolOf(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}

function layoutOf(text: string): Layout {
  const unit = /^[{[]\s*?\r?\n([ \t]+)\S/m.exec(text)?.[1] ?? /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  return { eol: eolOf(text), unit };
}

function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? '';
}

function written(value: Json, indent: string, { eol, unit }: Layout): string {
  return JSON.stringify(value, undefined, unit).split('\n').join(`${eol}${indent}`);
}

/** A text that holds only the value. */
export function document(value: Json, text: string): string {
  const layout = layoutOf(text);
  const gap = text === '' || /\n$/.test(text) ? '' : layout.eol;
  return `${text}${gap}${written(value, '', layout)}${layout.eol}`;
}

export function addMembers(text: string, object: Node, members: JsonObject): string {
  const pieces = (indent: string, layout: Layout) =>
    Object.entries(members).map(([key, value]) => `${JSON.stringify(key)}: ${written(value, indent, layout)}`);
  return appended(text, object, pieces);
}

export function addItems(text: string, array: Node, items: readonly Json[]): string {
  return appended(text, array, (indent, layout) => items.map((item) => written(item, indent, layout)));
}

/** New children go behind the last one and behind the comments that follow it. */
function appended(
  text: string,
  container: Node,
  pieces: (indent: string, layout: Layout) => readonly string[],
): string {
  const layout = layoutOf(text);
  const [first] = container.children ?? [];
  const last = container.children?.at(-1);
  const close = container.offset + container.length - 1;
  const outer = indentAt(text, container.offset);
  const ownLine = first !== undefined && text.slice(container.offset, first.offset).includes('\n');
  const indent = ownLine ? indentAt(text, first.offset) : outer + layout.unit;
  const begin = last === undefined ? container.offset + 1 : last.offset + last.length;
  const { comma, end } = triviaAfter(text, begin, close);
  const joined = pieces(indent, layout).join(`,${layout.eol}${indent}`);
  const closing = text.slice(end, close).includes('\n') ? '' : `${layout.eol}${outer}`;
  const insertion = { from: end, to: end, text: `${layout.eol}${indent}${joined}${closing}` };
  if (last === undefined || comma !== undefined) return edited(text, [insertion]);
  if (end === begin) return edited(text, [{ ...insertion, text: `,${insertion.text}` }]);
  return edited(text, [insertion, { from: begin, to: begin, text: ',' }]);
}

// The names of these are types only: the package's enumeration is gone when it is compiled.
const COMMA: SyntaxKind.CommaToken = 5;
const LINE_BREAK: SyntaxKind.LineBreakTrivia = 14;
const BLANKS: SyntaxKind.Trivia = 15;
const END: SyntaxKind.EOF = 17;

/** The comma between two places, and the end of what is neither blank nor line end there. */
function triviaAfter(text: string, from: number, to: number): { readonly comma?: number; readonly end: number } {
  const scanner = createScanner(text, false);
  scanner.setPosition(from);
  let comma: number | undefined;
  let end = from;
  for (let kind = scanner.scan(); scanner.getTokenOffset() < to && kind !== END; kind = scanner.scan()) {
    if (kind === BLANKS || kind === LINE_BREAK) continue;
    if (kind === COMMA) comma ??= scanner.getTokenOffset();
    end = scanner.getTokenOffset() + scanner.getTokenLength();
  }
  return { ...(comma !== undefined && { comma }), end };
}

export function replaceValue(text: string, node: Node, value: Json): string {
  const piece = written(value, indentAt(text, node.offset), layoutOf(text));
  return edited(text, [{ from: node.offset, to: node.offset + node.length, text: piece }]);
}

/** Takes a member (by its value) or an item out, with its comma and its lines, and leaves the comments beside it. */
export function remove(text: string, value: Node): string {
  const node = value.parent?.type === 'property' ? value.parent : value;
  const siblings = node.parent?.children ?? [];
  const index = siblings.indexOf(node);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const end = node.offset + node.length;
  const close = node.parent === undefined ? text.length : node.parent.offset + node.parent.length - 1;
  const own = triviaAfter(text, end, after?.offset ?? close).comma;
  const earlier = before && triviaAfter(text, before.offset + before.length, node.offset).comma;
  const comma = own ?? earlier;
  const edits: Edit[] = [linesOf(text, node.offset, own === end ? end + 1 : end)];
  if (comma !== undefined && comma !== end) edits.push({ from: comma, to: comma + 1, text: '' });
  return edited(text, edits);
}

/** The range, widened to whole lines where nothing else stands on them. */
function linesOf(text: string, from: number, to: number): Edit {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const rest = /^[ \t]*(\r?\n|$)/.exec(text.slice(to));
  const isAlone = rest !== null && text.slice(start, from).trim() === '';
  return isAlone ? { from: start, to: to + rest[0].length, text: '' } : { from, to, text: '' };
}
