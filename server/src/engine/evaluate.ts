// A subject before a rule set: what matches, and what could not be judged.

import type { Actor } from '../model/actor.js';
import type { Finding } from '../model/finding.js';
import type { Rule } from '../model/rule.js';
import type { Gap, Subject, Text } from '../model/subject.js';
import type { TextInput, TextResult } from '../native.js';
import { isApplicable, type Occasion, toApplies } from './applies.js';
import { type Suppression, toFindings } from './findings.js';
import { canonicalLanguage } from './languages.js';
import { matchOrRecall } from './recall.js';
import type { RuleSet, RunningRule } from './rule-set.js';

/** Below this size a text is matched at once; above, on the addon's threads. */
const SYNCHRONOUS_BOUND = 64 * 1024;

export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** Matches texts, each with a result of its own, in their order. */
export type MatchTexts = (set: RuleSet, inputs: readonly TextInput[]) => Promise<TextResult[]> | TextResult[];

export async function evaluate(
  set: RuleSet,
  subject: Subject,
  actor: Actor,
  match: MatchTexts = matchTexts,
): Promise<Evaluation> {
  const occasion: Occasion = { act: subject.act, actor, facts: subject.facts };
  const applying = applyingRules(set, occasion);
  const inputs = subject.texts.map((text) => toInput(text, rulesFor(text, subject, applying, set), set));
  const results = applying.all.length === 0 ? [] : await match(set, inputs);
  const findings = results.flatMap((result, index) => {
    const text = subject.texts[index];
    return text === undefined ? [] : toFindings(text, result.matches, set.running, suppressionOf(subject, actor, text));
  });
  return {
    findings: withoutEchoes(findings),
    gaps: [...brokenGaps(set, subject, occasion), ...boundGaps(set, results)],
  };
}

/** Indexes of rules; `onFacts` are those that speak of facts. */
interface Applying {
  readonly all: Uint32Array;
  readonly onFacts: Uint32Array;
}

/** As far as the act and the actor tell. */
interface Likely extends Applying {
  /** Rules that look at what the act touches as well. */
  readonly conditional: readonly number[];
  /** What is left without some of them, by their indexes. */
  readonly without: Map<string, Applying>;
}

/**
 * A script that a command runs is judged by what it does. What merely stands in it, such as a secret, was judged when
 * it was written.
 */
function rulesFor(text: Text, { act }: Subject, applying: Applying, set: RuleSet): Uint32Array {
  if (text.origin.kind === 'facts') return applying.onFacts;
  if (text.origin.kind !== 'file' || act === 'file' || act === 'edit') return applying.all;
  return applying.all.filter((index) =>
    set.running[index]?.rule.languages.every((language) => !/^(regex|generic|none|spacegrep)$/.test(language)),
  );
}

/** Which rules look at an act depends on little, and little changes from act to act: answers are kept for each set. */
const kept = new WeakMap<RuleSet, Map<string, Likely>>();
const MAX_KEPT = 1_000;

function applyingRules(set: RuleSet, occasion: Occasion): Applying {
  const { act, actor } = occasion;
  const bySet = kept.get(set) ?? new Map<string, Likely>();
  kept.set(set, bySet);
  const key = JSON.stringify([act, actor.kind, actor.kind === 'agent' ? actor.host : '']);
  const likely = recalled(bySet, key, () => toLikely(set, occasion));
  const out = likely.conditional.filter((index) => set.running[index]?.applies.when?.(occasion) === false);
  if (out.length === 0) return likely;
  return recalled(likely.without, out.join(), () => {
    const holds = (index: number) => !out.includes(index);
    return { all: likely.all.filter(holds), onFacts: likely.onFacts.filter(holds) };
  });
}

function toLikely(set: RuleSet, { act, actor }: Occasion): Likely {
  const all = Uint32Array.from(set.running.keys()).filter((index) => set.running[index]?.applies.to(act, actor));
  return {
    all,
    onFacts: all.filter((index) => speaksOfFacts(set.running[index])),
    conditional: [...all].filter((index) => set.running[index]?.applies.when !== undefined),
    without: new Map(),
  };
}

/** A rule that names its acts itself. Facts stand in no file: a rule for files of some names does not mean them. */
function speaksOfFacts(rule: RunningRule | undefined): boolean {
  return rule?.written.on !== undefined && !Object.hasOwn(Object(rule.source), 'paths');
}

function recalled<T>(known: Map<string, T>, key: string, make: () => T): T {
  const value = known.get(key) ?? make();
  if (known.size >= MAX_KEPT) known.clear();
  known.set(key, value);
  return value;
}

function toInput(text: Text, rules: Uint32Array, set: RuleSet): TextInput {
  return {
    text: text.content,
    language: text.language,
    ...(rules.length < set.running.length && { rules }),
    ...(text.path !== undefined && { path: text.path }),
  };
}

function matchTexts(set: RuleSet, inputs: readonly TextInput[]): Promise<TextResult[]> | TextResult[] {
  const size = inputs.reduce((sum, input) => sum + input.text.length, 0);
  return size < SYNCHRONOUS_BOUND ? matchOrRecall(set, inputs) : set.matcher.matchAsync(inputs);
}

/** An agent may not write the comment that excuses its own edit, and acts other than files have none. */
function suppressionOf(subject: Subject, actor: Actor, text: Text): Suppression {
  if (text.origin.kind !== 'file') return 'none';
  return subject.act === 'file' || actor.kind === 'person' ? 'all' : 'old';
}

/** A nested text repeats part of the text around it: the same rule on the same words is said once. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const said = new Set<string>();
  return findings.filter((finding) => {
    const { origin } = finding;
    const { kind } = origin;
    const isCell = kind === 'file' && origin.cell !== undefined;
    const key = `${finding.rule}\0${finding.snippet}`;
    const echo = said.has(key) && (isCell || kind === 'nested-command' || kind === 'argument' || kind === 'heredoc');
    said.add(key);
    return !echo;
  });
}

/** Broken rules that would have had a say. Of a rule too broken to be read we must suppose so. */
function brokenGaps(set: RuleSet, subject: Subject, occasion: Occasion): Gap[] {
  return set.broken
    .filter(({ rule }) => rule === undefined || couldJudge(rule, subject, occasion))
    .map(({ problem }) => ({
      rule: problem.rule ?? problem.file,
      message: `${problem.file}:${problem.line + 1}:${problem.character + 1}: ${problem.message}`,
    }));
}

function couldJudge(rule: Rule, subject: Subject, occasion: Occasion): boolean {
  if (!isApplicable(toApplies(rule.id, rule.govern), occasion)) return false;
  const languages = new Set(rule.languages.map(canonicalLanguage));
  return subject.texts.some(
    (text) => languages.has('regex') || languages.has('generic') || languages.has(canonicalLanguage(text.language)),
  );
}

function boundGaps(set: RuleSet, results: readonly TextResult[]): Gap[] {
  return results.flatMap((result) =>
    result.bounds.map(({ rule, message }) => {
      const id = rule === undefined ? undefined : set.running[rule]?.rule.id;
      return { message, ...(id !== undefined && { rule: id }) };
    }),
  );
}
