import { expect, test } from 'vitest';
import { parseRuleFile } from './rule-file.js';

const HEAD = 'rules:\n  - id: a\n    languages: [python]\n    severity: ERROR\n    message: m\n';

function problems(text: string): string[] {
  const { broken } = parseRuleFile(text, { file: '/r.yaml', scope: 'workspace' });
  return broken.map(({ problem }) => `${problem.line + 1}:${problem.character + 1} ${problem.message}`);
}

const WRONG: readonly [string, string, string][] = [
  ['an unknown operator', `${HEAD}    patern: x\n`, '6:5 unknown key `patern`; did you mean `pattern`?'],
  [
    'an unknown key inside',
    `${HEAD}    patterns:\n      - patern-not: x\n`,
    '7:9 unknown key `patern-not`; did you mean `pattern-not`?',
  ],
  ['a word far from any', `${HEAD}    zebra: x\n    pattern: x\n`, '6:5 unknown key `zebra`; allowed: `id`, `message`'],
  ['nothing to match', HEAD, '2:5 one of these is missing: `pattern`, `patterns`'],
  [
    'taint without sinks',
    `${HEAD}    mode: taint\n    pattern-sources: [{pattern: x}]\n`,
    '2:5 one of these is missing: `pattern-sources` with `pattern-sinks`, `taint`',
  ],
  [
    'an unknown severity',
    HEAD.replace('ERROR', 'FATAL'),
    '4:15 `severity` may not be `FATAL`; allowed: `ERROR`, `WARNING`',
  ],
  [
    'an unknown language',
    HEAD.replace('python', 'pyton'),
    '3:17 `languages` may not be `pyton`; did you mean `python`?',
  ],
  [
    'a missing id',
    'rules:\n  - languages: [python]\n    severity: INFO\n    message: m\n    pattern: x\n',
    '2:5 `id` is missing from here',
  ],
  ['a text for a list', `${HEAD}    patterns: x\n`, '6:15 `patterns` must be a list, not a text'],
  ['a number for a pattern', `${HEAD}    pattern: 4\n`, '6:14 `pattern` must be a text, not a number'],
  [
    'an unknown act',
    `${HEAD}    pattern: x\n    govern: {on: [comand]}\n`,
    '7:19 `on` may not be `comand`; did you mean `command`?',
  ],
  [
    'an unknown govern key',
    `${HEAD}    pattern: x\n    govern: {when: [edit]}\n`,
    '7:14 unknown key `when`; allowed: `on`, `decision`',
  ],
  [
    'a metavariable in small letters',
    `${HEAD}    patterns:\n      - pattern: x\n      - focus-metavariable: $x\n`,
    '8:29 `$x` is not a metavariable: write `$NAME` in capitals',
  ],
  ['no rules', 'foo: 1\n', '1:1 `rules` is missing from the file'],
  ['a list', '- a\n', '1:1 `the file` must be a map, not a list'],
  ['an empty file', '', '1:1 '],
  ['broken YAML', 'rules: [\n', '2:1 '],
  ['a tab', 'rules:\n\t- id: a\n', '2:1 '],
  ['one key twice', 'rules:\n  - id: a\n    id: b\n', '3:5 Map keys must be unique'],
  ['two documents', 'rules: []\n---\nrules: []\n', 'holds more than one document'],
  ['endless brackets', '['.repeat(100_000), '1:1 nested too deep to be read'],
  [
    'a bomb of aliases',
    `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n`,
    'aliases',
  ],
  ['a file too large', `# ${'x'.repeat(5 * 1024 * 1024)}`, 'larger than 5 MiB'],
];

test.each(WRONG)('says where %s stands and what is allowed', (_, text, expected) => {
  expect(problems(text).join('\n')).toContain(expected);
});

test('a broken rule does not take the others with it', () => {
  const { rules, broken } = parseRuleFile(
    `${HEAD}    zebra: 1\n  - {id: b, languages: [go], severity: HIGH, message: m, pattern: x}\n`,
    { file: '/r.yaml', scope: 'user' },
  );
  expect(rules.map(({ rule }) => [rule.id, rule.severity, rule.line, rule.scope])).toEqual([['b', 'ERROR', 6, 'user']]);
  expect(broken.map(({ problem }) => problem.rule)).toContain('a');
});

const GOVERN: readonly [string, string, object][] = [
  [
    'nothing',
    '',
    { on: ['file', 'edit'], decision: 'deny', obligations: [], shadow: false, priority: 0, alternatives: [] },
  ],
  ['a decision', 'decision: ask', { decision: 'ask' }],
  ['an allow written out lifts', 'decision: allow', { decision: 'allow', lifts: true }],
  ['shadow', 'rollout: {mode: shadow, percent: 10}', { shadow: true, percent: 10 }],
];

test.each(GOVERN)('reads govern with %s', (_, govern, expected) => {
  const { rules } = parseRuleFile(`${HEAD}    pattern: x\n    govern: {${govern}}\n`, {
    file: '/r.yaml',
    scope: 'workspace',
  });
  expect(rules[0]?.rule.govern).toMatchObject(expected);
});

test('reads JSON as well', () => {
  const rule = { id: 'a', languages: ['go'], severity: 'MEDIUM', message: 'm', pattern: 'x' };
  const { rules } = parseRuleFile(JSON.stringify({ rules: [rule] }), { file: '/r.json', scope: 'workspace' });
  expect(rules[0]?.rule).toMatchObject({ severity: 'WARNING', govern: { decision: 'allow', obligations: ['warn'] } });
});
