import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandbox, VIREON } from './vireon.js';

// The whole way as an agent and a person go it: the hook asks, the command runs, the command line takes it back.

const box = sandbox();
const { workspace, environment } = box;

function vireon(args: readonly string[], input = '') {
  const options = { cwd: workspace, env: environment, input, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, ...args], options);
  return { status, stdout, stderr };
}

const json = (args: readonly string[]) => JSON.parse(vireon([...args, '--json']).stdout);
const git = (...args: readonly string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd: workspace,
    env: { ...environment, GIT_CONFIG_NOSYSTEM: '1' },
    encoding: 'utf8',
  });

/** The host asks; where it is allowed, it does it. */
function run(command: string, session = 's1'): string {
  const payload = {
    session_id: session,
    hook_event_name: 'PreToolUse',
    cwd: workspace,
    tool_name: 'Bash',
    tool_input: { command },
  };
  const { stdout } = vireon(['hook', 'claude-code'], JSON.stringify(payload));
  const decision = JSON.parse(stdout).hookSpecificOutput?.permissionDecision ?? 'allow';
  if (decision === 'allow') execFileSync('bash', ['-c', command], { cwd: workspace, env: environment });
  return decision;
}

const file = (name: string) => join(workspace, name);
const newest = (filter: readonly string[] = []) => json(['timeline', '--saved', '--limit', '1', ...filter])[0];

beforeAll(() => {
  box.write({ 'a.txt': 'one\ntwo\n', 'd/b': 'b', '.gitignore': 'secret\n', secret: 'kept out of git' });
  git('init', '-q', '.');
  git('add', '-A');
  git('commit', '-qm', '1');
});

afterAll(() => {
  vireon(['down']);
  box.remove();
});

it('takes a command back, with what git ignores, and leaves git alone', () => {
  const state = () => [git('status', '--porcelain'), git('rev-parse', 'HEAD'), git('stash', 'list'), git('branch')];
  const before = [state(), statSync(file('.git/index')).mtimeMs];
  expect(run('rm -r d && rm secret && chmod 600 a.txt')).toBe('allow');
  expect(existsSync(file('secret'))).toBe(false);
  const plan = json(['undo']);
  expect(plan).toMatchObject({ done: false, record: { proposal: { act: { kind: 'command' } } } });
  expect(plan.changes.map(({ path, now, was }: Record<string, string>) => [path, now, was])).toEqual([
    ['a.txt', 'file', 'file'],
    ['d', 'absent', 'folder'],
    ['d/b', 'absent', 'file'],
    ['secret', 'absent', 'file'],
  ]);
  const { status, stdout } = vireon(['undo', '--yes']);
  expect([status, stdout]).toEqual([0, expect.stringContaining('Done. To take this back: vireon undo ')]);
  expect([readFileSync(file('secret'), 'utf8'), statSync(file('a.txt')).mode & 0o777]).toEqual([
    'kept out of git',
    0o644,
  ]);
  expect(statSync(file('.git/index')).mtimeMs).toBe(before[1]);
  expect(state()).toEqual(before[0]);
});

it('takes an undo back, and that again', () => {
  expect(run("sed -i 's/two/2/' a.txt")).toBe('allow');
  const undone = json(['undo', '--yes']);
  expect([undone.done, readFileSync(file('a.txt'), 'utf8')]).toEqual([true, 'one\ntwo\n']);
  const redone = json(['undo', undone.undo, '--yes']);
  expect(readFileSync(file('a.txt'), 'utf8')).toBe('one\n2\n');
  expect(json(['undo', redone.undo, '--yes']).done).toBe(true);
  expect(readFileSync(file('a.txt'), 'utf8')).toBe('one\ntwo\n');
});

it('leaves what others changed alone, unless forced', () => {
  run('echo by-the-agent > n.txt');
  run('true');
  run('echo more > m.txt');
  writeFileSync(file('n.txt'), 'by a person\n');
  const { id } = json(['timeline', '--saved']).at(1).snapshot;
  const refused = vireon(['undo', id, '--yes']);
  expect([refused.status, refused.stderr]).toEqual([2, expect.stringContaining('`--force` undoes it all the same')]);
  expect(refused.stdout).toContain('it is not as the act left it');
  expect(readFileSync(file('n.txt'), 'utf8')).toBe('by a person\n');
  expect(vireon(['undo', id, '--yes', '--force']).status).toBe(0);
  expect(existsSync(file('n.txt'))).toBe(false);
});

it.each([
  ['no terminal to ask at', ['undo'], 2, 'nobody can be asked here, and nothing was undone; `--yes`'],
  ['an unknown act', ['undo', 'nonsense'], 2, '`vireon timeline --saved` lists what can be undone here'],
  ['a wrong limit', ['timeline', '--limit', '0'], 2, 'whole number'],
])('says what to do: %s', (_, args, status, message) => {
  const answer = vireon(args);
  expect([answer.status, answer.stderr]).toEqual([status, expect.stringContaining(message)]);
});

it('only shows with --dry-run', () => {
  const before = readFileSync(file('m.txt'), 'utf8');
  const { status, stdout } = vireon(['undo', '--dry-run']);
  expect([status, stdout]).toEqual([0, expect.stringContaining('remove     m.txt')]);
  expect(readFileSync(file('m.txt'), 'utf8')).toBe(before);
});

it('lists acts by agent and session, with what can be undone', () => {
  run('rm m.txt', 'other-session');
  const { stdout } = vireon(['timeline']);
  expect(stdout).toMatch(/claude-code\/s1 {2}\d+ acts/);
  expect(stdout).toMatch(/claude-code\/other-sessi… {2}1 act\n.*allow.*rm m\.txt\n {6}vireon undo /);
  expect(newest(['--session', 'other-session']).record.proposal.act.command).toBe('rm m.txt');
  expect(json(['timeline', '--agent', 'cursor'])).toEqual([]);
});

it('tells how much is saved', () => {
  expect(vireon(['status']).stdout).toMatch(/\d+ snapshots for undo in 1 workspace, /);
  expect(vireon(['doctor']).stdout).toMatch(/ok {4}\d+ snapshots for undo in 1 workspace, /);
});

it('follows the failure stance where what a rule promises cannot be saved', () => {
  const rule = (id: string, more: string) => `
  - {id: ${id}, languages: [bash], severity: INFO, message: Saved., pattern: ${id} ..., govern: {on: [command], obligations: [snapshot]${more}}}`;
  box.write({
    '.vireon/config.yaml': 'undo: {act-mib: 1}\n',
    '.vireon/rules/r.yaml': `rules:${rule('mv', '')}${rule('touch', ', snapshot: if-possible')}`,
  });
  writeFileSync(file('big'), Buffer.alloc(2 * 1024 * 1024));
  const decide = (command: string, actor: object) =>
    JSON.parse(
      vireon(['decide', '--no-daemon'], JSON.stringify({ act: { kind: 'command', command, cwd: workspace }, actor }))
        .stdout,
    );
  const agent = { kind: 'agent', host: 'claude-code' };
  expect(decide('mv big other', agent)).toMatchObject({
    verdict: 'ask',
    reasons: expect.arrayContaining([
      expect.objectContaining({ rule: 'vireon/not-saved', message: expect.stringContaining('raise `undo.act-mib`') }),
    ]),
  });
  expect(decide('mv big other', { kind: 'ci' }).verdict).toBe('deny');
  const offered = decide('touch big', agent);
  expect([offered.verdict, offered.obligations.map(({ kind }: { kind: string }) => kind)]).toEqual(['allow', ['warn']]);
  expect(offered.obligations[0].message).toContain('cannot be undone');
  rmSync(file('.vireon/config.yaml'));
  expect(decide('mv big other', agent)).toMatchObject({
    verdict: 'allow',
    obligations: [{ kind: 'snapshot' }, {}],
  });
});
