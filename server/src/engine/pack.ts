// A pack's own description, `pack.yaml`, and whether its rules are in force in a workspace.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import picomatch from 'picomatch';
import { z } from 'zod';
import { readYaml } from '../yaml.js';

/** How far below the root a workspace is looked through for the files that switch a pack on. */
const MAX_DEPTH = 3;
const MAX_ENTRIES = 5_000;
const PASSED_OVER = new Set(['node_modules', '.git', 'vendor', 'target', 'dist', 'build']);

const packSchema = z.strictObject({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  scope: z.literal('organisation').exactOptional(),
  when: z
    .strictObject({ files: z.array(z.string().min(1)).min(1) })
    .exactOptional()
    .describe('On only where the workspace holds a file that fits, unless the settings say otherwise.'),
});
type Pack = z.infer<typeof packSchema>;

/** A pack may hold packs of its own, `commands/git`: folders with a `pack.yaml`. */
export async function packNames(directory: string): Promise<string[]> {
  const names: string[] = [];
  for (const pack of await foldersIn(directory)) {
    names.push(pack);
    const inner = await foldersIn(join(directory, pack));
    const isPack = await Promise.all(inner.map((name) => readPack(join(directory, pack, name))));
    names.push(...inner.filter((_, index) => isPack[index] !== undefined).map((name) => `${pack}/${name}`));
  }
  return names;
}

/** What the settings say of the pack, else of the pack around it, else what the workspace holds. */
export async function isPackOn(
  name: string,
  directory: string,
  settings: Readonly<Record<string, boolean>>,
  root: string | undefined,
): Promise<boolean> {
  const said = settings[name] ?? settings[name.replace(/\/.*/, '')];
  if (said !== undefined) return said;
  const pack = await readPack(join(directory, name));
  return pack?.when === undefined || (root !== undefined && (await holds(root, pack.when.files)));
}

async function readPack(folder: string): Promise<Pack | undefined> {
  const file = join(folder, 'pack.yaml');
  // Most folders hold one rule and no pack: to ask first costs far less than to fail.
  if (!existsSync(file)) return undefined;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const reading = readYaml(text);
  const result = packSchema.safeParse('problems' in reading ? undefined : reading.document.value);
  return result.success ? result.data : undefined;
}

async function foldersIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** Whether a file near the root fits. */
async function holds(root: string, globs: readonly string[]): Promise<boolean> {
  const fits = picomatch([...globs], { dot: true });
  let folders = [''];
  let entries = 0;
  for (let depth = 0; depth < MAX_DEPTH; depth++) {
    const next: string[] = [];
    for (const folder of folders) {
      for (const entry of await entriesOf(join(root, folder))) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (++entries > MAX_ENTRIES) return false;
        if (!entry.isDirectory() && fits(path)) return true;
        if (entry.isDirectory() && !PASSED_OVER.has(entry.name)) next.push(path);
      }
    }
    folders = next;
  }
  return false;
}

/** A folder that cannot be read holds nothing that we could know of. */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
