import { expect, it } from 'vitest';
import type { Act } from '../model/act.js';
import type { Reason } from '../model/decision.js';
import { redact } from './redact.js';

const KEY = 'AKIAQYLPMN5HHHFPZAM2';
const PEM = ['-----BEGIN PRIVATE KEY-----', 'MIIEvQIBADANBgkqhkiG9w0BAQEF', '-----END PRIVATE KEY-----'].join('\n');

function reason(snippet: string, length = snippet.length, lines = 0, rule = 'aws-key'): Reason {
  const end = lines === 0 ? { line: 3, character: 10 + length } : { line: 3 + lines, character: length };
  return {
    rule,
    severity: 'ERROR',
    message: `The key ${snippet} is in the text.`,
    range: { start: { line: 3, character: 10 }, end },
    origin: { kind: 'command' },
    snippet,
    fresh: true,
    fingerprint: 'f',
    decision: 'deny',
    alternatives: [],
  };
}

function stored(act: Act, reasons: readonly Reason[], sensitive = ['aws-key']) {
  const decision = { verdict: 'deny', reasons, obligations: [], ruleSet: 'sha256:0' } as const;
  return redact({ act, actor: { kind: 'person' } }, decision, sensitive);
}

it.each<[string, Act, Reason, unknown]>([
  [
    'a command',
    { kind: 'command', command: `aws configure set key ${KEY} && echo ${KEY}` },
    reason(KEY),
    { kind: 'command', command: 'aws configure set key [redacted:aws-key] && echo [redacted:aws-key]' },
  ],
  [
    'the text before and after an edit',
    { kind: 'edit', path: 'a.ts', content: `x = "${KEY}"`, before: `old("${KEY}")` },
    reason(KEY),
    { kind: 'edit', path: 'a.ts', content: 'x = "[redacted:aws-key]"', before: 'old("[redacted:aws-key]")' },
  ],
  [
    'several lines, of which the reason quotes the first',
    { kind: 'edit', path: 'a', replacements: [{ oldText: 'x', newText: `pem = ${PEM};\nrest` }] },
    reason('-----BEGIN PRIVATE KEY-----', 25, 2),
    { kind: 'edit', path: 'a', replacements: [{ oldText: 'x', newText: 'pem = [redacted:aws-key];\nrest' }] },
  ],
  [
    'each of two secrets that begin alike',
    { kind: 'edit', path: 'a', content: `${PEM}\n${PEM.replace('MIIE', 'MIIX')}` },
    reason('-----BEGIN PRIVATE KEY-----', 25, 2),
    { kind: 'edit', path: 'a', content: '[redacted:aws-key]\n[redacted:aws-key]' },
  ],
  [
    'a snippet that was cut short',
    { kind: 'prompt', text: `use ${'k'.repeat(300)} now` },
    reason('k'.repeat(200), 300),
    { kind: 'prompt', text: 'use [redacted:aws-key] now' },
  ],
  [
    'tool arguments, keys among them',
    { kind: 'tool-call', tool: 't', arguments: { [KEY]: [{ deep: `Bearer ${KEY}` }], kind: 1 } },
    reason(KEY),
    {
      kind: 'tool-call',
      tool: 't',
      arguments: { '[redacted:aws-key]': [{ deep: 'Bearer [redacted:aws-key]' }], kind: 1 },
    },
  ],
  [
    'everything, where the matched text cannot be located',
    { kind: 'command', command: 'echo "AKIA""QYLP"' },
    reason(KEY),
    { kind: 'command', command: '[redacted:aws-key]' },
  ],
  ['nothing of a read', { kind: 'read', path: 'kind' }, reason('kind'), { kind: 'read', path: 'kind' }],
])('hides the secret in %s', (_, act, why, expected) => {
  const { proposal, decision } = stored(act, [why]);
  expect(proposal.act).toEqual(expected);
  expect(decision.reasons[0]?.snippet).toBe('[redacted:aws-key]');
});

it('hides the secret where other reasons quote it', () => {
  const other = { ...reason(`key = ${KEY}`, undefined, 0, 'style'), fix: `env("${KEY}")` };
  const { decision } = stored({ kind: 'prompt', text: `key = ${KEY}` }, [reason(KEY), other]);
  expect(JSON.stringify(decision)).not.toContain(KEY);
  expect(decision.reasons[1]?.fix).toBe('env("[redacted:aws-key]")');
});

it('hides single lines of a secret where other reasons quote them', () => {
  const act = { kind: 'prompt', text: `${PEM}\nend` } as const;
  const { decision } = stored(act, [
    reason('-----BEGIN PRIVATE KEY-----', 25, 2),
    reason('MIIEvQIBADANBgkqhkiG9w0BAQEF', undefined, 0, 'base64'),
  ]);
  expect(decision.reasons.map(({ snippet }) => snippet)).toEqual(['[redacted:aws-key]', '[redacted:aws-key]']);
});

it('obeys the obligation to redact', () => {
  const obligations = [{ kind: 'redact', rule: 'pii' }] as const;
  const reasons = [reason('Jane Doe', 8, 0, 'pii')];
  const decision = { verdict: 'allow', reasons, obligations, ruleSet: 'sha256:0' } as const;
  const { proposal } = redact({ act: { kind: 'prompt', text: 'Ask Jane Doe.' }, actor: { kind: 'person' } }, decision);
  expect(proposal.act).toEqual({ kind: 'prompt', text: 'Ask [redacted:pii].' });
});

it('leaves everything else as it is', () => {
  const act = { kind: 'command', command: `echo ${KEY}` } as const;
  const { proposal, decision } = stored(act, [reason(KEY)], []);
  expect(proposal.act).toEqual(act);
  expect(decision.reasons[0]?.snippet).toBe(KEY);
});
