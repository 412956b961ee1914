import { describe, expect, test } from 'vitest';
import { languageOf, RuleSet } from './index.js';

/** Lines on which a match of the pattern starts. */
function linesOf(language: string, pattern: string, text: string): number[] {
  const set = new RuleSet([{ id: 'r', languages: [language], severity: 'ERROR', message: 'm', pattern }]);
  expect(set.issues).toEqual([]);
  const [result] = set.match([{ text, language }]);
  return [...new Set(result?.matches.map((match) => match.span[0]))];
}

type Case = readonly [title: string, language: string, pattern: string, code: string, lines: readonly number[]];

const cases: readonly Case[] = [
  ['a call of a module', 'elixir', 'Repo.query($Q)', 'def f(q) do\n  Repo.query(q)\n  Repo.query(q, [])\nend', [1]],
  ['keys in a call, in any order', 'elixir', 'f(..., b: 1, ...)', 'f(a: 0, b: 1)\nf(b: 2)\nf(x, b: 1, c: 2)', [0, 2]],
  ['keys are no arrows', 'elixir', '%{..., a: $V, ...}', '%{a: 1, b: 2}\n%{"a" => 1}', [0]],
  [
    'clauses are one function',
    'elixir',
    'def $F(...) do\n ...\nend',
    'def f(0), do: 1\ndef f(n), do: n\ndef g, do: 2',
    [0, 2],
  ],
  ['a private function', 'elixir', 'defp $F(...) do\n ...\nend', 'def f(x), do: x\ndefp g(x) do\n  x\nend', [1]],
  ['an alternative', 'elixir', 'if $C do\n ...\nend', 'if a do\n b\nelse\n c\nend\nif(a)', [0]],
  ['a sigil beside a call', 'elixir', 'g(h(...))', 'g(~r/a/)\ng(h(1))', [1]],
  ['arguments side by side', 'ocaml', 'f ... 5', 'let a = f 1 2 5\nlet b = f 5 1', [0]],
  [
    'a let among statements',
    'ocaml',
    'let $A = o "x" in\nc $A',
    'let f =\n  let a = o "x" in\n  c a\nlet g =\n  let a = o "x" in\n  c b',
    [1],
  ],
  [
    'a module under another name',
    'ocaml',
    'Unix.system $X',
    'module U = Unix\nlet f x = U.system x\nlet g x = V.system x',
    [1],
  ],
  ['any case', 'ocaml', 'match $E with | ... -> ...', 'let f x = match x with\n | A -> 1\n | B y when y -> 2', [0]],
  ['a constructor and its values', 'ocaml', 'Foo $X', 'let a = Foo 1\nlet b = Foo (1, 2)', [0]],
  ['a deep expression', 'ocaml', 'f <... 42 ...>', 'let a = f (g 42)\nlet b = f 41', [0]],
  ['a splat and a keyword', 'julia', 'f($X, k=1, ...)', 'f(a, k=1)\nf(a, k=1, j=2)\nf(a, k=2)', [0, 1]],
  ['a short function', 'julia', 'function $F(...)\n ...\nend', 'f(x) = x\nfunction g(x::Int, y=2)\n  x\nend', [0, 1]],
  [
    'what is returned unsaid',
    'julia',
    'return $X',
    'function f(x)\n  g(x)\n  if x\n    1\n  else\n    2\n  end\nend',
    [3, 5],
  ],
  ['a caught error', 'julia', 'try\n ...\ncatch $E\n ...\nend', 'try\n  f()\ncatch e\n  g()\nend', [0]],
  ['a macro', 'julia', '@eval $X', '@eval x\n@assert x', [0]],
  ['a command', 'julia', 'run(...)', 'run(`ls $x`)\nrunning(x)', [0]],
];

describe('functional languages', () => {
  test.each(cases)('%s (%s)', (_title, language, pattern, code, lines) => {
    expect(linesOf(language, pattern, code)).toEqual(lines);
  });

  test.each([
    ['a.ex', 'elixir'],
    ['a.exs', 'elixir'],
    ['a.ml', 'ocaml'],
    ['a.jl', 'julia'],
  ])('%s is read as %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});
