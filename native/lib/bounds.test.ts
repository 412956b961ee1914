import { describe, expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

/** Rules that match everywhere in a big text, or look everywhere for their end. */
const cases: readonly (readonly [name: string, language: string, rule: Record<string, Json>, text: string])[] = [
  ['a regex', 'regex', { 'pattern-regex': '(?P<X>.)' }, 'abcdefghi\n'.repeat(200_000)],
  ['a pattern', 'python', { pattern: '$X' }, 'x = f(a, b)\n'.repeat(20_000)],
  ['long texts', 'javascript', { pattern: 'f($X)' }, `${'f('.repeat(900)}"${'a'.repeat(1_000_000)}"${')'.repeat(900)}`],
  ['generic', 'generic', { pattern: 'f ...' }, 'f\n'.repeat(100_000)],
  ['generic without an end', 'generic', { pattern: 'f(...)' }, 'f('.repeat(100_000)],
  ['generic without an end', 'generic', { pattern: 'f($...XS)' }, 'f('.repeat(100_000)],
  ['generic without an end', 'generic', { pattern: 'f ... x ... y' }, 'f('.repeat(100_000)],
  [
    'ranges within ranges',
    'javascript',
    { patterns: [{ pattern: 'f($X)' }, { 'pattern-inside': 'f(...)' }, { 'pattern-not-inside': 'g(...)' }] },
    'f('.repeat(800) + ')'.repeat(800) + ';f(1)'.repeat(20_000),
  ],
];

describe('matches of one rule in one text are bounded, and the bound is told', () => {
  for (const [name, language, operators, text] of cases)
    test(`${name}: ${JSON.stringify(operators)}`, () => {
      const rules = new RuleSet([
        { id: 'r', languages: [language], severity: 'INFO', message: 'found $X', ...operators },
      ]);
      expect(rules.issues).toEqual([]);
      const [result] = rules.match([{ text, language }]);
      const bytes = (result?.matches ?? []).reduce(
        (sum, { message, metavariables }) => sum + message.length + JSON.stringify(metavariables).length,
        0,
      );
      expect(result?.matches.length).toBeLessThanOrEqual(10_000);
      expect(bytes).toBeLessThan(24 << 20);
      expect(result?.bounds).not.toEqual([]);
    });
});
