import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LAUNCHER, sandbox, VIREON } from './vireon.js';

const box = sandbox();

beforeAll(() => {
  box.write({
    '.vireon/rules/team.yaml': `rules:
  - id: team-no-access-key
    languages: [regex]
    severity: ERROR
    message: This looks like a cloud access key.
    pattern-regex: AKIA[0-9A-Z]{16}
    govern: { on: [edit, prompt] }
`,
    'sub/a.txt': 'one\n',
  });
});
afterAll(async () => {
  await vireon(['down'], '');
  box.remove();
});

const vireon = (args: readonly string[], input: string | Buffer) => run([process.execPath, VIREON, ...args], input);

/** A process of its own, as an agent's host starts it. */
async function run([program = '', ...args]: readonly string[], input: string | Buffer) {
  const child = spawn(program, args, { cwd: box.workspace, env: box.environment });
  // A process that has read enough may end before it has read everything.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), code: await ended };
}

const KEY = 'AKIAQ7T3WNLX5BZRD2MC';

function payload(tool_name: string, tool_input: object, more: object = {}): string {
  const base = { hook_event_name: 'PreToolUse', session_id: 'S', cwd: box.workspace, tool_use_id: 'toolu_1' };
  return JSON.stringify({ ...base, tool_name, tool_input, ...more });
}

const write = (content: string, more = {}) => payload('Write', { file_path: `${box.workspace}/a.txt`, content }, more);

const WAYS: readonly [string, readonly string[]][] = [
  ['through the daemon', [process.execPath, VIREON, 'hook', 'claude-code']],
  ['in one process', [process.execPath, VIREON, 'hook', 'claude-code', '--no-daemon']],
  ['through the compiled client', [LAUNCHER, 'hook', 'claude-code']],
];

describe.each(WAYS.filter(([, [program = '']]) => existsSync(program)))('a hook %s', (_, command) => {
  const hook = (input: string | Buffer) => run(command, input);

  test('denies with a reason', async () => {
    const { stdout, code } = await hook(write(KEY));
    expect(code).toBe(0);
    expect(JSON.parse(stdout).hookSpecificOutput).toEqual({
      hookEventName: 'PreToolUse',
      permissionDecision: 'deny',
      permissionDecisionReason: expect.stringContaining('team-no-access-key (a.txt, line 1)'),
    });
  });

  test('has no opinion on what is allowed', async () => {
    expect(await hook(write('nothing', { a_new_field: { of: 'the host' } }))).toMatchObject({
      stdout: '{}\n',
      code: 0,
    });
  });

  test("knows the workspace's rules in a subfolder", async () => {
    const prompt = { hook_event_name: 'UserPromptSubmit', prompt: KEY, cwd: `${box.workspace}/sub` };
    expect(JSON.parse((await hook(JSON.stringify(prompt))).stdout)).toMatchObject({ decision: 'block' });
  });

  test("knows the rules of the file's workspace when the agent's shell is elsewhere", async () => {
    const { stdout } = await hook(write(KEY, { cwd: '/' }));
    expect(JSON.parse(stdout)).toMatchObject({ hookSpecificOutput: { permissionDecision: 'deny' } });
  });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['a payload cut off', write('x').slice(0, -20)],
    ['binary', Buffer.from([0, 255, 254, 128, 1, 10, 13])],
    ['a list', '[1, 2]'],
    ['JSON of another shape', '{"hello": "world"}'],
    ['arguments of another shape', payload('Bash', { command: { rm: '-rf' } })],
    ['deep JSON', `{"hook_event_name":"PreToolUse","tool_name":"Bash","tool_input":${'{"a":'.repeat(100_000)}`],
    ['40 MiB', write('x'.repeat(40 * 1024 * 1024))],
  ])('denies %s and says what is wrong', async (_, input) => {
    const { stdout, code } = await hook(input);
    expect(code).toBe(0);
    const { permissionDecision, permissionDecisionReason } = JSON.parse(stdout).hookSpecificOutput;
    expect(permissionDecision).toBe('deny');
    expect(permissionDecisionReason.length).toBeGreaterThan(60);
  });
});

test('an unknown host is refused in a way that blocks', async () => {
  const { stderr, code } = await vireon(['hook', 'emacs-doctor'], write('x'));
  expect(code).toBe(2);
  expect(stderr).toContain('known hosts: claude-code');
});
