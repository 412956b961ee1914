// ast-grep's rules as ours: https://ast-grep.github.io/reference/yaml.html

import { z } from 'zod';
import { InvalidInput } from '../../model/verbs.js';
import type { Json } from '../../native.js';
import { readYaml } from '../../yaml.js';
import { type Alternatives, type Demands, NoEqual, toAlternatives } from './alternatives.js';
import { constrain } from './constraints.js';
import { toMatch, toPattern } from './formula.js';
import type { Imported } from './imported.js';

const glob = z.union([z.string(), z.object({ glob: z.string() }).transform((one) => one.glob)]);

const rule = z.object({
  id: z.string().min(1),
  language: z.string().min(1),
  rule: z.record(z.string(), z.unknown()),
  constraints: z.record(z.string(), z.unknown()).default({}),
  utils: z.record(z.string(), z.unknown()).default({}),
  severity: z.enum(['off', 'hint', 'info', 'warning', 'error']).default('hint'),
  message: z.string().default(''),
  note: z.string().nullish(),
  url: z.string().optional(),
  fix: z.unknown().optional(),
  transform: z.unknown().optional(),
  rewriters: z.unknown().optional(),
  files: z.array(glob).default([]),
  ignores: z.array(glob).default([]),
});
type AstGrepRule = z.infer<typeof rule>;

/** Turns the rules of one file (one for each YAML document) into ours. Throws `InvalidInput` where it is no YAML. */
export function fromAstGrep(text: string, file: string): Imported {
  const imported: Imported = { rules: [], left: [] };
  for (const part of text.split(/^---(?=\s|$)/m).filter((one) => /^\s*[^\s#]/m.test(one))) {
    const reading = readYaml(part);
    if ('problems' in reading) throw new InvalidInput(`\`${file}\` is not YAML: ${reading.problems[0]?.message}`);
    const parsed = rule.safeParse(reading.document.value);
    if (parsed.success) carryOver(parsed.data, file, imported);
    else
      imported.left.push({
        file,
        ...nameOf(reading.document.value),
        reason: `is no rule of ast-grep: ${reasonOf(parsed.error)}`,
      });
  }
  return imported;
}

function nameOf(value: Json): { readonly rule?: string } {
  const id = (value as { readonly id?: unknown } | null)?.id;
  return typeof id === 'string' ? { rule: id } : {};
}

function reasonOf(error: z.ZodError): string {
  const [issue] = error.issues;
  return `\`${issue?.path.join('.')}\`: ${issue?.message}`;
}

function carryOver(given: AstGrepRule, file: string, imported: Imported): void {
  const leave = (reason: string) => imported.left.push({ file, rule: given.id, reason });
  if (given.severity === 'off') {
    leave('is switched off');
    return;
  }
  try {
    const alternatives = matchOf(given);
    const { fix, why } = fixOf(given, alternatives);
    imported.rules.push({ file, rule: given.id, value: toRule(given, alternatives, fix) });
    if (why !== undefined) leave(`comes without its fix: ${why}`);
  } catch (error) {
    if (!(error instanceof NoEqual)) throw error;
    leave(error.message);
  }
}

function matchOf({ rule: written, utils, constraints, language }: AstGrepRule): Alternatives {
  const language_ = language.toLowerCase();
  const alternatives = toAlternatives(written, { utils, language: language_ });
  return constrain(alternatives, constraints, { utils, language: language_ });
}

/** Equal spelling is meant, not equal meaning. */
const AS_SPELLED: Json = {
  constant_propagation: false,
  ac_matching: false,
  vardef_assign: false,
  flddef_assign: false,
  arrow_is_function: false,
  let_is_var: false,
  implicit_deep_exprstmt: false,
};

const SEVERITIES = { hint: 'INFO', info: 'INFO', warning: 'WARNING', error: 'ERROR' } as const;

/** What ast-grep reads as this language; ours takes in the files of a neighbour. */
const ONLY_FILES: Readonly<Record<string, readonly string[]>> = {
  typescript: ['*.ts', '*.cts', '*.mts'],
  ts: ['*.ts', '*.cts', '*.mts'],
};

function toRule(given: AstGrepRule, alternatives: Alternatives, fix: string | undefined): Json {
  const { id, language, message, note, url, files, ignores, severity } = given;
  const include = files.length > 0 ? files.map(anchored) : (ONLY_FILES[language.toLowerCase()] ?? []);
  const exclude = ignores.map(anchored);
  return {
    id: id.replaceAll(/[^A-Za-z0-9._/-]/g, '-'),
    languages: [language.toLowerCase()],
    severity: SEVERITIES[severity as keyof typeof SEVERITIES],
    message: [message.trim() || id, note?.trim()].filter(Boolean).join('\n\n'),
    metadata: { source: 'ast-grep', ...(url !== undefined && { references: [url] }) },
    match: toMatch(alternatives),
    ...(fix !== undefined && { fix }),
    ...(include.length + exclude.length > 0 && {
      paths: { ...(include.length > 0 && { include }), ...(exclude.length > 0 && { exclude }) },
    }),
    options: AS_SPELLED,
  };
}

/** ast-grep's globs begin at the root; ours match at any depth unless they say so. */
function anchored(written: string): string {
  const plain = written.replace(/^\.\//, '');
  return plain.startsWith('*') || plain.startsWith('/') ? plain : `/${plain}`;
}

function fixOf({ fix, transform, rewriters }: AstGrepRule, alternatives: Alternatives): { fix?: string; why?: string } {
  if (fix === undefined || fix === null) return {};
  if (transform !== undefined || rewriters !== undefined) return { why: '`transform` and `rewriters` have no equal' };
  if (typeof fix !== 'string') return { why: 'a fix that reaches beyond the match has no equal' };
  const unbound = metavariables(fix).find((name) => !alternatives.every((demands) => binds(demands, name)));
  return unbound === undefined ? { fix: toPattern(fix) } : { why: `not every alternative holds \`${unbound}\`` };
}

function metavariables(text: string): string[] {
  return text.match(/\${1,3}[A-Z][A-Z0-9_]*/g) ?? [];
}

function binds(demands: Demands, name: string): boolean {
  return demands.some((demand) => {
    if (demand.sort === 'pattern') return metavariables(demand.text).includes(name);
    return (demand.sort === 'inside' || demand.sort === 'has') && demand.alternatives.every((one) => binds(one, name));
  });
}
