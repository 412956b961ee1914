// Rules of another tool, read, converted, and tried by our own engine before they are handed over.

import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type ImportReport, type ImportRequest, InvalidInput, type LeftOut } from '../../model/verbs.js';
import { type Json, Matcher } from '../../native.js';
import { toYaml } from '../../yaml.js';
import { checkRuleFile } from '../schema.js';
import { fromAstGrep } from './ast-grep.js';
import { fromGitleaks } from './gitleaks.js';
import type { Imported } from './imported.js';

const MAX_BYTES = 5 * 1024 * 1024;
const MAX_FILES = 5_000;
const MAX_DEPTH = 16;

/** Throws `InvalidInput` where there is nothing that can be read. */
export async function importRules({ from, path }: ImportRequest): Promise<ImportReport> {
  const imported = from === 'gitleaks' ? fromGitleaks(await readText(path), path) : await fromFolder(path);
  return tried(imported);
}

async function fromFolder(folder: string): Promise<Imported> {
  const isFolder = await stat(folder).then(
    (info) => info.isDirectory(),
    (error: unknown) => unreadable(folder, error),
  );
  const files = isFolder ? await rulesBelow(folder, 0) : [folder];
  if (files.length === 0) throw new InvalidInput(`\`${folder}\` holds no YAML file`);
  const all: Imported = { rules: [], left: [] };
  for (const file of files) {
    const { rules, left } = fromAstGrep(await readText(file), relative(folder, file) || file);
    all.rules.push(...rules);
    all.left.push(...left);
  }
  return all;
}

async function rulesBelow(folder: string, depth: number): Promise<string[]> {
  if (depth > MAX_DEPTH) throw new InvalidInput(`\`${folder}\` lies deeper than ${MAX_DEPTH} folders`);
  const files: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => unreadable(folder, error));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !NOT_RULES.test(entry.name)) files.push(...(await rulesBelow(path, depth + 1)));
    else if (entry.isFile() && /\.ya?ml$/.test(entry.name) && !/-test\.ya?ml$|^sgconfig\./.test(entry.name))
      files.push(path);
    if (files.length > MAX_FILES) throw new InvalidInput(`\`${folder}\` holds more than ${MAX_FILES} files`);
  }
  return files;
}

const NOT_RULES = /^(\.git|node_modules|__snapshots__|rule-tests)$/;

async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > MAX_BYTES)
      throw new InvalidInput(`\`${file}\` is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    return unreadable(file, error);
  }
}

function unreadable(path: string, error: unknown): never {
  if (error instanceof InvalidInput) throw error;
  throw new InvalidInput(`\`${path}\` cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

/** Leaves out what our schema or engine refuses, and of two rules of one name the second. */
function tried({ rules, left }: Imported): ImportReport {
  const refused = new Map<number, string>();
  const names = new Set<string>();
  for (const [index, { value }] of rules.entries()) {
    const { id } = value as { readonly id: string };
    if (names.has(id)) refused.set(index, `another rule is named \`${id}\` too`);
    names.add(id);
    const [problem] = checkRuleFile({ rules: [value] });
    if (problem !== undefined) refused.set(index, problem.message);
  }
  for (const issue of new Matcher(rules.map(({ value }) => value)).issues)
    if (!refused.has(issue.rule)) refused.set(issue.rule, issue.message);
  const kept: Json[] = rules.filter((_, index) => !refused.has(index)).map(({ value }) => value);
  const named: LeftOut[] = [...refused].map(([index, reason]) => ({
    file: rules[index]?.file ?? '',
    rule: rules[index]?.rule ?? '',
    reason,
  }));
  return { rules: kept.length, content: toYaml({ rules: kept }), left: [...left, ...named] };
}
