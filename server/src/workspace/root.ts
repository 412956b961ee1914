// Which folder is the workspace.

import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The nearest folder upward from `start` that has `.vireon/`, else `.git`, else `start` itself
 * (its folder, where it is a file or does not exist yet).
 */
export async function findRoot(start: string): Promise<string> {
  const folder = await nearestFolder(start);
  const ancestors = [...upward(folder)];
  for (const marker of ['.vireon', '.git']) {
    const has = await Promise.all(ancestors.map((at) => exists(join(at, marker))));
    const nearest = ancestors[has.indexOf(true)];
    if (nearest !== undefined) return nearest;
  }
  return folder;
}

function* upward(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === dirname(at)) return;
  }
}

async function nearestFolder(start: string): Promise<string> {
  for (let at = start; ; at = dirname(at)) {
    if (at === dirname(at) || (await isFolder(at))) return at;
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'folder';
}

async function exists(path: string): Promise<boolean> {
  return (await kindOf(path)) !== undefined;
}

/** What cannot be looked at is no marker of a workspace. */
async function kindOf(path: string): Promise<'folder' | 'other' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
