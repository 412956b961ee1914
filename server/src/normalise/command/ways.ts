// Ways around a guard that a command's words hint at and only the disk confirms.

import { spelledOut } from './spelled.js';
import { programName, type Word } from './words.js';

export interface Ways {
  /** Folders that are searched for programs before those of the machine. */
  readonly searched: ReadonlySet<string>;
  /** What is moved or removed as a whole. */
  readonly moved: ReadonlySet<string>;
  /** Files that git does not track are put away. */
  readonly stashes: boolean;
}

/** The folders in front of what `PATH` was before; all of them where it is replaced. */
export function searchedFirst(value: string): string[] {
  const folders = value.replaceAll(/["']/g, '').split(':');
  const before = folders.findIndex((folder) => /^\$(?:\{PATH[^}]*\}|PATH$|path$)|^%PATH%$/.test(folder));
  return (before < 0 ? folders : folders.slice(0, before)).filter((folder) => folder !== '');
}

/** The operands of a command that takes whole folders away. */
export function takenAway(words: readonly Word[]): string[] {
  const [first, ...rest] = words;
  const program = first === undefined ? '' : programName(first);
  if (!/^(?:mv|rm|rename|trash|gio)$/.test(program)) return [];
  const operands = rest.map((word) => word.text).filter((text) => !text.startsWith('-'));
  return program === 'mv' && operands.length > 1 ? operands.slice(0, -1) : operands;
}

/** `git stash -u`, `git stash --all` */
export function putsAway(words: readonly Word[]): boolean {
  const [first, second] = words;
  if (first === undefined || programName(first) !== 'git' || second?.text !== 'stash') return false;
  if (/^(?:pop|apply|list|show|drop|branch|clear)$/.test(words[2]?.text ?? '')) return false;
  return (spelledOut(words) ?? words).some(({ text }) => /^--(?:include-untracked|all)$|^-[a-z]*[ua]/.test(text));
}
