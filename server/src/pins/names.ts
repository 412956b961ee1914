// How the names of tools resemble one another.

import type { ToolStanding } from '../model/tool-pin.js';

export interface NamedTool {
  readonly server: string;
  readonly tool: string;
}

/** What is unusual about a tool's name, beside the names of other servers' tools. */
export function resemblances(name: string, beside: readonly NamedTool[]): ToolStanding[] {
  const standing = new Set<ToolStanding>();
  if (isDisguised(name)) standing.add('look-alike');
  for (const { tool } of beside) {
    if (tool === name) standing.add('same-name');
    else if (drawn(tool) === drawn(name) && spelled(tool) !== spelled(name)) standing.add('look-alike');
    else if (spelled(tool) === spelled(name) || isNear(spelled(tool), spelled(name))) standing.add('near-name');
  }
  return [...standing];
}

/** Letters of scripts that look like Latin ones, letters that stand for others, and characters that nobody sees. */
function isDisguised(name: string): boolean {
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\p{Mn}]/u.test(name)) return true;
  if (/[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Armenian}]/u.test(name))
    return true;
  return [...name].some((letter) => letter > '\u007f' && /^[\w.-]+$/.test(letter.normalize('NFKC')));
}

function spelled(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.\s]/g, '');
}

const STROKES: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', i: 'l', '5': 's', '|': 'l' };

/** The name as it looks at a glance. */
function drawn(name: string): string {
  return spelled(name)
    .replaceAll(/[01i5|]/g, (letter) => STROKES[letter] ?? letter)
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}

const LONG_ENOUGH = 6;

/** One letter more, less, changed, or two swapped; a plural or a number at the end is another name in earnest. */
function isNear(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < LONG_ENOUGH || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  if (end === 0 && /^(?:s?|\d*)$/.test(left) && /^(?:s?|\d*)$/.test(right)) return false;
  const swapped = left.length === 2 && left === [...right].reverse().join('');
  return swapped || (left.length <= 1 && right.length <= 1);
}
