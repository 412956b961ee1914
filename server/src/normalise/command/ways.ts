// Ways around a guard that a command's words hint at and only the disk confirms.

import { findRoots } from './effects.js';
import { spelledOut } from './spelled.js';
import { programName, type Word } from './words.js';

export interface Ways {
  /** Folders that are searched for programs before those of the machine. */
  readonly searched: ReadonlySet<string>;
  /** What is moved or removed as a whole. */
  readonly moved: ReadonlySet<string>;
  /** Files that git does not track are put away. */
  readonly stashes: boolean;
  /** Processes are signalled, or slowed down. */
  readonly signals: boolean;
  /** Regular expressions and names by which processes are chosen. */
  readonly chosen: ReadonlySet<string>;
}

export const NO_WAYS: Ways = {
  searched: new Set(),
  moved: new Set(),
  stashes: false,
  signals: false,
  chosen: new Set(),
};

export function bothWays(one: Ways, other: Ways): Ways {
  return {
    searched: new Set([...one.searched, ...other.searched]),
    moved: new Set([...one.moved, ...other.moved]),
    stashes: one.stashes || other.stashes,
    signals: one.signals || other.signals,
    chosen: new Set([...one.chosen, ...other.chosen]),
  };
}

const SIGNALS =
  /^(?:kill|pkill|killall|skill|snice|renice|taskset|prlimit|gdb|strace|ionice|chrt|fuser|kill-port|fkill|taskkill|Stop-Process|spps)$/i;
const CHOOSES = /^(?:pkill|killall|skill|pgrep|pidof|grep|egrep|fgrep|rg|awk|gawk|mawk|sed|fkill|taskkill)$/i;

/** True where the command signals processes; asking whether one lives (`kill -0`) does not. */
export function signalsProcesses(words: readonly Word[]): boolean {
  const [first, ...rest] = words;
  if (first === undefined || !SIGNALS.test(programName(first))) return false;
  return !rest.some(({ text }) => text === '-0' || text === '-l' || text === '-L');
}

/** What a command chooses processes by, where it does; `grep -v` leaves out what it names. */
export function choosesBy(words: readonly Word[]): string[] {
  const [first, ...rest] = words;
  const program = first === undefined ? '' : programName(first);
  if (!CHOOSES.test(program)) return [];
  if (/grep$|^rg$/.test(program) && rest.some(({ text }) => /^-[a-uw-z]*v/.test(text) || text === '--invert-match'))
    return [];
  const named = rest.map(({ text }) => text).filter((text) => text !== '' && !text.startsWith('-'));
  if (/awk$|^sed$/.test(program))
    return named
      .slice(0, 1)
      .flatMap((text) => [...text.matchAll(/\/((?:[^/\\]|\\.)+)\//g)].map((found) => found[1] ?? ''));
  return named.length === 0 && /^(?:pkill|killall|skill)$/.test(program) ? ['.*'] : named;
}

/** Files with the numbers of processes that are chosen. */
export function pidFilesOf(words: readonly Word[]): string[] {
  const [first, ...rest] = words;
  if (first === undefined || !/^(?:xargs|pkill|pgrep)$/.test(programName(first))) return [];
  return rest.flatMap(({ text }, index) => {
    const joined = /^(?:--arg-file|--pidfile)=(.+)$/.exec(text)?.[1];
    const next = /^(?:-a|-F|--arg-file|--pidfile)$/.test(text) ? rest[index + 1]?.text : undefined;
    return joined ?? next ?? [];
  });
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
  if (program === 'find') return foundAndGone(rest);
  if (!/^(?:mv|rm|rename|trash|gio)$/.test(program)) return [];
  const operands = rest.map((word) => word.text).filter((text) => !text.startsWith('-'));
  return program === 'mv' && operands.length > 1 ? operands.slice(0, -1) : operands;
}

// `find . -path "*/.name/*" -delete`: the hidden folders of which all that is found goes.
function foundAndGone(words: readonly Word[]): string[] {
  const texts = words.map((word) => word.text);
  const removes = texts.some(
    (text, index) =>
      text === '-delete' ||
      (/^-(?:exec|execdir|ok)$/.test(text) && /(?:^|\/)(?:rm|mv|unlink|shred)$/.test(texts[index + 1] ?? '')),
  );
  if (!removes) return [];
  const patterns = texts.flatMap((text, index) =>
    /^-i?(?:path|wholename|regex)$/.test(text) ? [texts[index + 1] ?? ''] : [],
  );
  const folders = patterns.flatMap((pattern) => pattern.match(/\.[a-z][\w-]*(?=\/)/gi) ?? []);
  return findRoots(words).flatMap((root) => folders.map((folder) => `${root}/${folder}`));
}

/** `git stash -u`, `git stash --all` */
export function putsAway(words: readonly Word[]): boolean {
  const [first, second] = words;
  if (first === undefined || programName(first) !== 'git' || second?.text !== 'stash') return false;
  if (/^(?:pop|apply|list|show|drop|branch|clear)$/.test(words[2]?.text ?? '')) return false;
  return (spelledOut(words) ?? words).some(({ text }) => /^--(?:include-untracked|all)$|^-[a-z]*[ua]/.test(text));
}
