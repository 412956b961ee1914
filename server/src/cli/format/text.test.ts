import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import type { Finding } from '../../model/finding.js';
import type { CheckReport } from '../../model/verbs.js';
import { cells, printable, wrap } from './printable.js';
import { asText, troubleText } from './text.js';

function finding(path: string, line: number, from: number, to: number, more: Partial<Finding> = {}): Finding {
  return {
    rule: 'no-eval',
    severity: 'ERROR',
    message: 'Do not call eval.',
    range: { start: { line, character: from }, end: { line, character: to } },
    origin: { kind: 'file', path },
    path,
    snippet: 'eval(x)',
    fresh: true,
    fingerprint: 'f',
    ...more,
  };
}

function report(findings: readonly Finding[], more: Partial<CheckReport> = {}): CheckReport {
  return {
    workspace: '/work',
    findings,
    rules: [],
    problems: [],
    notes: [],
    skipped: [],
    languages: {},
    files: 2,
    filesFromCache: 0,
    bytes: 10,
    durationMs: 1234,
    cancelled: false,
    ruleSet: 'sha256:0',
    ...more,
  };
}

function text(code: string, ...findings: Finding[]): string {
  const options = { cwd: '/work', colours: picocolors.createColors(false), width: 60 };
  return asText(report(findings), { ...options, lineAt: () => code });
}

it('groups by file, in the order of places, and sums up', () => {
  const found = [
    finding('b.js', 0, 0, 7),
    finding('a.js', 4, 0, 7, { severity: 'INFO', fix: 'parse(x)' }),
    finding('a.js', 0, 0, 7),
  ];
  expect(text('eval(x)', ...found)).toBe(`a.js
  1:1  error  no-eval
      Do not call eval.
      1 │ eval(x)
        │ ^^^^^^^

  5:1  info  no-eval
      Do not call eval.
      5 │ eval(x)
        │ ^^^^^^^
      fix: parse(x)

b.js
  1:1  error  no-eval
      Do not call eval.
      1 │ eval(x)
        │ ^^^^^^^

2 errors, 1 info in 2 files, 0 rules, 1.2 s
`);
});

it.each<[string, string, number, string, string]>([
  ['tabs', '\tx = eval(x)', 5, '  x = eval(x)', '      ^^^^^^^'],
  ['wide characters', '"日本" + eval(x)', 7, '"日本" + eval(x)', '         ^^^^^^^'],
  [
    'a long line',
    `${'a'.repeat(500)}eval(x)${'b'.repeat(500)}`,
    500,
    `…${'a'.repeat(12)}eval(x)${'b'.repeat(29)}…`,
    `${' '.repeat(13)}^^^^^^^`,
  ],
  ['control characters', '\u001b[31m eval(x)', 6, '␛[31m eval(x)', '      ^^^^^^^'],
  ['a line that has changed since', 'something else', 3, 'eval(x)', '^^^^^^^'],
])('puts the caret under the match: %s', (_, code, from, shown, carets) => {
  const lines = text(code, finding('a.js', 0, from, from + 7)).split('\n');
  expect(lines[3]).toBe(`      1 │ ${shown}`);
  expect(lines[4]).toBe(`        │ ${carets}`);
});

it('tells on stderr what could not be used or seen', () => {
  const trouble = report([], {
    problems: [{ file: '/work/r.yaml', line: 2, character: 4, rule: 'x', message: 'no such key' }],
    notes: [{ path: 'a.js', message: 'did not parse whole' }],
    skipped: [
      { path: 'b', reason: 'binary' },
      { path: 'c', reason: 'binary' },
      { path: 'd', reason: 'larger than 10 MiB' },
    ],
  });
  expect(troubleText(trouble, '/work')).toBe(`vireon: r.yaml:3:5: rule \`x\`: no such key
vireon: a.js: did not parse whole
vireon: skipped 3 files: 2 binary, 1 larger than 10 MiB
`);
});

it.each([
  ['one two three', 8, ['one two', 'three']],
  ['averylongword x', 5, ['averylongword', 'x']],
  ['a\n\nb', 10, ['a', '', 'b']],
  ['日本 日本', 5, ['日本', '日本']],
])('wraps %j at %i', (paragraph, width, lines) => {
  expect(wrap(paragraph, width)).toEqual(lines);
});

it('shows what would act on a terminal', () => {
  expect(printable('a\u001b[2J\u0007\u202eb\r\nc\td\u009b')).toBe('a␛[2J␇<202e>b\nc\td<9b>');
  expect(cells('e\u0301👍')).toBe(3);
});
