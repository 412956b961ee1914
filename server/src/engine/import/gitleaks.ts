// gitleaks' configuration as rules: https://github.com/gitleaks/gitleaks#configuration

import { parse, TomlError } from 'smol-toml';
import { z } from 'zod';
import { InvalidInput } from '../../model/verbs.js';
import type { Json } from '../../native.js';
import type { Imported } from './imported.js';

const texts = z.array(z.string()).default([]);

const allowlist = z.object({
  condition: z.string().default('OR'),
  commits: texts,
  paths: texts,
  regextarget: z.enum(['', 'secret', 'match', 'line']).default('secret'),
  regexes: texts,
  stopwords: texts,
  targetrules: texts,
});
type Allowlist = z.infer<typeof allowlist>;

const rule = z.object({
  id: z.string().min(1),
  description: z.string().default(''),
  regex: z.string().default(''),
  path: z.string().default(''),
  secretgroup: z.int().min(0).default(0),
  entropy: z.number().default(0),
  keywords: texts,
  tags: texts,
  allowlist: allowlist.optional(),
  allowlists: z.array(allowlist).default([]),
  required: z.array(z.unknown()).default([]),
  skipreport: z.boolean().default(false),
});
type GitleaksRule = z.infer<typeof rule>;

const configuration = z.object({
  extend: z.object({ path: z.string().default(''), usedefault: z.boolean().default(false) }).optional(),
  rules: z.array(z.unknown()).default([]),
  allowlist: allowlist.optional(),
  allowlists: z.array(allowlist).default([]),
});

/** Turns one configuration into rules. Throws `InvalidInput` where the file is none. */
export function fromGitleaks(text: string, file: string): Imported {
  const { extend, rules, allowlist: first, allowlists } = readConfiguration(text, file);
  const global = [...(first ? [first] : []), ...allowlists];
  const imported: Imported = { rules: [], left: [] };
  if (extend?.usedefault)
    imported.left.push({ file, reason: "extends gitleaks' own configuration: import that file too" });
  if (extend?.path) imported.left.push({ file, reason: `extends \`${extend.path}\`: import that file too` });
  for (const [index, given] of rules.entries()) {
    const parsed = rule.safeParse(given);
    if (!parsed.success) {
      imported.left.push({ file, rule: idOf(given, index), reason: reasonOf(parsed.error) });
      continue;
    }
    const { id } = parsed.data;
    const reason = reasonAgainst(parsed.data);
    if (reason !== undefined) {
      imported.left.push({ file, rule: id, reason });
      continue;
    }
    const { values, note } = toRules(parsed.data, global);
    imported.rules.push(...values.map((value) => ({ file, rule: id, value })));
    if (note !== undefined) imported.left.push({ file, rule: id, reason: note });
  }
  return imported;
}

function readConfiguration(text: string, file: string): z.infer<typeof configuration> {
  try {
    const parsed = configuration.safeParse(lowerKeys(parse(text)));
    if (parsed.success) return parsed.data;
    throw new InvalidInput(`\`${file}\` is not a configuration of gitleaks: ${reasonOf(parsed.error)}`);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new InvalidInput(`\`${file}\` is not TOML: line ${error.line}: ${error.message.split('\n', 1)[0]}`);
  }
}

/** gitleaks reads its keys in any case. */
function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toLowerCase(), lowerKeys(inner)]));
}

function idOf(given: unknown, index: number): string {
  const id = (given as { readonly id?: unknown } | null)?.id;
  return typeof id === 'string' ? id : `rule ${index + 1}`;
}

function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `\`${issue?.path.join('.')}\`: ${issue?.message}`;
}

function reasonAgainst({ regex, path, required, skipreport, allowlist: one, allowlists }: GitleaksRule) {
  if (skipreport) return 'is never reported by itself (`skipReport`), only together with another rule';
  if (required.length > 0) return 'needs a finding of another rule nearby (`required`)';
  if (regex === '' && path === '') return 'has neither `regex` nor `path`, so it only changes a rule that is extended';
  const odd = [...(one ? [one] : []), ...allowlists].find(({ condition }) => !/^(and|or|&&|\|\|)?$/i.test(condition));
  return odd && `an allowlist has the unknown condition \`${odd.condition}\``;
}

/** What an allowlist asks of one finding; all of it together lets the finding pass. */
interface Exception {
  readonly target: string;
  readonly regexes: readonly string[];
  readonly stopwords: readonly string[];
}

/** All that lets findings of a rule pass. */
interface Exceptions {
  /** Regular expressions over the path. */
  readonly paths: string[];
  readonly findings: Exception[];
  /** Exceptions that hold only where the path fits too. */
  readonly inPaths: { readonly path: string; readonly exception: Exception }[];
}

/** An exception that asks for a path and a text together makes two rules of one: elsewhere, and within that path. */
function toRules(given: GitleaksRule, global: readonly Allowlist[]): { values: Json[]; note?: string } {
  const { id, path } = given;
  const targeted = global.filter(({ targetrules }) => targetrules.length === 0 || targetrules.includes(id));
  const own = [...(given.allowlist ? [given.allowlist] : []), ...given.allowlists];
  const { paths, findings, inPaths } = toExceptions([...targeted, ...own]);
  const [first, second] = inPaths;
  if (first === undefined) return { values: [toRule(given, id, paths, findings)] };
  if (second !== undefined || path !== '') {
    const note = 'is stricter than in gitleaks: an allowlist that asks for a path and a text together is left out';
    return { values: [toRule(given, id, paths, findings)], note };
  }
  return {
    values: [
      toRule(given, id, [...paths, first.path], findings),
      toRule({ ...given, path: first.path }, `${id}-in-path`, paths, [...findings, first.exception]),
    ],
  };
}

function toExceptions(allowlists: readonly Allowlist[]): Exceptions {
  const exceptions: Exceptions = { paths: [], findings: [], inPaths: [] };
  for (const { condition, commits, paths, regexes, stopwords, regextarget } of allowlists) {
    const target = TARGETS[regextarget];
    if (!/^(and|&&)$/i.test(condition)) {
      exceptions.paths.push(...paths);
      if (regexes.length > 0) exceptions.findings.push({ target, regexes, stopwords: [] });
      if (stopwords.length > 0) exceptions.findings.push({ target: '$SECRET', regexes: [], stopwords });
    } else if (commits.length > 0) {
      // A file at rest belongs to no commit, so the condition never holds.
    } else if (regexes.length === 0 && stopwords.length === 0) exceptions.paths.push(...paths);
    else if (paths.length === 0) exceptions.findings.push({ target, regexes, stopwords });
    else exceptions.inPaths.push({ path: anyOf(paths), exception: { target, regexes, stopwords } });
  }
  return exceptions;
}

/** What our engine binds for `options.secret_group`. */
const TARGETS = { '': '$SECRET', secret: '$SECRET', match: '$MATCH', line: '$LINES' } as const;

/** The acts that bring text; a rule for certain paths cannot judge a text that has none. */
const ANY_TEXT = ['file', 'edit', 'command', 'tool-call', 'fetch', 'prompt'];

function toRule(given: GitleaksRule, id: string, paths: readonly string[], findings: readonly Exception[]): Json {
  const { description, regex, path, keywords, entropy, secretgroup, tags } = given;
  const hasText = regex !== '';
  return {
    id: id.replaceAll(/[^A-Za-z0-9._/-]/g, '-'),
    languages: ['regex'],
    severity: 'ERROR',
    message: description.trim() === '' ? `gitleaks' rule ${id} finds a secret here.` : description.trim(),
    metadata: { category: 'security', source: 'gitleaks', ...(tags.length > 0 && { tags }) },
    patterns: [
      { 'pattern-regex': hasText ? single(regex) : '\\A' },
      ...(hasText && keywords.length > 0 ? [keywordCondition(keywords)] : []),
      ...(hasText && entropy !== 0 ? [entropyCondition(entropy)] : []),
      ...(hasText ? exceptionConditions(findings) : []),
    ],
    options: {
      ...(hasText && { secret_group: secretgroup }),
      ...(path !== '' && { path_regex: single(path) }),
      ...(paths.length > 0 && { path_not_regex: anyOf(paths) }),
    },
    govern: { on: path === '' ? ANY_TEXT : ['file', 'edit'], obligations: ['redact'] },
  };
}

function keywordCondition(keywords: readonly string[]): Json {
  return {
    'semgrep-internal-pattern-anywhere': { 'pattern-regex': `(?is)\\A.*?(?:${keywords.map(quoted).join('|')})` },
  };
}

function entropyCondition(above: number): Json {
  return { 'metavariable-analysis': { analyzer: 'entropy', metavariable: '$SECRET', options: { above } } };
}

/** One condition for each text that is looked at, and one for each exception that asks for two things at once. */
function exceptionConditions(exceptions: readonly Exception[]): Json[] {
  const forbidden = new Map<string, Json[]>();
  const both: Json[] = [];
  for (const { target, regexes, stopwords } of exceptions) {
    const parts = [
      ...(regexes.length > 0 ? [{ target, regex: anyOf(regexes) }] : []),
      ...(stopwords.length > 0 ? [{ target: '$SECRET', regex: `(?i)${stopwords.map(quoted).join('|')}` }] : []),
    ];
    const [first, second] = parts;
    if (first && second) {
      const otherwise = { patterns: [without(second.target, [{ 'pattern-not-regex': second.regex }])] };
      const either = [{ patterns: [{ 'pattern-not-regex': first.regex }] }, otherwise];
      both.push({ 'metavariable-pattern': { metavariable: first.target, 'pattern-either': either } });
    } else if (first) {
      forbidden.set(first.target, [...(forbidden.get(first.target) ?? []), { 'pattern-not-regex': first.regex }]);
    }
  }
  return [...[...forbidden].map(([target, patterns]) => without(target, patterns)), ...both];
}

function without(metavariable: string, patterns: Json[]): Json {
  return { 'metavariable-pattern': { metavariable, patterns } };
}

/** In gitleaks `^` and `$` are the ends of the text; in a pattern they are those of a line. */
function single(regex: string): string {
  return /[$^]/.test(regex) ? `(?-m)${regex}` : regex;
}

function anyOf(regexes: readonly string[]): string {
  return single(regexes.length === 1 ? (regexes[0] ?? '') : regexes.map((one) => `(?:${one})`).join('|'));
}

function quoted(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
