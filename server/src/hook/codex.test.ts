import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { RecordedDecision, Verdict } from '../model/decision.js';
import { codex } from './codex.js';
import { Members } from './members.js';
import type { Judge } from './once.js';
import { answerHook } from './server.js';

// The schemas are Codex's own. Its answers may hold no other keys: a hook that has one fails, and the tool runs.

const folder = fileURLToPath(new URL('../../test/fixtures/codex-hooks', import.meta.url));
const ajv = new Ajv({ strict: false });

function schema(name: string): ValidateFunction | undefined {
  const file = readdirSync(folder).find((entry) => entry === `${name}.schema.json`);
  return file === undefined ? undefined : ajv.compile(JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')));
}

const base = { session_id: 'S', transcript_path: null, cwd: '/w' };
const turn = { ...base, model: 'm', permission_mode: 'default', turn_id: 'T' };
const bash = { tool_name: 'Bash', tool_input: { command: 'ls' } };

const EVENTS: readonly (readonly [event: string, payload: object])[] = [
  ['PreToolUse', { ...turn, ...bash, tool_use_id: 'u' }],
  ['PermissionRequest', { ...turn, ...bash }],
  ['PostToolUse', { ...turn, ...bash, tool_use_id: 'u', tool_response: {} }],
  ['UserPromptSubmit', { ...turn, prompt: 'Hi' }],
  ['SessionStart', { ...base, model: 'm', permission_mode: 'default', source: 'startup' }],
  ['SessionEnd', { ...base, reason: 'other' }],
  ['Stop', { ...turn, stop_hook_active: false, last_assistant_message: null }],
  ['SubagentStart', { ...turn, agent_id: 'a', agent_type: 'explore' }],
  [
    'SubagentStop',
    {
      ...turn,
      ...{ agent_id: 'a', agent_type: 'explore', agent_transcript_path: null },
      ...{ stop_hook_active: false, last_assistant_message: null },
    },
  ],
  ['PreCompact', { ...base, model: 'm', turn_id: 'T', trigger: 'auto' }],
  ['PostCompact', { ...base, model: 'm', turn_id: 'T', trigger: 'auto' }],
  ['Interrupt', { ...turn }],
];

const file = (event: string) => event.replace(/(?!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

test('there is a payload for every schema', () => {
  const inputs = readdirSync(folder).filter((name) => name.includes('.input.'));
  expect(EVENTS.map(([event]) => `${file(event)}.command.input.schema.json`).sort()).toEqual(inputs.sort());
});

const reason = {
  ...{ rule: 'r', severity: 'WARNING', message: 'm', snippet: '', fresh: true, fingerprint: '', alternatives: [] },
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
  origin: { kind: 'command' },
} as const;

function judge(verdict: Verdict, warn = false): Judge {
  const obligations = warn ? ([{ kind: 'warn', rule: 'r' }] as const) : [];
  const decision = { verdict, reasons: [{ ...reason, decision: verdict }], obligations, ruleSet: 's', record: '1' };
  return { decide: async () => decision as RecordedDecision };
}

const failing: Judge = { decide: () => Promise.reject(new Error('the disk is full')) };

describe.each(EVENTS)('%s', (event, fields) => {
  const payload = { ...fields, hook_event_name: event };
  const input = schema(`${file(event)}.command.input`);
  const output = schema(`${file(event)}.command.output`);

  test('our payload is one of theirs, and is understood', () => {
    expect(input?.(payload), JSON.stringify(input?.errors)).toBe(true);
    expect(codex.understand(Members.of(payload, ''), '/').event).toBe(event);
  });

  test.each<[string, Judge]>([
    ['allow', judge('allow')],
    ['a warning', judge('allow', true)],
    ['ask', judge('ask')],
    ['deny', judge('deny')],
    ['a failure', failing],
  ])('takes our answer: %s', async (_, verbs) => {
    const answer = await answerHook('codex', JSON.stringify(payload), verbs, { cwd: '/w' });
    expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
    const written: unknown = JSON.parse(answer.stdout);
    if (output === undefined) expect(written).toEqual({});
    else expect(output(written), `${answer.stdout}${JSON.stringify(output.errors)}`).toBe(true);
  });
});

test('what is in the schema but not supported is never answered before a tool', async () => {
  const payload = JSON.stringify({ ...EVENTS[0]?.[1], hook_event_name: 'PreToolUse' });
  for (const verdict of ['allow', 'ask', 'deny'] as const) {
    const { stdout } = await answerHook('codex', payload, judge(verdict), { cwd: '/w' });
    const { hookSpecificOutput = {}, ...rest } = JSON.parse(stdout);
    expect(Object.keys(rest)).toEqual([]);
    expect(['deny', undefined]).toContain(hookSpecificOutput.permissionDecision);
  }
});
