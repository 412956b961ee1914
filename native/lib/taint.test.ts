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
  ['the body of a function', 'vb', 'Sub f()\n  x = source(1)\n  sink(x) <<\nEnd Sub'],
  [
    'else of a guarded body',
    'elixir',
    'def f(x) do\n  y = source(1)\n  try do\n    g(y)\n  else\n    _ ->\n      sink(y) <<\n  end\nend',
  ],
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
  [
    'a clause of several (elixir)',
    'elixir',
    'def f(0), do: 1\ndef f(x), do: sink(x) <<\ndef m() do\n  f(source(1))\nend',
  ],
  ['a pipe', 'elixir', 'source(1) |> g() |> sink() <<\n1 |> sink()'],
  [
    'captured functions',
    'elixir',
    'def f(x), do: sink(x) <<\nEnum.each([source(1)], &f/1)\nEnum.map([source(1)], &(sink(&1))) <<',
  ],
  ['a comprehension (elixir)', 'elixir', 'for x <- source(1) do\n  sink(x) <<\n  sink(1)\nend'],
  [
    'entries of a map (elixir)',
    'elixir',
    'def f(%{a: a, b: b}) do\n  sink(a) <<\n  sink(b)\nend\nf(%{a: source(1), b: 1})',
  ],
  ['head and tail', 'elixir', '[h | t] = [1, 2, 3, source(1)]\nsink(h)\nsink(t) <<'],
  [
    'what a pattern binds (rust)',
    'rust',
    'fn f() {\n  let P { a, b: c, .. } = source(1);\n  sink(a); <<\n  sink(c); <<\n  let [x, .., y] = [1, 2, source(1)];\n  sink(x);\n  sink(y); <<\n}',
  ],
  [
    'what `if let` binds',
    'rust',
    'fn f() {\n  if let Some(x) = source(1) {\n    sink(x); <<\n  } else {\n    sink(x);\n  }\n}',
  ],
  [
    'fields of a literal (rust)',
    'rust',
    'fn f() {\n  let r = R { a: source(1), b: 1 };\n  sink(r.a); <<\n  sink(r.b);\n}',
  ],
  [
    'a lambda of one parameter (c#)',
    'csharp',
    'class A { void F() {\n  new List<string> { source(1) }.Select(x => {\n    sink(x); <<\n    return x;\n  });\n} }',
  ],
  [
    'a lambda of one parameter (scala)',
    'scala',
    'object A { def f() = {\n  List(source(1)).map(x => {\n    sink(x) <<\n  })\n} }',
  ],
  ['generators', 'scala', 'object A { def f() = {\n  for (x <- source(1)) {\n    sink(x) <<\n  }\n} }'],
  [
    'a function of any type (c++)',
    'cpp',
    'template<typename T> void each(T a, F f) { f(a); }\nvoid m() {\n  each<int>(source(1), [](int x) {\n    sink(x); <<\n  });\n}',
  ],
  [
    'an object that is declared',
    'cpp',
    'class U { public:\n  U(S n) { this->n = n; }\n  void p() {\n    sink(this->n); <<\n  }\n};\nvoid m() {\n  S s = source(1);\n  U u(s);\n  u.p();\n}',
  ],
  ['a block that is handed on', 'ruby', 'def each(a, &f)\n  f.call(a)\nend\neach(source(1)) do |x|\n  sink(x) <<\nend'],
  [
    'holes in a tuple',
    'solidity',
    'contract C { function f() public {\n  (, uint a, ) = (1, source(1), 2);\n  sink(a); <<\n  (uint b, , uint c) = (1, source(1), 2);\n  sink(b);\n  sink(c);\n} }',
  ],
  ['a jump', 'go', 'func f() {\n\tx := source(1)\n\tgoto END\n\tsink(x)\nEND:\n\tsink(x) <<\n}'],
  [
    'a branch that is never taken',
    'python',
    'a = [1]\nflag = False\nif flag:\n  sink(source(1))\nif len(a) == 2:\n  sink(source(1))\nif len(a) == 1:\n  sink(source(1)) <<',
  ],
  [
    'a size that may have changed',
    'python',
    'def grow(l):\n  l.append(1)\na = [1]\ngrow(a)\nif len(a) == 2:\n  sink(source(1)) <<',
  ],
  ['a number that changes', 'javascript', 'let i = 0;\ni++;\nif (i == 1) sink(source(1)); <<'],
  [
    'a flag that a callback sets',
    'javascript',
    'function f() {\n  let on = false;\n  xs.forEach(() => { on = true; });\n  if (on) sink(source(1)); <<\n}',
  ],
  [
    'conditions that cannot hold together',
    'python',
    'def f(a, x):\n  if a == 1:\n    if a == 2:\n      sink(source(1))\n    if a == 1:\n      sink(source(1)) <<',
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
    'guards of the caller',
    'python',
    'def f(on, x):\n  if on:\n    sink(x)\ndef g(n, x):\n  if n == 2:\n    sink(x) <<\nf(False, source(1))\ng(2, source(1))',
    { options: { guarded_taint_signatures: true } },
  ],
  [
    'clauses of a switch that the caller decides',
    'csharp',
    'class A {\n  void F(int n, string x) {\n    switch (n) {\n      case < 0:\n        sink(x);\n        break;\n      case >= 1 and < 9:\n        sink(x); <<\n        break;\n    }\n  }\n  void M() { F(5, source(1)); }\n}',
    { options: { guarded_taint_signatures: true } },
  ],
  [
    'safe numbers',
    'java',
    'class A { void f() {\n  String s = source(1);\n  sink(Integer.parseInt(s));\n  sink("a" + 1 + s); <<\n  sink(s.length());\n} }',
    { options: { taint_assume_safe_numbers: true } },
  ],
  [
    'a parameter of any type',
    'java',
    'class A { public void f(int n, String s) {\n  sink(s); <<\n} }',
    {
      'pattern-sources': [
        { patterns: [{ pattern: 'public void $F(..., $X) { ... }' }, { 'focus-metavariable': '$X' }] },
      ],
    },
  ],
  [
    'sinks at exit, which ask for anything that is tainted there',
    'python',
    [
      'def last():\n  x = open(1)\n  f(x)\n  g() <<',
      'def closed():\n  x = open(1)\n  f(x)\n  x.close()',
      'def returned():\n  x = open(1)\n  f(x)\n  return 0 <<',
      'def branch(c):\n  x = open(1)\n  if c:\n    g() <<\n  else:\n    x.close()',
      'def early(c):\n  x = open(1)\n  if c:\n    return <<\n  x.close()\n  return',
      'def looped(c):\n  x = open(1)\n  while c:\n    g()',
      'def tried():\n  x = open(1)\n  try:\n    f(x)\n  finally:\n    x.close()',
      'def untouched(x):\n  g()',
    ].join('\n'),
    {
      'pattern-sources': [
        { patterns: [{ pattern: '$X = open(...)' }, { 'focus-metavariable': '$X' }], 'by-side-effect': 'only' },
      ],
      'pattern-sanitizers': [
        { patterns: [{ pattern: '$X.close()' }, { 'focus-metavariable': '$X' }], 'by-side-effect': true },
      ],
      'pattern-sinks': [{ 'pattern-either': [{ pattern: 'return ...' }, { pattern: '$F(...)' }], 'at-exit': true }],
    },
  ],
  [
    'a function as a sink at exit',
    'javascript',
    'function f(c) {\n  const x = source(1);\n  if (c) {\n    g();\n    return; <<\n  }\n  g(); <<\n}\nfunction h() {\n  const y = clean(source(1));\n  g();\n}',
    { 'pattern-sinks': [{ pattern: 'function $F(...) { ... }', 'at-exit': true }] },
  ],
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
