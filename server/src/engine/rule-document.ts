// A rule file as it is being written: what is wrong with it, whether or not it is in force.

import { relative } from 'node:path';
import type { RuleProblem } from '../model/rule.js';
import type { Settings } from '../model/settings.js';
import { parseRuleFile } from './rule-file.js';
import { compile, type RuleSet } from './rule-set.js';

/** True for files that hold rules: the workspace's own, those in force, and those that plainly look like it. */
export function isRuleDocument(path: string, content: string, root: string, set: RuleSet): boolean {
  if (!/\.ya?ml$/.test(path)) return false;
  const inside = relative(root, path).replaceAll('\\', '/');
  if (inside.startsWith('.vireon/rules/')) return true;
  if (set.running.some(({ rule }) => rule.file === path) || set.broken.some(({ problem }) => problem.file === path))
    return true;
  return /^rules\s*:/m.test(content) && /^\s+(- )?(languages|pattern[\w-]*)\s*:/m.test(content);
}

export function ruleDocumentProblems(path: string, content: string, settings: Settings): readonly RuleProblem[] {
  const file = parseRuleFile(content, { file: path, scope: 'workspace' });
  return compile([file], { ...settings, overrides: {} }).problems;
}
