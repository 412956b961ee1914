import { expect, it } from 'vitest';
import { type ExplainedRanges, type ExplainedStep, type Json, RuleSet } from './index.js';

const lines = ({ first }: ExplainedRanges) => first.map(({ span }) => span[0]);

/** One line for each step: its place in the rule, what it found, dropped and left. */
function outline(steps: readonly ExplainedStep[]): string[] {
  return steps.flatMap(({ pointer, reached, found, dropped, left, steps: inner }) => [
    reached ? `${pointer.join('.')}: ${lines(found)} -${lines(dropped)} =${lines(left)}` : `${pointer.join('.')}: -`,
    ...outline(inner),
  ]);
}

function explain(parts: { readonly [key: string]: Json }, text: string, path?: string) {
  const rule = { id: 'r', languages: ['python'], severity: 'INFO', message: 'm', ...parts };
  const set = new RuleSet([rule]);
  expect(set.issues).toEqual([]);
  return set.explain(0, { text, language: 'python', ...(path !== undefined && { path }) });
}

it.each<[string, { readonly [key: string]: Json }, string, string[]]>([
  ['a pattern', { pattern: 'f($X)' }, 'f(1)\ng(f(2))\n', ['pattern: 0,1 - =0,1']],
  [
    'alternatives',
    { 'pattern-either': [{ pattern: 'f()' }, { 'pattern-regex': 'g' }] },
    'f()\ng()\n',
    ['pattern-either: 0,1 - =0,1', 'pattern-either.0.pattern: 0 - =0', 'pattern-either.1.pattern-regex: 1 - =1'],
  ],
  [
    'a conjunction, in the order in which it is looked at',
    {
      patterns: [
        { 'pattern-not': { patterns: [{ pattern: 'f(1)' }] } },
        { 'metavariable-comparison': { metavariable: '$X', comparison: '$X > 2' } },
        { 'focus-metavariable': '$X' },
        { pattern: 'f($X)' },
      ],
    },
    'f(1)\nf(2)\nf(3)\n',
    [
      'patterns: 1,2 - =2',
      'patterns.3.pattern: 0,1,2 - =0,1,2',
      'patterns.0.pattern-not: 0 -0 =1,2',
      'patterns.0.pattern-not.patterns: 0 - =0',
      'patterns.0.pattern-not.patterns.0.pattern: 0 - =0',
      'patterns.1.metavariable-comparison:  -1 =2',
      'patterns.2.focus-metavariable:  - =2',
    ],
  ],
  [
    'a conjunction that is empty early',
    { patterns: [{ pattern: 'f(9)' }, { 'pattern-inside': 'def $F(): ...' }] },
    'f(1)\n',
    ['patterns:  - =', 'patterns.0.pattern:  - =', 'patterns.1.pattern-inside: -'],
  ],
  [
    'the newer syntax',
    { match: { all: [{ pattern: 'f($X)' }, { not: 'f(1)' }], where: [{ metavariable: '$X', regex: '2' }] } },
    'f(1)\nf(2)\nf(3)\n',
    [
      'match.all: 1,2 - =1',
      'match.all.0.pattern: 0,1,2 - =0,1,2',
      'match.all.1.not: 0 -0 =1,2',
      'match.where.0:  -2 =1',
    ],
  ],
  [
    'taint',
    { mode: 'taint', 'pattern-sources': [{ pattern: 'a()' }], 'pattern-sinks': [{ pattern: 'f(...)' }] },
    'x = a()\nf(x)\nf(1)\n',
    [
      'pattern-sources: 0 - =0',
      'pattern-sources.0.pattern: 0 - =0',
      'pattern-sinks: 1,2 - =1,2',
      'pattern-sinks.0.pattern: 1,2 - =1,2',
    ],
  ],
])('explains %s', (_what, parts, text, expected) => {
  expect(outline(explain(parts, text).steps)).toEqual(expected);
});

it('tells what a rule gives as a whole, and what keeps it from being run', () => {
  const rule = { pattern: 'f(g_hij)', paths: { include: ['src/'], exclude: ['*.gen.py'] } };
  expect(explain(rule, 'f(g_hij)  # nosemgrep\n', 'src/a.py')).toMatchObject({
    runs: true,
    notIncluded: false,
    missing: [],
    ranges: { count: 1 },
  });
  expect(explain(rule, 'f(x)\n', 'src/a.gen.py')).toMatchObject({ excludedBy: '*.gen.py', missing: [['g_hij']] });
  expect(explain(rule, 'f(x)\n', 'a.py')).toMatchObject({ notIncluded: true });
});

it('shows no more places than a person reads, and says how many there are', () => {
  const { ranges } = explain({ pattern: 'f()' }, 'f()\n'.repeat(200));
  expect([ranges.count, ranges.first.length]).toEqual([200, 50]);
});
