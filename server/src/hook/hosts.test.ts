import { expect, test } from 'vitest';
import { HOST_CASES } from '../../test/hosts.js';
import type { Act } from '../model/act.js';
import { dialectOf } from './hosts.js';
import { Members } from './members.js';
import type { Judge } from './once.js';
import { answerHook } from './server.js';

// Shapes as recorded in the wild or written in the vendors' code, one a line; what all hosts share is tried on
// Claude Code's, and with real processes in server/test.

function actsOf(host: string, payload: object): readonly Act[] | string {
  const content = dialectOf(host)?.understand(Members.of(payload, ''), '/w').content;
  if (content === undefined) throw new Error(`no host ${host}`);
  return content.kind === 'proposals' ? content.proposals.map(({ act }) => act) : content.problem;
}

const codex = (tool_name: string, tool_input: unknown) => ({
  hook_event_name: 'PreToolUse',
  ...{ session_id: 'S', turn_id: 'T', cwd: '/w', tool_use_id: 'u', tool_name, tool_input },
});

const PATCH = `*** Begin Patch
*** Add File: new.ts
+const a = 1;
+
*** Update File: old.ts
@@ function f() {
-  return 1;
+  return 2;
 }
@@ class A {
+  b = 1;
*** Update File: here.ts
*** Move to: there.ts
*** Delete File: gone.ts
*** End Patch`;

const PATCHED: readonly Act[] = [
  { kind: 'edit', path: '/w/new.ts', content: 'const a = 1;\n\n' },
  {
    kind: 'edit',
    path: '/w/old.ts',
    replacements: [
      { oldText: '  return 1;\n}', newText: '  return 2;\n}' },
      { oldText: 'class A {', newText: 'class A {\n  b = 1;' },
    ],
  },
  { kind: 'edit', path: '/w/here.ts', remove: true },
  { kind: 'edit', path: '/w/there.ts', content: '' },
  { kind: 'edit', path: '/w/gone.ts', remove: true },
];

const gemini = (more: object) => ({
  session_id: 'S',
  cwd: '/w',
  hook_event_name: 'BeforeTool',
  timestamp: 't',
  ...more,
});
const cursor = (hook_event_name: string, more: object) => ({
  ...{ conversation_id: 'C', cursor_version: '2', workspace_roots: ['/w'], hook_event_name },
  ...more,
});
const copilot = (toolName: string, toolArgs: unknown) => ({
  sessionId: 'S',
  timestamp: 1,
  cwd: '/w',
  toolName,
  toolArgs,
});
const windsurf = (agent_action_name: string, tool_info: object) => ({
  agent_action_name,
  trajectory_id: 'T',
  tool_info,
});
const cline = (toolName: string, parameters: object) => ({
  ...{ clineVersion: '3', hookName: 'PreToolUse', taskId: 'T', workspaceRoots: ['/w'] },
  preToolUse: { toolName, parameters },
});
const run = (command: string, cwd = '/w'): Act => ({ kind: 'command', command, cwd });

const DIFF = `------- SEARCH
a
=======
b
+++++++ REPLACE
<<<<<<< SEARCH
c
=======
>>>>>>> REPLACE`;

test.each<[host: string, what: string, payload: object, acts: readonly Act[]]>([
  ['codex', 'a patch', codex('apply_patch', { command: PATCH }), PATCHED],
  ['codex', 'a patch as the whole input', codex('apply_patch', PATCH), PATCHED],
  ['codex', 'a patch as words', codex('apply_patch', { command: ['apply_patch', PATCH] }), PATCHED],
  ['codex', 'a command as words', codex('Bash', { command: ['bash', '-lc', 'ls | wc'] }), [run('ls | wc')]],
  ['codex', 'words that are no shell', codex('Bash', { command: ['git', 'log', 'a b'] }), [run("git log 'a b'")]],
  [
    'gemini-cli',
    'a tool of an MCP server',
    gemini({ tool_name: 'mcp_my_db_q', tool_input: { a: 1 }, mcp_context: { server_name: 'my_db', tool_name: 'q' } }),
    [{ kind: 'tool-call', server: 'my_db', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'gemini-cli',
    'pages to fetch',
    gemini({ tool_name: 'web_fetch', tool_input: { prompt: 'sum up https://a.test/x and http://b.test' } }),
    [
      { kind: 'fetch', url: 'https://a.test/x', body: 'sum up https://a.test/x and http://b.test' },
      { kind: 'fetch', url: 'http://b.test', body: 'sum up https://a.test/x and http://b.test' },
    ],
  ],
  [
    'gemini-cli',
    'a replacement of every occurrence',
    gemini({
      tool_name: 'replace',
      tool_input: { file_path: 'a', old_string: 'x', new_string: 'y', allow_multiple: true },
    }),
    [{ kind: 'edit', path: '/w/a', replacements: [{ oldText: 'x', newText: 'y', replaceAll: true }] }],
  ],
  ['cursor', 'a command without a folder', cursor('beforeShellExecution', { command: 'ls', cwd: '' }), [run('ls')]],
  [
    'cursor',
    'arguments as a string of JSON',
    cursor('beforeMCPExecution', { tool_name: 'q', tool_input: '{"a":1}', command: 'npx db' }),
    [{ kind: 'tool-call', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'cursor',
    'the same tool by its other event',
    cursor('preToolUse', { tool_name: 'MCP:q', tool_input: { a: 1 }, tool_use_id: 'u', cwd: '/w' }),
    [{ kind: 'tool-call', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'cursor',
    'a sub-agent',
    cursor('subagentStart', { subagent_id: 's', subagent_type: 'explore', task: 'look' }),
    [{ kind: 'tool-call', tool: 'Task', arguments: { subagent_type: 'explore', task: 'look' } }],
  ],
  [
    'cursor',
    'a tool whose arguments are named otherwise',
    cursor('preToolUse', { tool_name: 'Write', tool_input: { where: 'a', what: 'b' }, cwd: '/w' }),
    [{ kind: 'tool-call', tool: 'Write', arguments: { where: 'a', what: 'b' } }],
  ],
  [
    'cursor',
    'an event that is not known yet',
    cursor('beforeMoonLanding', { crew: 3 }),
    [
      {
        kind: 'tool-call',
        tool: 'beforeMoonLanding',
        arguments: { conversation_id: 'C', cursor_version: '2', crew: 3 },
      },
    ],
  ],
  ['copilot', 'arguments as a string of JSON', copilot('bash', '{"command":"ls"}'), [run('ls')]],
  [
    'copilot',
    'arguments as an object',
    copilot('powershell', { command: 'ls' }),
    [{ kind: 'command', command: 'ls', shell: 'powershell', cwd: '/w' }],
  ],
  [
    'copilot',
    'the editor tool',
    copilot('str_replace_editor', { command: 'str_replace', path: '/w/a', old_str: 'x', new_str: 'y' }),
    [{ kind: 'edit', path: '/w/a', replacements: [{ oldText: 'x', newText: 'y' }] }],
  ],
  [
    'copilot',
    'a payload in the other spelling',
    { hook_event_name: 'PreToolUse', session_id: 'S', cwd: '/w', tool_name: 'Bash', tool_input: { command: 'ls' } },
    [run('ls')],
  ],
  [
    'copilot',
    'a result',
    { ...copilot('bash', { command: 'ls' }), toolResult: { resultType: 'success', textResultForLlm: 'secret' } },
    [
      { kind: 'event', name: 'postToolUse', about: { tool_name: 'bash', session_id: 'S' } },
      { kind: 'tool-result', tool: 'bash', text: 'success\nsecret' },
    ],
  ],
  [
    'vscode',
    'several files in one call',
    codex('multi_replace_string_in_file', {
      explanation: 'e',
      replacements: [
        { filePath: '/w/a', oldString: '1', newString: '2' },
        { filePath: '/w/b', oldString: '3', newString: '4' },
        { filePath: '/w/a', oldString: '5', newString: '6' },
      ],
    }),
    [
      {
        kind: 'edit',
        path: '/w/a',
        replacements: [
          { oldText: '1', newText: '2' },
          { oldText: '5', newText: '6' },
        ],
      },
      { kind: 'edit', path: '/w/b', replacements: [{ oldText: '3', newText: '4' }] },
    ],
  ],
  ['windsurf', 'a command', windsurf('pre_run_command', { command_line: 'ls', cwd: '/v' }), [run('ls', '/v')]],
  [
    'windsurf',
    'an MCP tool',
    windsurf('pre_mcp_tool_use', { mcp_server_name: 'db', mcp_tool_name: 'q', mcp_tool_arguments: { a: 1 } }),
    [{ kind: 'tool-call', server: 'db', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'windsurf',
    'what is over',
    windsurf('post_run_command', { command_line: 'ls' }),
    [{ kind: 'event', name: 'post_run_command' }],
  ],
  [
    'cline',
    'a diff in blocks',
    cline('replace_in_file', { path: 'a', diff: DIFF }),
    [
      {
        kind: 'edit',
        path: '/w/a',
        replacements: [
          { oldText: 'a', newText: 'b' },
          { oldText: 'c', newText: '' },
        ],
      },
    ],
  ],
  [
    'cline',
    'an MCP tool',
    cline('use_mcp_tool', { server_name: 'db', tool_name: 'q', arguments: '{"a":1}' }),
    [{ kind: 'tool-call', server: 'db', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'antigravity',
    'a command',
    { toolCall: { name: 'run_command', args: { CommandLine: 'ls' } }, workspacePaths: ['/w'], stepIdx: 1 },
    [run('ls')],
  ],
  [
    'opencode',
    'a patch',
    { event: 'tool.execute.before', directory: '/w', tool: 'apply_patch', args: { patchText: PATCH } },
    PATCHED,
  ],
  ['amp', 'a command', { event: 'tool.call', directory: '/w', tool: 'Bash', input: { cmd: 'ls' } }, [run('ls')]],
  [
    'kiro',
    'an MCP tool',
    { hook_event_name: 'PreToolUse', cwd: '/w', tool_name: '@db/q', tool_input: { a: 1 } },
    [{ kind: 'tool-call', server: 'db', tool: 'q', arguments: { a: 1 } }],
  ],
  [
    'claude-code',
    'settings that changed',
    { hook_event_name: 'ConfigChange', cwd: '/w', source: 'project_settings', file_path: '/w/.claude/settings.json' },
    [
      {
        kind: 'event',
        name: 'ConfigChange',
        about: { source: 'project_settings', file_path: '/w/.claude/settings.json' },
      },
    ],
  ],
])('%s: %s', (host, _, payload, acts) => {
  expect(actsOf(host, payload)).toEqual(acts);
});

test.each<[string, object, string]>([
  ['a patch that is none', codex('apply_patch', { command: 'rm -rf /' }), 'must begin with'],
  ['a patch without a file', codex('apply_patch', { command: '*** Begin Patch\n*** End Patch' }), 'names no file'],
  ['a patch with a stray line', codex('apply_patch', { command: '*** Begin Patch\n+x\n' }), 'before its first file'],
  ['a command of numbers', codex('Bash', { command: [1, 2] }), 'a list of strings'],
])('says what is wrong with %s', (_, payload, problem) => {
  expect(actsOf('codex', payload)).toContain(problem);
});

test('a diff that ends within a block is judged by its name and arguments', () => {
  const diff = '------- SEARCH\na\n=======\nb';
  expect(actsOf('cline', cline('replace_in_file', { path: 'a', diff }))).toEqual([
    { kind: 'tool-call', tool: 'replace_in_file', arguments: { path: 'a', diff } },
  ]);
});

test.each<[string, object, object]>([
  [
    'cursor',
    cursor('preToolUse', {
      tool_name: 'Shell',
      tool_input: { command: 'ls' },
      parent_tool_call_id: 'p',
      user_email: 'a@b.test',
    }),
    { kind: 'agent', host: 'cursor', session: 'C', parent: 'p', person: 'a@b.test' },
  ],
  [
    'cline',
    { ...cline('read_file', { path: 'a' }), userId: 'u' },
    { kind: 'agent', host: 'cline', session: 'T', person: 'u' },
  ],
  ['codex', { ...codex('Bash', { command: 'ls' }), agent_id: '7', agent_type: 'x' }, { host: 'codex', agent: 'x:7' }],
])('%s tells who acts', (host, payload, actor) => {
  expect(dialectOf(host)?.understand(Members.of(payload, ''), '/').content).toMatchObject({ proposals: [{ actor }] });
});

/** The payload with each of its values, at any depth, in turn replaced by one of another type. */
function* spoiled(value: unknown): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    const old: unknown = (value as Record<string, unknown>)[key];
    for (const other of [null, 7, true, 'x', '', '{}', '[', [], [7], {}, { a: { b: [] } }])
      yield { ...value, [key]: other };
    for (const inner of spoiled(old)) yield { ...value, [key]: inner };
  }
}

test.each(HOST_CASES.map((one) => [one.host, one] as const))(
  '%s: no payload is too strange for an answer',
  async (host, one) => {
    const judge: Judge = {
      decide: async () => ({ verdict: 'allow', reasons: [], obligations: [], ruleSet: 's', record: '1' }),
    };
    const payloads = [one.command('ls', '/w'), one.write('/w/a', 'x', '/w'), one.prompt?.('Hi', '/w') ?? {}];
    for (const payload of payloads.flatMap((whole) => [...spoiled(whole)])) {
      const answer = await answerHook(host, JSON.stringify(payload), judge, { cwd: '/w' });
      expect([0, 2], JSON.stringify(payload)).toContain(answer.exitCode);
      if (answer.stdout.startsWith('{')) JSON.parse(answer.stdout);
    }
  },
);
