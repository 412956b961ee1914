import { expect, test } from 'vitest';
import { parseJson } from './json.js';
import { InvalidInput } from './verbs.js';

const ROWS: readonly [string, string, unknown][] = [
  ['an object', '{"a":[1,{"b":"x"}]}', { a: [1, { b: 'x' }] }],
  ['brackets in strings are no nesting', JSON.stringify({ a: '[[[[[[[[' }), { a: '[[[[[[[[' }],
  ['an escaped quote does not end a string', String.raw`{"a":"\"[[[[[[[["}`, { a: '"[[[[[[[[' }],
  ['as deep as allowed', '[[[[]]]]', [[[[]]]]],
  ['many siblings are no depth', '[[],[],[],[],[],[]]', [[], [], [], [], [], []]],
];

test.each(ROWS)('reads %s', (_, text, expected) => {
  expect(parseJson(text, { maxDepth: 4 })).toEqual(expected);
});

test.each([
  ['too deep', '[[[[[]]]]]', 'deeper than 4 levels'],
  ['a million brackets', '['.repeat(1_000_000), 'deeper than 4 levels'],
  ['cut off', '{"a":', 'not valid JSON'],
  ['cut off in a string', '{"a":"b', 'not valid JSON'],
  ['empty', '', 'not valid JSON'],
])('refuses what is %s', (_, text, message) => {
  expect(() => parseJson(text, { maxDepth: 4 })).toThrow(InvalidInput);
  expect(() => parseJson(text, { maxDepth: 4 })).toThrow(message);
});
