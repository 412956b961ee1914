// The files that a path with `*`, `?` or `[…]` means, as the shell would find them.

import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import picomatch from 'picomatch';

/** As many matches as are told at most. */
export const MAX_MATCHES = 500;
const GLOB = /[*?[]/;

export function isGlob(path: string): boolean {
  return GLOB.test(path);
}

/** Existing paths that an absolute pattern fits, at most some hundred. */
export async function expandGlob(pattern: string): Promise<string[]> {
  let found = ['/'];
  for (const segment of pattern.split(sep).filter((one) => one !== '')) {
    const next: string[] = [];
    for (const folder of found) {
      if (!GLOB.test(segment)) next.push(join(folder, segment));
      else next.push(...(await fitting(folder, segment)));
      if (next.length >= MAX_MATCHES) break;
    }
    found = next.slice(0, MAX_MATCHES);
  }
  return found;
}

async function fitting(folder: string, segment: string): Promise<string[]> {
  const fits = picomatch(segment.replaceAll('**', '*'), { nonegate: true, noext: true });
  return (await namesIn(folder)).filter((name) => fits(name)).map((name) => join(folder, name));
}

/** What cannot be listed holds nothing that the shell could find there either. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
