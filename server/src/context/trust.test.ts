import { expect, test } from 'vitest';
import type { Actor } from '../model/actor.js';
import { DEFAULT_POLICY, type Policy } from '../model/policy.js';
import { trustOf } from './trust.js';

const agent = (host: string, sub?: string): Actor => ({
  kind: 'agent',
  host,
  ...(sub !== undefined && { agent: sub }),
});
const policy = (trust: Policy['trust']): Policy => ({ ...DEFAULT_POLICY, trust });

const CASES: readonly [string, readonly Policy[], Actor, string][] = [
  ['nobody said anything', [], agent('a'), 'normal'],
  ['a name before globs', [policy({ '*': 'low', a: 'normal' })], agent('a'), 'normal'],
  ['of globs the one that trusts least', [policy({ '*': 'low', 'a*': 'none' })], agent('ab'), 'none'],
  ['outer settings bind inner ones', [policy({ a: 'normal' }), policy({ a: 'low' })], agent('a'), 'low'],
  ['inner ones may be stricter', [policy({ a: 'none' }), policy({ a: 'low' })], agent('a'), 'none'],
  ['a sub-agent may have less', [policy({ 'a/explorer': 'none' })], agent('a', 'explorer:x1'), 'none'],
  ['and not more', [policy({ a: 'low', 'a/explorer': 'normal' })], agent('a', 'explorer:x1'), 'low'],
  ['people are not agents', [policy({ '**': 'none' })], { kind: 'person' }, 'normal'],
];

test.each(CASES)('%s', (_, policies, actor, trust) => {
  expect(trustOf(policies, actor)).toBe(trust);
});
