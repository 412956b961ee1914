import { expect, test } from 'vitest';
import { freshLines } from './fresh.js';

/** Lines are letters; the answer is a list of `start-end`. */
const ROWS: readonly [string, string, string, string][] = [
  ['no change', 'abc', 'abc', ''],
  ['one line added', 'abc', 'abXc', '2-3'],
  ['at the start', 'abc', 'Xabc', '0-1'],
  ['at the end', 'abc', 'abcX', '3-4'],
  ['one line changed', 'abc', 'aXc', '1-2'],
  ['two places', 'abcdef', 'aXcdYf', '1-2 4-5'],
  ['a line taken away leaves a mark', 'abc', 'ac', '1-1'],
  ['all new', '', 'ab', '0-2'],
  ['a moved line is new where it arrives', 'abcd', 'bcda', '0-0 3-4'],
  ['taken away and added', 'abcdef', 'adeXf', '1-1 3-4'],
];

const lines = (letters: string) => [...letters].join('\n');

test.each(ROWS)('%s', (_, before, after, expected) => {
  const spans = freshLines(lines(before), lines(after));
  expect(spans.map(({ start, end }) => `${start}-${end}`).join(' ')).toBe(expected);
});

test('line ends alone change nothing', () => {
  expect(freshLines('a\nb\nc', 'a\r\nb\r\nc')).toEqual([]);
});

test('beyond the bound of work the changed stretch is new as a whole', () => {
  const before = Array.from({ length: 6_000 }, (_, index) => `old ${index}`);
  const after = ['same', ...Array.from({ length: 6_000 }, (_, index) => `new ${index}`), 'end'];
  expect(freshLines(['same', ...before, 'end'].join('\n'), after.join('\n'))).toEqual([{ start: 1, end: 6_001 }]);
});
