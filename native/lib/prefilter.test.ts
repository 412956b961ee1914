import { describe, expect, test } from 'vitest';
import { RuleSet } from './index.js';

/** A regex, and of which literals a text must hold one (of each list). */
const cases: readonly (readonly [regex: string, literals: readonly (readonly string[])[]])[] = [
  ['gl(?:sa|c)_[a-z]{32}', [['glsa_', 'glc_']]],
  ['\\b(?:glsa_[a-z]{32}_[a-f]{8}|glc_[a-z]{32,})', [['glsa_', 'glc_']]],
  ['one_[a-z]{50}|only_[a-z]{50}', [['one_', 'only_']]],
  ['(?:one_[a-z]{50}|only_[a-z]{50})?x', []],
  ['(?:one_[a-z]{50}|only_[a-z]{50}){0,2}x', []],
  ['(?P<KEY>one_[a-z]{50}|only_[a-z]{50})', [['one_', 'only_']]],
  ['[|](?:[a-z]|one_)', []],
  ['(?i)(?:ONE_[a-z]{50}|only_[a-z]{50})', [['one_', 'only_']]],
];

describe('literals that a regex needs', () => {
  for (const [regex, literals] of cases)
    test(regex, () => {
      const rules = new RuleSet([
        { id: 'r', languages: ['regex'], severity: 'INFO', message: 'm', 'pattern-regex': regex },
      ]);
      expect(rules.issues).toEqual([]);
      const { missing } = rules.explain(0, { text: '', language: 'generic' });
      expect(missing.map((clause) => [...clause].sort())).toEqual(literals.map((clause) => [...clause].sort()));
    });
});

/** Where a language ends a name only because a number or an argument ends before it. */
const splits: readonly (readonly [language: string, pattern: string, text: string])[] = [
  ['typescript', 'interface $I { token: string; }', 'interface A {\n  0x1ftoken: string;\n}\n'],
  ['bash', 'curl $X', 'x=1\n$1curl; curl a'],
];

describe('a name that stands right behind digits', () => {
  test.each(splits)('%s', (language, pattern, text) => {
    const rules = new RuleSet([{ id: 'r', languages: [language], severity: 'INFO', message: 'm', pattern }]);
    expect(rules.match([{ text, language }])[0]?.matches).toHaveLength(1);
    expect(rules.explain(0, { text, language }).missing).toEqual([]);
  });
});
