// One rule file: read, checked against the schema, and turned into rules that know where they stand.

import type { Position } from '../model/position.js';
import type { Rule, RuleProblem, Scope } from '../model/rule.js';
import type { Json } from '../native.js';
import { type Pointer, readYaml, type YamlDocument } from '../yaml.js';
import { toGovern, toSeverity, type WrittenGovern } from './govern.js';
import { checkRuleFile } from './schema.js';

/** A rule with its text for the matcher. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly source: Json;
  /** The rule's `govern` key as written. A rule that names its acts itself (`on`) is matched on a proposal's facts too. */
  readonly written: WrittenGovern;
  /** Where a part of the rule stands in its file. */
  problem(pointer: Pointer, message: string): RuleProblem;
  /** Where the rule's keys stand in its file. */
  places(): (pointer: Pointer) => Position;
}

/** A rule that cannot run, with what can still be told of whom it would have judged. */
export interface BrokenRule {
  readonly problem: RuleProblem;
  readonly rule?: Rule;
}

export interface LoadedFile {
  readonly rules: readonly LoadedRule[];
  readonly broken: readonly BrokenRule[];
}

/** Where a rule file comes from, and so how far its word reaches. */
export interface Provenance {
  readonly file: string;
  readonly scope: Scope;
  readonly pack?: string;
  readonly manual?: string;
}

/** Reads the rules of one file. A broken rule does not take the others with it. */
export function parseRuleFile(text: string, provenance: Provenance): LoadedFile {
  const reading = readYaml(text);
  if ('problems' in reading) {
    return {
      rules: [],
      broken: reading.problems.map((problem) => ({ problem: { file: provenance.file, ...problem } })),
    };
  }
  return readRules(reading.document, text, provenance);
}

function readRules(document: YamlDocument, text: string, provenance: Provenance): LoadedFile {
  const broken: BrokenRule[] = [];
  const faulty = new Set<number>();
  for (const problem of checkRuleFile(document.value)) {
    const [first, index] = problem.pointer;
    const place = problem.atKey ? document.placeOfKey(problem.pointer) : document.placeOf(problem.pointer);
    const inRule = first === 'rules' && typeof index === 'number';
    if (inRule) faulty.add(index);
    const id = inRule ? idOf(document.value, index) : undefined;
    broken.push({
      problem: { file: provenance.file, ...place, ...(id !== undefined && { rule: id }), message: problem.message },
    });
  }
  const written = (document.value as { readonly rules?: readonly Json[] } | null)?.rules;
  const rules = Array.isArray(written)
    ? written.flatMap((source, index) =>
        faulty.has(index) ? [] : [toLoadedRule(source, index, document.placeOf(['rules', index]), text, provenance)],
      )
    : [];
  return { rules, broken };
}

function idOf(value: Json, index: number): string | undefined {
  const id = (value as { readonly rules?: readonly ({ readonly id?: unknown } | null)[] }).rules?.[index]?.id;
  return typeof id === 'string' ? id : undefined;
}

interface WrittenRule {
  readonly id: string;
  readonly languages: readonly string[];
  readonly severity: string;
  readonly message: string;
  readonly metadata?: Readonly<Record<string, unknown>> | null;
  readonly govern?: WrittenGovern;
}

function toLoadedRule(source: Json, index: number, start: Position, text: string, provenance: Provenance): LoadedRule {
  const written = source as unknown as WrittenRule;
  const severity = toSeverity(written.severity);
  const rule: Rule = {
    id: written.id,
    languages: written.languages,
    severity,
    message: written.message.trim(),
    govern: toGovern(written.govern ?? {}, severity),
    scope: provenance.scope,
    file: provenance.file,
    line: start.line,
    metadata: written.metadata ?? {},
    ...(provenance.pack !== undefined && { pack: provenance.pack }),
    ...(provenance.manual !== undefined && { manual: provenance.manual }),
  };
  const places = () => placesIn(text, index);
  return {
    rule,
    source,
    written: written.govern ?? {},
    problem: (pointer, message) => ({ file: provenance.file, ...places()(pointer), rule: written.id, message }),
    places,
  };
}

/** Reads the text again: keeping a document for each rule would cost far more than the rare problem. */
function placesIn(text: string, index: number): (pointer: Pointer) => Position {
  const reading = readYaml(text);
  return (pointer) =>
    'document' in reading ? reading.document.placeOfKey(['rules', index, ...pointer]) : { line: 0, character: 0 };
}
