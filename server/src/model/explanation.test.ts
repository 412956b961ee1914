import { expect, test } from 'vitest';
import type { Decision, Reason } from './decision.js';
import { explain } from './explanation.js';

function reason(rule: string, parts: Partial<Reason>): Reason {
  return {
    rule,
    severity: 'ERROR',
    message: `About ${rule}.`,
    range: { start: { line: 2, character: 4 }, end: { line: 2, character: 9 } },
    origin: { kind: 'command' },
    snippet: 'x',
    fresh: true,
    fingerprint: rule,
    decision: 'deny',
    alternatives: [],
    ...parts,
  };
}

function decision(parts: Partial<Decision>): Decision {
  return { verdict: 'deny', reasons: [], obligations: [], ruleSet: 'sha256:0', ...parts };
}

const warned = reason('b', { decision: 'allow', severity: 'WARNING' });
const warn = { kind: 'warn', rule: 'b' } as const;

const ROWS: readonly [string, Decision, string][] = [
  ['an allow', decision({ verdict: 'allow' }), 'Vireon allows this.'],
  [
    'a denial with everything',
    decision({
      reasons: [reason('a', { path: 'src/a.ts', fix: 'y', alternatives: ['do z', 'do w'] }), warned],
      obligations: [warn],
    }),
    [
      'Vireon denies this: 1 reason.',
      '- a (src/a.ts, line 3): About a.',
      '  found: x',
      '  fix: y',
      '  instead: do z',
      '  instead: do w',
      'Change it as said above and try again.',
    ].join('\n'),
  ],
  [
    'a fix that removes',
    decision({ verdict: 'ask', reasons: [reason('a', { decision: 'ask', fix: '' })] }),
    'Vireon wants a person to confirm this: 1 reason.\n- a (line 3): About a.\n  found: x\n  fix: remove it',
  ],
  [
    'what is wrong with the act as a whole',
    decision({ reasons: [reason('a', { origin: { kind: 'facts' }, snippet: '' })] }),
    'Vireon denies this: 1 reason.\n- a: About a.\nChange it as said above and try again.',
  ],
  [
    'a warning',
    decision({ verdict: 'allow', reasons: [warned], obligations: [warn] }),
    'Vireon allows this, with 1 warning.\n- b (line 3): About b.\n  found: x',
  ],
  [
    'nothing of a rule on trial or one that is lifted',
    decision({
      verdict: 'allow',
      reasons: [
        { ...warned, shadow: true },
        { ...warned, liftedBy: 'c' },
      ],
      obligations: [warn],
    }),
    'Vireon allows this.',
  ],
  [
    'a question that nobody can answer',
    decision({ reasons: [reason('a', { decision: 'ask' }), reason('c', { shadow: true })] }),
    [
      'Vireon denies this: 1 reason.',
      '- a (line 3): About a.',
      '  found: x',
      'Change it as said above and try again.',
    ].join('\n'),
  ],
  [
    'only findings on lines that are not touched',
    decision({ verdict: 'allow', reasons: [{ ...warned, fresh: false }], obligations: [warn] }),
    'Vireon allows this.',
  ],
];

test.each(ROWS)('says %s', (_, given, expected) => {
  expect(explain(given)).toBe(expected);
});

test('names the record', () => {
  const recorded = { ...decision({ reasons: [reason('a', {})] }), record: '01J' };
  expect(explain(recorded).split('\n').at(-1)).toBe('Record: 01J');
});

test('lists ten reasons and counts the others', () => {
  const reasons = Array.from({ length: 25 }, (_, index) => reason(`r${index}`, {}));
  const text = explain(decision({ reasons }));
  expect(text).toContain('25 reasons');
  expect(text).toContain('- r9 ');
  expect(text).not.toContain('- r10 ');
  expect(text).toContain('- and 15 more');
});
