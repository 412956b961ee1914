// Why a rule matches in a file, or does not: the file as it is now, before the rule.

import { toGlobs } from './engine/applies.js';
import { explainMatch } from './engine/explain.js';
import { canonicalLanguage } from './engine/languages.js';
import type { RuleSet } from './engine/rule-set.js';
import { RULE_FILES } from './engine/scan.js';
import type { Settings } from './model/settings.js';
import { closest } from './model/spelling.js';
import { InvalidInput, type MatchExplanation, type MatchRequest } from './model/verbs.js';
import { normalise } from './normalise/normalise.js';
import type { Surroundings } from './normalise/surroundings.js';

interface RulesAndSettings {
  readonly rules: RuleSet;
  readonly settings: Settings;
}

/** `path` is settled: absolute, and without links. */
export async function explainFile(
  { rule, path, language: asked }: MatchRequest,
  { rules, settings }: RulesAndSettings,
  surroundings: Surroundings,
): Promise<MatchExplanation> {
  const { texts, gaps } = await normalise({ act: { kind: 'file', path }, actor: { kind: 'person' } }, surroundings);
  const text = texts.find(({ origin }) => origin.kind === 'file');
  if (text === undefined) throw new InvalidInput(gaps.map(({ message }) => message).join('; '));
  const language = asked === undefined ? text.language : canonicalLanguage(asked);
  const running = rules.byId.get(rule);
  if (running === undefined) return { ...explainBroken(rules, rule, settings), path, language };
  const isExcluded = toGlobs([...RULE_FILES, ...settings.exclude]) ?? (() => false);
  const excluded = isExcluded(text.path ?? '')
    ? ['rule files, and what `exclude` in the settings names, are not looked at']
    : [];
  return { ...explainMatch(rules, running, { ...text, language }, excluded), path };
}

/** What is wrong with a rule that cannot run. */
function explainBroken(rules: RuleSet, id: string, { overrides }: Settings) {
  if (overrides[id]?.off === true) throw new InvalidInput(`the rule \`${id}\` is switched off in .vireon/config.yaml`);
  const broken = rules.broken.find(({ rule, problem }) => rule?.id === id || problem.rule === id);
  if (broken === undefined) throw unknownRule(id, rules);
  const { file, line, message } = broken.problem;
  const why = `${file}:${line + 1}: ${message}`;
  if (broken.rule === undefined) throw new InvalidInput(`the rule \`${id}\` cannot be read, ${why}`);
  return { rule: broken.rule, skipped: [`it is broken, ${why}`], steps: [], matches: [], notes: [] };
}

export function unknownRule(id: string, rules: RuleSet): InvalidInput {
  const near = closest(id, rules.byId.keys());
  return new InvalidInput(`no rule is named \`${id}\`${near === undefined ? '' : `; did you mean \`${near}\`?`}`);
}
