import { expect, test } from 'vitest';
import type { Reason } from '../model/decision.js';
import { fixedText } from './fixed-text.js';

/** `a-b>text`: columns a to b of the first line are to become `text`. */
function reason(notation: string, parts: Partial<Reason> = {}): Reason {
  const [, start, end, fix] = /^(\d+)-(\d+)>(.*)$/.exec(notation) ?? [];
  return {
    rule: 'r',
    severity: 'ERROR',
    message: '',
    range: { start: { line: 0, character: Number(start) }, end: { line: 0, character: Number(end) } },
    origin: { kind: 'file', path: 'a' },
    snippet: '',
    fix: fix ?? '',
    fresh: true,
    fingerprint: '',
    decision: 'deny',
    alternatives: [],
    ...parts,
  };
}

test.each<[string, readonly Reason[], string | undefined]>([
  ['nothing to fix', [], undefined],
  ['one', [reason('0-1>X')], 'Xbcdef\n'],
  ['two, in any order', [reason('4-5>Y'), reason('0-1>X')], 'XbcdYf\n'],
  ['neighbours that touch', [reason('0-2>X'), reason('2-4>Y')], 'XYef\n'],
  ['the first of two that overlap', [reason('0-3>X'), reason('1-4>Y')], 'Xdef\n'],
  ['a removal', [reason('1-6>')], 'a\n'],
  ['not what stands on old lines', [reason('0-1>X', { fresh: false })], undefined],
  ['not what stands in another text', [reason('0-1>X', { origin: { kind: 'facts' } })], undefined],
])('makes fixes: %s', (_, reasons, expected) => {
  expect(fixedText('abcdef\n', reasons)).toBe(expected);
});
