// A folder before a rule set.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../model/finding.js';
import type { Settings } from '../model/settings.js';
import type { CheckProgress, CheckReport } from '../model/verbs.js';
import type { FileResult, ScanRequest } from '../native.js';
import { isApplicable, toGlobs } from './applies.js';
import { toFindings } from './findings.js';
import { type RuleSet, type RunningRule, scanMatcher } from './rule-set.js';

/** As many files with matches are read at a time, for their snippets. */
const READERS = 16;

/** Rules are full of what they look for. */
export const RULE_FILES = ['.vireon/rules/**'];

export interface Scan {
  readonly request: ScanRequest;
  readonly settings: Settings;
  readonly onProgress?: (progress: CheckProgress) => void;
  readonly signal?: AbortSignal;
}

/** What a scan finds; the caller adds the clock and the problems of the rules. */
export type ScanOutcome = Pick<
  CheckReport,
  'findings' | 'rules' | 'notes' | 'skipped' | 'languages' | 'files' | 'filesFromCache' | 'bytes' | 'cancelled'
>;

export async function scan(set: RuleSet, { request, settings, onProgress, signal }: Scan): Promise<ScanOutcome> {
  const { matcher, rules } = scanMatcher(set);
  const result = await matcher.scan(request, onProgress, signal);
  const isExcluded = toGlobs([...RULE_FILES, ...settings.exclude]) ?? (() => false);
  const named = new Set(request.targets.map((target) => resolve(request.root, target)));
  const files = result.files.filter((file) => named.has(resolve(request.root, file.path)) || !isExcluded(file.path));
  return {
    findings: await findingsOf(files, rules, request),
    rules: rules.map(({ rule }) => rule),
    notes: files.flatMap((file) => notesOf(file, rules)),
    skipped: result.skipped,
    languages: result.languages,
    files: result.filesScanned,
    filesFromCache: result.filesFromCache,
    bytes: result.bytes,
    cancelled: result.cancelled,
  };
}

async function findingsOf(
  files: readonly FileResult[],
  rules: readonly RunningRule[],
  request: ScanRequest,
): Promise<Finding[]> {
  const found: Finding[][] = [];
  const queue = files.entries();
  const reader = async () => {
    for (const [index, file] of queue) found[index] = await findingsIn(file, rules, request);
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return found.flat();
}

async function findingsIn(file: FileResult, rules: readonly RunningRule[], request: ScanRequest): Promise<Finding[]> {
  const matches = file.matches.filter((match) => {
    const facts = { reads: [file.path], writes: [], programs: [], hosts: [], tools: [] };
    const applies = rules[match.rule]?.applies;
    return applies !== undefined && isApplicable(applies, { act: 'file', actor: { kind: 'person' }, facts });
  });
  if (matches.length === 0) return [];
  const content = request.overlays?.[file.path] ?? (await readAgain(resolve(request.root, file.path)));
  const text = {
    language: file.language,
    content,
    origin: { kind: 'file', path: file.path },
    path: file.path,
    fresh: 'all',
  } as const;
  return toFindings(text, matches, rules, 'all');
}

/** The file may have gone since it was matched: its findings then have no snippet. */
async function readAgain(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
}

function notesOf(
  file: FileResult,
  rules: readonly RunningRule[],
): { readonly path: string; readonly message: string }[] {
  const bounds = file.bounds.map(({ rule, message }) => {
    const id = rule === undefined ? undefined : rules[rule]?.rule.id;
    return { path: file.path, message: id === undefined ? message : `${id}: ${message}` };
  });
  return file.partial ? [...bounds, { path: file.path, message: 'did not parse whole; matched where it did' }] : bounds;
}
