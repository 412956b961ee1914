// A folder before a rule set.

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Finding } from '../model/finding.js';
import type { Settings } from '../model/settings.js';
import type { CheckProgress, CheckReport } from '../model/verbs.js';
import { type FileResult, languageOf, type ScanRequest } from '../native.js';
import { isApplicable, toGlobs } from './applies.js';
import { toFindings } from './findings.js';
import { canonicalLanguage } from './languages.js';
import { type RuleSet, type RunningRule, scanMatcher } from './rule-set.js';

/** As many files with matches are read at a time, for their snippets. */
const READERS = 16;

/** Rules are full of what they look for. */
export const RULE_FILES = ['.vireon/rules/**'];

export interface Scan {
  readonly request: ScanRequest;
  readonly settings: Settings;
  /** A file named by its path is read in every rule's own language, as a test of those rules; else in the file's own. */
  readonly anyLanguage: boolean;
  readonly onProgress?: (progress: CheckProgress) => void;
  readonly signal?: AbortSignal;
}

/** What a scan finds; the caller adds the clock and the problems of the rules. */
export type ScanOutcome = Pick<
  CheckReport,
  'findings' | 'rules' | 'notes' | 'skipped' | 'languages' | 'files' | 'filesFromCache' | 'bytes' | 'cancelled'
>;

export async function scan(
  set: RuleSet,
  { request, settings, anyLanguage, onProgress, signal }: Scan,
): Promise<ScanOutcome> {
  const { matcher, rules } = scanMatcher(set);
  const result = await matcher.scan(request, onProgress, signal);
  const isExcluded = toGlobs([...RULE_FILES, ...settings.exclude]) ?? (() => false);
  const named = new Set(request.targets.map((target) => resolve(request.root, target)));
  const files = byPath(
    result.files.filter((file) => named.has(resolve(request.root, file.path)) || !isExcluded(file.path)),
  );
  const ownOnly = (path: string) => !anyLanguage && named.has(resolve(request.root, path));
  const scanned = await readEach(files, rules, request, ownOnly);
  return {
    findings: scanned.flatMap((file) => file.findings),
    rules: rules.map(({ rule }) => rule),
    notes: scanned.flatMap((file) => file.notes),
    skipped: result.skipped,
    languages: result.languages,
    files: result.filesScanned,
    filesFromCache: result.filesFromCache,
    bytes: result.bytes,
    cancelled: result.cancelled,
  };
}

interface Scanned {
  readonly findings: readonly Finding[];
  readonly notes: readonly { readonly path: string; readonly message: string }[];
}

/** A named file has a result for each language that it was read in. */
function byPath(results: readonly FileResult[]): (readonly FileResult[])[] {
  const files = new Map<string, FileResult[]>();
  for (const result of results) files.set(result.path, [...(files.get(result.path) ?? []), result]);
  return [...files.values()];
}

async function readEach(
  files: readonly (readonly FileResult[])[],
  rules: readonly RunningRule[],
  request: ScanRequest,
  ownOnly: (path: string) => boolean,
): Promise<Scanned[]> {
  const scanned: Scanned[] = [];
  const queue = files.entries();
  const reader = async () => {
    for (const [index, results] of queue) scanned[index] = await readOne(results, rules, request, ownOnly);
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return scanned;
}

async function readOne(
  results: readonly FileResult[],
  rules: readonly RunningRule[],
  request: ScanRequest,
  ownOnly: (path: string) => boolean,
): Promise<Scanned> {
  const [first] = results;
  if (first === undefined) return { findings: [], notes: [] };
  const { path } = first;
  const isOwnOnly = ownOnly(path);
  const isQuoted = !isOwnOnly && results.every(({ matches }) => matches.every(({ quote }) => quote !== undefined));
  const content = isQuoted ? '' : (request.overlays?.[path] ?? (await readAgain(resolve(request.root, path))));
  const own = canonicalLanguage(isQuoted ? first.language : languageOf(path, content));
  const read = results.filter((result) => !isOwnOnly || canonicalLanguage(result.language) === own);
  const seen = new Set<string>();
  const matches = results
    .flatMap((result) => result.matches.map((match) => ({ match, inLanguage: read.includes(result) })))
    .filter(({ match, inLanguage }) => mayMatch(rules[match.rule], path, inLanguage))
    .map(({ match }) => match)
    .filter(({ rule, span }) => !seen.has(`${rule} ${span}`) && seen.add(`${rule} ${span}`));
  const text = { language: own, content, origin: { kind: 'file', path }, path, fresh: 'all' } as const;
  return { findings: toFindings(text, matches, rules, 'all'), notes: read.flatMap((result) => notesOf(result, rules)) };
}

function mayMatch(running: RunningRule | undefined, path: string, inLanguage: boolean): boolean {
  if (running === undefined) return false;
  const facts = { reads: [path], writes: [], programs: [], hosts: [], tools: [] };
  const readsAnything = running.rule.languages.some((language) => language === 'regex' || language === 'generic');
  return (
    (inLanguage || readsAnything) && isApplicable(running.applies, { act: 'file', actor: { kind: 'person' }, facts })
  );
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
