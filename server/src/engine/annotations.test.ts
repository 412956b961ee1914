import { expect, it } from 'vitest';
import { annotationsIn, expectationsOf } from './annotations.js';

it.each([
  ['# ruleid: a', ['a']],
  ['#ruleid:a', ['a']],
  ['//ruleid: a, b', ['a', 'b']],
  ['  /* ruleid: a */', ['a']],
  ['/** ruleid: a, b */', ['a', 'b']],
  ['<!-- ruleid: a -->', ['a']],
  ['<%-- ruleid: a --%>', ['a']],
  ['{/* ruleid: a */}', ['a']],
  ['{# ruleid: a #}', ['a']],
  ['(* ruleid:a *)', ['a']],
  ['; ruleid: a', ['a']],
  ['-- ruleid: a', ['a']],
  ['% ruleid: a', ['a']],
  ['x() // ruleid: a', ['a']],
  ['# ruleid: deepok:a', ['a']],
  ['# ruleid: prook: a', ['a']],
  ['# ruleid: a,', ['a']],
  ['# ruleid: x/y.a-b_c\r', ['x/y.a-b_c']],
])('%s', (line, expected) => {
  expect(annotationsIn(line)).toEqual([{ kind: 'ruleid', rules: expected, line: 0 }]);
});

it.each(['# RULEID: a', '# deepruleid: a', '# proruleid: a', 'ruleid: a', '# ruleid a'])('%s says nothing', (line) => {
  expect(annotationsIn(line)).toEqual([]);
});

it('speaks of the next line alone', () => {
  const content = '# ruleid: a\n# ok: a\nx\n# todook: a\ny\n# todoruleid: a, b\nz\n';
  expect(expectationsOf('a', annotationsIn(content))).toEqual({
    expected: new Set([1]),
    clean: new Set([2]),
    undecided: new Set([4, 6]),
  });
  expect(expectationsOf('b', annotationsIn(content)).undecided).toEqual(new Set([6]));
});
