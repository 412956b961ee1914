// The cases of rules: files with annotated lines, and acts with the verdict that is expected.

import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Act, Proposal } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Decision } from '../model/decision.js';
import type { RuleProblem } from '../model/rule.js';
import type { CaseResult } from '../model/verbs.js';
import { type Json, languageOf } from '../native.js';
import { readYaml } from '../yaml.js';
import { annotationsFor } from './annotations.js';
import { toFindings } from './findings.js';
import { canonicalLanguage } from './languages.js';
import type { RuleSet, RunningRule } from './rule-set.js';

/** Judges a proposal by a rule set. */
export type Judge = (proposal: Proposal, set: RuleSet) => Promise<Pick<Decision, 'verdict' | 'reasons'>>;

export interface CaseRun {
  readonly cases: readonly CaseResult[];
  readonly problems: readonly RuleProblem[];
}

const ACT_CASES = /^cases\.ya?ml$/;
const NOT_CASES = /^(rule\.ya?ml|README\.md)$|\.fixed(\.|$)/;

/**
 * Runs the cases that lie beside one rule file. `own` holds the rules of that file, which annotated lines are about;
 * acts are judged by `whole`, as they would be in a workspace.
 */
export async function runCases(file: string, own: RuleSet, whole: RuleSet, judge: Judge): Promise<CaseRun> {
  const cases: CaseResult[] = [];
  const problems: RuleProblem[] = [];
  for (const path of await caseFiles(file)) {
    const content = await readFile(path, 'utf8');
    if (ACT_CASES.test(basename(path))) {
      const run = await runActs(path, content, own, (proposal) => judge(proposal, whole));
      cases.push(...run.cases);
      problems.push(...run.problems);
    } else {
      for (const [index, rule] of own.running.entries()) cases.push(...runLines(path, content, rule, index, own));
    }
  }
  return { cases, problems };
}

/** In a rule's own folder every other file is a case; elsewhere, files of the same name with another ending. */
async function caseFiles(file: string): Promise<string[]> {
  const folder = dirname(file);
  const own = /^rule\.ya?ml$/.test(basename(file));
  const stem = basename(file).split('.', 1)[0];
  const paths: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const isCase = own
      ? !NOT_CASES.test(name)
      : name.split('.', 1)[0] === stem && name !== basename(file) && !NOT_CASES.test(name);
    const isRule = !own && /^[^.]+\.ya?ml$/.test(name);
    if (isCase && !isRule && (await stat(join(folder, name))).isFile()) paths.push(join(folder, name));
  }
  return paths;
}

function runLines(path: string, content: string, rule: RunningRule, index: number, set: RuleSet): CaseResult[] {
  const { expected, clean, undecided } = annotationsFor(rule.rule.id, content);
  const found = new Set<number>();
  for (const language of languagesFor(rule, path, content)) {
    const [result] = set.matcher.match([{ text: content, language, rules: [index] }]);
    const text = { language, content, origin: { kind: 'file', path }, fresh: 'all' } as const;
    for (const finding of toFindings(text, result?.matches ?? [], set.running, 'all'))
      found.add(finding.range.start.line);
  }
  const lines = new Set([...expected, ...clean, ...found]);
  return [...lines]
    .filter((line) => !undecided.has(line))
    .sort((a, b) => a - b)
    .map((line) => ({ rule: rule.rule.id, file: path, line, outcome: outcomeOf(expected.has(line), found.has(line)) }));
}

function outcomeOf(isExpected: boolean, isFound: boolean): CaseResult['outcome'] {
  if (isExpected === isFound) return 'passed';
  return isExpected ? 'missed' : 'unexpected';
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
  note: z.string().exactOptional(),
};
const actCase = z.union([
  z.strictObject({ command: z.string(), cwd: z.string().exactOptional(), ...common }),
  z.strictObject({ edit: z.looseObject({ path: z.string() }), ...common }),
  z.strictObject({ 'tool-call': z.looseObject({ tool: z.string() }), ...common }),
  z.strictObject({ read: z.string(), ...common }),
  z.strictObject({ fetch: z.string(), ...common }),
  z.strictObject({ prompt: z.string(), ...common }),
]);
type ActCase = z.infer<typeof actCase>;

async function runActs(
  path: string,
  content: string,
  own: RuleSet,
  judge: (proposal: Proposal) => ReturnType<Judge>,
): Promise<CaseRun> {
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
  'a case is one of `command: text`, `edit: {path, content | replacements}`, `tool-call: {tool, arguments}`, `read: path`, `fetch: url`, `prompt: text`, with `expect: deny | ask | warn | allow` and perhaps `actor: agent | person | ci`';

const STRICTNESS = { allow: 0, warn: 1, ask: 2, deny: 3 } as const;

async function runAct(
  one: ActCase,
  own: RuleSet,
  judge: (proposal: Proposal) => ReturnType<Judge>,
  place: Pick<CaseResult, 'file' | 'line'>,
): Promise<CaseResult> {
  const { verdict, reasons } = await judge({ act: actOf(one), actor: actorOf(one.actor) });
  const spoken = reasons.find((reason) => reason.fresh && own.byId.has(reason.rule));
  const said = verdict === 'allow' && spoken !== undefined ? 'warn' : verdict;
  const difference = STRICTNESS[said] - STRICTNESS[one.expect];
  const outcome = difference === 0 ? 'passed' : difference < 0 ? 'missed' : 'unexpected';
  const rule = spoken?.rule ?? own.running[0]?.rule.id ?? basename(dirname(place.file));
  return { rule, ...place, outcome };
}

function actOf(one: ActCase): Act {
  if ('command' in one)
    return { kind: 'command', command: one.command, ...(one.cwd !== undefined && { cwd: one.cwd }) };
  if ('edit' in one) return { kind: 'edit', ...one.edit };
  if ('tool-call' in one) return { kind: 'tool-call', ...one['tool-call'] };
  if ('read' in one) return { kind: 'read', path: one.read };
  if ('fetch' in one) return { kind: 'fetch', url: one.fetch };
  return { kind: 'prompt', text: one.prompt };
}

function actorOf(kind: ActCase['actor'] = 'agent'): Actor {
  return kind === 'agent' ? { kind, host: 'claude-code' } : { kind };
}
