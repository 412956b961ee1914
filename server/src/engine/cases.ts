// The cases of rules: files with annotated lines, and acts with the verdict that is expected.

import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { z } from 'zod';
import type { Act, Proposal } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Decision } from '../model/decision.js';
import type { RuleProblem } from '../model/rule.js';
import type { Mark } from '../model/session.js';
import { closest } from '../model/spelling.js';
import type { CaseResult } from '../model/verbs.js';
import { type Json, languageOf } from '../native.js';
import { readYaml } from '../yaml.js';
import { type Annotation, annotationsIn, expectationsOf } from './annotations.js';
import { toFindings } from './findings.js';
import { withFixes } from './fixes.js';
import { canonicalLanguage } from './languages.js';
import type { RuleSet, RunningRule } from './rule-set.js';
import { isRuleFileName } from './sources.js';

/** Judges a proposal as in a workspace with the rules under test. */
export type Judge = (
  proposal: Proposal,
  marks: readonly Mark[],
) => Promise<Pick<Decision, 'verdict' | 'reasons' | 'obligations' | 'marks'>>;

/** The text of a file that is there. */
export type ReadCase = (path: string) => Promise<string>;

export interface CaseRun {
  readonly cases: readonly CaseResult[];
  readonly problems: readonly RuleProblem[];
}

const ACT_CASES = /^cases\.ya?ml$/;
const NOT_CASES = /^(rule\.ya?ml|README\.md)$|\.fixed(\.|$)/;
const FIXED = /\.fixed(?=\.|$)/;
const MAX_DEPTH = 8;

/**
 * Runs the cases that lie beside one rule file. `own` holds the rules of that file, which annotated lines and fixed
 * texts are about; acts are judged by all rules, as they would be in a workspace.
 */
export async function runCases(file: string, own: RuleSet, judge: Judge, read: ReadCase): Promise<CaseRun> {
  const runs: CaseRun[] = [];
  const files = await caseFiles(file);
  for (const path of files.cases) {
    const content = await read(path);
    if (ACT_CASES.test(basename(path))) runs.push(await runActs(path, content, own, judge));
    else runs.push(runText(path, content, own));
  }
  for (const fixed of files.fixed) runs.push(await runFixes(fixed, files.cases, own, read));
  return { cases: runs.flatMap(({ cases }) => cases), problems: runs.flatMap(({ problems }) => problems) };
}

interface CaseFiles {
  readonly cases: readonly string[];
  /** What a case's text must be once its findings are fixed. */
  readonly fixed: readonly string[];
}

/**
 * In a rule's own folder every other file is a case; elsewhere, files of the same name with another ending, and those
 * in a folder of that name.
 */
async function caseFiles(file: string): Promise<CaseFiles> {
  const isOwn = /^rule\.ya?ml$/.test(basename(file));
  const stem = stemOf(file);
  const isOurs = (name: string) => isOwn || (stemOf(name) === stem && !isRuleFileName(name));
  const paths: string[] = [];
  const entries = await readdir(dirname(file), { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(dirname(file), entry.name);
    if (entry.isDirectory() && !isOwn && stemOf(entry.name) === stem) paths.push(...(await filesBelow(path)));
    else if (entry.isFile() && isOurs(entry.name)) paths.push(path);
  }
  return {
    cases: paths.filter((path) => !NOT_CASES.test(basename(path))),
    fixed: paths.filter((path) => FIXED.test(basename(path))),
  };
}

const stemOf = (file: string) => basename(file).split('.', 1)[0] ?? '';

async function filesBelow(folder: string, depth = 0): Promise<string[]> {
  if (depth > MAX_DEPTH) return [];
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const paths: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) paths.push(...(await filesBelow(path, depth + 1)));
    else if (entry.isFile() && !isRuleFileName(entry.name)) paths.push(path);
  }
  return paths;
}

function runText(path: string, content: string, own: RuleSet): CaseRun {
  const annotations = annotationsIn(content);
  return {
    cases: own.running.flatMap((rule, index) => runLines(path, content, annotations, rule, index, own)),
    problems: nobodys(path, annotations, own),
  };
}

/** An expectation that names no rule would hold for ever, whatever the rules do. */
function nobodys(file: string, annotations: readonly Annotation[], own: RuleSet): RuleProblem[] {
  const isUnread = own.broken.some(({ rule, problem }) => rule === undefined && problem.rule === undefined);
  if (isUnread) return [];
  const known = new Set([...own.byId.keys(), ...own.broken.map(({ rule, problem }) => rule?.id ?? problem.rule)]);
  return annotations
    .filter(({ kind }) => kind === 'ruleid')
    .flatMap(({ rules, line }) => rules.filter((id) => !known.has(id)).map((id) => ({ id, line })))
    .map(({ id, line }) => {
      const near = closest(id, own.byId.keys());
      const meant = near === undefined ? '' : `; did you mean \`${near}\`?`;
      return { file, line, character: 0, message: `no rule beside this file is named \`${id}\`${meant}` };
    });
}

function runLines(
  path: string,
  content: string,
  annotations: readonly Annotation[],
  rule: RunningRule,
  index: number,
  set: RuleSet,
): CaseResult[] {
  const { expected, clean, undecided } = expectationsOf(rule.rule.id, annotations);
  const found = new Set<number>();
  for (const language of languagesFor(rule, path, content)) {
    const [result] = set.matcher.match([{ text: content, language, rules: Uint32Array.of(index) }]);
    const text = { language, content, origin: { kind: 'file', path }, fresh: 'all' } as const;
    for (const finding of toFindings(text, result?.matches ?? [], set.running, 'all'))
      found.add(finding.range.start.line);
  }
  const lines = new Set([...expected, ...clean, ...found]);
  return [...lines]
    .filter((line) => !undecided.has(line))
    .sort((a, b) => a - b)
    .map((line) => ({
      rule: rule.rule.id,
      file: path,
      line,
      outcome: outcomeOf(expected.has(line), found.has(line)),
      expected: expected.has(line) ? 'match' : 'no match',
      actual: found.has(line) ? 'match' : 'no match',
    }));
}

function outcomeOf(isExpected: boolean, isFound: boolean): CaseResult['outcome'] {
  if (isExpected === isFound) return 'passed';
  return isExpected ? 'missed' : 'unexpected';
}

/** `app.fixed.py` is what `app.py` must be once its findings are fixed; without such a file, every `app.*.py`. */
async function runFixes(fixed: string, cases: readonly string[], own: RuleSet, read: ReadCase): Promise<CaseRun> {
  const exact = join(dirname(fixed), basename(fixed).replace(FIXED, ''));
  const targets = cases.includes(exact) ? [exact] : cases.filter((path) => isKin(path, fixed));
  if (targets.length === 0) {
    const message = `there is no file beside it whose fixed text this could be, such as \`${basename(exact)}\``;
    return { cases: [], problems: [{ file: fixed, line: 0, character: 0, message }] };
  }
  const wanted = await read(fixed);
  const results: CaseResult[] = [];
  for (const target of targets) {
    const content = await read(target);
    const matches = own.running.flatMap((rule, index) =>
      languagesFor(rule, target, content).flatMap(
        (language) => own.matcher.match([{ text: content, language, rules: Uint32Array.of(index) }])[0]?.matches ?? [],
      ),
    );
    const fixer = own.running.find(({ source }) => Object.keys(source as object).some((key) => /^fix/.test(key)));
    const rule = (fixer ?? own.running[0])?.rule.id;
    if (rule !== undefined) results.push({ rule, file: fixed, ...compared(wanted, withFixes(content, matches)) });
  }
  return { cases: results, problems: [] };
}

function isKin(path: string, fixed: string): boolean {
  return dirname(path) === dirname(fixed) && stemOf(path) === stemOf(fixed) && extname(path) === extname(fixed);
}

/** Told by the first line that differs. */
function compared(wanted: string, got: string): Pick<CaseResult, 'line' | 'outcome' | 'expected' | 'actual'> {
  const [lines, gotLines] = [wanted.split('\n'), got.split('\n')];
  const line = lines.findIndex((text, index) => text !== gotLines[index]);
  if (wanted === got) return { line: 0, outcome: 'passed', expected: 'fixed', actual: 'fixed' };
  const at = line < 0 ? lines.length : line;
  return { line: at, outcome: 'missed', expected: shownLine(lines[at]), actual: shownLine(gotLines[at]) };
}

function shownLine(text: string | undefined): string {
  return text === undefined ? 'the end of the file' : `\`${text.trim().slice(0, 100)}\``;
}

/** A rule runs in its own language; of several, in the one that the file's name tells. */
function languagesFor({ rule }: RunningRule, path: string, content: string): string[] {
  const told = languageOf(path, content);
  const fitting = rule.languages.filter((language) => canonicalLanguage(language) === canonicalLanguage(told));
  if (fitting.length > 0) return [told];
  return rule.languages.slice(0, 1).map(canonicalLanguage);
}

const expectation = z.enum(['deny', 'ask', 'warn', 'allow']);
const common = {
  expect: expectation,
  actor: z.enum(['agent', 'person', 'ci']).exactOptional(),
  /** The agent program that acts. */
  host: z.string().min(1).max(256).exactOptional(),
  note: z.string().exactOptional(),
  /** What the session carries before. */
  marks: z.array(z.string()).exactOptional(),
  /** What it carries afterwards, and did not before. */
  sets: z.array(z.string()).exactOptional(),
};
const actCase = z.union([
  z.strictObject({ command: z.string(), cwd: z.string().exactOptional(), ...common }),
  z.strictObject({ edit: z.looseObject({ path: z.string() }), ...common }),
  z.strictObject({ 'tool-call': z.looseObject({ tool: z.string() }), ...common }),
  z.strictObject({ read: z.string(), ...common }),
  z.strictObject({ fetch: z.union([z.string(), z.looseObject({ url: z.string() })]), ...common }),
  z.strictObject({ prompt: z.string(), ...common }),
  z.strictObject({ 'tool-result': z.looseObject({ tool: z.string(), text: z.string() }), ...common }),
]);
type ActCase = z.infer<typeof actCase>;

async function runActs(path: string, content: string, own: RuleSet, judge: Judge): Promise<CaseRun> {
  const reading = readYaml(content);
  if ('problems' in reading)
    return { cases: [], problems: reading.problems.map((problem) => ({ file: path, ...problem })) };
  const { document } = reading;
  const value: Json = document.value;
  if (!Array.isArray(value))
    return {
      cases: [],
      problems: [{ file: path, line: 0, character: 0, message: 'cases must be a list of acts, each with `expect`' }],
    };
  const cases: CaseResult[] = [];
  const problems: RuleProblem[] = [];
  for (const [index, one] of value.entries()) {
    const place = document.placeOf([index]);
    const parsed = actCase.safeParse(one);
    if (!parsed.success) problems.push({ file: path, ...place, message: MALFORMED });
    else cases.push(await runAct(parsed.data, own, judge, { file: path, line: place.line }));
  }
  return { cases, problems };
}

const MALFORMED =
  'a case is one of `command: text`, `edit: {path, content | replacements}`, `tool-call: {tool, arguments}`, `read: path`, `fetch: url | {url, method, body}`, `prompt: text`, `tool-result: {tool, text}`, with `expect: deny | ask | warn | allow` and perhaps `actor: agent | person | ci` or `host: codex`, `marks: [names]` that the session carries before, `sets: [names]` that it carries afterwards';

const STRICTNESS = { allow: 0, warn: 1, ask: 2, deny: 3 } as const;

async function runAct(
  one: ActCase,
  own: RuleSet,
  judge: Judge,
  place: Pick<CaseResult, 'file' | 'line'>,
): Promise<CaseResult> {
  const marks = (one.marks ?? []).map((name) => ({ name, from: 'a case', time: '' }));
  const decision = await judge({ act: actOf(one), actor: actorOf(one) }, marks);
  const { verdict, reasons, obligations } = decision;
  const spoken = reasons.find((reason) => {
    const rule = own.byId.get(reason.rule)?.rule;
    if (!reason.fresh || rule === undefined) return false;
    // A rule that lifts what others say has no objection of its own, unless it warns.
    return (
      rule.govern.lifts !== true || obligations.some(({ kind, rule: by }) => kind === 'warn' && by === reason.rule)
    );
  });
  const said = verdict === 'allow' && spoken !== undefined ? 'warn' : verdict;
  const difference = STRICTNESS[said] - STRICTNESS[one.expect];
  const outcome = difference === 0 ? 'passed' : difference < 0 ? 'missed' : 'unexpected';
  const rule = spoken?.rule ?? own.running[0]?.rule.id ?? basename(dirname(place.file));
  const set = new Set(decision.marks?.map(({ name }) => name));
  const lacking = one.sets?.filter((name) => !set.has(name)) ?? [];
  if (outcome === 'passed' && lacking.length > 0)
    return { rule, ...place, outcome: 'missed', expected: `mark ${lacking.join(', ')}`, actual: 'no such mark' };
  return { rule, ...place, outcome, expected: one.expect, actual: said };
}

function actOf(one: ActCase): Act {
  if ('command' in one)
    return { kind: 'command', command: one.command, ...(one.cwd !== undefined && { cwd: one.cwd }) };
  if ('edit' in one) return { kind: 'edit', ...one.edit };
  if ('tool-call' in one) return { kind: 'tool-call', ...one['tool-call'] };
  if ('read' in one) return { kind: 'read', path: one.read };
  if ('fetch' in one) return { kind: 'fetch', ...(typeof one.fetch === 'string' ? { url: one.fetch } : one.fetch) };
  if ('tool-result' in one) return { kind: 'tool-result', ...one['tool-result'] };
  return { kind: 'prompt', text: one.prompt };
}

function actorOf({ actor: kind = 'agent', host = 'claude-code' }: ActCase): Actor {
  return kind === 'agent' ? { kind, host } : { kind };
}
