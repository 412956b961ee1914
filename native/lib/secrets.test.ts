import { expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

function rule(more: Readonly<Record<string, Json>>): Json {
  return { id: 'secret', languages: ['regex'], message: '$SECRET in $LINES', ...more };
}

function messages(given: Json, text: string, path?: string): string[] {
  const [result] = new RuleSet([given]).match([{ text, language: 'generic', ...(path !== undefined && { path }) }]);
  return (result?.matches ?? []).map(({ message }) => message);
}

const assigned = (group: number) =>
  rule({ 'pattern-regex': '(?-m)(key|word)=(?:(a+)|(b+))(?:\\n|$)', options: { secret_group: group } });

test.each<[string, Json, string, readonly string[]]>([
  ['the named group', assigned(3), 'x key=bb\ny', ['bb in x key=bb']],
  ['the first group that holds something', assigned(0), 'x key=bb\ny', ['key in x key=bb']],
  ['a group that took no part', assigned(2), 'x key=bb\ny', [' in x key=bb']],
  [
    'the match where there is no group',
    rule({ 'pattern-regex': 'b+\\n', options: { secret_group: 0 } }),
    'abb\nc',
    ['bb in abb'],
  ],
  [
    'all lines of a match',
    rule({ 'pattern-regex': 'b\\nc', options: { secret_group: 0 } }),
    '1\nab\ncd\n2',
    ['b\nc in ab\ncd'],
  ],
])('a secret is %s', (_, given, text, expected) => {
  expect(messages(given, text)).toEqual(expected);
});

const random = (above: number) =>
  rule({
    patterns: [
      { 'pattern-regex': 'key=(\\w+)' },
      { 'metavariable-analysis': { analyzer: 'entropy', metavariable: '$1', options: { above } } },
    ],
  });

test.each<[string, number, number]>([
  ['key=abcd', 1.99, 1],
  ['key=abcd', 2, 0],
  ['key=aaaa', 0, 0],
  ['key=aab', 0.9, 1],
])('%s with more than %f bits for each byte: %i', (text, above, count) => {
  expect(messages(random(above), text)).toHaveLength(count);
});

const inPhp = rule({ 'pattern-regex': 'key', options: { path_regex: '(?i)\\.php$', path_not_regex: '(^|/)test/' } });

test.each<[string | undefined, number]>([
  ['a/b.PHP', 1],
  ['a/b.js', 0],
  ['test/b.php', 0],
  [undefined, 1],
])('the path %s is looked at by expressions: %i', (path, count) => {
  expect(messages(inPhp, 'key', path)).toHaveLength(count);
});

test.each<[Json, string]>([
  [assigned(4), 'names a group'],
  [rule({ 'pattern-regex': 'a', options: { path_regex: '(' } }), 'cannot be compiled'],
  [rule({ 'pattern-regex': 'a', options: { secret_group: -1 } }), 'the number of a group'],
])('what is wrong is told: %j', (given, part) => {
  expect(new RuleSet([given]).issues.map(({ message }) => message).join()).toContain(part);
});
