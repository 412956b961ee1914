// The text of a file: the open document first, else the disk, within bounds.

import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';

export const MAX_FILE_BYTES = 10 * 1024 * 1024;

export type FileReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  /** There, but not something that can be read as a text. */
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Reads a file from disk without waiting on pipes and without taking in what is too large. */
export async function readText(path: string): Promise<FileReading> {
  try {
    const info = await stat(path);
    if (!info.isFile()) return { kind: 'unreadable', reason: 'it is not a regular file' };
    if (info.size > MAX_FILE_BYTES) {
      return { kind: 'unreadable', reason: `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MiB` };
    }
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      return { kind: 'text', text: await file.readFile('utf8') };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { kind: 'absent' };
    return { kind: 'unreadable', reason: error.message };
  }
}
