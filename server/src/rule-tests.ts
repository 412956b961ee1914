// The test of rules: each rule file's cases, and its alternatives against the whole rule set.

import { readFile } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { decide } from './decide/decide.js';
import { runCases } from './engine/cases.js';
import { evaluate } from './engine/evaluate.js';
import type { Library } from './engine/library.js';
import { packNames } from './engine/pack.js';
import type { RuleSet, RunningRule } from './engine/rule-set.js';
import { gather, type RuleSource } from './engine/sources.js';
import type { Proposal } from './model/act.js';
import type { Actor } from './model/actor.js';
import type { Decision, Verdict } from './model/decision.js';
import type { RuleProblem } from './model/rule.js';
import type { Mark } from './model/session.js';
import { defaultSettings } from './model/settings.js';
import type { Subject } from './model/subject.js';
import type { CaseReport, CaseResult } from './model/verbs.js';

export interface TestSurroundings {
  readonly packsDirectory: string;
  readonly library: Library;
  /** `marks`: what the session has seen. */
  judge(proposal: Proposal, set: RuleSet, marks: readonly Mark[]): Promise<Decision>;
  /** The text of a file that is open in an editor, which counts before what is on disk. */
  readonly open: (path: string) => string | undefined;
}

const AGENT: Actor = { kind: 'agent', host: 'claude-code' };

/** Tests the rules at `paths`, or all packs. Acts are judged as in a workspace with the packs and these rules. */
export async function testRules(
  paths: readonly string[],
  { packsDirectory, library, judge, open }: TestSurroundings,
): Promise<CaseReport> {
  // Packs that wait for a workspace of their kind are on as well.
  const on = Object.fromEntries((await packNames(packsDirectory)).map((pack) => [pack, true]));
  const packs: RuleSource = { kind: 'packs', path: packsDirectory, packs: on };
  const named = paths.map(
    (path): RuleSource => ({ kind: 'files', path: resolve(path), scope: 'workspace', required: true }),
  );
  const isShipped = (path: string) => `${resolve(path)}${sep}`.startsWith(`${resolve(packsDirectory)}${sep}`);
  const settings = defaultSettings('');
  // A broken rule is reported as a problem; it does not spoil the cases of all the others.
  const load = async (): Promise<RuleSet> => ({
    ...(await library.load(paths.every(isShipped) ? [packs] : [packs, ...named], settings, { open })),
    broken: [],
  });
  let loaded: Promise<RuleSet> | undefined;
  const whole = () => {
    loaded ??= load();
    return loaded;
  };
  const judgeByAll = async (proposal: Proposal, marks: readonly Mark[]) => judge(proposal, await whole(), marks);
  const gathered = await gather(named.length === 0 ? [packs] : named, open);

  const cases: CaseResult[] = [];
  const problems: RuleProblem[] = [...gathered.problems];
  const alternatives: CaseReport['alternatives'][number][] = [];
  const rules: RunningRule[] = [];
  for (const { file } of gathered.texts) {
    const own = await library.load([{ kind: 'files', path: file, scope: 'workspace', required: true }], settings, {
      open,
    });
    const run = await runCases(file, own, judgeByAll, async (path) => open(path) ?? (await readFile(path, 'utf8')));
    cases.push(...run.cases);
    problems.push(...own.problems, ...run.problems);
    rules.push(...own.running);
    for (const rule of own.running) alternatives.push(...(await refused(rule, whole, judge)));
  }
  const tested = new Set(cases.map((one) => one.rule));
  const untested = rules.map(({ rule }) => rule.id).filter((id) => !tested.has(id));
  return { rules: rules.length, cases, problems, alternatives, untested };
}

/** Alternatives of a rule that the rule set does not allow. */
async function refused({ rule }: RunningRule, whole: () => Promise<RuleSet>, judge: TestSurroundings['judge']) {
  const found: { rule: string; alternative: string; verdict: Verdict }[] = [];
  for (const alternative of rule.govern.alternatives) {
    const { verdict } = rule.govern.on.includes('command')
      ? await judge({ act: { kind: 'command', command: alternative }, actor: AGENT }, await whole(), [])
      : await judgeCode(alternative, rule.languages[0] ?? 'generic', await whole());
    if (verdict !== 'allow') found.push({ rule: rule.id, alternative, verdict });
  }
  return found;
}

/** Code that belongs to no file yet. */
async function judgeCode(content: string, language: string, set: RuleSet) {
  const facts = { reads: [], writes: [], programs: [], hosts: [], tools: [] };
  const subject: Subject = {
    act: 'edit',
    texts: [{ language, content, origin: { kind: 'file', path: '' }, fresh: 'all' }],
    facts,
    gaps: [],
  };
  const { findings, gaps } = await evaluate(set, subject, AGENT);
  return decide({
    act: 'edit',
    actor: AGENT,
    findings,
    gaps,
    rules: (id) => set.byId.get(id)?.rule,
    ruleSet: set.version,
    strict: set.strict,
  });
}
