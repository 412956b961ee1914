// A rule for a shell is passed over where words that it needs are missing: never one that would have matched.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

const base = { id: 'r', languages: ['bash'], severity: 'INFO', message: 'm' };

function withRegex(pattern: string, metavariable: string, regex: string): Json {
  return { ...base, patterns: [{ pattern }, { 'metavariable-regex': { metavariable, regex } }] };
}

const WORD: Json = { ...base, pattern: 'kong ...' };
const OPERAND: Json = { ...base, pattern: 'a kong' };
const TOOL = withRegex('$T ... $V', '$T', '^(\\S*/)?(kong|rm)$');
const VERB = withRegex('a $V', '$V', '^["\']?(de|stop)["\']?$');

const CASES: readonly (readonly [Json, string, number])[] = [
  [WORD, 'kong x', 1],
  [WORD, 'kang x', 0],
  [WORD, "'kong' x", 1],
  [WORD, 'A=kong; $A x', 1],
  [WORD, `A=ko; "\${A}ng" x`, 1],
  [WORD, 'A=ko; A+=ng; $A x', 1],
  [WORD, 'kongs x', 0],
  [OPERAND, 'a "kong"', 1],
  [OPERAND, 'a KONG', 0],
  [TOOL, '/usr/bin/kong stop', 1],
  [TOOL, 'rm x', 1],
  [TOOL, 'rmdir x', 0],
  [VERB, "a 'stop'", 1],
  [VERB, 'a de', 1],
  [VERB, 'a halt', 0],
];

test.each(CASES)('%j in %s: %i', (rule, text, expected) => {
  expect(new RuleSet([rule]).match([{ text, language: 'bash' }])[0]?.matches).toHaveLength(expected);
});

const WORDS = [
  'kong',
  'ko',
  'ng',
  'rm',
  'a',
  'stop',
  '$A',
  `\${A}`,
  '"$A"',
  `"\${A}ng"`,
  "'kong'",
  '"kong"',
  'ko"ng"',
  '\\kong',
];
const BEFORE = ['', 'A=ko; ', 'A=kong; ', 'A=ko; A+=ng; ', 'A=rm; B=$A; ', 'for A in kong rm; do '];

test('what is tried without looking for words first matches no more', () => {
  const set = new RuleSet([WORD, OPERAND, TOOL, VERB]);
  const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 });
  const commands = fc.array(words, { minLength: 1, maxLength: 3 });
  const joints = fc.constantFrom('; ', ' && ', ' | ', '\n');
  fc.assert(
    fc.property(fc.constantFrom(...BEFORE), commands, joints, (before, lists, joint) => {
      const text = `${before}${lists.map((list) => list.join(' ')).join(joint)}${before.endsWith('do ') ? '; done' : ''}`;
      const matches = set.match([{ text, language: 'bash' }])[0]?.matches ?? [];
      for (const rule of [0, 1, 2, 3]) {
        const tried = set.explain(rule, { text, language: 'bash' }).ranges.count;
        expect(
          matches.some((match) => match.rule === rule),
          `${rule} in ${text}`,
        ).toBe(tried > 0);
      }
    }),
    { numRuns: 2_000 },
  );
});
