// Rules that judge together: compiled once, named by their content.

import { createHash } from 'node:crypto';
import type { Rule, RuleProblem } from '../model/rule.js';
import type { Override, Settings } from '../model/settings.js';
import { closest } from '../model/spelling.js';
import { Matcher } from '../native.js';
import { type Applies, toApplies } from './applies.js';
import { toGovern } from './govern.js';
import type { BrokenRule, LoadedFile, LoadedRule } from './rule-file.js';

/** A rule that runs. Its index in `RuleSet.running` is the matcher's. */
export interface RunningRule extends LoadedRule {
  readonly applies: Applies;
}

export interface RuleSet {
  /** `sha256:` and 16 hex digits over everything that can change a decision. */
  readonly version: string;
  readonly running: readonly RunningRule[];
  readonly byId: ReadonlyMap<string, RunningRule>;
  readonly broken: readonly BrokenRule[];
  /** What is wrong in rule files and settings, broken rules included. */
  readonly problems: readonly RuleProblem[];
  readonly matcher: Matcher;
  readonly strict: boolean;
}

/** The running rules that a scan needs, compiled apart so that a scan does not match command rules on every file. */
const scanMatchers = new WeakMap<RuleSet, { readonly matcher: Matcher; readonly rules: readonly RunningRule[] }>();

export function scanMatcher(set: RuleSet): { readonly matcher: Matcher; readonly rules: readonly RunningRule[] } {
  const known = scanMatchers.get(set);
  if (known) return known;
  const rules = set.running.filter(({ rule }) => rule.govern.on.includes('file'));
  const made =
    rules.length === set.running.length
      ? { matcher: set.matcher, rules }
      : { matcher: new Matcher(rules.map((rule) => rule.source)), rules };
  scanMatchers.set(set, made);
  return made;
}

/** Compiles rules into a set. Rules that do not compile are left out and named. */
export function compile(
  files: readonly LoadedFile[],
  settings: Settings,
  known: { readonly problems?: readonly RuleProblem[]; readonly broken?: readonly RuleProblem[] } = {},
): RuleSet {
  const broken: BrokenRule[] = [
    ...(known.broken ?? []).map((problem) => ({ problem })),
    ...files.flatMap((file) => file.broken),
  ];
  const problems: RuleProblem[] = [...(known.problems ?? [])];
  const rules = override(
    withoutDuplicates(
      files.flatMap((file) => file.rules),
      broken,
    ),
    settings,
    problems,
  );
  const first = new Matcher(rules.map((rule) => rule.source));
  const failed = new Set<number>();
  for (const issue of first.issues) {
    const rule = rules[issue.rule];
    if (rule === undefined || failed.has(issue.rule)) continue;
    failed.add(issue.rule);
    broken.push({ problem: rule.problem(issue.pointer, issue.message), rule: rule.rule });
  }
  const running = rules
    .filter((_, index) => !failed.has(index))
    .map((rule) => ({ ...rule, applies: toApplies(rule.rule.id, rule.rule.govern) }));
  return {
    version: version(rules, settings),
    running,
    byId: new Map(running.map((rule) => [rule.rule.id, rule])),
    broken,
    problems: [...problems, ...broken.map((one) => one.problem)],
    matcher: failed.size === 0 ? first : new Matcher(running.map((rule) => rule.source)),
    strict: settings.strict,
  };
}

const REACH = { organisation: 2, user: 1, workspace: 0 } as const;

/** One id, one rule: of two with the same name the one of the outer scope stands; a copy to the letter is no fault. */
function withoutDuplicates(rules: readonly LoadedRule[], broken: BrokenRule[]): LoadedRule[] {
  const byId = new Map<string, LoadedRule>();
  for (const next of [...rules].sort((a, b) => REACH[b.rule.scope] - REACH[a.rule.scope])) {
    const first = byId.get(next.rule.id);
    if (first === undefined) byId.set(next.rule.id, next);
    else if (JSON.stringify(first.source) !== JSON.stringify(next.source)) {
      const message = `a rule named \`${next.rule.id}\` stands already in ${first.rule.file}, line ${first.rule.line + 1}; give this one a name of its own`;
      broken.push({ problem: next.problem(['id'], message), rule: next.rule });
    }
  }
  return rules.filter((rule) => byId.get(rule.rule.id) === rule);
}

/** Applies the workspace's overrides; they reach only rules of the workspace's own scope, packs among them. */
function override(rules: readonly LoadedRule[], settings: Settings, problems: RuleProblem[]): LoadedRule[] {
  const known = new Map(rules.map((rule) => [rule.rule.id, rule.rule]));
  for (const [id, { place: position }] of Object.entries(settings.overrides)) {
    const rule = known.get(id);
    const place = { file: settings.file, ...position };
    if (rule === undefined) {
      const near = closest(id, known.keys());
      problems.push({
        ...place,
        message: `no rule is named \`${id}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`,
      });
    } else if (rule.scope !== 'workspace') {
      problems.push({
        ...place,
        rule: id,
        message: `\`${id}\` is a rule of the ${rule.scope}; a workspace may not override it`,
      });
    }
  }
  return rules.flatMap((rule) => {
    const change = settings.overrides[rule.rule.id];
    if (change === undefined || rule.rule.scope !== 'workspace') return [rule];
    return change.off === true ? [] : [{ ...rule, rule: changed(rule, change) }];
  });
}

/** A changed severity brings its own default decision; an override to `allow` silences the rule, and lifts no other. */
function changed({ rule, written }: LoadedRule, change: Override): Rule {
  const severity = change.severity ?? rule.severity;
  const govern = change.severity === undefined ? rule.govern : toGovern(written, severity);
  return { ...rule, severity, govern: { ...govern, ...(change.decision && { decision: change.decision }) } };
}

function version(rules: readonly LoadedRule[], settings: Settings): string {
  const judged = rules.map(({ rule, source }) => [source, rule.scope, rule.pack, rule.severity, rule.govern]);
  return `sha256:${hash(JSON.stringify([judged, settings.strict])).slice(0, 16)}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
