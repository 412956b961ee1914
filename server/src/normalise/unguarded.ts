// Whether what an act writes changes the part of a file that makes an agent ask Vireon.

import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { readText } from './files.js';
import { GOVERNING_FILES, type Governing, governingKind, governingPart } from './governing.js';
import { followLinks, type Ground, settle } from './paths.js';

/** What a file will hold; one that will be gone holds nothing. */
export interface Outcome {
  readonly after: string;
  /** What it holds, where that is not what the disk says. */
  readonly before?: string;
}

/** By the path as written. */
export type Outcomes = ReadonlyMap<string, Outcome>;

const MAX_WRITES = 500;
const EMPTY = /^\s*(?:\{\s*\})?\s*$/;

/** Absolute paths of the governing files whose governing part changes, or of which it cannot be told. */
export async function unguardedBy(
  writes: Iterable<string>,
  moved: ReadonlySet<string>,
  outcomes: Outcomes,
  ground: Ground,
): Promise<readonly string[]> {
  const found = new Set<string>(await takenAlong(moved, ground));
  for (const path of [...writes].slice(0, MAX_WRITES)) {
    const outcome = outcomes.get(path);
    if (!isAbsolute(path)) {
      if (governingKind(path) !== undefined) found.add(path);
      continue;
    }
    for (const at of await namesOf(path, ground)) {
      const kind = governingKind(at);
      if (kind !== undefined && (await changes(at, kind, outcome))) found.add(at);
    }
  }
  return [...found];
}

/** What goes away with its folder. */
async function takenAlong(moved: ReadonlySet<string>, ground: Ground): Promise<string[]> {
  const folders = await Promise.all([...moved].filter((path) => isAbsolute(path)).map(followLinks));
  const found: string[] = [];
  for (const place of folders.length === 0 ? [] : [ground.root, ground.home]) {
    for (const name of GOVERNING_FILES) {
      const path = join(place, name);
      const kind = governingKind(path);
      if (!folders.some((folder) => path.startsWith(`${folder}/`)) || kind === undefined) continue;
      if ((await statOf(path)) !== undefined && (await changes(path, kind, { after: '' }))) found.push(path);
    }
  }
  return found;
}

async function changes(path: string, kind: Governing, outcome: Outcome | undefined): Promise<boolean> {
  const now = outcome?.before === undefined ? await readText(path) : ({ kind: 'text', text: outcome.before } as const);
  if (now.kind === 'unreadable') return true;
  const before = now.kind === 'text' ? governingPart(now.text, path, kind) : '';
  if (outcome !== undefined) {
    // Settings that are emptied where none are seen: those that count may lie where we do not look.
    return before !== governingPart(outcome.after, path, kind) || (kind === 'settings' && EMPTY.test(outcome.after));
  }
  return kind === 'whole' || kind === 'settings' || before !== '';
}

/** The path itself, where its links lead, and the other names of a file that has several. */
async function namesOf(path: string, ground: Ground): Promise<readonly string[]> {
  const names = new Set([path, await settle(path), await followLinks(path)]);
  const info = await statOf(path);
  if (info?.isFile() !== true || info.nlink < 2) return [...names];
  for (const folder of [ground.root, ground.home]) {
    for (const name of GOVERNING_FILES) {
      const other = await statOf(join(folder, name));
      if (other?.ino === info.ino && other.dev === info.dev) names.add(join(folder, name));
    }
  }
  return [...names];
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
