// A rule of ast-grep as alternatives, each a list of demands on one node: `any` spread out, `all` and `matches` laid flat.

import { z } from 'zod';
import { kindPattern } from './kinds.js';

/** What one node must be. */
export type Demand =
  | { readonly sort: 'pattern'; readonly text: string }
  /** `of`: the metavariable that is meant instead of the node. */
  | { readonly sort: 'regex'; readonly regex: string; readonly of?: string }
  | { readonly sort: 'inside' | 'has' | 'not'; readonly alternatives: Alternatives };

export type Demands = readonly Demand[];
export type Alternatives = readonly Demands[];

/** A part of a rule that our language cannot say. */
export class NoEqual extends Error {
  override readonly name = 'NoEqual';
}

export interface Surroundings {
  readonly utils: Readonly<Record<string, unknown>>;
  readonly language: string;
}

const MAX_ALTERNATIVES = 64;
const MAX_DEPTH = 20;

const written = z.record(z.string(), z.unknown());
const list = z.array(z.unknown()).min(1);

export function toAlternatives(rule: unknown, around: Surroundings, depth = 0): Alternatives {
  const parsed = written.safeParse(rule);
  if (!parsed.success) throw new NoEqual('a rule object is wanted');
  if (depth > MAX_DEPTH) throw new NoEqual(`its rules are nested deeper than ${MAX_DEPTH}, or go round in circles`);
  return Object.entries(parsed.data)
    .map(([key, value]) => alternativesOf(key, value, around, depth))
    .reduce<Alternatives>(both, [[]]);
}

/** Every way to meet the one and the other. */
export function both(left: Alternatives, right: Alternatives): Alternatives {
  if (left.length * right.length > MAX_ALTERNATIVES)
    throw new NoEqual(`its \`any\` combine to more than ${MAX_ALTERNATIVES} alternatives`);
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

function alternativesOf(key: string, value: unknown, around: Surroundings, depth: number): Alternatives {
  const inner = (rule: unknown) => toAlternatives(rule, around, depth + 1);
  switch (key) {
    case 'pattern':
      return [[{ sort: 'pattern', text: patternText(value) }]];
    case 'kind':
      return [[{ sort: 'pattern', text: kindPattern(text(key, value), around.language) }]];
    case 'regex':
      return [[{ sort: 'regex', regex: text(key, value) }]];
    case 'all':
      return rules(key, value).map(inner).reduce<Alternatives>(both, [[]]);
    case 'any':
      return rules(key, value).flatMap(inner);
    case 'not':
      return [[{ sort: 'not', alternatives: inner(value) }]];
    case 'inside':
    case 'has':
      return [[{ sort: key, alternatives: inner(atAnyDistance(key, value)) }]];
    case 'matches': {
      const name = text(key, value);
      if (!(name in around.utils)) throw new NoEqual(`\`matches: ${name}\` names a rule of another file`);
      return inner(around.utils[name]);
    }
    default:
      throw new NoEqual(`\`${key}\` has no equal`);
  }
}

function patternText(value: unknown): string {
  if (typeof value === 'string') return value;
  const parsed = z
    .strictObject({ context: z.string(), strictness: z.enum(['smart', 'ast', 'cst']).optional() })
    .safeParse(value);
  if (parsed.success) return parsed.data.context;
  throw new NoEqual('a pattern with `selector` or a loose `strictness` has no equal');
}

/** A relation to a neighbour alone, or to one field, cannot be told from one to any depth. */
function atAnyDistance(key: string, value: unknown): Record<string, unknown> {
  const parsed = written.safeParse(value);
  if (!parsed.success) throw new NoEqual(`\`${key}\` must hold a rule`);
  const { stopBy, field, ...rule } = parsed.data;
  if (field !== undefined) throw new NoEqual(`\`${key}\` with \`field\` has no equal`);
  if (stopBy !== 'end') throw new NoEqual(`\`${key}\` without \`stopBy: end\` has no equal`);
  return rule;
}

function text(key: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw new NoEqual(`\`${key}\` must be a text`);
}

function rules(key: string, value: unknown): readonly unknown[] {
  const parsed = list.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new NoEqual(`\`${key}\` must be a list of rules`);
}
