// Which folder is the workspace. Looked at without a thread between: every decision asks, and the way to a thread and
// back costs more than the look.

import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The nearest folder upward from `start` that has `.vireon/`, else `.git`, else `start` itself
 * (its folder, where it is a file or does not exist yet).
 */
export function findRoot(start: string): string {
  const folder = nearestFolder(start);
  const ancestors = [...upward(folder)];
  for (const marker of ['.vireon', '.git']) {
    const nearest = ancestors.find((at) => kindOf(join(at, marker)) !== undefined);
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

function nearestFolder(start: string): string {
  for (let at = start; ; at = dirname(at)) {
    if (at === dirname(at) || isFolder(at)) return at;
  }
}

export function isFolder(path: string): boolean {
  return kindOf(path) === 'folder';
}

/** What cannot be looked at is no marker of a workspace. */
function kindOf(path: string): 'folder' | 'other' | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found && (found.isDirectory() ? 'folder' : 'other');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
