// What stands at a path, seen without opening it.

import { lstatSync, readdirSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { ancestorsOf, type BytePath, nameOf, parentOf, raw, shownPath, within } from './bytes.js';
import { isAbsent, reasonOf, Unsaveable } from './unsaveable.js';

export type Sight =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file'; readonly mode: number; readonly stats: Stats }
  | { readonly kind: 'folder'; readonly mode: number }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'other'; readonly what: string };

const ABSENT: Sight = { kind: 'absent' };

export function look(path: BytePath): Sight {
  try {
    const stats = lstatSync(raw(path));
    const mode = stats.mode & 0o7777;
    if (stats.isFile()) return { kind: 'file', mode, stats };
    if (stats.isDirectory()) return { kind: 'folder', mode };
    if (stats.isSymbolicLink()) return { kind: 'link', target: readlinkSync(raw(path), 'buffer').toString('latin1') };
    return { kind: 'other', what: stats.isFIFO() ? 'pipe' : stats.isSocket() ? 'socket' : 'device' };
  } catch (error) {
    if (isAbsent(error)) return ABSENT;
    throw new Unsaveable(`\`${shownPath(path)}\` cannot be looked at: ${reasonOf(error)}`);
  }
}

/** The paths below a folder, parents first. Links are not followed. */
export function* below(folder: BytePath): Generator<readonly [BytePath, Sight]> {
  for (const name of namesIn(folder)) {
    const path = within(folder, name);
    const sight = look(path);
    yield [path, sight];
    if (sight.kind === 'folder') yield* below(path);
  }
}

function namesIn(folder: BytePath): string[] {
  try {
    return readdirSync(raw(folder), 'latin1').sort();
  } catch (error) {
    throw new Unsaveable(`the folder \`${shownPath(folder)}\` cannot be read: ${reasonOf(error)}`);
  }
}

/** The path with the links on the way to it resolved; it may be a link itself. Missing folders on the way are kept. */
export function settled(path: BytePath): BytePath {
  if (path === '/') return path;
  return within(existingPart(parentOf(path)), nameOf(path));
}

function existingPart(path: BytePath): BytePath {
  try {
    return realpathSync(raw(path), 'buffer').toString('latin1') as BytePath;
  } catch (error) {
    if (path === '/' || !isAbsent(error))
      throw new Unsaveable(`\`${shownPath(path)}\` cannot be reached: ${reasonOf(error)}`);
    const sight = look(path);
    // A link to nowhere on the way: what is made through it is made there.
    if (sight.kind === 'link') return existingPart(aim(path, sight.target));
    return within(existingPart(parentOf(path)), nameOf(path));
  }
}

const MAX_LINKS = 40;

/** Every link on the way from `path` to what it leads to, and that last place itself. */
export function wayFrom(path: BytePath): BytePath[] {
  const way = [settled(path)];
  for (;;) {
    const at = way.at(-1) as BytePath;
    const sight = look(at);
    if (sight.kind !== 'link') return way;
    if (way.length > MAX_LINKS) throw new Unsaveable(`\`${shownPath(path)}\` leads through links in a circle`);
    way.push(settled(aim(at, sight.target)));
  }
}

function aim(link: BytePath, target: string): BytePath {
  return normal(target.startsWith('/') ? (target as BytePath) : within(parentOf(link), target));
}

/** `..` is taken by name, as all links before it are resolved. */
function normal(path: BytePath): BytePath {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}` as BytePath;
}

/** The folder on the way to `path` that is a link now, where one is. */
export function linkOnTheWay(path: BytePath): BytePath | undefined {
  return ancestorsOf(path).find((folder) => look(folder).kind === 'link');
}

/** Missing folders on the way to a path: what makes the path makes them too. */
export function missingFolders(path: BytePath): BytePath[] {
  return ancestorsOf(path).filter((folder) => look(folder).kind === 'absent');
}
