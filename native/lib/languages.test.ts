import { describe, expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

/** Lines, counted from one, on which a pattern matches. */
const cases: readonly (readonly [language: string, pattern: string, text: string, lines: readonly number[]])[] = [
  ['ruby', 'f(..., $X, b: 2)', 'f(1, b: 2)\nf(:b => 2)\ng(1, b: 2)', [1]],
  ['ruby', 'def $F(...)\n  ...\nend', 'def a(x)\n  x\nend\nclass B\n  def c; end\nend', [1, 5]],
  ['ruby', 'class $C < Base\n  ...\nend', 'class A < Base\n  x\nend\nclass B < Other\nend', [1]],
  ['ruby', 'return $X', 'def a\n  b\n  1\nend', [3]],
  ['ruby', 'if !$C\n  ...\nend', 'unless a\n  b\nend\nif a\n  b\nend', [1]],
  ['php', 'f($X, $X);', '<?php\nf($a, $a);\nf($a, $b);', [2]],
  ['php', '$X->query("...", ...)', '<?php\n$db->query("a", 1);\n$db->query($a);', [2]],
  ['php', "['k' => $V, ...]", "<?php\n$a = ['k' => 1, 'l' => 2];\n$b = ['l' => 2];", [2]],
  ['c', 'strcpy($A, "...")', 'void f() {\n  strcpy(a, "b");\n  strcpy(a, b);\n}', [2]],
  ['c', '(char *$X) == $Y', 'void f(char *a, int b) {\n  a == 1;\n  b == 1;\n}', [2]],
  ['cpp', '$X->$F(...)', 'void f() {\n  a->b(1);\n  a.b(1);\n}', [2]],
  ['csharp', 'new $T(..., $X)', 'class A { void F() {\n  var a = new B(1, 2);\n  C(2);\n} }', [2]],
  ['csharp', 'class $C : Base { ... }', 'class A : Base { int x; }\nclass B { }', [1]],
  [
    'terraform',
    'resource "a" $N {\n  ...\n  x = true\n  ...\n}',
    'resource "a" "b" {\n  y = 1\n  x = true\n}\nresource "a" "c" {\n}',
    [1],
  ],
  ['hcl', '{..., Action = "*", ...}', 'p = f({\n  Effect = "Allow"\n  Action = "*"\n})', [1]],
  [
    'solidity',
    'function $F(...) external { ... }',
    'contract C {\n  function a() external {}\n  function b() public {}\n}',
    [2],
  ],
  [
    'scala',
    'def $F(..., $X: String, ...) = ...',
    'object A {\n  def f(a: Int, b: String) = b\n  def g(a: Int) = a\n}',
    [2],
  ],
  ['rust', 'fn $F(...) { ... }', 'fn a(x: i32) { b(); }\nstruct C {}', [1]],
  ['rust', 'unsafe { ... }', 'fn a() {\n  unsafe { b() }\n  { c() }\n}', [2]],
  ['kotlin', 'fun $F(..., $P: String, ...) { ... }', 'fun a(b: Int, c: String) { d() }\nfun e() { }', [1]],
  ['swift', 'class $C: Base { ... }', 'class A: Base { var x = 1 }\nclass B { }', [1]],
  ['lua', 'f(..., $X)\n...\ng($X)', 'f(1, a)\nb()\ng(a)', [1]],
  ['html', '<a ... href="$X" ...>...</a>', '<p>\n<a class="b" href="c">d</a>\n<a>e</a>\n</p>', [2]],
  ['xml', '<a>...<b/>...</a>', '<x>\n<a><c/><b/></a>\n<a><c/></a>\n</x>', [2]],
  ['dockerfile', 'RUN sudo ...', 'FROM a\nRUN sudo b\nRUN c && \\\n  # why\n  sudo d\nRUN e', [2, 3]],
  ['dockerfile', 'FROM $I:$T', 'FROM a\nFROM a:b\nFROM a:b@c AS d', [2, 3]],
  ['dockerfile', 'CMD [..., "b", ...]', 'CMD ["a", "b"]\nCMD a b', [1]],
];

function ruleFor(language: string, pattern: string): Json {
  return { id: 'r', languages: [language], severity: 'INFO', message: 'm', pattern };
}

describe('a pattern of each language matches where it should and nowhere else', () => {
  for (const [language, pattern, text, lines] of cases)
    test(`${language}: ${pattern}`, () => {
      const rules = new RuleSet([ruleFor(language, pattern)]);
      expect(rules.issues).toEqual([]);
      const [result] = rules.match([{ text, language }]);
      expect(result?.partial).toBe(false);
      expect([...new Set(result?.matches.map((match) => match.span[0] + 1))].sort()).toEqual(lines);
    });
});
