import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/vireon.js', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'vireon-cli-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

function vireon(args: readonly string[], input = '') {
  const env = { PATH: process.env.PATH, HOME: home, VIREON_HOME: join(home, 'state') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    env,
    input,
    encoding: 'utf8',
    cwd: home,
  });
  return { status, stdout, stderr };
}

test.each([
  [['doctr'], "unknown command 'doctr'\n(Did you mean doctor?)"],
  [['status', '--jsn'], "unknown option '--jsn'\n(Did you mean --json?)"],
  [['up', 'a', 'b'], 'too many arguments'],
  [['hook'], "missing required argument 'host'"],
  [['hook', 'claude-code', '--timeout', 'soon'], 'It must be a number of seconds'],
  [['up', 'nowhere'], '`nowhere` does not exist'],
])('%j is wrong use', (args, message) => {
  const { status, stdout, stderr } = vireon(args);
  expect(stderr).toContain(message);
  expect([status, stdout]).toEqual([2, '']);
});

function commandsIn(help: string): string[] {
  const listed = help.split('\nCommands:\n')[1]?.split('\n\n')[0] ?? '';
  const names = [...listed.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name ?? '');
  return names.filter((name) => name !== 'help');
}

test('help tells every command', () => {
  const overview = vireon(['--help']);
  expect(overview).toEqual(vireon([]));
  expect([overview.status, overview.stderr]).toEqual([0, '']);
  expect(commandsIn(overview.stdout)).toEqual(
    expect.arrayContaining(['up', 'down', 'status', 'doctor', 'lsp', 'hook']),
  );
});

const commands = commandsIn(vireon(['--help']).stdout).flatMap((name) => {
  const inside = commandsIn(vireon([name, '--help']).stdout);
  return inside.length > 0 ? inside.map((sub) => [name, sub]) : [[name]];
});

test.each(commands)('%s %s has help with examples', (...command) => {
  const { status, stdout } = vireon([...command, '--help']);
  expect(stdout).toContain('Examples:\n  ');
  expect(stdout).toContain('--no-daemon');
  expect(status).toBe(0);
});

test('version', () => {
  expect(vireon(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
