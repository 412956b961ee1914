import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HOSTS } from '../src/hook/hosts.js';
import { discard, HOST_CASES, launcher, prepared, runHook } from './hosts.js';
import { LAUNCHER, type Sandbox, VIREON } from './vireon.js';

const KEY = 'TEAMKEY1234';

test('there is a case for every host', () => {
  expect(HOST_CASES.map(({ host }) => host).sort()).toEqual([...HOSTS].sort());
});

let box: Sandbox;
beforeAll(() => {
  box = prepared();
});
afterAll(() => discard(box));

describe.each(HOST_CASES.map((one) => [one.host, one] as const))('%s', (_, one) => {
  const hook = (payload: object) => runHook(launcher(one), payload, box);
  const run = (command: string) => hook(one.command(command, box.workspace));

  test('denies a command with the rule as the reason', async () => {
    const ended = await run('echo 1 && sudo dropall now');
    expect(one.reads(ended)).toBe('deny');
    expect(ended.stdout + ended.stderr).toContain('team-no-drop');
  });

  test('denies text that is written into a file', async () => {
    const ended = await hook(one.write(join(box.workspace, 'new.txt'), `a = "${KEY}"\n`, box.workspace));
    expect(one.reads(ended)).toBe('deny');
    expect(ended.stdout + ended.stderr).toContain('team-no-key');
  });

  test('never lets pass what a person must see', async () => {
    expect(one.reads(await run('deployall'))).not.toBe('allow');
  });

  test('lets pass what no rule speaks about, and says nothing to the model', async () => {
    const ended = await run('git status');
    expect(one.reads(ended)).toBe('allow');
    expect(ended.code).toBe(0);
    expect(ended.stdout).not.toContain('Vireon');
  });

  test('lets pass what a rule warns of', async () => {
    expect(one.reads(await run('mindgap'))).toBe('allow');
  });

  test('reads a payload that is none as a refusal', async () => {
    for (const text of ['', '{', '[]', '{}', 'null', '{"a":'.repeat(300)]) {
      expect(one.reads(await runHook(launcher(one), text, box))).not.toBe('allow');
    }
  });

  test('prints a setup that names the hook', async () => {
    const { stdout, stderr, code } = await runHook(launcher(one, '--setup'), '', box);
    expect({ code, stdout, stderr }).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`hook ${one.host}`),
      stderr: expect.stringContaining('belongs into'),
    });
    if (one.closedBy !== undefined) expect(stdout).toContain(one.closedBy);
  });
});

describe('a plugin that we print', () => {
  /** The file as the host would load it, with the hook that it names or another one. */
  async function loaded(host: string, hook?: string) {
    const { stdout } = await runHook([LAUNCHER, 'hook', host, '--setup'], '', box);
    const named = `env VIREON_HOME='${box.environment.VIREON_HOME}' ${hook ?? `${LAUNCHER} hook ${host}`}`;
    const file = join(box.workspace, `${host}-${hook?.length ?? 0}.mjs`);
    const text = stdout
      .replace(/^const HOOK = .*$/m, () => `const HOOK = ${JSON.stringify(named)};`)
      .replace('process.cwd()', JSON.stringify(box.workspace));
    writeFileSync(file, text);
    return import(file);
  }

  type Before = (input: object, output: object) => Promise<void>;

  async function opencode(hook?: string): Promise<Before> {
    const hooks = await (await loaded('opencode', hook)).Vireon({ directory: box.workspace });
    return hooks['tool.execute.before'];
  }

  async function amp(hook?: string): Promise<(event: object) => Promise<object>> {
    const handlers = new Map<string, (event: object) => Promise<object>>();
    (await loaded('amp', hook)).default({
      on: (event: string, run: (event: object) => Promise<object>) => handlers.set(event, run),
    });
    return handlers.get('tool.call') ?? (async () => ({}));
  }

  const call = { tool: 'bash', sessionID: 's', callID: 'c' };

  test('opencode: throws where the act may not happen', async () => {
    const before = await opencode();
    await expect(before(call, { args: { command: 'dropall' } })).rejects.toThrow('team-no-drop');
    await expect(before(call, { args: { command: 'git status' } })).resolves.toBeUndefined();
  });

  test('amp: rejects what may not happen', async () => {
    const onCall = await amp();
    expect(await onCall({ tool: 'Bash', input: { cmd: 'dropall' } })).toMatchObject({
      action: 'reject-and-continue',
      message: expect.stringContaining('team-no-drop'),
    });
    expect(await onCall({ tool: 'Bash', input: { cmd: 'git status' } })).toEqual({ action: 'allow' });
  });

  test.each([
    ['is not there', '/nonexistent/vireon hook'],
    ['fails', 'false'],
    ['says nothing', 'true'],
    ['talks nonsense', 'echo yes'],
    ['is killed', 'sh -c "kill -9 $$"'],
  ])('denies where the hook %s', async (_, hook) => {
    await expect((await opencode(hook))(call, { args: { command: 'ls' } })).rejects.toThrow('Vireon');
    expect(await (await amp(hook))({ tool: 'Bash', input: {} })).toMatchObject({ action: 'reject-and-continue' });
  });
});

test('a call that two registrations ask about is decided once, and the record says so', async () => {
  const payload = { ...HOST_CASES[0]?.command('git fetch', box.workspace), session_id: 'twice' };
  await runHook([LAUNCHER, 'hook', 'claude-code'], payload, box);
  await runHook([LAUNCHER, 'hook', 'claude-code'], payload, box);
  const { stdout } = await runHook([process.execPath, VIREON, 'audit', 'log', '--json'], '', box);
  interface Recorded {
    readonly proposal: { readonly act: { readonly kind: string; readonly name?: string }; readonly actor: object };
  }
  const records = (JSON.parse(stdout) as readonly Recorded[]).map(({ proposal }) => proposal);
  const ours = records.filter(({ actor }) => 'session' in actor && actor.session === 'twice');
  expect(ours.map(({ act }) => act.name ?? act.kind).sort()).toEqual(['asked-again', 'command']);
  expect(ours[0]?.actor).toMatchObject({ person: expect.any(String), machine: expect.any(String) });
});
