// The files that init would change, worked out without changing any.

import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readText, targetOf } from './disk.js';
import type { Written } from './manifest.js';
import { type Part, withoutPart, withPart } from './part.js';
import { FileProblem } from './problem.js';

export type Scope = 'user' | 'workspace';

/** A file as it should be. */
export interface Wanted {
  readonly file: string;
  readonly hosts: readonly string[];
  readonly scope: Scope;
  readonly part: Part;
  /** For a file that has to be made. */
  readonly mode: number;
}

/** A file about to change. */
export interface PlannedChange {
  readonly wanted: Pick<Wanted, 'file' | 'hosts' | 'scope' | 'mode'>;
  /** What is written, where `file` is a link. */
  readonly target: string;
  /** As it stands; undefined where there is no file. */
  readonly current: string | undefined;
  /** As it will stand; undefined where it will be removed. */
  readonly next: string | undefined;
  /** What the manifest will say of it; undefined where nothing of ours will be left in it. */
  readonly entry: Written | undefined;
}

/** A file that is left alone, and why. */
export interface Unchanged {
  readonly file: string;
  readonly hosts: readonly string[];
  readonly problem: string;
}

export interface Plan {
  readonly changes: readonly PlannedChange[];
  /** Files that are as they should be. */
  readonly settled: readonly string[];
  readonly problems: readonly Unchanged[];
}

/** `workspace` bounds where links in files of the workspace may lead: who made them need not be who runs this. */
export async function planSetup(
  wanted: readonly Wanted[],
  written: readonly Written[],
  workspace: string,
): Promise<Plan> {
  return collected(wanted, async (one) => {
    const target = await targetOf(one.file);
    if (one.scope === 'workspace') await requireInside(target, workspace);
    const known = await entryFor(target, written);
    const current = await readText(target);
    if (current !== undefined && isDeepStrictEqual(known?.part, one.part) && withPart(current, one.part) === current) {
      return undefined;
    }
    const before = known === undefined || current === undefined ? current : withoutPart(current, known, known.part);
    const next = withPart(before, one.part);
    if (next === current) return undefined;
    const { file, hosts, scope, part } = one;
    const entry: Written = {
      ...{ file, hosts, scope, after: next, part },
      ...(before !== undefined && { before }),
    };
    return { wanted: one, target, current, next, entry };
  });
}

export async function planUndo(written: readonly Written[]): Promise<Plan> {
  return collected(
    written.map((entry) => ({ ...entry, entry, mode: 0o644 })),
    async ({ entry, ...wanted }) => {
      const target = await targetOf(entry.file);
      const current = await readText(target);
      const next = current === undefined ? undefined : withoutPart(current, entry, entry.part);
      return { wanted, target, current, next, entry: undefined };
    },
  );
}

async function collected<T extends { readonly file: string; readonly hosts: readonly string[] }>(
  files: readonly T[],
  plan: (one: T) => Promise<PlannedChange | undefined>,
): Promise<Plan> {
  const [changes, settled, problems]: [PlannedChange[], string[], Unchanged[]] = [[], [], []];
  for (const one of files) {
    try {
      const change = await plan(one);
      if (change === undefined) settled.push(one.file);
      else changes.push(change);
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      problems.push({ file: one.file, hosts: one.hosts, problem: error.message });
    }
  }
  return { changes, settled, problems };
}

async function entryFor(target: string, written: readonly Written[]): Promise<Written | undefined> {
  for (const entry of written) if ((await targetOf(entry.file)) === target) return entry;
  return undefined;
}

async function requireInside(target: string, workspace: string): Promise<void> {
  const inside = path.relative(await targetOf(workspace), target);
  if (inside.startsWith('..') || path.isAbsolute(inside)) {
    throw new FileProblem(`it is a link that leads out of the workspace, to ${target}; it is not followed`);
  }
}
