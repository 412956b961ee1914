import { describe, expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

const DEPTH = 100_000;

/** A text that nests without end, and a pattern that has to look into it. */
const cases: readonly (readonly [language: string, pattern: string, piece: string])[] = [
  ['javascript', 'f($X)', 'f('],
  ['typescript', 'f($X)', '[f('],
  ['tsx', 'f($X)', '<a b={f('],
  ['python', 'f($X)', 'f(['],
  ['go', 'f($X)', 'f('],
  ['java', 'f($X)', 'f('],
  ['bash', 'f ...', 'f $('],
  ['bash', 'f ...', 'f|'],
  ['bash', 'f ...', 'f <<X '],
  ['json', '{"f": $X}', '{"f":['],
  ['yaml', 'f: $X', '{f: ['],
  ['ruby', 'f($X)', 'f('],
  ['php', 'f($X)', '<?php f('],
  ['c', 'f($X)', 'int (*f('],
  ['cpp', 'f($X)', 'f<a('],
  ['csharp', 'f($X)', 'f('],
  ['terraform', 'f($X)', 'a = f({'],
  ['solidity', 'f($X)', 'f('],
  ['scala', 'f($X)', 'f('],
  ['rust', 'f($X)', 'f!('],
  ['kotlin', 'f($X)', 'f('],
  ['swift', 'f($X)', 'f('],
  ['lua', 'f($X)', 'f('],
  ['html', '<a>...</a>', '<a>'],
  ['xml', '<a>...</a>', '<a>'],
  ['dockerfile', 'RUN f ...', 'RUN f $('],
  ['dart', 'f($X)', 'f('],
  ['r', 'f($X)', 'f('],
  ['apex', 'f($X)', 'f('],
  ['hack', 'f($X)', 'f('],
  ['clojure', '(f $X)', '(f '],
  ['clojure', '(f $X)', "'#_[{"],
  ['vb', 'f($X)', 'f('],
  ['vb', 'f($X)', 'If f(1) Then\n'],
  ['vb', 'f($X)', 'Not -'],
  ['vb', 'f($X)', 'f(1) + '],
  ['vb', 'f($X)', 'f(1).'],
  ['vb', 'f($X)', 'If a Then\nElse'],
  ['vb', 'f($X)', 'Dim a As B(Of '],
  ['clojure', '(f $X)', '#_ '],
  ['clojure', '(f $X)', '^a #b '],
  ['bash', '[ $X ]', '[[ ! ( '],
  ['regex', 'f', 'f('],
];

const ruleFor = (language: string, pattern: string): Json =>
  language === 'regex'
    ? { id: 'r', languages: [language], severity: 'INFO', message: 'm', 'pattern-regex': pattern }
    : { id: 'r', languages: [language], severity: 'INFO', message: 'm', pattern };

describe('nesting of 100,000 levels ends, and a bound that was hit is told', () => {
  for (const [language, pattern, piece] of cases)
    test(`${language}: ${piece}`, async () => {
      const rules = new RuleSet([ruleFor(language, pattern)]);
      expect(rules.issues).toEqual([]);
      const [result] = await rules.matchAsync([{ text: piece.repeat(DEPTH), language }]);
      expect(result && (result.partial || result.bounds.length > 0 || result.matches.length > 0)).toBe(true);
    });
});
