// A subject before a rule set: what matches, and what could not be judged.

import type { Actor } from '../model/actor.js';
import type { Finding } from '../model/finding.js';
import type { Rule } from '../model/rule.js';
import type { Gap, Subject, Text } from '../model/subject.js';
import type { TextInput, TextResult } from '../native.js';
import { type Occasion, toPredicate } from './applies.js';
import { type Suppression, toFindings } from './findings.js';
import { canonicalLanguage } from './languages.js';
import type { RuleSet } from './rule-set.js';

/** Below this size a text is matched at once; above, on the addon's threads. */
const SYNCHRONOUS_BOUND = 64 * 1024;

export interface Evaluation {
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

export async function evaluate(set: RuleSet, subject: Subject, actor: Actor): Promise<Evaluation> {
  const occasion: Occasion = { act: subject.act, actor, facts: subject.facts };
  const applying = set.running.flatMap((rule, index) => (rule.applies(occasion) ? [index] : []));
  const onFacts = applying.filter((index) => set.running[index]?.written.on !== undefined);
  const inputs = subject.texts.map(
    (text): TextInput => ({
      text: text.content,
      language: text.language,
      rules: text.origin.kind === 'facts' ? onFacts : applying,
      ...(text.path !== undefined && { path: text.path }),
    }),
  );
  const results = applying.length === 0 ? [] : await match(set, inputs);
  const findings = results.flatMap((result, index) => {
    const text = subject.texts[index];
    return text === undefined ? [] : toFindings(text, result.matches, set.running, suppressionOf(subject, actor, text));
  });
  return {
    findings: withoutEchoes(findings),
    gaps: [...brokenGaps(set, subject, occasion), ...boundGaps(set, results)],
  };
}

function match(set: RuleSet, inputs: readonly TextInput[]): Promise<TextResult[]> | TextResult[] {
  const size = inputs.reduce((sum, input) => sum + input.text.length, 0);
  return size < SYNCHRONOUS_BOUND ? set.matcher.match(inputs) : set.matcher.matchAsync(inputs);
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
    const { kind } = finding.origin;
    const key = `${finding.rule}\0${finding.snippet}`;
    const echo = said.has(key) && (kind === 'nested-command' || kind === 'argument' || kind === 'heredoc');
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
  if (!toPredicate(rule.id, rule.govern)(occasion)) return false;
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
