// Whether what an act writes changes the part of a file that makes an agent ask Vireon.

import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { readText } from './files.js';
import { GOVERNING_FILES, type Governing, governingKind, governingPart } from './governing.js';
import { followLinks, type Ground, toWorkspace } from './paths.js';

/** What a file will hold; one that will be gone holds nothing. */
export interface Outcome {
  readonly after: string;
  /** What it holds, where that is not what the disk says. */
  readonly before?: string;
}

/** What is known of how an act writes. */
export interface Writing {
  /** Absolute; what goes away as a whole. */
  readonly moved: ReadonlySet<string>;
  /** Absolute; governing files that may be written beside. */
  readonly mentioned: ReadonlySet<string>;
  /** Of the files written those that have other names too. */
  readonly linked: readonly Stats[];
  /** Of the only file that is written. */
  readonly outcome?: Outcome;
}

export function bothWritings(one: Writing, other: Writing): Writing {
  return {
    moved: new Set([...one.moved, ...other.moved]),
    mentioned: new Set([...one.mentioned, ...other.mentioned]),
    linked: [...one.linked, ...other.linked],
  };
}

const EMPTY = /^\s*(?:\{\s*\})?\s*$/;
const UNKNOWABLE = /[$`]|^~/;

/**
 * The governing files whose governing part changes, or of which it cannot be told. `writes`: as the workspace knows
 * them, and so is what comes back.
 */
export async function unguardedBy(
  writes: readonly string[],
  { moved, mentioned, linked, outcome }: Writing,
  ground: Ground,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const path of writes) {
    // The root itself may lie inside such a folder.
    const at = isAbsolute(path) ? path : join(ground.root, path);
    const kind = governingKind(at);
    if (kind === undefined) continue;
    if (UNKNOWABLE.test(path) || (await changes(at, kind, outcome))) found.add(path);
  }
  const beside = [...mentioned, ...(await otherNames(linked, ground))];
  for (const path of beside) {
    const kind = governingKind(path);
    if (kind !== undefined && (await changes(path, kind, outcome))) found.add(toWorkspace(path, ground));
  }
  for (const path of await takenAlong(moved, ground)) found.add(toWorkspace(path, ground));
  return [...found];
}

/** What goes away with its folder. */
async function takenAlong(moved: ReadonlySet<string>, ground: Ground): Promise<string[]> {
  const folders = [...moved].filter((path) => isAbsolute(path)).map(followLinks);
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

/** Governing files that the files written are other names of. */
async function otherNames(linked: readonly Stats[], { root, home }: Ground): Promise<string[]> {
  const found: string[] = [];
  for (const folder of linked.length === 0 ? [] : [root, home]) {
    for (const name of GOVERNING_FILES) {
      const path = join(folder, name);
      const info = await statOf(path);
      if (linked.some(({ ino, dev }) => info?.ino === ino && info.dev === dev)) found.push(path);
    }
  }
  return found;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
