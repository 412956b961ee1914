// Which files hold rules: a folder, a file, or a folder of packs.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleProblem, Scope } from '../model/rule.js';
import { isPackOn, packNames } from './pack.js';
import type { Provenance } from './rule-file.js';

const MAX_FILES = 20_000;
const MAX_DEPTH = 16;
/** Files read at a time. */
const READERS = 64;
const MAX_BYTES = 5 * 1024 * 1024;

/** The one pack that a workspace may not switch off or outvote: it protects Vireon's own rules. */
export const GUARD_PACK = 'agent-guard';

/** A place that rules come from. */
export type RuleSource =
  | {
      readonly kind: 'files';
      readonly path: string;
      readonly scope: Scope /** False: it may be absent. */;
      readonly required: boolean;
    }
  | {
      readonly kind: 'packs';
      readonly path: string;
      readonly packs: Readonly<Record<string, boolean>>;
      /** The workspace, whose files switch some packs on. */
      readonly root?: string;
    };

export interface RuleText extends Provenance {
  readonly text: string;
}

export interface Gathered {
  readonly texts: readonly RuleText[];
  readonly problems: readonly RuleProblem[];
}

/** The text of a file that is open somewhere, which counts before what is on disk. */
export type OpenText = (path: string) => string | undefined;

/** Reads every rule file of the sources, in order of path within each. */
export async function gather(sources: readonly RuleSource[], open: OpenText = () => undefined): Promise<Gathered> {
  const problems: RuleProblem[] = [];
  const provenances: Provenance[] = [];
  for (const source of sources) {
    try {
      provenances.push(
        ...(await (source.kind === 'packs' ? packFiles(source, problems) : plainFiles(source, problems))),
      );
    } catch (error) {
      problems.push(atFile(source.path, `cannot be read: ${messageOf(error)}`));
    }
  }
  const texts: RuleText[] = [];
  for (let start = 0; start < provenances.length; start += READERS) {
    const some = provenances.slice(start, start + READERS);
    const read = await Promise.all(some.map((provenance) => readRuleText(provenance.file, problems, open)));
    for (const [index, provenance] of some.entries()) {
      const text = read[index];
      if (text !== undefined) texts.push({ ...provenance, text });
    }
  }
  return { texts, problems };
}

async function plainFiles(
  source: RuleSource & { readonly kind: 'files' },
  problems: RuleProblem[],
): Promise<Provenance[]> {
  const kind = await kindOf(source.path);
  if (kind === 'absent') {
    if (source.required)
      problems.push(atFile(source.path, 'does not exist; name a rule file or a folder of rule files'));
    return [];
  }
  const files = kind === 'folder' ? await ruleFilesBelow(source.path, problems) : [source.path];
  return Promise.all(files.map(async (file) => ({ file, scope: source.scope, ...(await manualOf(file)) })));
}

/** `<pack>/<rule>/rule.yaml`, or `<pack>/<pack>/<rule>/rule.yaml`. */
async function packFiles(
  source: RuleSource & { readonly kind: 'packs' },
  problems: RuleProblem[],
): Promise<Provenance[]> {
  const found: Provenance[] = [];
  const packs = await packNames(source.path);
  for (const pack of packs) {
    if (pack !== GUARD_PACK && !(await isPackOn(pack, source.path, source.packs, source.root))) continue;
    const scope: Scope = pack === GUARD_PACK ? 'organisation' : 'workspace';
    const inner = new Set(packs.filter((name) => name.startsWith(`${pack}/`)).map((name) => join(source.path, name)));
    for (const file of await ruleFilesBelow(join(source.path, pack), problems, 0, inner)) {
      found.push({ file, scope, pack, ...(await manualOf(file)) });
    }
  }
  return found;
}

/**
 * Rule files in a folder: `rule.yaml` alone in a rule's own folder (its cases lie beside it),
 * else every YAML file but `*.test.yaml`.
 */
export async function ruleFilesBelow(
  folder: string,
  problems: RuleProblem[],
  depth = 0,
  leftOut: ReadonlySet<string> = new Set(),
): Promise<string[]> {
  if (depth > MAX_DEPTH) {
    problems.push(atFile(folder, `lies deeper than ${MAX_DEPTH} folders and is left out`));
    return [];
  }
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const own = entries.find((entry) => /^rule\.ya?ml$/.test(entry.name));
  if (own) return [join(folder, own.name)];
  const files: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== '.git' && !leftOut.has(path))
        files.push(...(await ruleFilesBelow(path, problems, depth + 1)));
    } else if (isRuleFileName(entry.name)) files.push(path);
    if (files.length > MAX_FILES) {
      problems.push(atFile(folder, `holds more than ${MAX_FILES} rule files; the others are left out`));
      return files.slice(0, MAX_FILES);
    }
  }
  return files;
}

/** True for `x.yaml` and `x.yml`, but not for `x.test.yaml`, which is a case, nor for a pack's own description. */
export function isRuleFileName(name: string): boolean {
  return /\.ya?ml$/.test(name) && !/\.test\.ya?ml$|^pack\.ya?ml$/.test(name);
}

async function manualOf(file: string): Promise<{ readonly manual?: string }> {
  if (!/[\\/]rule\.ya?ml$/.test(file)) return {};
  const manual = join(file, '..', 'README.md');
  return (await kindOf(manual)) === 'file' ? { manual } : {};
}

async function readRuleText(file: string, problems: RuleProblem[], open: OpenText): Promise<string | undefined> {
  const unsaved = open(file);
  if (unsaved !== undefined) return unsaved;
  try {
    const info = await stat(file);
    if (!info.isFile()) problems.push(atFile(file, 'is not a regular file'));
    else if (info.size > MAX_BYTES) problems.push(atFile(file, `is larger than ${MAX_BYTES / 1024 / 1024} MiB`));
    else return await readFile(file, 'utf8');
  } catch (error) {
    problems.push(atFile(file, `cannot be read: ${messageOf(error)}`));
  }
  return undefined;
}

async function kindOf(path: string): Promise<'absent' | 'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    if (isAbsent(error)) return 'absent';
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function atFile(file: string, message: string): RuleProblem {
  return { file, line: 0, character: 0, message };
}
