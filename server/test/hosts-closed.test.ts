import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { discard, type Ended, HOST_CASES, type HostCase, launcher, prepared, runHook } from './hosts.js';
import { LAUNCHER, type Sandbox, VIREON } from './vireon.js';

// What every dialect does when something of ours is broken. Each drill has a sandbox of its own.

const BROKEN = `rules:
  - id: team-broken-command
    languages: [bash]
    severity: ERROR
    message: It cannot be compiled.
    pattern: "foo(((("
    govern: { on: [command, tool-call] }
  - id: team-broken-text
    languages: [regex]
    severity: ERROR
    message: It cannot be compiled either.
    pattern-regex: "(("
    govern: { on: [edit] }
`;

/** Few at a time: the drills wait more than they work. */
async function forEachHost(run: (one: HostCase) => Promise<void>): Promise<void> {
  const left = [...HOST_CASES];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await run(one);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
}

const [FIRST] = HOST_CASES as [HostCase, ...HostCase[]];

function mutations(one: HostCase, { workspace }: Sandbox): readonly object[] {
  return [one.command('git commit -m x', workspace), one.write(join(workspace, 'a.txt'), 'x', workspace)];
}

/** No mutating act came through: denied, or left to a person. */
function expectClosed(one: HostCase, ended: Ended): void {
  expect({ host: one.host, verdict: one.reads(ended), ...ended }).not.toMatchObject({ verdict: 'allow' });
}

describe('no mutating act comes through', () => {
  test('where no daemon can be had: it is judged in the hook itself', async () => {
    const box = prepared();
    mkdirSync(join(box.workspace, '../home'));
    // Neither socket nor lock can be made in what is no folder.
    writeFileSync(join(box.workspace, '../home/run'), '');
    await forEachHost(async (one) => {
      const denied = await runHook(launcher(one), one.command('dropall', box.workspace), box);
      expect({ host: one.host, verdict: one.reads(denied) }).toEqual({ host: one.host, verdict: 'deny' });
      expect(denied.stdout + denied.stderr).toContain('team-no-drop');
    });
    box.remove();
  });

  test('where the daemon hangs', async () => {
    const box = prepared();
    const pid = await daemonOf(box);
    process.kill(pid, 'SIGSTOP');
    try {
      await forEachHost(async (one) => {
        const ended = await runHook(launcher(one, '--timeout', '4'), one.command('dropall', box.workspace), box);
        expect({ host: one.host, verdict: one.reads(ended) }).toEqual({ host: one.host, verdict: 'deny' });
      });
    } finally {
      process.kill(pid, 'SIGCONT');
      await discard(box);
    }
  });

  test('where the addon is missing, or the program is', async () => {
    const box = prepared();
    const copy = installation();
    await forEachHost(async (one) => {
      for (const payload of mutations(one, box)) {
        expectClosed(one, await runHook([copy.launcher, 'hook', one.host], payload, box));
      }
    });
    rmSync(join(copy.root, 'server/dist'), { recursive: true });
    await forEachHost(async (one) => {
      for (const payload of mutations(one, box)) {
        expectClosed(one, await runHook([copy.launcher, 'hook', one.host], payload, box));
      }
    });
    rmSync(copy.root, { recursive: true });
    await discard(box);
  });

  test('where a rule is broken', async () => {
    const box = prepared(BROKEN);
    await forEachHost(async (one) => {
      for (const payload of mutations(one, box)) expectClosed(one, await runHook(launcher(one), payload, box));
    });
    await discard(box);
  });

  test('where the disk is full', async () => {
    const box = prepared();
    // No file may grow: what a full disk is to the record of decisions.
    const full = ['/bin/sh', '-c', 'ulimit -f 0; exec "$@"', 'sh'];
    await forEachHost(async (one) => {
      const ended = await runHook([...full, ...launcher(one)], one.command('git commit -m x', box.workspace), box);
      expectClosed(one, ended);
    });
    await discard(box);
  });

  test('where the disk fills up while the daemon serves', async () => {
    const box = prepared();
    const full = ['/bin/sh', '-c', 'ulimit -f 4000; exec "$@"', 'sh'];
    await runHook([...full, ...launcher(FIRST)], FIRST.command('ls', box.workspace), box);
    const large = 'x\n'.repeat(2_000_000);
    await forEachHost(async (one) => {
      const ended = await runHook(launcher(one), one.write(join(box.workspace, 'a.txt'), large, box.workspace), box);
      expectClosed(one, ended);
    });
    await discard(box);
  });

  test('where the clock jumps', async () => {
    const box = prepared();
    const jump = join(box.workspace, 'jump.cjs');
    writeFileSync(jump, JUMPING_CLOCK);
    await forEachHost(async (one) => {
      const node = [process.execPath, '--require', jump, VIREON, 'hook', one.host, '--no-daemon'];
      expectClosed(one, await runHook(node, one.command('dropall', box.workspace), box));
    });
    await discard(box);
  });

  test('where the process that judges is killed', async () => {
    const box = prepared();
    const copy = installation();
    writeFileSync(join(copy.root, 'server/dist/main.js'), "process.kill(process.pid, 'SIGKILL');");
    await forEachHost(async (one) => {
      for (const payload of mutations(one, box)) {
        expectClosed(one, await runHook([copy.launcher, 'hook', one.host], payload, box));
      }
    });
    rmSync(copy.root, { recursive: true });
    await discard(box);
  });

  test('where the client is killed or not there, in the command line that we tell the host to run', async () => {
    const box = prepared();
    const dying = join(box.workspace, 'dying');
    writeFileSync(dying, '#!/bin/sh\nkill -9 $$\n', { mode: 0o755 });
    await forEachHost(async (one) => {
      const { stdout: setup } = await runHook(launcher(one, '--setup'), '', box);
      if (one.closedBy !== undefined) expect(setup).toContain(one.closedBy);
      for (const client of [dying, '/nonexistent/vireon']) {
        const lines = commandLines(setup.replaceAll(LAUNCHER, client), one.host);
        expect(lines, setup).not.toEqual([]);
        for (const line of one.closedBy === undefined ? lines : []) {
          expectClosed(one, await runHook(['/bin/sh', '-c', line], one.command('dropall', box.workspace), box));
        }
      }
    });
    await discard(box);
  });

  test('where the client is killed while the daemon hangs: it has said nothing that could be taken for an answer', async () => {
    const box = prepared();
    const pid = await daemonOf(box);
    process.kill(pid, 'SIGSTOP');
    try {
      await forEachHost(async (one) => {
        const ended = await killed(launcher(one), one.command('dropall', box.workspace), box);
        expect({ host: one.host, ...ended }).toEqual({ host: one.host, stdout: '', stderr: '', code: null });
      });
    } finally {
      process.kill(pid, 'SIGCONT');
      await discard(box);
    }
  });
});

/** The command lines in a setup file: members of JSON, a line of a script, a constant of a plugin. */
function commandLines(setup: string, host: string): readonly string[] {
  const names = (text: string) => text.includes(`hook ${host}`);
  if (!setup.startsWith('{')) {
    const constant = /^const HOOK = (?<hook>".*");$/m.exec(setup)?.groups?.hook;
    return constant === undefined ? setup.split('\n').filter(names) : [JSON.parse(constant)];
  }
  const found = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value === 'string' && names(value)) found.add(value);
    if (typeof value !== 'object' || value === null) return;
    // What comes after an act cannot let it pass.
    for (const [key, inner] of Object.entries(value)) if (!/^(?:post|after)/i.test(key)) collect(inner);
  };
  collect(JSON.parse(setup));
  return [...found];
}

/** Days forward and back at every look. */
const JUMPING_CLOCK = `const now = Date.now; let looks = 0;
const jump = () => (++looks % 2 === 0 ? 1 : -1) * 400 * 86_400_000;
const Real = Date;
globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(now() + jump()); } static now() { return now() + jump(); } };`;

/** Starts the sandbox's daemon; its process identifier. */
async function daemonOf(box: Sandbox): Promise<number> {
  await runHook(launcher(FIRST), FIRST.command('ls', box.workspace), box);
  const { stdout } = await runHook([process.execPath, VIREON, 'status', '--json'], '', box);
  return JSON.parse(stdout).pid;
}

async function killed(command: readonly string[], payload: object, box: Sandbox): Promise<Ended> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: box.workspace, env: box.environment });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(payload));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await pause(300);
  child.kill('SIGKILL');
  return { code: await ended, stdout, stderr };
}

/** An installation of its own, without the addon. */
function installation(): { readonly root: string; readonly launcher: string } {
  const root = mkdtempSync(join(tmpdir(), 'vireon-copy-'));
  const source = fileURLToPath(new URL('../..', import.meta.url));
  const copy = (name: string) => cpSync(join(source, name), join(root, name), { recursive: true });
  for (const name of ['server/dist', 'server/package.json', 'native/package.json', 'native/lib/dist']) copy(name);
  copy('native/build/Release/vireon-launcher');
  symlinkSync(join(source, 'rules'), join(root, 'rules'));
  mkdirSync(join(root, 'node_modules/@vireon'), { recursive: true });
  for (const name of readdirSync(join(source, 'node_modules'))) {
    if (name !== '@vireon') symlinkSync(join(source, 'node_modules', name), join(root, 'node_modules', name));
  }
  symlinkSync('../../native', join(root, 'node_modules/@vireon/native'));
  symlinkSync('../../rules', join(root, 'node_modules/@vireon/rules'));
  return { root, launcher: join(root, 'native/build/Release/vireon-launcher') };
}
