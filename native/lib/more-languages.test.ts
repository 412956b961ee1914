import { describe, expect, test } from 'vitest';
import { languageOf, RuleSet } from './index.js';

/** Lines, counted from one, on which a match of the pattern starts. */
function linesOf(language: string, pattern: string, text: string): number[] {
  const set = new RuleSet([{ id: 'r', languages: [language], severity: 'ERROR', message: 'm', pattern }]);
  expect(set.issues).toEqual([]);
  const [result] = set.match([{ text, language }]);
  return [...new Set(result?.matches.map((match) => match.span[0] + 1))];
}

type Case = readonly [title: string, language: string, pattern: string, code: string, lines: readonly number[]];

const cases: readonly Case[] = [
  ['a function, however its letters are written', 'php', '$F() == $F()', '<?php\na() == A();\na() == b();', [2]],
  ['a closure of a function is no call of it', 'php', 'f(...)', '<?php\n$c = f(...);\nf(1);', [3]],
  ['a closure of a method', 'php', 'Closure::fromCallable(...)', '<?php\n$c = $o->m(...);\n$o->m(1);', [2]],
  [
    'attributes of a function',
    'php',
    '#[A]\nfunction $F() { ... }',
    '<?php\n#[A]\nfunction a() {}\nfunction b() {}',
    [2],
  ],
  ['a receiver', 'go', 'func ($R *T) $F(...) { ... }', 'package p\nfunc (r *T) a() {}\nfunc b(r *T) {}', [2]],
  ['a place for what is made', 'cpp', 'new ($P) $T', 'void f() {\n  new int;\n  new (p) int;\n}', [3]],
  ['text of an element', 'xml', '<a>$X</a>', '<r>\n<a>1</a>\n<b>1</b>\n</r>', [2]],
  ['a number in quotes', 'terraform', '$X = 150', 'a = "150"\nb = 150\nc = "151"', [1, 2]],
  ['the subject of With', 'vb', 'x.run()', 'Sub a()\n  With x\n    .run()\n  End With\nEnd Sub', [3]],
  ['named text on lines of its own', 'generic', '<s>$...X</s>', '<s>\na b\n</s>', [1]],
  ['named text on a line ends with it', 'generic', 'a $...X b', 'a c\nd b', []],
  [
    'a function',
    'dart',
    '$T $F(..., String $P, ...) { ... }',
    'int f(int a, String b) { g(); }\nint h() { g(); }',
    [1],
  ],
  ['a cascade acts on its receiver', 'dart', '$X.add(...)', 'void f(l) {\n  l..add(1)..clear();\n  l.clear();\n}', [2]],
  ['a typed name', 'dart', '(C $X).get()', 'void f(C a, D b) {\n  a.get();\n  b.get();\n}', [2]],
  ['a constructor tells the type', 'dart', '(C $X).get()', 'void f() {\n  var a = C();\n  a.get();\n}', [3]],
  [
    'text and what is put into it',
    'dart',
    `"$A\${$X}..."`,
    'void f(x) {\n  g("a $x");\n  g("$x a");\n  g("a");\n}',
    [2],
  ],
  ['an assignment, however written', 'r', '$X <- get()', 'a <- get()\nb = get()\nget() -> c\nd <- put()', [1, 2, 3]],
  ['a pipe gives the first argument', 'r', 'f($X, 1)', 'x |> f(1)\nx %>% f(1)\nf(1)', [1, 2]],
  ['a named argument', 'r', 'f(..., k = TRUE)', 'f(1, k = TRUE)\nf(1, TRUE)', [1]],
  [
    'a method',
    'apex',
    'Database.query(<... $X ...>)',
    "class A { void f(String t) {\n  Database.query('a' + t);\n} }",
    [2],
  ],
  ['attributes', 'hack', '<<$A(...)>>\nclass $C { ... }', '<<Entry>>\nclass A { }\nclass B { }', [1]],
  [
    'types with arguments',
    'hack',
    'f($X);',
    'async function g(vec<int> $a): Awaitable<void> {\n  await f($a);\n}',
    [2],
  ],
  ['a call', 'clojure', '(f ... $X)', '(f 1 2)\n(g 1)', [1]],
  ['a function of any body', 'clojure', '(defn $F [...] ...)', '(defn a "doc" [x] (g x))\n(def b 1)', [1]],
  ['each arity', 'clojure', '(defn $F [$A $B] ...)', '(defn f\n  ([x] 1)\n  ([x y] 2))', [3]],
  [
    'a namespace by another name',
    'clojure',
    '(a.b/run $X)',
    '(ns c (:require [a.b :as z]))\n(z/run 1)\n(y/run 1)',
    [2],
  ],
  ['what is left out', 'clojure', '(f 1)', '; (f 1)\n#_(f 1)\n#_ #_ (f 1) (f 1)\n(f 1)', [4]],
  ['a deep expression', 'clojure', '(f <... 42 ...>)', '(f (g 42))\n(f 41)', [1]],
  ['an equal sign assigns', 'vb', '$X = $Y', 'Sub F\n  If a = b Then\n    a = b\n  End If\nEnd Sub', [3]],
  ['or compares in brackets', 'vb', '($X = $Y)', 'Sub F\n  If a = b Then\n    a = b\n  End If\nEnd Sub', [2]],
  ['a line that goes on', 'vb', 'F(1, 2)', 'Sub S()\n  F(1,\n    2)\n  F _\n    (1, 2)\nEnd Sub', [2, 4]],
  ['words of any case', 'vb', 'While $C\n  ...\nEnd While', 'SUB S\nwhile a\n  B()\nend while\nEND SUB', [2]],
  ['a named argument', 'vb', 'F(..., b:=1, ...)', 'Sub S()\n  F(b:=1, c:=2)\n  F(1)\nEnd Sub', [2]],
  ['a typed name', 'vb', 'f(($A As Integer))', 'Sub S(a As Integer, b As String)\n  f(a)\n  f(b)\nEnd Sub', [2]],
  [
    'a function of many lines',
    'vb',
    'Function(x)\n  ...\n  Return 1\nEnd Function',
    'Sub S()\n  a = Function(x) 1\n  b = Function(x)\n    G()\n    Return 1\n  End Function\nEnd Sub',
    [2, 3],
  ],
  [
    'a class of attributes',
    'vb',
    '<Serializable>\nClass $C\n  ...\nEnd Class',
    '<Serializable>\nPublic Class A\nEnd Class\nClass B\nEnd Class',
    [1],
  ],
  ['every branch of a directive', 'vb', 'F($X)', 'Sub S\n#If A\n  F(1)\n#Else\n  F(2)\n#End If\nEnd Sub', [3, 5]],
];

const meanings: readonly Case[] = [
  ['local values', 'terraform', 'x = "b"', 'locals {\n  a = "b"\n}\nresource "r" "s" {\n  x = local.a\n}', [5]],
  [
    'defaults of variables',
    'terraform',
    'x = "b"',
    'variable "a" {\n  default = "b"\n}\nresource "r" "s" {\n  x = var.a\n}',
    [5],
  ],
  [
    'a constant of the class',
    'php',
    'f("...")',
    '<?php\nclass A {\n  const B = "c";\n  function g() {\n    f(self::B);\n    f(self::C);\n  }\n}',
    [5],
  ],
  [
    'a promoted property',
    'php',
    'class $C {\n  ...\n  public string $a;\n  ...\n}',
    '<?php\nclass A {\n  function __construct(public string $a) {}\n}\nclass B {\n  function __construct(string $a) {}\n}',
    [2],
  ],
  ['an if without an else', 'php', 'if ($C) { ... }', '<?php\nif ($a) { b(); }\nif ($a) { b(); } else { c(); }', [2]],
  ['functions of any case', 'php', 'foo($X)', '<?php\nfoo(1);\nFOO(2);', [2, 3]],
  ['this and base', 'csharp', '$X.F($Y)', 'class A { void M() {\n  this.F(1);\n  base.F(this);\n} }', [2, 3]],
  [
    'parameters of a class',
    'csharp',
    'class $C(..., int x, ...) { ... }',
    'class A(string s, int x) { }\nclass B { }',
    [1],
  ],
  ['a string changed in place', 'ruby', 'f("...")', 'def a(x)\n  s = "b"\n  f(s)\n  s << x\n  f(s)\nend', [3]],
  ['one of several assigned', 'ruby', 'a = 1', 'a, b = 1, 2\na, b = 3, 1', [1]],
  ['what ensure gives', 'ruby', 'return $X', 'def f\n  begin\n    1\n  ensure\n    2\n  end\nend', [5]],
  ['any class in Swift', 'swift', 'class A { ... }', 'struct A { }\nextension A { }\nenum A { }', [1, 2]],
  ['parents in any order', 'kotlin', 'class $C : B { ... }', 'class X : A(), B { }\nclass Y : A() { }', [1]],
  ['local names', 'lua', '$X == $X', 'local a = b == b\nc = b == d', [1]],
  [
    'literals have a type',
    'c',
    '($T *$X) == ($T *$Y)',
    'int f(char *a, int b) {\n  a == "b";\n  a == NULL;\n  b == 1;\n}',
    [2, 3],
  ],
  ['a test is a command', 'bash', '[ -f $X ]', '[ -f /a ]\n[ -d /a ]', [1]],
  ['a user and its group', 'dockerfile', 'USER root', 'FROM a\nUSER root:wheel\nUSER other', [2]],
  ['a label for each pair', 'dockerfile', 'LABEL $K=$V', 'FROM a\nLABEL b=c d=e', [2]],
];

describe('languages beyond the first twenty', () => {
  for (const [title, language, pattern, code, lines] of cases)
    test(`${language}: ${title}`, () => {
      expect(linesOf(language, pattern, code)).toEqual(lines);
    });

  test('files are known by their names', () => {
    const names = ['a.dart', 'a.R', 'a.cls', 'a.trigger', 'a.hack', 'a.clj', 'a.vb'];
    expect(names.map((name) => languageOf(name))).toEqual(['dart', 'r', 'apex', 'apex', 'hack', 'clojure', 'vb']);
  });

  test.each([
    ['clojure', '(f (g "a'],
    ['clojure', ')]} (f 1) #{'],
    ['vb', 'Class A\n Sub B(\n If x Then\n F("a'],
    ['vb', 'Sub S\nIf a Then )\nEnd Sub'],
    ['vb', 'End If\nNext\n}{)(\u0000\nF(1)'],
    ['hack', '<<A(\nclass vec<'],
    ['dart', 'class { f(${"'],
  ])('%s that breaks off is read as far as it goes', (language, text) => {
    const pattern = language === 'clojure' ? '(f $X)' : language === 'vb' ? 'F($X)' : 'f($X);';
    const set = new RuleSet([{ id: 'r', languages: [language], severity: 'ERROR', message: 'm', pattern }]);
    expect(set.issues).toEqual([]);
    expect(set.match([{ text, language }])[0]?.partial).toBe(true);
  });
});

describe('what a pattern means beyond its spelling', () => {
  for (const [title, language, pattern, code, lines] of meanings)
    test(`${language}: ${title}`, () => {
      expect(linesOf(language, pattern, code)).toEqual(lines);
    });
});
