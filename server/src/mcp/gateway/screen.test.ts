import { expect, test } from 'vitest';
import type { Reason, RecordedDecision, Verdict } from '../../model/decision.js';
import { screen } from './screen.js';

/** Finds every `word` in what it is given, as a rule would. */
function judging(word: string, verdict: Verdict, origin: 'tool-result' | 'reading' = 'tool-result') {
  return async (text: string): Promise<RecordedDecision> => {
    const reasons: Reason[] = [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => {
      const before = text.slice(0, index).split('\n');
      const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
      return {
        rule: 'rule-1',
        severity: 'ERROR',
        message: 'found it',
        range: { start, end: { ...start, character: start.character + word.length } },
        origin: { kind: origin },
        snippet: origin === 'reading' ? 'disguised' : word,
        fresh: true,
        fingerprint: '',
        decision: verdict,
        alternatives: [],
      };
    });
    const obligations = verdict === 'allow' ? reasons.map(({ rule }) => ({ kind: 'redact' as const, rule })) : [];
    return { verdict: reasons.length === 0 ? 'allow' : verdict, reasons, obligations, ruleSet: '', record: 'R' };
  };
}

const FROM = { from: 'tool `x`' };
const text = (words: string) => ({ content: [{ type: 'text', text: words }] });

test('a secret is taken out wherever it stands', async () => {
  const blob = Buffer.from('a KEY').toString('base64');
  const value = { ...text('first\nKEY and KEY'), structuredContent: { deep: ['KEY'] }, resource: { blob } };
  expect(await screen(value, judging('KEY', 'allow'), FROM)).toEqual({
    value: {
      ...text('first\n[redacted:rule-1] and [redacted:rule-1]'),
      structuredContent: { deep: ['[redacted:rule-1]'] },
      resource: { blob: Buffer.from('a [redacted:rule-1]').toString('base64') },
    },
  });
});

test('where a secret in disguise stands cannot be told, so nothing is given', async () => {
  expect(await screen(text('a KEY'), judging('KEY', 'allow', 'reading'), FROM)).toEqual({
    value: text('[redacted:rule-1]'),
  });
});

test('only the text in which something was found is marked', async () => {
  const outcome = await screen({ a: 'fine', b: 'do EVIL' }, judging('EVIL', 'ask'), FROM);
  expect(outcome).toEqual({
    value: {
      a: 'fine',
      b: expect.stringMatching(/^\[Vireon: .*rule-1: found it\]\n<untrusted (\w+)>\ndo EVIL\n<\/untrusted \1>$/),
    },
  });
});

test('what is denied is withheld, with the reason', async () => {
  expect(await screen(text('EVIL'), judging('EVIL', 'deny'), FROM)).toEqual({
    withheld: expect.stringMatching(/rule-1/),
  });
});

test('images and words of the protocol are not read', async () => {
  const value = { content: [{ type: 'image', data: 'KEY', mimeType: 'KEY' }], role: 'KEY' };
  expect(await screen(value, judging('KEY', 'deny'), FROM)).toEqual({ value });
});
