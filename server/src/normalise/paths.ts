// Paths as they are written become paths as the workspace knows them.

import { lstatSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, normalize, relative, resolve, sep } from 'node:path';
import type { Touch } from '../model/subject.js';
import { expandGlob, isGlob, MAX_MATCHES } from './glob.js';

/** What a path is read against. */
export interface Ground {
  /** The workspace's root, absolute and with its own links resolved. */
  readonly root: string;
  /** The home folder of the user. */
  readonly home: string;
  /** What is Vireon's own here. */
  readonly own?: Own;
}

/** Absolute folders, and the process that judges. */
export interface Own {
  readonly state: string;
  readonly program: string;
  readonly pid: number;
}

/** An expansion that only the shell can resolve: such a path is kept as it was written. */
const UNKNOWABLE = /[$`]/;

/** Resolves `~`, `..` and relative paths by name alone; what cannot be known stays as written. */
export function spellOut(path: string, cwd: string | undefined, ground: Ground): string {
  if (path === '~' || path.startsWith('~/')) return normalize(join(ground.home, path.slice(1)));
  if (UNKNOWABLE.test(path) || path.startsWith('~')) return path;
  if (isAbsolute(path)) return normalize(path);
  return cwd === undefined ? path : resolve(cwd, path);
}

/**
 * Each path as the workspace knows it, where it leads through symbolic links if that is elsewhere, and the files that a
 * pattern fits: relative to the root where inside, else absolute.
 */
export async function placePaths(paths: Iterable<string>, ground: Ground): Promise<string[]> {
  const placed = new Set<string>();
  for (const path of paths) {
    if (!isAbsolute(path)) {
      placed.add(path);
      continue;
    }
    for (const one of isGlob(path) ? [path, ...(await expandGlob(path))] : [path]) {
      for (const at of placesOf(one)) {
        placed.add(toWorkspace(at, ground));
        if (isWithinDotFolder(ground)) placed.add(at);
      }
    }
  }
  return [...placed];
}

/** Where the path lies, and where it leads if it is a link. */
function placesOf(path: string): readonly string[] {
  const settled = settle(path);
  return isLink(settled) ? [settled, followLinks(settled)] : [settled];
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch (error) {
    if (isUnreachable(error)) return false;
    throw error;
  }
}

/**
 * True where the workspace is the user's home, a hidden folder of the user's home, or lies in one (`~/.ssh`, `~/.config/x`): relative names
 * would hide from rules whose files these are, so the absolute ones stand beside them.
 */
function isWithinDotFolder({ root, home }: Ground): boolean {
  const inside = relative(home, root);
  return inside === '' || (inside.startsWith('.') && inside !== '..' && !inside.startsWith(`..${sep}`));
}

/** Patterns become the files that they fit; what cannot be placed is unknown. */
export async function placeTouches(touches: readonly Touch[]): Promise<Touch[]> {
  return (await Promise.all(touches.map(placeTouch))).flat();
}

async function placeTouch(touch: Touch): Promise<Touch[]> {
  if (touch.kind === 'unknown') return [touch];
  const path = touch.kind === 'path' ? touch.path : touch.folder;
  if (!isAbsolute(path) || UNKNOWABLE.test(path)) return [unplaced(path)];
  const words = touch.kind === 'path' ? (touch.into ?? []) : [...touch.words, ...touch.paths];
  const unknowable = words.filter((word) => UNKNOWABLE.test(word)).map(unplaced);
  return [touch, ...unknowable, ...(touch.kind === 'path' && isGlob(path) ? await fitting(touch) : [])];
}

async function fitting(touch: Touch & { readonly kind: 'path' }): Promise<Touch[]> {
  const { path } = touch;
  const found = await expandGlob(path);
  // Where there are more than can be told, or names that are no valid text, all that could be among them.
  if (found.length < MAX_MATCHES && !found.some((one) => one.includes('\uFFFD')))
    return found.map((one) => ({ ...touch, path: one }));
  return [{ ...touch, path: path.slice(0, path.search(/[^/]*[*?[]/)), tree: true }];
}

function unplaced(path: string): Touch {
  return { kind: 'unknown', message: `what \`${path}\` stands for cannot be told before the command runs` };
}

/** The path with the links on the way to it resolved; it may be a link itself. */
export function settle(path: string): string {
  return join(followLinks(dirname(path)), basename(path));
}

/** The path with the links of its existing part resolved; the rest need not exist. */
export function followLinks(path: string): string {
  let existing = normalize(path);
  let rest = '';
  for (;;) {
    try {
      return join(realpathSync.native(existing), rest);
    } catch (error) {
      const parent = dirname(existing);
      if (parent === existing || !isUnreachable(error)) return normalize(path);
      rest = join(existing.slice(parent.length).replace(/^[\\/]+/, ''), rest);
      existing = parent;
    }
  }
}

/** Absent, a file where a folder should be, a loop of links, too long a name, or closed to us. */
function isUnreachable(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /^(ENOENT|ENOTDIR|ELOOP|ENAMETOOLONG|EACCES)$/.test(String(error.code))
  );
}

/** Relative to the root with `/`, `.` for the root itself; absolute where outside. */
export function toWorkspace(path: string, { root }: Ground): string {
  const inside = relative(root, path);
  if (inside === '') return '.';
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return path;
  return inside.split(sep).join('/');
}
