import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HOST_CASES, runHook } from '../../test/hosts.js';
import { LAUNCHER, type Sandbox, sandbox, VIREON } from '../../test/vireon.js';
import type { AgentCoverage } from '../init/coverage.js';
import type { AgentProof } from './survey.js';

let box: Sandbox;
let home: string;
beforeEach(() => {
  box = sandbox();
  home = box.environment.HOME ?? '';
  mkdirSync(home);
  box.environment.PATH = `${path.dirname(process.execPath)}:/usr/bin:/bin`;
});
afterEach(() => {
  vireon('down');
  box.remove();
});

function vireon(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, ...args], {
    env: box.environment,
    cwd: box.workspace,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Report {
  readonly coverage: readonly AgentCoverage[];
  readonly canaries: readonly AgentProof[];
}

function doctor(...args: readonly string[]): Report & { readonly status: number | null } {
  const { status, stdout, stderr } = vireon('doctor', '--json', ...args);
  expect(stdout, stderr).not.toBe('');
  return { status, ...JSON.parse(stdout) };
}

const of = ({ coverage }: Report, agent: string) => coverage.find((one) => one.agent === agent);

test('an agent goes from missing to installed to proven', async () => {
  mkdirSync(path.join(home, '.claude'));
  expect(of(doctor(), 'claude-code')).toMatchObject({
    level: 'ungoverned',
    paths: [
      { event: 'PreToolUse', state: 'missing' },
      { state: 'missing' },
      { event: 'PostToolUse', state: 'missing' },
    ],
    fixes: ['`vireon init --only claude-code`'],
  });
  vireon('init', '--yes', '--only', 'claude-code');
  expect(of(doctor(), 'claude-code')).toMatchObject({ level: 'installed', paths: [{ state: 'installed' }, {}, {}] });
  const tried = doctor('--canary', 'claude-code');
  expect(tried.canaries.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied', 'judged', 'judged']);
  // A trial of ours is no act of the agent's.
  expect(of(tried, 'claude-code')?.paths[0]).toMatchObject({ state: 'installed', canary: expect.any(String) });
  const [claude] = HOST_CASES;
  await runHook([LAUNCHER, 'hook', 'claude-code'], claude?.command('ls', box.workspace) ?? '', box);
  expect(of(doctor(), 'claude-code')).toMatchObject({
    level: 'proven',
    paths: [
      { state: 'proven', heard: expect.stringMatching(/^2\d{3}-/) },
      { state: 'installed' },
      { state: 'installed' },
    ],
  });
});

test('a canary of every host is denied by its rule and stands on record', () => {
  const hosts = HOST_CASES.map(({ host }) => host);
  vireon('init', '--yes', '--user', '--only', hosts.join(','));
  for (const host of hosts) {
    const { canaries, status } = doctor('--canary', host);
    expect(canaries.filter(({ outcome }) => outcome !== 'denied' && outcome !== 'judged')).toEqual([]);
    expect(new Set(canaries.map(({ event }) => event)).size).toBeGreaterThan(0);
    expect(canaries.some(({ outcome }) => outcome === 'denied')).toBe(true);
    expect(status).toBe(0);
    const session = canaries[0]?.session ?? '';
    expect(session).toMatch(/^vireon-canary-/);
    expect(vireon('audit', 'log', '--session', session, '--json').stdout).toContain(host);
  }
});

const claudeSettings = (command: string, more: object = {}) =>
  JSON.stringify({ hooks: { PreToolUse: [{ hooks: [{ type: 'command', command, onFailure: 'block', ...more }] }] } });

test.each([
  [
    'a hook that fails open',
    claudeSettings(`${LAUNCHER} hook claude-code`, { onFailure: 'continue' }),
    /lets acts pass/,
  ],
  ['a program that is gone', claudeSettings('/gone/vireon hook claude-code'), /not there: \/gone\/vireon/],
  [
    'hooks switched off',
    `{"disableAllHooks": true, ${claudeSettings(`${LAUNCHER} hook claude-code`).slice(1)}`,
    /`disableAllHooks` is set/,
  ],
])('%s is faulty, with the fix', (_, settings, fault) => {
  mkdirSync(path.join(home, '.claude'));
  writeFileSync(path.join(home, '.claude/settings.json'), settings);
  const found = of(doctor(), 'claude-code');
  expect(found?.paths[0]).toMatchObject({ state: 'faulty', fault: expect.stringMatching(fault) });
  expect(found?.fixes.join()).toMatch(/vireon init --only claude-code|take it out/);
});

test('a canary fails where something else stands in for the client', () => {
  mkdirSync(path.join(home, '.claude'));
  writeFileSync(path.join(home, 'vireon'), '#!/bin/sh\necho "denied, I say" >&2\nexit 2\n', { mode: 0o755 });
  writeFileSync(path.join(home, '.claude/settings.json'), claudeSettings(`${home}/vireon hook claude-code`));
  const { canaries, status } = doctor('--canary');
  expect(canaries[0]).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('not by a rule') });
  expect(status).toBe(1);
});

test('a command that a workspace brought along is not run', () => {
  const ran = path.join(home, 'ran');
  writeFileSync(path.join(home, 'vireon'), `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  box.write({ '.claude/settings.json': claudeSettings(`${home}/vireon hook claude-code`) });
  expect(doctor('--canary').canaries).toMatchObject([
    { outcome: 'not run', reason: expect.stringContaining('init did not write') },
  ]);
  expect(() => readFileSync(ran)).toThrow();
});

test('agents without hooks: a list, advice, or nothing', () => {
  for (const trace of ['.config/zed', '.warp', '.jetbrains/acp.json'])
    mkdirSync(path.join(home, trace), { recursive: true });
  expect(doctor().coverage.map(({ agent, level }) => `${agent}: ${level}`)).toEqual(
    ['zed', 'warp', 'jetbrains-ai'].map((agent) => `${agent}: ungoverned`),
  );
  vireon('init', '--yes');
  const after = doctor();
  expect(after.coverage.map(({ level }) => level)).toEqual(['list only', 'advice only', 'ungoverned']);
  expect(of(after, 'zed')?.lists).toEqual([path.join(home, '.config/zed/settings.json')]);
});

test('the map is no wider than a terminal of 80 columns, but for names of files', () => {
  vireon('init', '--yes', '--user', '--only', 'claude-code,cursor,windsurf');
  const map = vireon('doctor', '--canary').stdout.split('\nCoverage')[1] ?? '';
  expect(map.split('\n').filter((line) => line.length > 80 && !line.includes(home))).toEqual([]);
});
