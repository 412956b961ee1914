import { expect, test } from 'vitest';
import type { Limits } from '../model/policy.js';
import { type Call, reached } from './limits.js';

const NONE: Limits = { calls: [], costs: [], spend: [], repeats: [] };
const MINUTE = 60_000;

const call = (minute: number, what = 'ls', more: Partial<Call> = {}): Call => ({
  time: minute * MINUTE,
  act: 'command',
  what,
  ...more,
});

const CASES: readonly [string, Partial<Limits>, readonly Call[], Call, number][] = [
  ['room', { calls: [{ per: 'minute', most: 2, decision: 'ask' }] }, [call(0)], call(0.5), 0],
  ['no room', { calls: [{ per: 'minute', most: 2, decision: 'ask' }] }, [call(0), call(0.1)], call(0.5), 1],
  ['room again', { calls: [{ per: 'minute', most: 2, decision: 'ask' }] }, [call(0), call(0.1)], call(1), 0],
  ['other acts', { calls: [{ acts: ['edit'], per: 'hour', most: 1, decision: 'ask' }] }, [call(0)], call(1), 0],
  [
    'other tools',
    { calls: [{ tools: ['a/*'], per: 'hour', most: 1, decision: 'ask' }] },
    [call(0, 'x', { act: 'tool-call', tool: 'b/c' })],
    call(1, 'x', { act: 'tool-call', tool: 'a/c' }),
    0,
  ],
  [
    'what the host reports counts',
    { costs: [{ acts: ['command'], each: 1 }], spend: [{ per: 'session', most: 5, decision: 'deny' }] },
    [call(0, '', { act: 'event', cost: 4.5, isReport: true })],
    call(9),
    1,
  ],
  [
    'two bounds at once',
    {
      calls: [
        { per: 'day', most: 1, decision: 'ask' },
        { per: 'session', most: 1, decision: 'deny' },
      ],
    },
    [call(0)],
    call(1),
    2,
  ],
  ['in circles', { repeats: [{ most: 3, decision: 'ask' }] }, [call(0), call(0.1), call(0.2)], call(0.3), 1],
  [
    'the strictest counts',
    {
      repeats: [
        { most: 9, decision: 'ask' },
        { most: 2, decision: 'deny' },
      ],
    },
    [call(0), call(0.1)],
    call(0.2),
    1,
  ],
  ['asked once', { repeats: [{ most: 2, decision: 'ask' }] }, [call(0), call(0.1), call(0.2)], call(0.3), 0],
  [
    'another act in between',
    { repeats: [{ most: 2, decision: 'ask' }] },
    [call(0), call(0.1), call(0.2, 'b')],
    call(0.3),
    0,
  ],
  ['a pause', { repeats: [{ most: 2, decision: 'ask' }] }, [call(0), call(0.1)], call(1.2), 0],
  [
    'who waits on purpose',
    { repeats: [{ most: 2, decision: 'ask' }] },
    [call(0, 'sleep 9; x'), call(0.1, 'sleep 9; x')],
    call(0.2, 'sleep 9; x'),
    0,
  ],
];

test.each(CASES)('%s', (_, limits, before, next, count) => {
  expect(reached({ ...NONE, ...limits }, before, next)).toHaveLength(count);
});

test('the reason says count, bound and when there is room', () => {
  const limits: Limits = { ...NONE, calls: [{ acts: ['command'], per: 'hour', most: 2, decision: 'deny' }] };
  expect(reached(limits, [call(0), call(10)], call(20))).toEqual([
    {
      decision: 'deny',
      message: 'This session has done 2 of 2 command within one hour; there is room again at 1970-01-01T01:00:00.000Z.',
    },
  ]);
});
