import { describe, expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

/** Lines that end in `<<` are those on which a match must start; all others must have none. */
function marked(code: string): { text: string; lines: number[] } {
  const lines = code.split('\n');
  return {
    text: lines.map((line) => line.replace(/ *<<$/, '')).join('\n'),
    lines: lines.flatMap((line, index) => (line.endsWith('<<') ? [index] : [])),
  };
}

function rule(language: string, operators: { readonly [key: string]: Json }): Json {
  return { id: 'r', languages: [language], severity: 'ERROR', message: 'm', ...operators };
}

function check(language: string, operators: { readonly [key: string]: Json }, code: string): void {
  const { text, lines } = marked(code);
  const set = new RuleSet([rule(language, operators)]);
  expect(set.issues).toEqual([]);
  const [result] = set.match([{ text, language }]);
  expect([...new Set(result?.matches.map((match) => match.span[0]))]).toEqual(lines);
}

type Case = readonly [title: string, language: string, pattern: string, code: string];

const patterns: readonly Case[] = [
  ['a call with any arguments', 'javascript', 'f(...)', 'f(1, 2) <<\nx = g(f()) <<\nff(1)'],
  ['an ellipsis between arguments', 'javascript', 'f(..., 5)', 'f(1, 5) <<\nf(5) <<\nf(5, 1)'],
  ['one metavariable, one value', 'javascript', '$X == $X', 'a.b == a.b <<\na == b'],
  ['quotes do not count', 'javascript', "f('a')", 'f("a") <<\nf(`a`) <<\nf("b")'],
  ['any constant string', 'python', 'f("...")', 'X = "a"\nf(X) <<\nf("a" + "b") <<\nf(y)'],
  ['an object in any order, with more', 'javascript', '{a: 1, b: 2}', 'x = {b: 2, c: 3, a: 1} <<\ny = {a: 1}'],
  [
    'what a computed key calls',
    'typescript',
    'f($X)',
    'x = {[f(1)]: 2}; <<\ny = {f: 1, [g(f)]: 2};\nz = {[f(1)]() {}}; <<\nclass A {\n  [f(1)] = 1; <<\n  [f(1)]() {} <<\n}\nconst {[f(1)]: v} = w; <<',
  ],
  ['a computed key is not that name', 'javascript', '{a: $X}', 'x = {a: 1} <<\nx = {[a]: 1}\nx = {["a"]: 1}'],
  [
    'a parameter of any type between others',
    'java',
    'public void $F(..., $X, ...) {...}',
    'class A {\n  public void f(int a, String b) {} <<\n  public void g() {}\n  void h(int a) {}\n  public int i(int a) {}\n}',
  ],
  ['a chain', 'java', '$O.foo(). ... .bar()', 'class A { void m() {\n  o.foo().x().y().bar(); <<\n  o.foo().x();\n} }'],
  [
    'statements with a gap, also deeper',
    'python',
    '$X = get()\n...\neval($X)',
    'a = get() <<\nif c:\n  eval(a)\nb = get()\neval(c)',
  ],
  [
    'a function, whatever decorates it',
    'python',
    'def $F(..., $A=[], ...):\n  ...',
    '@d <<\nasync def f(x, y=[]):\n  pass\ndef g(y):\n  pass',
  ],
  ['named arguments in any order', 'python', 'f(a=1, b=2, ...)', 'f(b=2, a=1) <<\nf(0, a=1, b=2) <<\nf(a=1)'],
  [
    'a name under its import',
    'python',
    'os.path.join(...)',
    'import os.path as p\nfrom os.path import join as j\np.join(a) <<\nj(b) <<\njoin(c)',
  ],
  [
    'a module under another name',
    'javascript',
    'child_process.exec(...)',
    "const {exec: run} = require('child_process');\nimport * as cp from 'child_process';\nrun(1); <<\ncp.exec(2); <<\nexec(3);",
  ],
  [
    'a package by its path',
    'go',
    'jwt.Parse(...)',
    'package a\nimport j "github.com/x/jwt-go"\nfunc f() {\n  j.Parse(1) <<\n}',
  ],
  [
    'a class through a wildcard import',
    'java',
    'a.b.C.f()',
    'import a.b.*;\nclass D { void m() {\n  C.f(); <<\n  D.f();\n} }',
  ],
  [
    'a typed metavariable',
    'java',
    '(String $S).trim()',
    'class A { void m(String s, int i) {\n  s.trim(); <<\n  i.trim();\n} }',
  ],
  [
    'JSX with more attributes',
    'javascript',
    '<a href={$X}>...</a>',
    'x = <a id="1" href={y}>t</a>; <<\nz = <a id="1"/>;',
  ],
  ['deep in an expression', 'python', 'if <... f() ...>:\n  ...', 'if a and not f(): <<\n  pass\nif a:\n  f()'],
  ['a partial form', 'javascript', 'catch ($E) { ... }', 'try {\n  a();\n} catch (e) { <<\n  b();\n}'],
  [
    'shell words, wherever',
    'bash',
    'git push ... --force ...',
    'git push origin --force <<\n git push origin\nx=$(git push --force) <<',
  ],
  ['a pair of a mapping', 'yaml', 'privileged: true', 'a:\n  b: 1\n  privileged: true <<\n  c: {privileged: true} <<'],
  ['an object with a gap', 'json', '{..., "a": 1, ...}', '[\n{"b": 2, "a": 1}, <<\n{"b": 2}\n]'],
  [
    'a branch that assigns both ways the same',
    'python',
    'f("a")',
    'def g(c):\n  if c:\n    x = "a"\n  else:\n    x = "a"\n  f(x) <<\n  if c:\n    x = "b"\n  f(x)',
  ],
];

describe('patterns', () => {
  for (const [title, language, pattern, code] of patterns)
    test(`${title}: ${language}`, () => check(language, { pattern }, code));
});

const formulas: readonly (readonly [string, string, { readonly [key: string]: Json }, string])[] = [
  [
    'inside and not inside share bindings',
    'python',
    { patterns: [{ pattern: '$X' }, { 'pattern-inside': 'g($X)' }, { 'pattern-not-inside': 'h(...)' }] },
    'g(a) <<\nh(g(b))\nc',
  ],
  [
    'a negated pattern must be the same place',
    'javascript',
    { patterns: [{ pattern: 'f(...)' }, { 'pattern-not': 'f(1)' }] },
    'f(1)\nf(f(1)) <<\nf(2) <<',
  ],
  [
    'a condition on the text of a metavariable',
    'python',
    { patterns: [{ pattern: 'f($X)' }, { 'metavariable-regex': { metavariable: '$X', regex: '^(?!safe)' } }] },
    'f(safe_a)\nf(b) <<',
  ],
  [
    'a condition on its number',
    'python',
    { patterns: [{ pattern: 'bits($N)' }, { 'metavariable-comparison': { comparison: '$N < 2048 and $N % 2 == 0' } }] },
    'bits(1024) <<\nbits(4096)\nbits(1023)',
  ],
  [
    'a text in another language',
    'python',
    {
      patterns: [
        { pattern: 'run("$S")' },
        { 'metavariable-pattern': { metavariable: '$S', language: 'bash', pattern: 'rm ...' } },
      ],
    },
    'run("rm -r x") <<\nrun("ls x")',
  ],
  [
    'the match is what is in focus',
    'python',
    { patterns: [{ pattern: 'f($A,\n $B)' }, { 'focus-metavariable': '$B' }] },
    'f(1,\n  2) <<',
  ],
  [
    'the newer syntax',
    'python',
    { match: { all: ['f($X)', { not: 'f(1)' }], where: [{ metavariable: '$X', regex: '[0-9]' }] } },
    'f(1)\nf(2) <<\nf(x)',
  ],
  [
    'an expression with look-around and a back-reference',
    'regex',
    { 'pattern-regex': String.raw`(?<=key=)(\w)\w+\1(?!\w)` },
    'key=abca <<\nkey=abcd',
  ],
  [
    'generic mode keeps to brackets and lines',
    'generic',
    { pattern: 'location $L { ... internal; ... }' },
    'location a { <<\n  internal;\n}\nlocation b {\n  deny all;\n}',
  ],
];

describe('formulas', () => {
  for (const [title, language, operators, code] of formulas)
    test(`${title}: ${language}`, () => check(language, operators, code));
});

test('a suppressed line is no finding, unless for another rule', () => {
  check(
    'python',
    { pattern: 'f()' },
    'f() # nosemgrep\nf() # nosemgrep: other\nf() # nosem: r'.replace('other', 'other <<'),
  );
});

test('messages and fixes are filled in', () => {
  const set = new RuleSet([rule('python', { pattern: 'f($X, "$S")', message: 'no $X, $S', fix: 'g($X)' })]);
  const [result] = set.match([{ text: 'f(a.b, "c")', language: 'python' }]);
  expect(result?.matches[0]).toMatchObject({
    message: 'no a.b, c',
    fix: 'g(a.b)',
    metavariables: { $X: 'a.b', $S: 'c' },
  });
});

const broken: readonly (readonly [string, { readonly [key: string]: Json }, readonly (string | number)[]])[] = [
  ['an operator that does not exist', { patterns: [{ pattern: 'f()' }, { 'pattern-within': 'g()' }] }, ['patterns', 1]],
  ['a pattern that does not parse', { 'pattern-either': [{ pattern: 'f(' }] }, ['pattern-either', 0, 'pattern']],
  ['a text that a backslash leaves open', { pattern: 'f("a\\' }, ['pattern']],
  ['an expression that does not compile', { 'pattern-regex': '(' }, ['pattern-regex']],
  ['a mode that is not there yet', { mode: 'join', pattern: 'f()' }, ['mode']],
  ['nothing but negation', { patterns: [{ 'pattern-not': 'f()' }] }, ['patterns']],
];

test.each(broken)('%s is an issue of its place, and the others run', (_title, operators, pointer) => {
  const set = new RuleSet([rule('python', operators), rule('python', { pattern: 'f()' })]);
  expect(set.issues).toEqual([{ rule: 0, pointer, message: expect.any(String) }]);
  expect(set.match([{ text: 'f()', language: 'python' }])[0]?.matches).toHaveLength(1);
});

test.each([
  ['javascript', '['.repeat(100_000)],
  ['javascript', `${'('.repeat(100_000)}1${')'.repeat(100_000)}`],
  ['python', `x = ${Array(50_000).fill('a').join(' + ')}`],
  ['python', Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}if x:`).join('\n')],
  ['yaml', `${'- '.repeat(20_000)}a`],
  ['json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ['bash', '$('.repeat(50_000)],
])('deep nesting ends: %s', (language, text) => {
  const pattern = language === 'json' ? '{"a": $X}' : 'a: $X';
  const set = new RuleSet([
    rule(language, { pattern: language === 'yaml' || language === 'json' ? pattern : 'f($X)' }),
  ]);
  const [result] = set.match([{ text, language }]);
  expect(result?.matches).toEqual([]);
  expect((result?.bounds.length ?? 0) > 0 || result?.partial).toBe(true);
});
