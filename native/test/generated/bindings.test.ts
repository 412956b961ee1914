// What metavariables stand for, put back into the pattern, matches the same place.
// VIREON_PROPERTY_RULES names more folders of rules with their cases, separated by colons.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Json, LANGUAGES, languageOf, type Match, RuleSet } from '../../lib/index.js';

const OWN = fileURLToPath(new URL('../../../rules', import.meta.url));
const FOLDERS = [OWN, ...(process.env.VIREON_PROPERTY_RULES ?? '').split(':').filter((folder) => folder !== '')];
const MAX_MATCHES = 20;
const LONGEST = 200;

interface Case {
  readonly file: string;
  readonly pattern: string;
  readonly language: string;
  readonly text: string;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** Patterns anywhere in a rule. */
function patternsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    /^pattern(-not|-inside|-not-inside)?$/.test(key) && typeof inner === 'string' ? [inner] : patternsOf(inner),
  );
}

interface Rule {
  readonly languages?: readonly string[];
}

function casesOf(file: string, siblings: readonly string[]): Case[] {
  const stem = (path: string) => basename(path).split('.')[0];
  const texts = siblings.filter((path) => path !== file && (stem(path) === stem(file) || stem(path) === 'case'));
  let rules: Rule[];
  try {
    rules = parseAllDocuments(readFileSync(file, 'utf8')).flatMap(
      (document) => (document.toJS() as { rules?: Rule[] } | null)?.rules ?? [],
    );
  } catch {
    return []; // suites hold files that are meant to be broken
  }
  return rules.flatMap((rule) =>
    texts.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const named = languageOf(path, text.split('\n', 1)[0]);
      const language = rule.languages?.includes('generic') ? undefined : named;
      if (language === undefined || !LANGUAGES.includes(language)) return [];
      if (!runs(rule.languages ?? [], language)) return [];
      return [...new Set(patternsOf(rule))].map((pattern) => ({ file, pattern, language, text }));
    }),
  );
}

function runs(languages: readonly string[], language: string): boolean {
  return languages.some((name) => ALIASES[name] === language || name === language);
}

const ALIASES: Readonly<Record<string, string>> = {
  js: 'javascript',
  ts: 'typescript',
  py: 'python',
  rb: 'ruby',
  sh: 'bash',
  hcl: 'terraform',
  yml: 'yaml',
  golang: 'go',
  sol: 'solidity',
  kt: 'kotlin',
  rs: 'rust',
};

function ruleFor(pattern: string, language: string): Json {
  return { id: 'r', languages: [language], severity: 'INFO', message: 'm', pattern };
}

function matchesOf(pattern: string, { language, text }: Case): readonly Match[] {
  const rules = new RuleSet([ruleFor(pattern, language)]);
  return rules.issues.length > 0 ? [] : (rules.match([{ text, language }])[0]?.matches ?? []);
}

/**
 * The pattern with what was bound in the place of each name; `wrap` where it could mean another thing bare. Where a name
 * stands again it may have matched another spelling of the same value, so it is left.
 */
function filled(pattern: string, match: Match, wrap: (text: string) => string): string {
  const said = new Set<string>();
  return pattern.replaceAll(/\$(?:\.\.\.)?[A-Z_][A-Z0-9_]*/g, (name) => {
    const bound = match.metavariables[name];
    if (bound === undefined || said.has(name)) return name;
    said.add(name);
    return wrap(bound.replace(/;$/, ''));
  });
}

const plain = (text: string) => text;
const inParentheses = (text: string) => (/^[\w.$]+$/.test(text) ? text : `(${text})`);

/** `(Type $X)` and `($X: Type)` stand for a value: with a name in the place of `$X` they are something else. */
const TYPED = /\([^()]*[\w>\])}*&] \*?\$[A-Z_]\w*\)|\(\$[A-Z_]\w* ?:[^=]/;

/** A pattern whose names stand for something that can be written in their place as it is. */
function isSayable(pattern: string, match: Match): boolean {
  const names = Object.entries(match.metavariables);
  const isAlone = /^(?:<\.\.\. ?)?\$\w+(?: ?\.\.\.>)?$/.test(pattern.trim());
  if (names.length === 0 || isAlone || pattern.includes('=~/') || TYPED.test(pattern)) return false;
  return names.every(([name, text]) => isExpression(text) && !(pattern.includes(`"${name}`) && text.includes('"')));
}

/** Not a statement, a type, the path of a module, or a piece out of the middle of something. */
function isExpression(text: string): boolean {
  if (
    text === '' ||
    text.length >= LONGEST ||
    /\n|\.\.\.|\$[A-Z_]|^- |^\/\/|^(?:chan|let|return) |^[@.\w-]+\//.test(text)
  )
    return false;
  const brackets = text.replaceAll(/"[^"]*"|'[^']*'|[^()[\]{}]/g, '');
  return isBalanced(brackets);
}

function isBalanced(brackets: string): boolean {
  const shorter = brackets.replaceAll(/\(\)|\[\]|\{\}/g, '');
  return shorter === '' || (shorter !== brackets && isBalanced(shorter));
}

/** The same place; of several statements, with `...` between them, one that begins or ends there. */
function isSamePlace(pattern: string, found: Match, { span }: Match): boolean {
  if (String(found.span) === String(span)) return true;
  if (!/\n *\.\.\.|\.\.\. *\n/.test(pattern)) return false;
  return (
    found.span.slice(0, 2).join() === span.slice(0, 2).join() || found.span.slice(2).join() === span.slice(2).join()
  );
}

function failuresOf(one: Case): string[] {
  return matchesOf(one.pattern, one)
    .filter((match) => isSayable(one.pattern, match))
    .slice(0, MAX_MATCHES)
    .flatMap((match) => {
      const again = [plain, inParentheses].map((wrap) => filled(one.pattern, match, wrap));
      const same = again.some((pattern) => matchesOf(pattern, one).some((found) => isSamePlace(pattern, found, match)));
      checked++;
      return same ? [] : [`${one.file} (${one.language}) ${String(match.span)}\n${one.pattern}\n → ${again[0]}`];
    });
}

let checked = 0;

for (const folder of FOLDERS)
  test(`bindings put back into patterns of ${basename(folder)} match where they were bound`, () => {
    checked = 0;
    const files = filesBelow(folder);
    const byFolder = new Map<string, string[]>();
    for (const path of files) byFolder.set(dirname(path), [...(byFolder.get(dirname(path)) ?? []), path]);
    const cases = files
      .filter((path) => /(?<!\.test)\.ya?ml$/.test(path))
      .flatMap((path) => casesOf(path, byFolder.get(dirname(path)) ?? []));
    const failures = cases.flatMap(failuresOf);
    process.stderr.write(`${basename(folder)}: ${checked} matches\n`);
    expect(failures.join('\n\n')).toBe('');
    expect(checked).toBeGreaterThan(50);
  });
