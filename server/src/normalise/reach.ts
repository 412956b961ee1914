// What a command reaches of Vireon's own by ways that only the disk tells: a search path, a parent folder, a hard link.

import { existsSync, type Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Text } from '../model/subject.js';
import type { Ways } from './command/ways.js';
import type { Ground } from './paths.js';

const OWN_NAMES = ['vireon', 'vireon-launcher', 'vireon-hook', 'vireon.exe', 'vireon.cmd', 'vireon.ps1'];
const MAX_FILES = 200;

export interface Reach {
  readonly writes: readonly string[];
  readonly texts: readonly Text[];
}

export async function reachOf(
  { searched, moved, stashes }: Ways,
  writes: Iterable<string>,
  ground: Ground,
): Promise<Reach> {
  const own = join(ground.root, '.vireon');
  const found: string[] = [];
  if ((moved.size > 0 || stashes) && existsSync(own)) {
    const leadsTo = (path: string) => isAbsolute(path) && !leadsOut(relative(path, own));
    if ([...moved].some(leadsTo) || (stashes && !(await isTracked(ground.root)))) found.push(own);
  }
  found.push(...(await linkedTo(own, writes)));
  const written = new Set(writes);
  const shadows = [...searched].filter((folder) =>
    OWN_NAMES.some((name) => written.has(join(folder, name)) || (isAbsolute(folder) && existsSync(join(folder, name)))),
  );
  return { writes: found, texts: shadows.map((folder) => shadowing(join(folder, OWN_NAMES[0] ?? ''))) };
}

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** A program of our name that would be found first is as good as an alias. */
function shadowing(program: string): Text {
  const within = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return {
    language: 'bash',
    content: `hash -p '${program.replaceAll("'", '')}' vireon`,
    origin: { kind: 'nested-command', within },
    fresh: 'all',
  };
}

/** The index names every tracked path as it is. */
async function isTracked(root: string): Promise<boolean> {
  try {
    return (await readFile(join(root, '.git', 'index'))).includes('.vireon/');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

/** Our files that a file about to be written is another name of. */
async function linkedTo(own: string, writes: Iterable<string>): Promise<string[]> {
  const linked: Stats[] = [];
  for (const path of [...writes].slice(0, MAX_FILES)) {
    const info = isAbsolute(path) ? await statOf(path) : undefined;
    if (info?.isFile() === true && info.nlink > 1) linked.push(info);
  }
  if (linked.length === 0 || !existsSync(own)) return [];
  const files = (await readdir(own, { recursive: true })).slice(0, MAX_FILES).map((name) => join(own, name));
  const same = await Promise.all(
    files.map(async (file) => {
      const info = await statOf(file);
      return linked.some(({ ino, dev }) => info?.ino === ino && info.dev === dev) ? [file] : [];
    }),
  );
  return same.flat();
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
