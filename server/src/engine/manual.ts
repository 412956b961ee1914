// What a person reads about one rule.

import { readFile } from 'node:fs/promises';
import type { Rule } from '../model/rule.js';
import type { RuleManual } from '../model/verbs.js';

export async function manualOf(rule: Rule): Promise<RuleManual> {
  const manual = rule.manual === undefined ? written(rule) : await readFile(rule.manual, 'utf8');
  return { rule, manual, source: sourceOf(rule, await readFile(rule.file, 'utf8')) };
}

/** A manual made of what the rule itself says, where it has none of its own. */
function written(rule: Rule): string {
  const references = [rule.metadata.references ?? rule.metadata.reference ?? []].flat().map(String);
  return [
    `# ${rule.id}`,
    rule.message,
    `Severity ${rule.severity}; decides \`${rule.govern.decision}\` on ${rule.govern.on.map((act) => `\`${act}\``).join(', ')}.`,
    ...(rule.govern.alternatives.length > 0
      ? [`## Instead\n\n${rule.govern.alternatives.map((one) => `- \`${one}\``).join('\n')}`]
      : []),
    ...(references.length > 0 ? [`## References\n\n${references.map((one) => `- ${one}`).join('\n')}`] : []),
  ].join('\n\n');
}

/** The rule's own lines in its file: from its dash to the next one in the same column. */
function sourceOf(rule: Rule, text: string): string {
  const lines = text.split('\n');
  const dash = (lines[rule.line] ?? '').indexOf('-');
  if (dash < 0) return text;
  const rest = lines.slice(rule.line + 1);
  const end = rest.findIndex((line) => line.trim() !== '' && line.search(/\S/) <= dash);
  const own = [lines[rule.line] ?? '', ...(end < 0 ? rest : rest.slice(0, end))];
  return `${own
    .map((line) => line.slice(dash))
    .join('\n')
    .trimEnd()}\n`;
}
