// Matching is unchanged by the names of locals, by comments, by layout and by parentheses.
// VIREON_PROPERTY_RUNS and VIREON_PROPERTY_SEED lengthen and repeat; a failure prints its seed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, RuleSet } from '../../lib/index.js';
import { CALLEES, type Program, program } from './program.js';
import { DIALECTS, PLAIN, type Rendered, render, type Style, style } from './render.js';

const RUNS = Number(process.env.VIREON_PROPERTY_RUNS ?? 300);
const SEED = Number(process.env.VIREON_PROPERTY_SEED ?? Date.now() % 2 ** 31);

const [call, open, run] = [
  (args: string) => `sink(${args})`,
  (args: string) => `lib.open(${args})`,
  (args: string) => `lib.run(${args})`,
];

/** Operators of rules, in a spelling that all the languages share; `;` stands where the language wants one. */
const OPERATORS: readonly Record<string, Json>[] = [
  ...CALLEES.map((callee) => ({ pattern: `${callee}(...)` })),
  { pattern: call('$X') },
  { pattern: call('..., $X, ...') },
  { pattern: call('$X, $X') },
  { pattern: call('"..."') },
  { pattern: call('<... source(...) ...>') },
  { pattern: open('"/tmp/x", ...') },
  { pattern: '$X + $X' },
  { pattern: '$V = source(...)' },
  { pattern: '$F(source(...))' },
  { patterns: [{ pattern: call('$X') }, { 'pattern-not': call('"..."') }] },
  {
    patterns: [
      { pattern: call('$X, ...') },
      { 'metavariable-pattern': { metavariable: '$X', pattern: 'source(...)' } },
    ],
  },
  { patterns: [{ pattern: run('$X, ...') }, { 'focus-metavariable': '$X' }] },
  { 'pattern-either': [{ pattern: 'return source(...)' }, { pattern: 'return $X + $Y' }] },
  {
    mode: 'taint',
    'pattern-sources': [{ pattern: 'source(...)' }],
    'pattern-sanitizers': [{ pattern: 'clean(...)' }],
    'pattern-sinks': [{ pattern: 'sink(...)' }, { pattern: 'lib.run(...)' }],
  },
];

const spelled = (value: Json, language: string): Json =>
  JSON.parse(language === 'php' ? JSON.stringify(value).replaceAll('lib.', 'lib::') : JSON.stringify(value)) as Json;

const rulesOf = (language: string): Json[] =>
  OPERATORS.map((operators, index) => ({
    id: `r${index}`,
    languages: [language],
    severity: 'INFO',
    message: 'm',
    ...(spelled(operators, language) as Record<string, Json>),
  }));

/** Which statements each rule finds something in. */
function found(rules: RuleSet, language: string, { text, statements }: Rendered): string[] {
  const [result] = rules.match([{ text, language }]);
  expect(result?.partial, text).toBe(false);
  return [...new Set((result?.matches ?? []).map(({ rule, span }) => `r${rule} at ${statements[span[0]]}`))].sort();
}

function looksTheSame(rules: RuleSet, language: string, drawn: Program, other: Style): void {
  const plain = render(drawn, language, PLAIN);
  const varied = render(drawn, language, other);
  expect(found(rules, language, varied), `${plain.text}\n${varied.text}`).toEqual(found(rules, language, plain));
}

for (const language of Object.keys(DIALECTS))
  test(`${language}: a program is found the same however it is written`, () => {
    const rules = new RuleSet(rulesOf(language));
    expect(rules.issues).toEqual([]);
    fc.assert(
      fc.property(program, style, (drawn, other) => looksTheSame(rules, language, drawn, other)),
      { numRuns: RUNS, seed: SEED },
    );
  });
