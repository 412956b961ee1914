// Alternatives of demands as the `match` key of a rule.

import type { Json } from '../../native.js';
import { type Alternatives, type Demand, type Demands, NoEqual } from './alternatives.js';

export function toMatch(alternatives: Alternatives): Json {
  return matchOf(alternatives, { next: 1 });
}

/** Numbers the nodes that conditions speak of. */
interface Numbers {
  next: number;
}

function matchOf(alternatives: Alternatives, numbers: Numbers): Json {
  const all = alternatives.map((demands) => formulaOf(demands, numbers));
  return all.length === 1 && all[0] !== undefined ? all[0] : { any: all };
}

function formulaOf(demands: Demands, numbers: Numbers): Json {
  const patterns = demands.flatMap((one) => (one.sort === 'pattern' ? [toPattern(one.text)] : []));
  const [first, ...others] = patterns;
  if (first === undefined) throw new NoEqual('a part of it has no pattern, and nothing else tells which node is meant');
  const node = `$NODE${numbers.next++}`;
  const where = demands.flatMap((demand) => conditionOf(demand, node, numbers));
  const named = where.some((one) => (one as { readonly metavariable: string }).metavariable === node);
  const around = demands.flatMap((demand) => surroundingOf(demand, demands, numbers));
  const conditions = where.length === 0 ? {} : { where };
  if (others.length === 0 && around.length === 0 && !named) return { pattern: first, ...conditions };
  // A name holds from the outside of what it names.
  const start = named ? { pattern: first, as: node } : { pattern: first };
  return { all: [start, ...others.map((pattern) => ({ pattern })), ...around], ...conditions };
}

function conditionOf(demand: Demand, node: string, numbers: Numbers): Json[] {
  if (demand.sort === 'regex') return [{ metavariable: demand.of ?? node, regex: `(?s:.*?)(?:${demand.regex})` }];
  if (demand.sort === 'has')
    return [{ metavariable: node, ...(matchOf(demand.alternatives, numbers) as Record<string, Json>) }];
  return [];
}

function surroundingOf(demand: Demand, all: Demands, numbers: Numbers): Json[] {
  if (demand.sort === 'inside') return [{ inside: matchOf(demand.alternatives, numbers) }];
  if (demand.sort !== 'not') return [];
  return demand.alternatives.map((one) => ({ not: negated(one, all, numbers) }));
}

/** What must not be. Where it says no pattern it is about the node that the others describe. */
function negated(demands: Demands, all: Demands, numbers: Numbers): Json {
  const [only] = demands;
  if (demands.length === 1 && only?.sort === 'inside') return { inside: matchOf(only.alternatives, numbers) };
  const own = demands.some((one) => one.sort === 'pattern') ? [] : all.filter((one) => one.sort === 'pattern');
  return formulaOf([...own, ...demands], numbers);
}

/** `$$$ARGS` is `$...ARGS` here, `$$$` is `...`, and what begins with `$_` is never compared. */
export function toPattern(text: string): string {
  if (/(?<!\$)\$\$(?!\$)/.test(text)) throw new NoEqual('`$$NAME`, which stands for punctuation too, has no equal');
  return text
    .replaceAll(/\$\$\$(?:_[A-Z0-9_]*)?(?![A-Z0-9_])/g, '...')
    .replaceAll(/\$\$\$(?=[A-Z])/g, '$...')
    .replaceAll(/\$_[A-Z0-9_]*/g, '$_');
}
