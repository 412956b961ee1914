// Files of the user, read and written so that nothing of them is lost.

import { randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, open, readlink, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FileProblem } from './problem.js';

const MAX_BYTES = 8 * 1024 * 1024;
const MAX_LINKS = 40;

/** Where a name leads; a link that leads to nothing yet leads to what it names. */
export async function targetOf(file: string): Promise<string> {
  let at = file;
  for (let step = 0; step < MAX_LINKS; step++) {
    at = path.join(await existingFolder(path.dirname(at)), path.basename(at));
    const link = await readlink(at).catch(() => undefined);
    if (link === undefined) return at;
    at = path.resolve(path.dirname(at), link);
  }
  throw new FileProblem('it is a link that leads to itself');
}

/** The folder with its links followed, as far as it exists. */
async function existingFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const parent = path.dirname(folder);
    if (codeOf(error) !== 'ENOENT' || parent === folder) throw problemOf(error);
    return path.join(await existingFolder(parent), path.basename(folder));
  }
}

/** The file's text, with its byte order mark; `undefined` where there is no file. */
export async function readText(file: string): Promise<string | undefined> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) throw new FileProblem(`it is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    const handle = await open(file, 'r');
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw problemOf(error);
  }
}

/** Replaces the file in one step, with the mode that it has. Returns the folders that had to be made, outermost first. */
export async function writeText(file: string, text: string, mode: number): Promise<readonly string[]> {
  try {
    const made = await makeFolders(path.dirname(file));
    const kept = await stat(file).then(
      (one) => one.mode & 0o7777,
      () => undefined,
    );
    const next = `${file}.${randomBytes(6).toString('hex')}.tmp`;
    try {
      const handle = await open(next, 'wx', kept ?? mode);
      try {
        await handle.writeFile(text);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await chmod(next, kept ?? mode);
      await rename(next, file);
    } catch (error) {
      await rm(next, { force: true });
      throw error;
    }
    return made;
  } catch (error) {
    throw problemOf(error);
  }
}

async function makeFolders(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true });
  const made: string[] = [];
  for (let at = folder; first !== undefined && at.length >= first.length; at = path.dirname(at)) made.unshift(at);
  return made;
}

export async function removeFile(file: string): Promise<void> {
  await rm(file, { force: true }).catch((error: unknown) => {
    throw problemOf(error);
  });
}

/** Removes those of the folders that are empty, innermost first, and returns those that are left. */
export async function removeFolders(folders: readonly string[]): Promise<readonly string[]> {
  const left: string[] = [];
  for (const folder of [...folders].sort((a, b) => b.length - a.length)) {
    await rmdir(folder).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') left.push(folder);
    });
  }
  return left;
}

export async function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (one) => one.isFile(),
    () => false,
  );
}

export async function exists(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read or write it; see its mode and that of its folder',
  EPERM: 'you may not read or write it; see its mode and that of its folder',
  ENOTDIR: 'a part of its path is a file and not a folder',
  EISDIR: 'it is a folder and not a file',
  EROFS: 'it lies on a file system that is read only',
  ENOSPC: 'the disk is full',
};

function problemOf(error: unknown): FileProblem {
  if (error instanceof FileProblem) return error;
  if (error instanceof TypeError) return new FileProblem('it is not UTF-8 text');
  const code = codeOf(error);
  return new FileProblem(REASONS[String(code)] ?? (error instanceof Error ? error.message : String(error)));
}
