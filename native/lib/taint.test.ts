import { describe, expect, it } from 'vitest';
import { type Json, RuleSet } from './index.js';

const MARK = ' <<';

/** Lines that end in the mark are where findings must start, and no others. */
function judge(language: string, text: string, more: { readonly [key: string]: Json } = {}) {
  const lines = text.split('\n');
  const expected = lines.flatMap((line, index) => (line.endsWith(MARK) ? [index] : []));
  const set = new RuleSet([
    {
      id: 't',
      languages: [language],
      message: 'from $A',
      severity: 'ERROR',
      mode: 'taint',
      'pattern-sources': [{ pattern: 'source($A)' }],
      'pattern-sinks': [{ pattern: 'sink(...)' }],
      'pattern-sanitizers': [{ pattern: 'clean(...)' }],
      ...more,
    },
  ]);
  expect(set.issues).toEqual([]);
  const content = lines.map((line) => line.replace(MARK, '')).join('\n');
  const [result] = set.match([{ text: content, language }]);
  expect(result?.bounds).toEqual([]);
  const found = result?.matches.map((match) => match.span[0]) ?? [];
  expect([...new Set(found)]).toEqual(expected);
  return result?.matches ?? [];
}

type Case = readonly [title: string, language: string, code: string];

const flows: readonly Case[] = [
  ['assignments', 'python', 'x = source(1)\ny = x\nsink(y) <<\ny = 1\nsink(y)'],
  ['strings', 'python', 'x = source(1)\nsink(f"a{x}") <<\nsink("a" + x) <<\nsink("a")'],
  ['augmented assignments', 'python', 'x = "a"\nx += source(1)\nsink(x) <<'],
  ['unknown calls', 'python', 'x = source(1)\nsink(f(x)) <<\nsink(x.strip()) <<\nsink(f(1))'],
  ['a sanitizer cuts', 'python', 'x = source(1)\nsink(clean(x))\ny = clean(x)\nsink(y)\nsink(x) <<'],
  ['a source inside of a sanitizer', 'python', 'x = clean(source(1))\nsink(x)'],
  ['fields', 'javascript', 'x.a = source(1);\nsink(x.a.b); <<\nsink(x.b);\nx.a = 1;\nsink(x.a);'],
  ['a clean field of what is tainted', 'javascript', 'const x = source(1);\nx.a = 1;\nsink(x.a);\nsink(x.b); <<'],
  ['items by constant index', 'python', 'x = [source(1), 2]\nsink(x[0]) <<\nsink(x[1])\nsink(x[i]) <<'],
  ['destructuring', 'javascript', 'const {a, b: [c, d]} = {a: 1, b: [source(1), 2]};\nsink(a);\nsink(c); <<\nsink(d);'],
  ['branches join', 'python', 'x = 1\nif c:\n  x = source(1)\nelse:\n  x = 2\nsink(x) <<'],
  ['both branches clean', 'python', 'x = source(1)\nif c:\n  x = 1\nelse:\n  x = 2\nsink(x)'],
  ['an early return', 'python', 'def f(c):\n  x = source(1)\n  if c:\n    return\n    sink(x)\n  sink(x) <<'],
  [
    'a loop comes round',
    'javascript',
    'function f() {\n  let x = 1;\n  for (;c();) {\n    sink(x); <<\n    x = source(1);\n  }\n}',
  ],
  ['each item', 'python', 'for x in source(1):\n  sink(x) <<'],
  [
    'break leaves with its state',
    'javascript',
    'while (c()) {\n  x = source(1);\n  if (d()) break;\n  x = 2;\n}\nsink(x); <<',
  ],
  ['a comprehension', 'python', 'x = [f(y) for y in source(1)]\nsink(x) <<'],
  [
    'what was caught',
    'python',
    'x = 1\ntry:\n  x = source(1)\n  f()\n  x = 2\nexcept E:\n  sink(x) <<\n  x = 2\nsink(x)',
  ],
  ['a conditional expression', 'javascript', 'sink(source(1) ? 1 : 2);\nsink(c ? source(1) : 2); <<'],
  ['what a lambda captures', 'javascript', 'const x = source(1);\nf(() => sink(x)); <<'],
  ['calls into the file', 'python', 'def f(a, b):\n  sink(a) <<\n  sink(b)\n  return b\nx = f(source(1), 2)\nsink(x)'],
  [
    'callbacks',
    'javascript',
    'function each(f, x) {\n  f(x);\n}\neach(y => sink(y), source(1)); <<\neach(y => sink(1), source(1));',
  ],
  [
    'objects',
    'java',
    'class A {\n  String k;\n  A(String s) { this.k = s; }\n  void p() {\n    sink(this.k); <<\n  }\n}\nclass B {\n  void m() {\n    A a = new A(source(1));\n    a.p();\n  }\n}',
  ],
  ['recursion ends', 'python', 'def f(x):\n  sink(x) <<\n  return f(g(x))\nf(source(1))'],
];

describe('taint flows through', () => {
  it.each(flows)('%s (%s)', (_title, language, code) => {
    judge(language, code);
  });
});

type RuleCase = readonly [...Case, more: { readonly [key: string]: Json }];

const rules: readonly RuleCase[] = [
  [
    'a parameter as source',
    'python',
    '@route\ndef f(a):\n  sink(a) <<\ndef g(a):\n  sink(a)',
    {
      'pattern-sources': [
        { patterns: [{ pattern: '@route\ndef $F(..., $P, ...): ...' }, { 'focus-metavariable': '$P' }] },
      ],
    },
  ],
  [
    'a propagator',
    'python',
    's = make()\nsink(s)\nput(source(1), s)\nsink(s) <<',
    { 'pattern-propagators': [{ pattern: 'put($X, $S)', from: '$X', to: '$S' }] },
  ],
  [
    'labels',
    'python',
    'a = p()\nsink(a)\nb = q(a)\nsink(b) <<\nsink(q(1))',
    {
      'pattern-sources': [
        { pattern: 'p()', label: 'P' },
        { pattern: 'q(...)', label: 'Q', requires: 'P' },
      ],
      'pattern-sinks': [{ pattern: 'sink(...)', requires: 'P and Q' }],
    },
  ],
  [
    'side effects',
    'python',
    'lock(l)\nunlock(l)\nlock(l)\nlock(l) <<',
    {
      'pattern-sources': [
        { 'by-side-effect': 'only', patterns: [{ pattern: 'lock($L)' }, { 'focus-metavariable': '$L' }] },
      ],
      'pattern-sinks': [{ pattern: 'lock($L)' }],
      'pattern-sanitizers': [
        { 'by-side-effect': true, patterns: [{ pattern: 'unlock($L)' }, { 'focus-metavariable': '$L' }] },
      ],
    },
  ],
  [
    'safe functions',
    'python',
    'x = source(1)\nsink(f(x))\nsink(x) <<',
    { options: { taint_assume_safe_functions: true } },
  ],
  [
    'safe indexes',
    'python',
    'x = source(1)\nsink(a[x])\nsink(x[1]) <<',
    { options: { taint_assume_safe_indexes: true } },
  ],
  ['only this function', 'python', 'def f(a):\n  sink(a)\nf(source(1))', { options: { taint_intrafile: false } }],
  [
    'control',
    'python',
    'if c:\n  source(1)\nsink() <<',
    { 'pattern-sources': [{ pattern: 'source(...)', control: true }] },
  ],
];

describe('a taint rule may have', () => {
  it.each(rules)('%s (%s)', (_title, language, code, more) => {
    judge(language, code, more);
  });
});

describe('a taint finding', () => {
  it('fills in what the source bound and tells the way', () => {
    const [match] = judge('python', 'x = source(q)\ny = f(x)\nsink(y) <<');
    expect(match?.message).toBe('from q');
    expect(match?.trace?.map(({ role, text, span }) => [role, text, span[0]])).toEqual([
      ['source', 'source(q)', 0],
      ['step', 'x', 0],
      ['step', 'y', 1],
      ['sink', 'sink(y)', 2],
    ]);
  });

  it('ends at a bound and says so', () => {
    const depth = 8;
    // Each call hands on something else, so that none is known from before.
    const calls = (to: number) => Array.from({ length: 12 }, (_, key) => `  f${to}({"k${key}": x})\n`).join('');
    const code = ['def f0(x): sink(x)'];
    for (let i = 1; i < depth; i++) code.push(`def f${i}(x):\n${calls(i - 1)}`);
    const set = new RuleSet([
      {
        id: 't',
        languages: ['python'],
        message: 'm',
        severity: 'ERROR',
        mode: 'taint',
        'pattern-sources': [{ pattern: 'source()' }],
        'pattern-sinks': [{ pattern: 'sink(...)' }],
      },
    ]);
    const [result] = set.match([{ text: `${code.join('\n')}\nf${depth - 1}(source())\n`, language: 'python' }]);
    expect(result?.bounds).toHaveLength(1);
  });

  it.each([
    ['no source', { 'pattern-sinks': [{ pattern: 'a()' }] }, []],
    ['no sink', { 'pattern-sources': [{ pattern: 'a()' }] }, []],
    [
      'labels that are no expression',
      { 'pattern-sources': [{ pattern: 'a()' }], 'pattern-sinks': [{ pattern: 'b()', requires: 'A and' }] },
      ['pattern-sinks', 0, 'requires'],
    ],
  ])('needs a whole rule: %s', (_title, lists, pointer) => {
    const set = new RuleSet([
      { id: 't', languages: ['python'], message: 'm', severity: 'ERROR', mode: 'taint', ...lists },
    ]);
    expect(set.issues[0]?.pointer).toEqual(pointer);
  });
});
