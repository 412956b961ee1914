// ast-grep's `constraints`: what a metavariable's node must be. Its pattern is put in the place of the metavariable.

import {
  type Alternatives,
  both,
  type Demand,
  type Demands,
  NoEqual,
  type Surroundings,
  toAlternatives,
} from './alternatives.js';

export function constrain(
  alternatives: Alternatives,
  constraints: Readonly<Record<string, unknown>>,
  around: Surroundings,
): Alternatives {
  return alternatives.flatMap((demands) => {
    const binding = new Map(Object.keys(constraints).map((name) => [name, patternWith(name, demands)]));
    return Object.entries(constraints).reduce<Alternatives>(
      (so, [name, constraint]) => {
        const pattern = binding.get(name);
        // Of several alternatives some bind the metavariable and some do not.
        if (pattern === undefined) return so;
        const more = toAlternatives(constraint, around).map((one) => one.flatMap((each) => about(name, pattern, each)));
        return both(so, more);
      },
      [demands],
    );
  });
}

function spelled(name: string): RegExp {
  return new RegExp(`\\$${name.replaceAll(/[^A-Z0-9_]/g, '')}(?![A-Z0-9_])`, 'g');
}

function patternWith(name: string, demands: Demands): string | undefined {
  const found = demands.find((demand) => demand.sort === 'pattern' && spelled(name).test(demand.text));
  return found?.sort === 'pattern' ? found.text : undefined;
}

function about(name: string, pattern: string, demand: Demand): Demands {
  switch (demand.sort) {
    case 'regex':
      return [{ ...demand, of: `$${name}` }];
    case 'pattern':
      return [{ sort: 'pattern', text: pattern.replaceAll(spelled(name), () => demand.text) }];
    case 'not': {
      const alternatives = demand.alternatives.map((one) => [
        { sort: 'pattern', text: pattern } as const,
        ...one.flatMap((each) => about(name, pattern, each)),
      ]);
      return [{ sort: 'not', alternatives }];
    }
    default:
      throw new NoEqual(`a constraint with \`${demand.sort}\` has no equal`);
  }
}
