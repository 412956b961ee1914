import { describe, expect, test } from 'vitest';
import type { Act } from '../model/act.js';
import type { Decision, Reason } from '../model/decision.js';
import { claudeCode } from './claude-code.js';
import type { Question } from './dialect.js';
import { Members } from './members.js';

const BASE = {
  session_id: 'S1',
  transcript_path: '/home/u/.claude/t.jsonl',
  cwd: '/w/app',
  permission_mode: 'default',
  hook_event_name: 'PreToolUse',
  tool_use_id: 'toolu_01',
};

function understand(payload: object): Question {
  return claudeCode.understand(Members.of({ ...BASE, ...payload }, ''), '/elsewhere');
}

function actOf(tool_name: string, tool_input: unknown, more: object = {}): Act | string {
  const { content } = understand({ tool_name, tool_input, ...more });
  return content.kind === 'proposals' ? content.proposals[0].act : content.problem;
}

const NOTEBOOK = '/w/app/a.ipynb';

const ACTS: readonly [string, string, unknown, Act][] = [
  [
    'Bash',
    'Bash',
    { command: 'ls', timeout: 5, description: 'list' },
    { kind: 'command', command: 'ls', cwd: '/w/app' },
  ],
  [
    'Edit',
    'Edit',
    { file_path: '/w/app/a.ts', old_string: 'a', new_string: 'b', replace_all: false },
    { kind: 'edit', path: '/w/app/a.ts', replacements: [{ oldText: 'a', newText: 'b' }] },
  ],
  [
    'Edit of every occurrence',
    'Edit',
    { file_path: '/w/app/a.ts', old_string: 'a', new_string: 'b', replace_all: true },
    { kind: 'edit', path: '/w/app/a.ts', replacements: [{ oldText: 'a', newText: 'b', replaceAll: true }] },
  ],
  [
    'Edit that creates a file',
    'Edit',
    { file_path: '/w/app/a.ts', old_string: '', new_string: 'b' },
    { kind: 'edit', path: '/w/app/a.ts', content: 'b' },
  ],
  [
    'Edit in camelCase',
    'Edit',
    { filePath: '/w/app/a.ts', oldString: 'a', newString: 'b', replaceAll: true },
    { kind: 'edit', path: '/w/app/a.ts', replacements: [{ oldText: 'a', newText: 'b', replaceAll: true }] },
  ],
  [
    'MultiEdit',
    'MultiEdit',
    {
      file_path: '/w/app/a.ts',
      edits: [
        { old_string: 'a', new_string: 'b' },
        { old_string: 'c', new_string: '' },
      ],
    },
    {
      kind: 'edit',
      path: '/w/app/a.ts',
      replacements: [
        { oldText: 'a', newText: 'b' },
        { oldText: 'c', newText: '' },
      ],
    },
  ],
  ['Write', 'Write', { file_path: '/w/app/a.ts', content: 'x' }, { kind: 'edit', path: '/w/app/a.ts', content: 'x' }],
  [
    'Write to a relative path',
    'Write',
    { file_path: '../b.ts', content: '' },
    { kind: 'edit', path: '/w/b.ts', content: '' },
  ],
  [
    'NotebookEdit',
    'NotebookEdit',
    { notebook_path: NOTEBOOK, cell_id: 'c1', new_source: 'x = 1', cell_type: 'code', edit_mode: 'replace' },
    { kind: 'edit', path: NOTEBOOK, content: 'x = 1', cell: { kind: 'code', id: 'c1' } },
  ],
  [
    'NotebookEdit that inserts',
    'NotebookEdit',
    { notebook_path: NOTEBOOK, cell_id: 'c1', new_source: '# Hi', cell_type: 'markdown', edit_mode: 'insert' },
    { kind: 'edit', path: NOTEBOOK, content: '# Hi', cell: { kind: 'markdown' } },
  ],
  [
    'NotebookEdit that deletes',
    'NotebookEdit',
    { notebook_path: NOTEBOOK, cell_id: 'c1', edit_mode: 'delete' },
    { kind: 'edit', path: NOTEBOOK, content: '', cell: { kind: 'code', id: 'c1' } },
  ],
  ['Read', 'Read', { file_path: '/etc/passwd', offset: 1, limit: 2 }, { kind: 'read', path: '/etc/passwd' }],
  ['Grep in a folder', 'Grep', { pattern: 'x', path: 'src' }, { kind: 'read', path: '/w/app/src' }],
  ['Glob without a folder', 'Glob', { pattern: '**/*.ts' }, { kind: 'read', path: '/w/app' }],
  [
    'WebFetch',
    'WebFetch',
    { url: 'https://x.test/', prompt: 'sum up' },
    { kind: 'fetch', url: 'https://x.test/', body: 'sum up' },
  ],
  [
    'WebSearch',
    'WebSearch',
    { query: 'a b', allowed_domains: ['x.test'] },
    { kind: 'fetch', url: 'web-search:?q=a%20b', body: 'a b' },
  ],
  [
    'Task',
    'Task',
    { description: 'd', prompt: 'p', subagent_type: 'Explore' },
    { kind: 'tool-call', tool: 'Task', arguments: { description: 'd', prompt: 'p', subagent_type: 'Explore' } },
  ],
  [
    'an MCP tool',
    'mcp__db__run_query',
    { sql: 'select 1' },
    { kind: 'tool-call', server: 'db', tool: 'run_query', arguments: { sql: 'select 1' } },
  ],
  [
    'an MCP tool with underscores',
    'mcp__db__a__b',
    {},
    { kind: 'tool-call', server: 'db', tool: 'a__b', arguments: {} },
  ],
  ['a tool without input', 'KillShell', undefined, { kind: 'tool-call', tool: 'KillShell', arguments: {} }],
  ['a tool named like an object member', 'constructor', {}, { kind: 'tool-call', tool: 'constructor', arguments: {} }],
  ['arguments as a string of JSON', 'Bash', '{"command":"ls"}', { kind: 'command', command: 'ls', cwd: '/w/app' }],
];

test.each(ACTS)('%s becomes an act', (_, tool, input, expected) => {
  expect(actOf(tool, input)).toEqual(expected);
});

test.each<[string, string, unknown, string]>([
  ['no input', 'Bash', undefined, 'tool_input must be a JSON object, not absent'],
  ['a list as input', 'Bash', ['ls'], 'tool_input must be a JSON object, not a list'],
  ['a number as command', 'Bash', { command: 5 }, 'tool_input.command must be a string, not a number'],
  ['a list as command', 'Bash', { command: ['rm', '-rf'] }, 'tool_input.command must be a string, not a list'],
  ['null as command', 'Bash', { command: null }, 'tool_input.command must be a string, not absent'],
  [
    'an edit without a path',
    'Edit',
    { old_string: 'a', new_string: 'b' },
    'tool_input.file_path must be a string, not absent',
  ],
  ['an empty path', 'Write', { file_path: '', content: '' }, 'tool_input.file_path must not be empty'],
  ['edits that are none', 'MultiEdit', { file_path: 'a', edits: {} }, 'tool_input.edits must be a list, not an object'],
  [
    'one edit that is none',
    'MultiEdit',
    { file_path: 'a', edits: [7] },
    'tool_input.edits[0] must be a JSON object, not a number',
  ],
  [
    'a cell without source',
    'NotebookEdit',
    { notebook_path: 'a' },
    'tool_input.new_source must be a string, not absent',
  ],
  ['no JSON', 'Bash', '{"command":', 'not valid JSON'],
])('says what is wrong with %s', (_, tool, input, problem) => {
  expect(actOf(tool, input)).toContain(problem);
});

test('takes the name of an MCP server from the payload where it is given', () => {
  const act = actOf('mcp__my_db__v2__run', {}, { mcp_server: { name: 'my db__v2', source: 'project' } });
  expect(act).toEqual({ kind: 'tool-call', server: 'my db__v2', tool: 'run', arguments: {} });
});

test('a prompt', () => {
  const { content, changes } = understand({ hook_event_name: 'UserPromptSubmit', prompt: 'Hi', source: 'user' });
  expect(content).toMatchObject({ proposals: [{ act: { kind: 'prompt', text: 'Hi' } }] });
  expect(changes).toBe(false);
});

test.each<[string, object, object]>([
  ['the session', {}, { kind: 'agent', host: 'claude-code', session: 'S1' }],
  [
    'a sub-agent',
    { agent_id: 'a7', agent_type: 'Explore' },
    { kind: 'agent', host: 'claude-code', session: 'S1', agent: 'Explore:a7' },
  ],
  ['no session', { session_id: undefined }, { kind: 'agent', host: 'claude-code' }],
])('the actor is %s', (_, more, actor) => {
  const { content } = understand({ tool_name: 'Bash', tool_input: { command: 'ls' }, ...more });
  expect(content).toMatchObject({ proposals: [{ actor }] });
});

test.each<[string, object, string | undefined]>([
  ['an edit is in that of its file', { tool_name: 'Write', tool_input: { file_path: '/v/a', content: '' } }, undefined],
  ['a command is in that of its folder', { tool_name: 'Bash', tool_input: { command: 'ls' } }, undefined],
  ['a tool call is in that of the session', { tool_name: 'mcp__a__b', tool_input: {} }, '/w/app'],
  ['a fetch is in that of the session', { tool_name: 'WebFetch', tool_input: { url: 'https://x.test' } }, '/w/app'],
  ['a prompt is in that of the session', { hook_event_name: 'UserPromptSubmit', prompt: 'Hi' }, '/w/app'],
])('workspace: %s', (_, payload, workspace) => {
  const { content } = understand(payload);
  expect(content.kind === 'proposals' ? content.proposals[0].workspace : 'none').toBe(workspace);
});

test('an empty working directory means that of the hook', () => {
  expect(actOf('Bash', { command: 'ls' }, { cwd: '' })).toMatchObject({ cwd: '/elsewhere' });
});

test.each<[string, object, string, boolean | 'told']>([
  ['a known tool', { tool_name: 'Bash', tool_input: { command: 'ls' } }, 'PreToolUse', true],
  ['an unknown tool', { tool_name: 'LaunchRocket', tool_input: {} }, 'PreToolUse', true],
  ['a read', { tool_name: 'Read', tool_input: { file_path: 'a' } }, 'PreToolUse', false],
  [
    'a permission request',
    { hook_event_name: 'PermissionRequest', tool_name: 'Bash', tool_input: { command: 'ls' } },
    'PermissionRequest',
    true,
  ],
  [
    'an unknown event with a tool',
    { hook_event_name: 'BeforeTool', tool_name: 'Bash', tool_input: { command: 'ls' } },
    'PreToolUse',
    true,
  ],
  [
    'no event but a tool',
    { hook_event_name: undefined, tool_name: 'Bash', tool_input: { command: 'ls' } },
    'PreToolUse',
    true,
  ],
  [
    'what is over',
    { hook_event_name: 'PostToolUse', tool_name: 'Bash', tool_input: {}, tool_response: {} },
    'PostToolUse',
    'told',
  ],
  ['a stop', { hook_event_name: 'Stop', stop_hook_active: false }, 'Stop', 'told'],
  ['an unknown event', { hook_event_name: 'MoonRise' }, 'MoonRise', true],
])('understands %s', (_, payload, event, changes) => {
  const question = understand(payload);
  expect(question.event).toBe(event);
  const { content } = question;
  const isTold = content.kind === 'proposals' && content.proposals[0].act.kind === 'event';
  expect(isTold ? 'told' : question.changes).toBe(changes);
});

test('a payload without event and tool is refused', () => {
  expect(() => understand({ hook_event_name: undefined })).toThrow('neither the name of an event nor tool_name');
});

const DENYING: Reason = {
  rule: 'no-force-push',
  severity: 'ERROR',
  message: 'Force-pushing rewrites history.',
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 16 } },
  origin: { kind: 'command' },
  snippet: 'git push --force',
  fresh: true,
  fingerprint: 'f',
  decision: 'deny',
  alternatives: ['git push --force-with-lease'],
};

function decision(verdict: Decision['verdict'], parts: Partial<Decision> = {}): Decision {
  const reasons = [{ ...DENYING, decision: verdict }];
  return { verdict, reasons, obligations: [], ruleSet: 'sha256:0', ...parts };
}

const DETAILS = [
  '- no-force-push (line 1): Force-pushing rewrites history.',
  '  found: git push --force',
  '  instead: git push --force-with-lease',
];
const DENIED = ['Vireon denies this: 1 reason.', ...DETAILS, 'Change it as said above and try again.'].join('\n');
const ASKED = ['Vireon wants a person to confirm this: 1 reason.', ...DETAILS].join('\n');
const WARNED = ['Vireon allows this, with 1 warning.', ...DETAILS].join('\n');

const warned = decision('allow', { obligations: [{ kind: 'warn', rule: 'no-force-push' }] });

describe('answers', () => {
  test.each<[string, string, Decision, object]>([
    ['PreToolUse', 'deny', decision('deny'), { permissionDecision: 'deny', permissionDecisionReason: DENIED }],
    ['PreToolUse', 'ask', decision('ask'), { permissionDecision: 'ask', permissionDecisionReason: ASKED }],
    ['PreToolUse', 'a warning', warned, { additionalContext: WARNED }],
    ['UserPromptSubmit', 'a warning', warned, { additionalContext: WARNED }],
    ['PermissionRequest', 'deny', decision('deny'), { decision: { behavior: 'deny', message: DENIED } }],
  ])('%s: %s', (event, _, given, fields) => {
    expect(output(event, given)).toEqual({ hookSpecificOutput: { hookEventName: event, ...fields } });
  });

  test.each<[string, string, Decision, object]>([
    ['PreToolUse', 'allow', decision('allow'), {}],
    ['PermissionRequest', 'allow', decision('allow'), {}],
    ['PermissionRequest', 'ask', decision('ask'), {}],
    ['UserPromptSubmit', 'allow', decision('allow'), {}],
    ['UserPromptSubmit', 'deny', decision('deny'), { decision: 'block', reason: DENIED }],
  ])('%s: %s at the top', (event, _, given, expected) => {
    expect(output(event, given)).toEqual(expected);
  });

  test('are one line of JSON', () => {
    const { stdout, stderr, exitCode } = claudeCode.answer(question('PreToolUse'), decision('deny'));
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });
});

test('a prompt that a rule wants confirmed goes on, and the agent is told', () => {
  const asked = understand({ hook_event_name: 'UserPromptSubmit', prompt: 'Hi' });
  expect(JSON.parse(claudeCode.answer(asked, decision('ask')).stdout)).toEqual({
    hookSpecificOutput: { hookEventName: 'UserPromptSubmit', additionalContext: ASKED },
  });
});

function question(event: string): Question {
  return { event, content: { kind: 'unclear', problem: '' }, changes: true, cwd: '/' };
}

function output(event: string, given: Decision): unknown {
  return JSON.parse(claudeCode.answer(question(event), given).stdout);
}
