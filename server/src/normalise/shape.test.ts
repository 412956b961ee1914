import { expect, test } from 'vitest';
import { InvalidInput } from '../model/verbs.js';
import { toProposal } from './shape.js';

const actor = { kind: 'person' };
const agent = { kind: 'agent', host: 'x' };

const WRONG: readonly [string, unknown, string][] = [
  ['no object', 3, 'the proposal must be of type object'],
  ['nothing in it', {}, '`act` must be of type object; `actor` must be of type object'],
  ['an unknown act', { act: { kind: 'dance' }, actor }, '`act.kind` must be one of `file`, `edit`, `command`'],
  [
    'an unknown actor',
    { act: { kind: 'read', path: 'a' }, actor: { kind: 'cat' } },
    '`actor.kind` must be one of `person`, `agent`, `ci`',
  ],
  [
    'an agent without host',
    { act: { kind: 'read', path: 'a' }, actor: { kind: 'agent' } },
    '`actor.host` must be of type string',
  ],
  ['a number for a command', { act: { kind: 'command', command: 4 }, actor }, '`act.command` must be of type string'],
  [
    'a relative working directory',
    { act: { kind: 'command', command: 'ls', cwd: 'x' }, actor },
    '`act.cwd`: must be an absolute path',
  ],
  [
    'a relative workspace',
    { act: { kind: 'read', path: 'a' }, actor, workspace: 'w' },
    '`workspace`: must be an absolute path',
  ],
  ['an empty path', { act: { kind: 'read', path: '' }, actor }, '`act.path` may not be empty'],
  ['a zero byte', { act: { kind: 'read', path: 'a\0b' }, actor }, '`act.path`: may not contain a zero byte'],
  ['a path too long', { act: { kind: 'read', path: 'a'.repeat(5_000) }, actor }, '`act.path` is larger than 4096'],
  [
    'an edit without a change',
    { act: { kind: 'edit', path: 'a' }, actor },
    'exactly one of `content`, `replacements` and `remove: true`',
  ],
  [
    'an edit with two changes',
    { act: { kind: 'edit', path: 'a', content: '', remove: true }, actor },
    'exactly one of',
  ],
  [
    'a text too large',
    { act: { kind: 'prompt', text: 'x'.repeat(10 * 1024 * 1024 + 1) }, actor },
    '`act.text` is larger than',
  ],
  ['a time that is none', { act: { kind: 'read', path: 'a' }, actor, time: 'noon' }, '`time`: '],
];

test.each(WRONG)('refuses %s', (_, value, message) => {
  expect(() => toProposal(value)).toThrow(InvalidInput);
  expect(() => toProposal(value)).toThrow(message);
});

test('refuses arguments that nest without end', () => {
  let deep: unknown = 'x';
  for (let i = 0; i < 300; i++) deep = { deep };
  expect(() => toProposal({ act: { kind: 'tool-call', tool: 't', arguments: { deep } }, actor })).toThrow(
    'nested deeper than 200 levels',
  );
});

test('drops what it does not know', () => {
  const act = { kind: 'command', command: 'ls', color: 'red' };
  expect(toProposal({ act, actor: { ...agent, mood: 'good' }, extra: 1 })).toEqual({
    act: { kind: 'command', command: 'ls' },
    actor: agent,
  });
});
