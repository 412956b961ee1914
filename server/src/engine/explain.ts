// Why a rule matches in a file or does not: what each of its operators did there.

import type { Actor } from '../model/actor.js';
import { isBefore } from '../model/position.js';
import type { Facts, Text } from '../model/subject.js';
import type { MatchExplanation, MatchedRange, MatchedRanges, MatchStep } from '../model/verbs.js';
import { type ExplainedRange, type ExplainedRanges, type ExplainedStep, type Json, toRange } from '../native.js';
import type { Pointer } from '../yaml.js';
import { isApplicable, toApplies } from './applies.js';
import type { RuleSet, RunningRule } from './rule-set.js';
import { suppressingLine } from './suppress.js';

/** Whoever looks at a file at rest. */
const READER: Actor = { kind: 'person' };

const WRITTEN_LENGTH = 120;

/** `skipped` is what is known already of why the file is not looked at. */
export function explainMatch(
  set: RuleSet,
  running: RunningRule,
  text: Text,
  skipped: readonly string[] = [],
): Omit<MatchExplanation, 'path'> {
  const { rule } = running;
  const { content, language, path } = text;
  const index = set.running.indexOf(running);
  const input = { text: content, language, ...(path !== undefined && { path }) };
  const explained = set.matcher.explain(index, input);
  const placeOf = running.places();
  return {
    rule,
    language,
    skipped: [
      ...skipped,
      ...actReasons(running, path),
      ...pathReasons(running, explained, path ?? ''),
      ...(explained.runs ? [] : [`it is a rule for ${rule.languages.join(', ')}; the file is ${language}`]),
      ...explained.missing.map(missingReason),
    ],
    steps: explained.steps.map((step) => toStep(step, placeOf, running.source)),
    matches: matchesOf(set, index, text, explained.ranges),
    notes: [
      ...explained.bounds.map(({ message }) => message),
      ...(isTaint(running.source) && explained.ranges.count === 0 && isJoinable(explained.steps)
        ? ['nothing that comes from a source reaches a sink']
        : []),
      ...(explained.partial ? ['the file did not parse whole; it was matched where it did'] : []),
    ],
  };
}

/** There are sources and sinks. */
function isJoinable(steps: readonly ExplainedStep[]): boolean {
  const has = (list: RegExp) => steps.some(({ operator, found }) => list.test(operator) && found.count > 0);
  return has(/sources$/) && has(/sinks$/);
}

function isTaint(source: Json): boolean {
  return at(source, ['mode']) === 'taint' || at(source, ['taint']) !== undefined;
}

/** What `govern` says against looking at a file at rest. */
function actReasons({ rule: { id, govern } }: RunningRule, path: string | undefined): string[] {
  const facts: Facts = { reads: path === undefined ? [] : [path], writes: [], programs: [], hosts: [], tools: [] };
  const occasion = { act: 'file', actor: READER, facts } as const;
  if (!govern.on.includes('file'))
    return [`it judges ${govern.on.join(', ')}, not files at rest: add \`file\` to its \`govern.on\``];
  const { where: _, percent: __, ...anywhere } = govern;
  if (!isApplicable(toApplies(id, anywhere), occasion))
    return ['its `govern.actors` leaves out people, who look at files at rest'];
  return isApplicable(toApplies(id, govern), occasion)
    ? []
    : ['its `govern.where` or `govern.rollout` leaves this file out'];
}

function pathReasons(
  { source }: RunningRule,
  { excludedBy, notIncluded }: { readonly excludedBy?: string; readonly notIncluded: boolean },
  path: string,
): string[] {
  if (excludedBy !== undefined) return [`\`${path}\` fits \`${excludedBy}\` of its \`paths.exclude\``];
  const globs = at(source, ['paths', 'include']);
  return notIncluded ? [`\`${path}\` fits nothing of its \`paths.include\`: ${[globs].flat().join(', ')}`] : [];
}

/** Literals are searched without regard to case before anything is parsed. */
function missingReason(literals: readonly string[]): string {
  const names = literals.map((literal) => `\`${literal}\``);
  if (names.length === 1) return `${names[0]} stands nowhere in the file, and nothing can match without it`;
  return `none of ${names.join(', ')} stands in the file, and nothing can match without one`;
}

function toStep(step: ExplainedStep, placeOf: ReturnType<RunningRule['places']>, source: Json): MatchStep {
  return {
    operator: step.operator,
    place: placeOf(step.pointer),
    written: written(at(source, step.pointer)),
    reached: step.reached,
    found: toRanges(step.found),
    dropped: toRanges(step.dropped),
    left: toRanges(step.left),
    steps: step.steps.map((inner) => toStep(inner, placeOf, source)),
  };
}

function at(value: Json, pointer: Pointer): Json | undefined {
  return pointer.reduce<Json | undefined>(
    (inner, key) => (inner as Readonly<Record<string | number, Json>> | null | undefined)?.[key],
    value,
  );
}

/** A value of the rule on one line; operators that hold others show those as steps of their own. */
function written(value: Json | undefined): string {
  if (typeof value === 'string') return shortened(value);
  if (typeof value !== 'object' || value === null) return '';
  if (Array.isArray(value)) return shortened(value.filter((item) => typeof item === 'string').join(', '));
  const plain = Object.entries(value).filter(([, item]) => typeof item !== 'object');
  return shortened(plain.map(([key, item]) => (key === 'metavariable' ? item : `${key}: ${item}`)).join(', '));
}

function shortened(text: string): string {
  const line = text.trim().replaceAll(/\s*\n\s*/g, ' ↵ ');
  return line.length > WRITTEN_LENGTH ? `${line.slice(0, WRITTEN_LENGTH - 1)}…` : line;
}

function toRanges({ count, first }: ExplainedRanges): MatchedRanges {
  return { count, first: first.map(toMatchedRange) };
}

function toMatchedRange({ span, metavariables }: ExplainedRange): MatchedRange {
  return { range: toRange(span), metavariables };
}

/** What the rule reports where it runs, and what it would report but for a comment. */
function matchesOf(
  set: RuleSet,
  index: number,
  { content, language }: Text,
  given: ExplainedRanges,
): MatchExplanation['matches'] {
  const id = set.running[index]?.rule.id ?? '';
  const lines = content.split(/\r\n|\n|\r/);
  const [result] = set.matcher.match([{ text: content, language, rules: Uint32Array.of(index) }]);
  const reported = (result?.matches ?? []).map(toMatchedRange);
  const known = new Set(reported.map(({ range }) => JSON.stringify(range.start)));
  const takenBack = given.first.map(toMatchedRange).filter(({ range }) => {
    const start = JSON.stringify(range.start);
    const isNew = !known.has(start) && suppressingLine(id, range.start.line, lines) !== undefined;
    known.add(start);
    return isNew;
  });
  return [...reported, ...takenBack]
    .sort((a, b) => (isBefore(a.range.start, b.range.start) ? -1 : 1))
    .map((match) => {
      const comment = suppressingLine(id, match.range.start.line, lines);
      return { ...match, ...(comment !== undefined && { takenBackBy: comment }) };
    });
}
