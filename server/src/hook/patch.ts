// The text formats in which agents write edits.

import path from 'node:path';
import type { EditAct, Replacement } from '../model/act.js';
import { InvalidInput } from '../model/verbs.js';

const BEGIN = '*** Begin Patch';
const SECTION = /^\*\*\* (?<what>Add|Update|Delete) File: (?<file>.+)$/;
const MOVE = /^\*\*\* Move to: (?<file>.+)$/;

/** One file's part of a patch. */
interface Section {
  readonly what: string;
  readonly file: string;
  readonly lines: string[];
  target?: string;
}

/** The edits in a text in the format of `apply_patch`; its paths are relative to `cwd`. */
export function parsePatch(text: string, cwd: string): readonly EditAct[] {
  const lines = text.split(/\r?\n/);
  const begin = lines.findIndex((line) => line.trim() === BEGIN || line.trimEnd().endsWith(BEGIN));
  if (begin < 0) throw new InvalidInput(`the patch must begin with \`${BEGIN}\``);
  const edits = sections(lines.slice(begin + 1)).flatMap((section) => editsOf(section, cwd));
  if (edits.length === 0) throw new InvalidInput('the patch names no file');
  return edits;
}

function sections(lines: readonly string[]): readonly Section[] {
  const found: Section[] = [];
  for (const line of lines) {
    if (line.trim() === '*** End Patch') break;
    const { what, file } = SECTION.exec(line.trimEnd())?.groups ?? {};
    const target = MOVE.exec(line.trimEnd())?.groups?.file;
    const current = found.at(-1);
    if (what !== undefined && file !== undefined) found.push({ what, file: file.trim(), lines: [] });
    else if (current === undefined) {
      if (line.trim() !== '')
        throw new InvalidInput(`the patch has a line before its first file: \`${line.slice(0, 80)}\``);
    } else if (target !== undefined) current.target = target.trim();
    else current.lines.push(line);
  }
  return found;
}

function editsOf({ what, file, lines, target }: Section, cwd: string): readonly EditAct[] {
  const at = path.resolve(cwd, file);
  if (what === 'Delete') return [{ kind: 'edit', path: at, remove: true }];
  if (what === 'Add') return [{ kind: 'edit', path: at, content: `${added(lines).join('\n')}\n` }];
  const replacements = hunksOf(lines).map(toReplacement);
  const moved: EditAct[] =
    target === undefined ? [] : [{ kind: 'edit', path: path.resolve(cwd, target), content: added(lines).join('\n') }];
  const removed: EditAct = { kind: 'edit', path: at, remove: true };
  if (replacements.length === 0) return moved.length === 0 ? [] : [removed, ...moved];
  return [{ kind: 'edit', path: at, replacements }, ...moved];
}

function added(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith('+')).map((line) => line.slice(1));
}

interface Hunk {
  readonly context: string | undefined;
  readonly lines: string[];
}

function hunksOf(lines: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  for (const line of lines) {
    if (line.startsWith('@@')) {
      const context = line.slice(2).trim();
      hunks.push({ context: context === '' ? undefined : context, lines: [] });
    } else if (!line.startsWith('*** End of File')) {
      if (hunks.length === 0) hunks.push({ context: undefined, lines: [] });
      hunks.at(-1)?.lines.push(line);
    }
  }
  return hunks.map(({ context, lines: all }) => ({ context, lines: withoutEmptyEnd(all) })).filter(hasChange);
}

/** The empty line that stands between sections is none of the file's. */
function withoutEmptyEnd(lines: readonly string[]): string[] {
  const end = lines.findLastIndex((line) => line !== '');
  return lines.slice(0, end + 1);
}

const hasChange = ({ lines }: Hunk) => lines.some((line) => /^[+-]/.test(line));

function toReplacement({ context, lines }: Hunk): Replacement {
  const kept = (signs: RegExp) =>
    lines.filter((line) => line === '' || signs.test(line)).map((line) => (line === '' ? '' : line.slice(1)));
  const [old, now] = [kept(/^[ -]/), kept(/^[ +]/)];
  // A hunk that only adds stands after the line that its head names.
  if (old.length === 0 && context !== undefined) return { oldText: context, newText: [context, ...now].join('\n') };
  return { oldText: old.join('\n'), newText: now.join('\n') };
}

const SEARCH = /^[-<]{3,} SEARCH>?$/;
const DIVIDER = /^={3,}$/;
const REPLACE = /^[+>]{3,} REPLACE>?$/;

/** Replacements as blocks between `SEARCH`, `=======` and `REPLACE` lines. */
export function blocksIn(text: string): readonly Replacement[] {
  const found: Replacement[] = [];
  let old: string[] | undefined;
  let now: string[] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const marker = line.trimEnd();
    if (old === undefined) {
      if (SEARCH.test(marker)) old = [];
    } else if (now === undefined) {
      if (DIVIDER.test(marker)) now = [];
      else old.push(line);
    } else if (REPLACE.test(marker)) {
      found.push({ oldText: old.join('\n'), newText: now.join('\n') });
      old = now = undefined;
    } else now.push(line);
  }
  if (old !== undefined) throw new InvalidInput('the diff ends within a block between SEARCH and REPLACE lines');
  if (found.length === 0) throw new InvalidInput('the diff has no block between SEARCH and REPLACE lines');
  return found;
}
