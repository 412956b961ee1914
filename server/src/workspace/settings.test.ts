import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../model/policy.js';
import { APPROVALS, UNDO_BOUNDS } from '../model/settings.js';
import { parseSettings } from './settings.js';

const PACKS = ['code-safety', 'secrets', 'agent-guard'];

const WRONG: readonly [string, string, string][] = [
  ['an unknown key', 'strct: true', '1:1 unknown key `strct`; did you mean `strict`?'],
  ['an unknown pack', 'packs:\n  secret: off', '2:3 no pack is named `secret`; did you mean `secrets`?'],
  [
    'the guard switched off',
    'packs:\n  agent-guard: off',
    '2:3 `agent-guard` protects the rules themselves and stays on',
  ],
  ['neither on nor off', 'packs:\n  secrets: maybe', '2:12 `packs.secrets` must be `on` or `off`'],
  ['an override without reason', 'overrides:\n  x:\n    off: true', '3:5 `overrides.x.reason` is missing: say why'],
  [
    'an unknown decision',
    'overrides:\n  x: {decision: stop, reason: because}',
    '2:17 `overrides.x.decision` must be one of `allow`, `ask`, `deny`',
  ],
  [
    'an unknown key of an override',
    'overrides:\n  x: {severty: INFO, reason: because}',
    '2:7 unknown key `severty`; did you mean `severity`?',
  ],
  ['a text for a list', 'exclude: dist', '1:10 `exclude` must be of type array'],
  ['a list for the file', '- a', '1:1 the file must be of type object'],
  ['broken YAML', 'packs: [', '1:9 '],
  ['a bound of undo', 'undo: {act-mb: 3}', '1:8 unknown key `act-mb`; did you mean `act-mib`?'],
  ['a bound below one', 'undo: {days: 0}', '1:14 `undo.days`'],
];

test.each(WRONG)('says where %s stands, and keeps the defaults', (_, text, expected) => {
  const { settings, problems } = parseSettings(text, '/w', PACKS);
  const said = problems.map(({ line, character, message }) => `${line + 1}:${character + 1} ${message}`);
  expect(said[0]).toContain(expected);
  expect(settings.strict).toBe(false);
});

test('fills in defaults and resolves paths', () => {
  const { settings, problems } = parseSettings(
    'packs: {secrets: off}\nrules: [team]\noverrides:\n  x: {off: true, reason: legacy}',
    '/w',
    PACKS,
  );
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    file: '/w/.vireon/config.yaml',
    packs: { secrets: false },
    rules: ['/w/team'],
    exclude: [],
    strict: false,
    overrides: { x: { off: true, reason: 'legacy', place: { line: 3, character: 2 } } },
    undo: UNDO_BOUNDS,
    policies: [DEFAULT_POLICY],
    approvals: APPROVALS,
  });
});

test('bounds of undo are given one by one, in MiB', () => {
  const { settings } = parseSettings('undo: {act-mib: 3, days: 5}', '/w', PACKS);
  expect(settings.undo).toEqual({ ...UNDO_BOUNDS, maxActBytes: 3 * 1024 * 1024, maxDays: 5 });
});

test('an empty file is no fault', () => {
  expect(parseSettings('', '/w', PACKS).problems).toEqual([]);
});

test('what agents may do is read, and what is wrong with it is said', () => {
  const { settings, problems } = parseSettings(
    'trust: {agents: {"x*": low}}\nmarked: ["a/**"]\nlimits:\n  calls: [{acts: [command], per: minute, most: 9}]\n  repeats: off',
    '/w',
    PACKS,
  );
  expect(problems).toEqual([]);
  expect(settings.policies).toEqual([
    {
      trust: { 'x*': 'low' },
      marked: ['a/**'],
      limits: {
        calls: [{ acts: ['command'], per: 'minute', most: 9, decision: 'ask' }],
        costs: [],
        spend: [],
        repeats: [],
      },
    },
  ]);
  const wrong = ['trust: {agents: {x: much}}', 'limits: {cals: []}', 'limits: {calls: [{per: week, most: 1}]}'];
  expect(wrong.map((text) => parseSettings(text, '/w', PACKS).problems.map(({ message }) => message))).toEqual([
    ['`trust.agents.x` must be one of `none`, `low`, `normal`'],
    ['unknown key `cals`; did you mean `calls`?'],
    ['`limits.calls.0.per` must be one of `minute`, `hour`, `day`, `session`'],
  ]);
});
