// The only importer of the YAML library: a bounded reading of YAML and JSON in which every value knows its place.

import {
  type Document,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type YAMLParseError,
} from 'yaml';
import type { Position } from './model/position.js';
import type { Json } from './native.js';

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_ALIASES = 100;
const MAX_PROBLEMS = 20;

export type Pointer = readonly (string | number)[];

export interface YamlProblem extends Position {
  readonly message: string;
}

/** A document that was read whole. */
export interface YamlDocument {
  readonly value: Json;
  /** Where the value at `pointer` begins; the nearest enclosing one where it is absent. */
  placeOf(pointer: Pointer): Position;
  /** Where the key at the end of `pointer` stands. */
  placeOfKey(pointer: Pointer): Position;
}

export type YamlReading = { readonly document: YamlDocument } | { readonly problems: readonly YamlProblem[] };

/** Reads YAML 1.2 (JSON included). What is not whole, too large, too deep or too entangled is a problem with its place. */
export function readYaml(text: string): YamlReading {
  if (Buffer.byteLength(text) > MAX_BYTES) return problem(`larger than ${MAX_BYTES / 1024 / 1024} MiB`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, strict: true });
  if (document.errors.some(isTooDeep)) return problem('nested too deep to be read');
  if (document.errors.length > 0) {
    return { problems: document.errors.slice(0, MAX_PROBLEMS).map((error) => yamlProblem(error, lines)) };
  }
  const value = toValue(document);
  return 'problems' in value ? value : { document: locate(document, lines, value.value) };
}

function problem(message: string): { readonly problems: readonly YamlProblem[] } {
  return { problems: [{ line: 0, character: 0, message }] };
}

function yamlProblem(error: YAMLParseError, lines: LineCounter): YamlProblem {
  const message =
    error.code === 'MULTIPLE_DOCS' ? 'holds more than one document; write one document in each file' : error.message;
  return { ...place(error.pos[0], lines), message };
}

/** The library notes an exhausted stack as an error of the document. */
function isTooDeep(error: YAMLParseError): boolean {
  return error.message.includes('call stack');
}

function toValue(document: Document): { readonly value: Json } | { readonly problems: readonly YamlProblem[] } {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) as Json };
  } catch (error) {
    if (error instanceof RangeError) return problem('nested too deep to be read');
    if (error instanceof ReferenceError)
      return problem(`an alias has no anchor, or aliases stand for more than ${MAX_ALIASES} copies`);
    throw error;
  }
}

function locate(document: Document, lines: LineCounter, value: Json): YamlDocument {
  return {
    value,
    placeOf(pointer) {
      for (let length = pointer.length; length > 0; length--) {
        const node = document.getIn(pointer.slice(0, length), true);
        if (isNode(node) && node.range) return place(node.range[0], lines);
      }
      return isNode(document.contents) && document.contents.range
        ? place(document.contents.range[0], lines)
        : { line: 0, character: 0 };
    },
    placeOfKey(pointer) {
      const parent = pointer.length === 1 ? document.contents : document.getIn(pointer.slice(0, -1), true);
      const last = pointer.at(-1);
      if (isMap(parent)) {
        const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
        if (isPair(pair) && isNode(pair.key) && pair.key.range) return place(pair.key.range[0], lines);
      }
      if (isSeq(parent)) return this.placeOf(pointer);
      return this.placeOf(pointer.slice(0, -1));
    },
  };
}

function place(offset: number, lines: LineCounter): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(0, line - 1), character: Math.max(0, col - 1) };
}

/** YAML 1.2 of a value; texts of several lines as blocks. */
export function toYaml(value: Json): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
