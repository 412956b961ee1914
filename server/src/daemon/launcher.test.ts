import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { endpointOf, homeOf } from './endpoint.js';

// The compiled client stands in an installation of its own, whose main.js tells how it was called,
// and meets daemons that answer as the test wants.

const built = fileURLToPath(new URL('../../../native/build/Release/vireon-launcher', import.meta.url));
const TELL = `const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
  const stdin = Buffer.concat(chunks);
  process.stdout.write(JSON.stringify({ argv: process.argv.slice(2), bytes: stdin.length, stdin: stdin.toString().slice(0, 100) }));
});`;
const uid = process.getuid?.() ?? 0;

let root: string;
let home: string;
let launcher: string;
let server: Server | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vireon-launcher-'));
  home = join(root, 'home');
  launcher = join(root, 'native/build/Release/vireon-launcher');
  for (const folder of [dirname(launcher), join(root, 'server/dist')]) mkdirSync(folder, { recursive: true });
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 });
  copyFileSync(built, launcher);
  writeFileSync(join(root, 'server/dist/build-id'), 'abc123\n');
  writeFileSync(join(root, 'server/dist/main.js'), TELL);
});

afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(root, { recursive: true, force: true });
});

interface Run {
  readonly args: readonly string[];
  readonly stdin?: string | Buffer;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

async function run({ args, stdin = '', cwd = root, env = {} }: Run) {
  const child = spawn(launcher, args, { cwd, env: { PATH: process.env.PATH, VIREON_HOME: home, ...env } });
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const [stdout, stderr, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), code };
}

/** A daemon that gives each connection to `serve`. */
async function daemon(serve: (socket: Socket) => void, home_ = home): Promise<void> {
  const { socket } = endpointOf(home_, 'abc123', uid);
  server = createServer({ allowHalfOpen: true }, (connection) => {
    connection.on('error', () => {});
    serve(connection);
  });
  server.listen(socket);
  await once(server, 'listening');
}

/** Reads all, then answers what `answer` makes of it. */
const answering = (answer: (text: string) => string) => (socket: Socket) => {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('end', () => socket.end(answer(Buffer.concat(chunks).toString())));
};

test.each([
  ['VIREON_HOME', { VIREON_HOME: '/x/y' }],
  ['VIREON_HOME with final slashes', { VIREON_HOME: '/x/y//' }],
  ['VIREON_HOME with dots', { VIREON_HOME: '/x/../y' }],
  ['a long VIREON_HOME', { VIREON_HOME: `/${'ä'.repeat(60)}` }],
  ['a VIREON_HOME that just fits', { VIREON_HOME: `/${'x'.repeat(103 - 1 - '/run/daemon-abc123.sock'.length)}` }],
  ['a VIREON_HOME that just does not', { VIREON_HOME: `/${'x'.repeat(103 - '/run/daemon-abc123.sock'.length)}` }],
  ['XDG_STATE_HOME', { VIREON_HOME: '', XDG_STATE_HOME: '/state', HOME: '/home/me' }],
  ['a relative XDG_STATE_HOME', { VIREON_HOME: '', XDG_STATE_HOME: 'state', HOME: '/home/me' }],
  ['HOME', { VIREON_HOME: '', HOME: '/home/me' }],
])('both languages find the socket by %s', async (_, env: Record<string, string>) => {
  const { stdout } = await run({ args: ['--socket-path'], env });
  expect(stdout.trim()).toBe(endpointOf(homeOf(env, env.HOME ?? ''), 'abc123', uid).socket);
});

test('a hook is asked and answered', async () => {
  const answer = { stdout: '{"a":"\\"\\\\/\b\f\n\r\t\u0001é漢😀"}\n', stderr: 'no: "é" 😀\n', exitCode: 3 };
  let asked = '';
  await daemon(
    answering((text) => {
      asked = text;
      return `${JSON.stringify(answer)}\n`;
    }),
  );
  const got = await run({ args: ['hook', 'claude-code'], stdin: '{"tool":"Bäsh"}' });
  expect(got).toEqual({ stdout: answer.stdout, stderr: answer.stderr, code: 3 });
  const [header, payload] = asked.split('\n');
  expect(JSON.parse(header ?? '')).toEqual({ peer: 'hook', argv: ['claude-code'], cwd: root });
  expect(payload).toBe('{"tool":"Bäsh"}');
});

test.each([
  [
    'escapes of every kind',
    '{"stdout":"\\u0041\\u00e9\\uD83D\\uDE00\\/\\b\\ud800x","stderr":"","exitCode":0}',
    'Aé😀/\b�x',
  ],
  ['spaces and another order', ' { "exitCode" : 0 , "stderr":"", "stdout" : "x" } \n', 'x'],
])('the answer may hold %s', async (_, line, stdout) => {
  await daemon(answering(() => line));
  expect(await run({ args: ['hook', 'x'] })).toMatchObject({ stdout, code: 0 });
});

test.each(['quo"te', 'back\\slash', 'tab\tand\nnewline', 'ünï 漢 😀', 'control\u0001\u007f', "apos'$(id)`id`"])(
  'a folder named %j arrives as it is',
  async (name) => {
    const cwd = join(root, name);
    mkdirSync(cwd);
    await daemon(answering((text) => JSON.stringify({ stdout: text.split('\n')[0], stderr: '', exitCode: 0 })));
    const { stdout } = await run({ args: ['hook', 'host "é\\'], cwd });
    expect(JSON.parse(stdout)).toEqual({ peer: 'hook', argv: ['host "é\\'], cwd });
  },
);

test('a folder whose name is not UTF-8 is shown as Node would', async () => {
  const bytes = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x61, 0xff, 0xe2, 0x82, 0x62, 0xed, 0xa0, 0x80])]);
  mkdirSync(bytes);
  await daemon(answering((text) => JSON.stringify({ stdout: text.split('\n')[0], stderr: '', exitCode: 0 })));
  const shell = spawn(
    'sh',
    [
      '-c',
      `cd "$(printf '%s/a\\377\\342\\202b\\355\\240\\200' "$1")" && exec "$2" hook x </dev/null`,
      'sh',
      root,
      launcher,
    ],
    {
      env: { PATH: process.env.PATH, VIREON_HOME: home },
    },
  );
  const { cwd } = JSON.parse((await buffer(shell.stdout)).toString());
  expect(cwd).toMatch(/\/a\ufffd+b\ufffd+$/);
});

const told = (stdout: string) => JSON.parse(stdout) as { argv: string[]; bytes: number; stdin: string };

test('without a daemon the payload goes through Node', async () => {
  const { stdout, code } = await run({ args: ['hook', 'claude-code', '--timeout', '4'], stdin: '{"a":1}' });
  const { argv, stdin } = told(stdout);
  expect(argv.slice(0, 3)).toEqual(['hook', 'claude-code', '--timeout']);
  expect(Number(argv[3])).toBeGreaterThan(3);
  expect(Number(argv[3])).toBeLessThanOrEqual(4);
  expect([stdin, code]).toEqual(['{"a":1}', 0]);
});

test('a large payload reaches the daemon, and Node, whole', async () => {
  const stdin = Buffer.alloc(8 * 1024 * 1024, 'x');
  expect(told((await run({ args: ['hook', 'x'], stdin })).stdout).bytes).toBe(stdin.length);
  await daemon(answering((text) => JSON.stringify({ stdout: `${text.length}`, stderr: '', exitCode: 0 })));
  const header = `${JSON.stringify({ peer: 'hook', argv: ['x'], cwd: root })}\n`;
  expect((await run({ args: ['hook', 'x'], stdin })).stdout).toBe(`${header.length + stdin.length}`);
});

test.each([
  ['refuses', (socket: Socket) => socket.end('{"error":"no"}\n')],
  ['answers nonsense', (socket: Socket) => socket.end('{"stdout":"x","stderr":"","exitCode":999}\n')],
  ['answers half', (socket: Socket) => socket.end('{"stdout":"x","stde')],
  ['hangs up', (socket: Socket) => socket.destroy()],
  ['stays silent', () => {}],
])('a daemon that %s is passed over', async (_, serve) => {
  await daemon(serve);
  const { argv, bytes } = told((await run({ args: ['hook', 'x', '--timeout', '3'], stdin: 'y'.repeat(3e6) })).stdout);
  expect([argv[1], argv.at(-1), bytes]).toEqual(['x', '--no-daemon', 3e6]);
});

test.each([
  ['that others can enter', () => chmodSync(join(home, 'run'), 0o755)],
  ['without a socket', () => rmSync(endpointOf(home, 'abc123', uid).socket)],
])('a folder %s is not used', async (_, spoil) => {
  await daemon(answering(() => JSON.stringify({ stdout: 'wrong', stderr: '', exitCode: 0 })));
  spoil();
  expect(told((await run({ args: ['hook', 'x'] })).stdout).argv[1]).toBe('x');
});

test.each([
  ['fails', 'process.exit(70)', /ended with code 70/],
  ['dies', "process.kill(process.pid, 'SIGSEGV')", /did not answer/],
  ['hangs', 'setInterval(() => {}, 1000)', /did not answer/],
  ['throws', "throw new Error('x')", /ended with code 1/],
])('where Node %s, too, the act is blocked', async (_, script, why) => {
  writeFileSync(join(root, 'server/dist/main.js'), script);
  const { code, stderr } = await run({ args: ['hook', 'x', '--timeout', '0.5'], stdin: 'y'.repeat(1e6) });
  expect(code).toBe(2);
  expect(stderr).toMatch(why);
});

test('where there is no program at all, the act is blocked', async () => {
  rmSync(join(root, 'server'), { recursive: true });
  expect(await run({ args: ['hook', 'x'] })).toMatchObject({ code: 2 });
});

test('a stdin that never ends is not waited for', async () => {
  const child = spawn(launcher, ['hook', 'x', '--timeout', '0.3'], {
    env: { VIREON_HOME: home },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const [code] = await once(child, 'close');
  child.stdin.destroy();
  expect(code).toBe(2);
});

test.each([
  [['check', 'src', '--format', 'sarif']],
  [['hook', 'x', '--help']],
  [['hook']],
  [['lsp', '--stdio']],
  [['mcp']],
  [[]],
])('%j goes to Node as it is', async (args) => {
  expect(told((await run({ args, stdin: 'in' })).stdout)).toMatchObject({ argv: args, stdin: 'in' });
});

const greeting = `${JSON.stringify({ pid: 1, version: '1', stamp: 'abc123' })}\n`;

test('lsp and mcp are joined to the daemon, byte for byte and both ways', async () => {
  const sent = Buffer.alloc(3_000_000, 'abc\r\n\0\xff', 'latin1');
  await daemon((socket) => {
    socket.once('data', (chunk: Buffer) => {
      const newline = chunk.indexOf(10);
      expect(JSON.parse(chunk.subarray(0, newline).toString())).toEqual({ peer: 'lsp', argv: [], cwd: root });
      socket.write(greeting);
      socket.write(chunk.subarray(newline + 1));
      socket.pipe(socket);
    });
  });
  const child = spawn(launcher, ['lsp', '--stdio'], { cwd: root, env: { VIREON_HOME: home } });
  child.stdin.end(sent);
  const [got, [code]] = await Promise.all([buffer(child.stdout), once(child, 'close')]);
  expect(got.equals(sent)).toBe(true);
  expect(code).toBe(0);
});

test('where the daemon leaves in the middle, the client is told', async () => {
  await daemon((socket) => {
    socket.write(greeting);
    setTimeout(() => socket.destroy(), 100);
  });
  const child = spawn(launcher, ['mcp'], { cwd: root, env: { VIREON_HOME: home } });
  const [code] = await once(child, 'close');
  expect(code).toBe(1);
});

test('a daemon that is busy or of another build is passed over by lsp and mcp', async () => {
  await daemon((socket) => socket.end('{"error":"full"}\n'));
  expect(told((await run({ args: ['mcp'], stdin: 'in' })).stdout)).toMatchObject({ argv: ['mcp'], stdin: 'in' });
});
