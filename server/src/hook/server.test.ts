import { describe, expect, test } from 'vitest';
import type { RecordedDecision } from '../model/decision.js';
import type { Judge } from './once.js';
import { answerHook, denyForFailure, MAX_PAYLOAD_BYTES } from './server.js';

const ALLOWED: RecordedDecision = { verdict: 'allow', reasons: [], obligations: [], ruleSet: 'sha256:0', record: '1' };

/** Nobody can make the real app fail or hang on purpose. */
const failing: Judge = { decide: () => Promise.reject(new Error('the disk is full')) };
const hanging: Judge = { decide: () => new Promise(() => {}) };

function payload(tool_name: string, tool_input: object, more: object = {}): string {
  return JSON.stringify({ hook_event_name: 'PreToolUse', session_id: 'S', cwd: '/w', tool_name, tool_input, ...more });
}

const BASH = payload('Bash', { command: 'ls' });
const READ = payload('Read', { file_path: '/w/a' });
const PROMPT = JSON.stringify({ hook_event_name: 'UserPromptSubmit', prompt: 'Hi' });
const STOP = JSON.stringify({ hook_event_name: 'Stop' });

type Outcome = 'deny' | 'pass' | 'note' | 'block';

function outcomeOf(stdout: string): { outcome: Outcome; reason: string } {
  const output = JSON.parse(stdout);
  const { permissionDecision, permissionDecisionReason, decision } = output.hookSpecificOutput ?? {};
  if (permissionDecision === 'deny') return { outcome: 'deny', reason: permissionDecisionReason };
  if (decision?.behavior === 'deny') return { outcome: 'deny', reason: decision.message };
  if (output.decision === 'block') return { outcome: 'block', reason: output.reason };
  if (output.systemMessage !== undefined) return { outcome: 'note', reason: output.systemMessage };
  expect(output).toEqual({});
  return { outcome: 'pass', reason: '' };
}

async function asked(text: string, verbs: Judge) {
  const answer = await answerHook('claude-code', text, verbs, { cwd: '/w', answerWithinMs: 20 });
  expect(answer).toMatchObject({ stderr: '', exitCode: 0 });
  return outcomeOf(answer.stdout);
}

const FAILURES: readonly [string, string, Outcome][] = [
  ['a command', BASH, 'deny'],
  ['an edit', payload('Edit', { file_path: '/w/a', old_string: 'a', new_string: 'b' }), 'deny'],
  ['an MCP tool', payload('mcp__db__drop', {}), 'deny'],
  ['an unknown tool', payload('LaunchRocket', {}), 'deny'],
  ['a permission request', payload('Bash', { command: 'ls' }, { hook_event_name: 'PermissionRequest' }), 'deny'],
  ['a read', READ, 'note'],
  ['a prompt', PROMPT, 'note'],
  ['a stop', STOP, 'pass'],
];

describe('where nobody can judge', () => {
  test.each(FAILURES)('and it fails: %s', async (_, text, expected) => {
    const { outcome, reason } = await asked(text, failing);
    expect(outcome).toBe(expected);
    if (outcome !== 'pass') expect(reason).toContain('the disk is full');
  });

  test.each(FAILURES)('and it hangs: %s', async (_, text, expected) => {
    const { outcome, reason } = await asked(text, hanging);
    expect(outcome).toBe(expected);
    if (outcome !== 'pass') expect(reason).toContain('no decision within 20 ms');
  });

  test.each(FAILURES)('and it was never asked: %s', (_, text, expected) => {
    const { outcome, reason } = outcomeOf(denyForFailure('claude-code', text, 'no daemon').stdout);
    expect(outcome).toBe(expected);
    if (outcome !== 'pass') expect(reason).toContain('no daemon');
  });
});

const judge: Judge = { decide: async () => ALLOWED };

test.each<[string, string, string]>([
  ['an empty payload', '', 'not valid JSON'],
  ['a payload cut off', BASH.slice(0, -10), 'not valid JSON'],
  ['binary', String.fromCharCode(0, 1, 2, 0xfffd, 0xfffd), 'not valid JSON'],
  ['a list', '[]', 'must be a JSON object, not a list'],
  ['null', 'null', 'must be a JSON object, not null'],
  ['an empty object', '{}', 'neither the name of an event nor tool_name'],
  ['two objects', `${BASH}${BASH}`, 'not valid JSON'],
  ['deep nesting', `{"tool_name":"Bash","tool_input":${'['.repeat(100_000)}`, 'deeper than 200 levels'],
  ['deep nesting in a string', payload('Bash', {}).replace('{}', `"${'['.repeat(300)}"`), 'deeper than 200 levels'],
  ['40 MiB', payload('Write', { file_path: '/w/a', content: 'x'.repeat(40 * 1024 * 1024) }), 'longer than 32 MiB'],
  ['a tool name of another type', payload('Bash', {}).replace('"Bash"', '7'), 'tool_name must be a string'],
  ['a tool name of null', payload('Bash', {}).replace('"Bash"', 'null'), 'tool_name must be a string'],
  ['a command of another type', payload('Bash', { command: ['ls'] }), 'tool_input.command must be a string'],
  ['a folder of another type', payload('Bash', { command: 'ls' }, { cwd: 5 }), 'cwd must be a string'],
])('denies %s', async (_, text, problem) => {
  const { outcome, reason } = await asked(text, judge);
  expect(outcome).toBe('deny');
  expect(reason).toContain(problem);
});

test('takes a payload of nearly the largest size', async () => {
  const content = 'x'.repeat(MAX_PAYLOAD_BYTES - 1000);
  expect(await asked(payload('Write', { file_path: '/w/a', content }), judge)).toMatchObject({ outcome: 'pass' });
});

test('says which hosts it knows', async () => {
  const answer = await answerHook('emacs-doctor', BASH, judge, { cwd: '/w' });
  expect(answer.exitCode).toBe(2);
  expect(answer.stderr).toContain('known hosts: claude-code');
});

describe('one call that is asked about twice', () => {
  async function decisionsFor(...texts: string[]): Promise<number> {
    let decisions = 0;
    const counting: Judge = {
      decide: async ({ act }) => {
        if (act.kind !== 'event') decisions++;
        return ALLOWED;
      },
    };
    for (const text of texts) await asked(text, counting);
    return decisions;
  }

  const call = (command: string, more: object) => payload('Bash', { command }, { tool_use_id: 'toolu_1', ...more });

  test.each<[string, readonly string[], number]>([
    ['is judged once', [call('ls', {}), call('ls', {})], 1],
    ['and another act under its name is judged anew', [call('ls', {}), call('rm -rf /', {})], 2],
    ['and another session is judged anew', [call('ls', {}), call('ls', { session_id: 'T' })], 2],
    ['by another event too', [call('ls', {}), call('ls', { hook_event_name: 'PermissionRequest' })], 1],
    ['where one of them has no name', [call('ls', {}), BASH.replace('{', '{ ')], 1],
    ['but not when another act came between', [BASH, READ, BASH], 3],
    ['and two names are two calls', [call('ls', {}), call('ls', { tool_use_id: 'toolu_2' })], 2],
  ])('%s', async (_, texts, expected) => {
    expect(await decisionsFor(...texts)).toBe(expected);
  });

  test('is judged anew after a failure', async () => {
    let attempts = 0;
    const recovering: Judge = {
      decide: async () => {
        attempts++;
        if (attempts === 1) throw new Error('busy');
        return ALLOWED;
      },
    };
    expect(await asked(call('ls', {}), recovering)).toMatchObject({ outcome: 'deny' });
    expect(await asked(call('ls', {}), recovering)).toMatchObject({ outcome: 'pass' });
  });
});
