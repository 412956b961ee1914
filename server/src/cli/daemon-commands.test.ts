import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What a newcomer types, one after the other, in a home and a workspace of their own.

const root = fileURLToPath(new URL('../../..', import.meta.url));
const bin = join(root, 'server/bin/vireon.js');
const launcher = join(root, 'native/build/Release/vireon-launcher');
const scratch = mkdtempSync(join(tmpdir(), 'vireon-commands-'));
const workspace = join(scratch, 'shop');

beforeAll(() => {
  mkdirSync(workspace);
  writeFileSync(join(workspace, 'run.js'), 'export const run = (text) => eval(text);\n');
});

afterAll(() => {
  vireon(['down']);
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
});

interface Options {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Record<string, string>;
}

function run(program: string, args: readonly string[], { cwd = workspace, input = '', env = {} }: Options = {}) {
  const all = { PATH: process.env.PATH, HOME: scratch, VIREON_HOME: join(scratch, 'state'), ...env };
  const { status, stdout, stderr } = spawnSync(program, args, { env: all, cwd, input, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const vireon = (args: readonly string[], options?: Options) => run(process.execPath, [bin, ...args], options);
const daemonPid = () => JSON.parse(vireon(['status', '--json']).stdout).pid as number;

test('up shows what was found, how to connect, and leaves the daemon serving', () => {
  const { status, stdout, stderr } = vireon(['up']);
  expect(stdout).toContain(`${workspace}\n1 file, `);
  expect(stdout).toMatch(/run\.js:1:\d+ {2}error {2}js-eval/);
  expect(stdout).toContain('hook","claude-code"');
  expect(stderr.split('\n')[0]).toBe(`Scanning ${workspace}`);
  expect(status).toBe(0);
  const pid = Number(/process (\d+)/.exec(stdout)?.[1]);
  expect(daemonPid()).toBe(pid);
  expect(vireon(['up', '.']).stdout).toContain(`(process ${pid}, `);
});

test('up in the checkout governs the examples and shows what an agent hears', () => {
  const { stdout } = vireon(['up'], { cwd: root });
  expect(stdout).toContain(join(root, 'examples'));
  const heard = stdout.slice(stdout.indexOf('What an agent would hear'));
  expect([...heard.matchAll(/^ {2}It .*: (\w+)$/gm)].map(([, verdict]) => verdict)).toEqual(['deny', 'deny', 'allow']);
  const records = [...heard.matchAll(/^ {4}record (\S+)$/gm)].map(([, record]) => record ?? '');
  expect(records).toHaveLength(3);
  const log = vireon(['audit', 'log', '--json']).stdout;
  for (const record of records) expect(log).toContain(record);
});

test('doctor finds everything in order, and says what is not', () => {
  const well = vireon(['doctor']);
  expect(well.stdout).not.toContain('FAIL');
  expect(well.stdout).toContain('Coverage');
  expect(well.status).toBe(0);
  mkdirSync(join(workspace, '.claude'));
  const settings = join(workspace, '.claude/settings.json');
  writeFileSync(settings, '{');
  const ill = vireon(['doctor', '--no-daemon']);
  expect(ill.stdout.replaceAll(/\n\s+/g, ' ')).toContain(`${settings}: it is not valid JSON`);
  expect(ill.status).toBe(1);
});

const payload = (tool: string, input: Record<string, string>) =>
  JSON.stringify({
    session_id: 's',
    cwd: workspace,
    hook_event_name: 'PreToolUse',
    tool_name: tool,
    tool_input: input,
    tool_use_id: `t${Math.random()}`,
  });
const force = () => payload('Bash', { command: 'git push --force' });
const list = () => payload('Bash', { command: 'ls -l' });
const read = () => payload('Read', { file_path: join(workspace, 'run.js') });

const doors: readonly [string, (args: readonly string[], options: Options) => ReturnType<typeof run>][] = [
  ['node', vireon],
  ['the compiled client', (args, options) => run(launcher, args, options)],
];

test.each(doors)('a hook through %s gets a verdict with and without the daemon', (_, door) => {
  for (const extra of [[], ['--no-daemon']]) {
    const denied = door(['hook', 'claude-code', ...extra], { input: force() });
    expect(JSON.parse(denied.stdout).hookSpecificOutput).toMatchObject({ permissionDecision: 'deny' });
    expect(denied.stdout).toContain('--force-with-lease');
    expect(door(['hook', 'claude-code', ...extra], { input: list() })).toEqual({
      status: 0,
      stdout: '{}\n',
      stderr: '',
    });
  }
});

test.each(doors)('a hook through %s that nobody can judge denies what changes something', (_, door) => {
  const nowhere = { env: { VIREON_HOME: '/dev/null/nowhere' } };
  const denied = JSON.parse(door(['hook', 'claude-code'], { input: list(), ...nowhere }).stdout);
  expect(denied.hookSpecificOutput.permissionDecision).toBe('deny');
  expect(denied.hookSpecificOutput.permissionDecisionReason).toContain('could not judge this');
  const passed = JSON.parse(door(['hook', 'claude-code'], { input: read(), ...nowhere }).stdout);
  expect(passed.systemMessage).toContain('could not judge this');
});

test.each(doors)('a hook through %s that would come too late denies', (_, door) => {
  const args = ['hook', 'claude-code', '--timeout', '0.2', '--no-daemon'];
  const { stdout } = door(args, { input: list() });
  expect(JSON.parse(stdout).hookSpecificOutput.permissionDecision).toBe('deny');
});

test('a hook that finds no daemon starts one for the next', () => {
  const env = { VIREON_HOME: join(scratch, 'other') };
  const { stdout } = run(launcher, ['hook', 'claude-code'], { input: force(), env });
  expect(JSON.parse(stdout).hookSpecificOutput.permissionDecision).toBe('deny');
  const socket = run(launcher, ['--socket-path'], { env }).stdout.trim();
  const waited = spawnSync('sh', [
    '-c',
    `for i in $(seq 200); do test -S "$0" && exit; sleep 0.05; done; exit 1`,
    socket,
  ]);
  expect(waited.status).toBe(0);
  expect(vireon(['down'], { env }).stdout).toContain('Stopped the daemon');
});

test('down ends the daemon, and says so where there is none', () => {
  const pid = daemonPid();
  expect(vireon(['down'])).toMatchObject({ status: 0, stdout: expect.stringContaining(`process ${pid}`) });
  expect(existsSync(run(launcher, ['--socket-path']).stdout.trim())).toBe(false);
  expect(vireon(['down']).stdout).toBe('No daemon is running.\n');
});
