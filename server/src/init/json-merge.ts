// Our part of a JSON file is a template: a value whose objects are merged into the file's own, and whose items are
// added to its lists.

import { isDeepStrictEqual } from 'node:util';
import { getNodeValue, type Node } from 'jsonc-parser';
import { isOurHook } from './hook-entry.js';
import {
  addItems,
  addMembers,
  document,
  isObject,
  type Json,
  type JsonObject,
  memberOf,
  remove,
  replaceValue,
  treeOf,
} from './json-text.js';
import { FileProblem } from './problem.js';

const BOM = '\uFEFF';

/** What stands under this name in a list of servers or hooks is ours whole. */
const OWN_KEY = 'vireon';

type Path = readonly string[];

/** The text with the template in it; the same text where it is in it already. */
export function mergeJson(text: string, template: JsonObject): string {
  if (text.startsWith(BOM)) return BOM + mergeJson(text.slice(1), template);
  const root = treeOf(text);
  if (root === undefined) return document(template, text);
  if (root.type !== 'object') throw new FileProblem('it does not hold an object; mend it and try again');
  return merged(text, [], template);
}

function nodeAt(text: string, path: Path): Node {
  const found = find(text, path);
  if (found === undefined) throw new FileProblem(`\`${path.join('.')}\` is not there`);
  return found;
}

function find(text: string, path: Path): Node | undefined {
  let node = treeOf(text);
  for (const key of path) node = node?.type === 'object' ? memberOf(node, key) : undefined;
  return node;
}

function merged(text: string, path: Path, template: JsonObject): string {
  const object = nodeAt(text, path);
  const missing = Object.entries(template).filter(([key]) => memberOf(object, key) === undefined);
  let done = missing.length === 0 ? text : addMembers(text, object, Object.fromEntries(missing));
  for (const [key, value] of Object.entries(template)) done = mergedValue(done, [...path, key], value);
  return done;
}

function mergedValue(text: string, path: Path, wanted: Json): string {
  const node = nodeAt(text, path);
  const isOwned = path.includes(OWN_KEY);
  if (isObject(wanted)) {
    if (node.type !== 'object') throw misfit(path, 'an object');
    return merged(text, path, wanted);
  }
  if (Array.isArray(wanted)) {
    if (node.type !== 'array') throw misfit(path, 'a list');
    const isWhole = isOwned && wanted.every((item) => typeof item !== 'object');
    return isWhole ? settled(text, node, wanted) : mergedItems(text, path, wanted);
  }
  return isOwned ? settled(text, node, wanted) : text;
}

function settled(text: string, node: Node, wanted: Json): string {
  return isDeepStrictEqual(getNodeValue(node), wanted) ? text : replaceValue(text, node, wanted);
}

/** Older entries of ours are replaced where they stand; what is missing is added at the end. */
function mergedItems(text: string, path: Path, wanted: readonly Json[]): string {
  let done = text;
  const values: readonly Json[] = getNodeValue(nodeAt(text, path));
  const missing = wanted.filter((item) => !values.some((value) => isDeepStrictEqual(value, item)));
  const stale = values.flatMap((value, index) =>
    isOurHook(value) && !wanted.some((item) => isDeepStrictEqual(value, item)) ? [index] : [],
  );
  for (const index of [...stale].reverse()) {
    const node = nodeAt(done, path).children?.[index];
    const replacement = missing.length >= stale.indexOf(index) + 1 ? missing[stale.indexOf(index)] : undefined;
    if (node !== undefined)
      done = replacement === undefined ? remove(done, node) : replaceValue(done, node, replacement);
  }
  const rest = missing.slice(stale.length);
  return rest.length === 0 ? done : addItems(done, nodeAt(done, path), rest);
}

function misfit(path: Path, what: string): FileProblem {
  return new FileProblem(`\`${path.join('.')}\` in it is not ${what}; mend it and try again`);
}

/** The text without the template, where `before` is what it was without it. */
export function stripJson(text: string, template: JsonObject, before: string | undefined): string {
  if (text.startsWith(BOM)) return BOM + stripJson(text.slice(1), template, before);
  const earlier = treeOf((before ?? '').replace(BOM, ''));
  const root = treeOf(text);
  if (root?.type !== 'object') return text;
  const was: Json | undefined = earlier === undefined ? undefined : getNodeValue(earlier);
  const done = stripped(text, [], template, was);
  const left = nodeAt(done, []);
  return earlier === undefined && isBlank(done, left) ? remove(done, left) : done;
}

function stripped(text: string, path: Path, template: JsonObject, before: Json | undefined): string {
  const was = isObject(before) ? before : {};
  const isScalar = (value: Json) => typeof value !== 'object' || value === null;
  const names = Object.keys(template);
  const [scalars, others] = [true, false].map((kind) =>
    names.filter((key) => isScalar(template[key] ?? null) === kind),
  );
  let done = text;
  for (const key of others ?? []) done = strippedMember(done, [...path, key], template[key] ?? null, was[key]);
  // A file of our making that has become the user's keeps its frame, such as the version of its format.
  const left = (find(done, path)?.children ?? []).map((member) => String(member.children?.[0]?.value));
  if (path.length === 0 && before === undefined && left.some((key) => !scalars?.includes(key))) return done;
  for (const key of scalars ?? []) done = strippedMember(done, [...path, key], template[key] ?? null, was[key]);
  return done;
}

function strippedMember(text: string, path: Path, ours: Json, was: Json | undefined): string {
  const node = find(text, path);
  if (node === undefined) return text;
  if (isObject(ours)) {
    if (node.type !== 'object') return text;
    return withoutEmpty(stripped(text, path, ours, was), path, was);
  }
  if (Array.isArray(ours) && node.type === 'array' && !isWhole(path, ours)) {
    return withoutEmpty(strippedItems(text, path, ours, was), path, was);
  }
  const isOurs = path.includes(OWN_KEY) || isDeepStrictEqual(getNodeValue(node), ours);
  if (!isOurs || isDeepStrictEqual(getNodeValue(node), was)) return text;
  return was === undefined ? remove(text, node) : replaceValue(text, node, was);
}

function isWhole(path: Path, items: readonly Json[]): boolean {
  return path.includes(OWN_KEY) && items.every((item) => typeof item !== 'object');
}

function withoutEmpty(text: string, path: Path, was: Json | undefined): string {
  const node = find(text, path);
  return node !== undefined && was === undefined && isBlank(text, node) ? remove(text, node) : text;
}

/** True where not even a comment is left in it. */
function isBlank(text: string, { offset, length }: Node): boolean {
  return text.slice(offset + 1, offset + length - 1).trim() === '';
}

function strippedItems(text: string, path: Path, ours: readonly Json[], before: Json | undefined): string {
  const was: readonly Json[] = Array.isArray(before) ? before : [];
  const isIn = (list: readonly Json[], value: Json) => list.some((one) => isDeepStrictEqual(one, value));
  const values: readonly Json[] = getNodeValue(nodeAt(text, path));
  let done = text;
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? null;
    const node = nodeAt(done, path).children?.[index];
    if (node !== undefined && !isIn(was, value) && (isIn(ours, value) || isOurHook(value))) done = remove(done, node);
  }
  const replaced = was.filter((value) => isOurHook(value) && !isIn(values, value));
  return replaced.length === 0 ? done : addItems(done, nodeAt(done, path), replaced);
}
