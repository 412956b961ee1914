// What init wrote, so that undo need not guess: every file as it was before and after.

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { InvalidInput } from '../model/verbs.js';
import { readText, removeFile, writeText } from './disk.js';
import type { Part } from './part.js';

const Template = z.record(z.string(), z.json());
const Block = z.strictObject({
  style: z.enum(['html', 'hash', 'slashes']),
  body: z.string(),
  head: z.string().optional(),
  alone: z.boolean().optional(),
});
const Entry = z.strictObject({
  /** As it is named; where it is a link, what it leads to was changed. */
  file: z.string(),
  hosts: z.array(z.string()),
  scope: z.enum(['user', 'workspace']),
  /** Absent where there was no file. */
  before: z.string().optional(),
  after: z.string(),
  part: z.union([
    z.strictObject({ kind: z.literal('json'), template: Template }),
    z.strictObject({ kind: z.literal('block'), block: Block, toml: z.literal(true).optional() }),
  ]),
});
const Manifest = z.strictObject({ version: z.literal(1), files: z.array(Entry), folders: z.array(z.string()) });

/** One file that was set up. */
export interface Written {
  readonly file: string;
  readonly hosts: readonly string[];
  readonly scope: 'user' | 'workspace';
  readonly before?: string;
  readonly after: string;
  readonly part: Part;
}

export interface Known {
  readonly files: readonly Written[];
  /** Folders that had to be made for them. */
  readonly folders: readonly string[];
}

const PRIVATE = 0o600;

export interface ManifestStore {
  read(): Promise<Known>;
  write(known: Known): Promise<void>;
}

export function manifestIn(home: string): ManifestStore {
  const file = path.join(home, 'init', 'manifest.json');
  return {
    async read() {
      const text = await readText(file);
      if (text === undefined) return { files: [], folders: [] };
      const read = Manifest.safeParse(parsed(text));
      if (!read.success) {
        throw new InvalidInput(
          `${file} is broken, and so it is not known what was set up: ${z.prettifyError(read.error)}`,
        );
      }
      return read.data as Known;
    },
    async write(known) {
      if (known.files.length + known.folders.length === 0) return removeFile(file);
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeText(file, `${JSON.stringify({ version: 1, ...known }, undefined, 1)}\n`, PRIVATE);
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
