import { expect, test } from 'vitest';
import { Matcher } from '../../native.js';
import { fromAstGrep } from './ast-grep.js';

const rule = (lines: string, language = 'JavaScript') => `id: r\nlanguage: ${language}\n${lines}\n`;

/** The text of each match of the imported rules. */
function found(yaml: string, text: string, language = 'javascript'): string[] {
  const { rules, left } = fromAstGrep(yaml, 'r.yml');
  expect(left).toEqual([]);
  const matcher = new Matcher(rules.map(({ value }) => value));
  expect(matcher.issues).toEqual([]);
  const [result] = matcher.match([{ text, language }]);
  return (result?.matches ?? []).map(({ message }) => message);
}

const says = (rules: string, message = '$A') => rule(`message: ${message}\nrule: ${rules}`);

test.each<[string, string, string, readonly string[]]>([
  ['a pattern', says('{pattern: f($A)}'), 'f(1); f(1, 2); g(3)', ['1']],
  ['many arguments', says('{pattern: "f($$$A)"}', '$...A'), 'f(1, 2)', ['1, 2']],
  ['what is not compared', says('{pattern: "f($_X, $_X, $A)"}'), 'f(1, 2, 3)', ['3']],
  ['no meaning behind the spelling', says('{pattern: \'f("x", $A)\'}'), 'const c = "x"; f(c, 1); f("x", 2)', ['2']],
  ['any', says('{any: [{pattern: f($A)}, {pattern: g($A)}]}'), 'f(1); g(2)', ['1', '2']],
  ['all', says('{all: [{pattern: f($A)}, {regex: "2"}]}'), 'f(1); f(2)', ['2']],
  ['any beside a pattern', says('{pattern: f($A), any: [{regex: "1"}, {regex: "2"}]}'), 'f(1); f(2); f(3)', ['1', '2']],
  ['not', says('{pattern: f($A), not: {pattern: f(1)}}'), 'f(1); f(2)', ['2']],
  ['not by text', says('{pattern: f($A), not: {regex: "1"}}'), 'f(1); f(2)', ['2']],
  ['inside', says('{pattern: f($A), inside: {pattern: g($$$), stopBy: end}}'), 'f(1); g(h(f(2)))', ['2']],
  ['not inside', says('{pattern: f($A), not: {inside: {pattern: g($$$), stopBy: end}}}'), 'f(1); g(f(2))', ['1']],
  ['has', says('{pattern: f($A), has: {pattern: await $_, stopBy: end}}'), 'f(1); f([await x])', ['[await x]']],
  ['not has', says('{pattern: f($A), not: {has: {kind: string, stopBy: end}}}'), 'f(1); f("x")', ['1']],
  [
    'one name, one thing',
    says('{pattern: f($A), inside: {pattern: "g($A, $$$)", stopBy: end}}'),
    'g(1, f(1)); g(1, f(2))',
    ['1'],
  ],
  ['a kind', says('{kind: new_expression, regex: Date}', 'found'), 'new Date(); new Map()', ['found']],
  ['a rule by name', `${says('{matches: u}')}utils: {u: {pattern: f($A)}}`, 'f(1)', ['1']],
  ['text of a metavariable', `${says('{pattern: f($A)}')}constraints: {A: {regex: "^a"}}`, 'f(abc); f(cba)', ['abc']],
  [
    'kind of a metavariable',
    `${says('{pattern: f($A)}')}constraints: {A: {kind: string}}`,
    'f("a"); f(["a"])',
    ['"a"'],
  ],
  ['what a metavariable is not', `${says('{pattern: f($A)}')}constraints: {A: {not: {regex: a}}}`, 'f(a); f(b)', ['b']],
])('carries over %s', (_, yaml, text, expected) => {
  expect(found(yaml, text)).toEqual(expected);
});

test('carries over what a rule says beside its pattern', () => {
  const written = `severity: warning\nmessage: M\nnote: N\nurl: https://example.org\nfix: g($$$A)\nfiles: [src/**, "**/*.mjs"]\nignores: [./gen/**]\nrule: {pattern: f($$$A)}`;
  const [{ value } = { value: {} }] = fromAstGrep(rule(written), 'r.yml').rules;
  expect(value).toMatchObject({
    id: 'r',
    languages: ['javascript'],
    severity: 'WARNING',
    message: 'M\n\nN',
    metadata: { references: ['https://example.org'] },
    fix: 'g($...A)',
    paths: { include: ['/src/**', '**/*.mjs'], exclude: ['/gen/**'] },
  });
});

test('reads every document of a file', () => {
  const two = `---\n${says('{pattern: f($A)}')}---\n${says('{pattern: g($A)}')}`;
  expect(fromAstGrep(two, 'r.yml').rules).toHaveLength(2);
});

test.each<[string, string]>([
  [says('{pattern: f($A), inside: {pattern: g($$$)}}'), '`inside` without `stopBy: end`'],
  [says('{pattern: f($A), has: {field: x, stopBy: end, pattern: g}}'), '`has` with `field`'],
  [says('{pattern: f($A), follows: {pattern: g}}'), '`follows`'],
  [says('{kind: frobnication}'), '`kind: frobnication`'],
  [says('{pattern: {context: "{a: 1}", selector: pair}}'), '`selector`'],
  [says('{matches: other}'), 'another file'],
  [`${says('{matches: u}')}utils: {u: {matches: u}}`, 'circles'],
  [says('{regex: x}'), 'no pattern'],
  [says(`{all: [${'{any: [{pattern: a}, {pattern: b}]}, '.repeat(7)}]}`), 'more than 64'],
  [rule('severity: off\nrule: {pattern: a}'), 'switched off'],
  [rule('rule: {pattern: f($A)}\nfix: {template: x, expandEnd: {regex: ","}}'), 'without its fix'],
  [rule('rule: {any: [{pattern: f($A)}, {pattern: g()}]}\nfix: $A'), 'not every alternative'],
  ['id: r\nrule: 3', 'is no rule of ast-grep'],
])('names what has no equal: %j', (yaml, reason) => {
  expect(fromAstGrep(yaml, 'r.yml').left).toEqual([
    { file: 'r.yml', rule: 'r', reason: expect.stringContaining(reason) },
  ]);
});

test('refuses what is no YAML', () => {
  expect(() => fromAstGrep('id: [', 'r.yml')).toThrow(/r\.yml/);
});
