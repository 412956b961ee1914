import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { InvalidInput } from '../model/verbs.js';
import { type Connection, connect, stop } from './client.js';
import { type Endpoint, endpointOf } from './endpoint.js';
import { MAX_CONNECTIONS, MAX_HOOK_PAYLOAD_BYTES } from './protocol.js';

// Real processes on real sockets: each test has a home of its own, and a daemon whose verbs are small.

const main = fileURLToPath(new URL('../../test/fixtures/small-daemon.mjs', import.meta.url));
const uid = process.getuid?.() ?? 0;
let home: string;
let endpoint: Endpoint;
let connections: Connection[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'vireon-daemon-'));
  endpoint = endpointOf(home, 'test', uid);
  connections = [];
});

// Daemons are asked to end, never killed by number: a number may by now be another process's. One that comes too late to
// be asked finds its home gone, and ends.
afterEach(async () => {
  await Promise.allSettled([
    stop({ endpoint, uid, cwd: home }),
    ...connections.map((connection) => connection.close()),
  ]);
  const started = pids('started');
  rmSync(home, { recursive: true, force: true, maxRetries: 10 });
  await until(() => started.every((pid) => !isAlive(pid)));
});

async function client(environment: Record<string, string> = {}, at = endpoint): Promise<Connection> {
  const all = { ...process.env, ...environment, VIREON_TEST_STAMP: at.stamp };
  const connection = await connect({ endpoint: at, uid, main, cwd: home, environment: all });
  connections.push(connection);
  return connection;
}

const pids = (name: string) =>
  existsSync(join(home, name)) ? readFileSync(join(home, name), 'utf8').trim().split('\n').map(Number) : [];

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 600 && !holds(); tries += 1) await pause(25);
  expect(holds()).toBe(true);
}

/** Sends raw bytes and resolves to everything that comes back until the daemon closes. */
async function raw(bytes: string | Buffer, options: { halfClose: boolean }): Promise<string> {
  const socket = connectSocket({ path: endpoint.socket, allowHalfOpen: true });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  if (options.halfClose) socket.end();
  let answer = '';
  for await (const chunk of socket) answer += chunk;
  return answer;
}

const hookHeader = (host: string) => `${JSON.stringify({ peer: 'hook', argv: [host], cwd: home })}\n`;

test('twenty simultaneous starts make one daemon', async () => {
  const clients = await Promise.all(Array.from({ length: 20 }, () => client()));
  const healths = await Promise.all(clients.map((each) => each.health()));
  expect(new Set(healths.map(({ pid }) => pid)).size).toBe(1);
  expect(healths[0]?.connections).toBe(20);
  await until(() => pids('started').filter(isAlive).length === 1);
  expect(readFileSync(endpoint.log, 'utf8').match(/daemon serves/g)).toHaveLength(1);
});

test("socket, lock and folders are the owner's alone", async () => {
  await client();
  expect(statSync(endpoint.socket).mode & 0o777).toBe(0o600);
  expect(statSync(endpoint.directory).mode & 0o777).toBe(0o700);
  expect(statSync(endpoint.log).mode & 0o777).toBe(0o600);
});

test('a home whose socket path would be too long gets a short private folder', async () => {
  const long = join(home, 'x'.repeat(120));
  mkdirSync(long);
  const at = endpointOf(long, 'test', uid);
  expect(at.socket.length).toBeLessThan(104);
  const { pid } = await (await client({}, at)).health();
  expect(statSync(at.directory).mode & 0o777).toBe(0o700);
  process.kill(pid, 'SIGKILL');
  rmSync(at.directory, { recursive: true });
});

test('a folder that others can enter is not trusted', async () => {
  mkdirSync(endpoint.directory, { recursive: true });
  chmodSync(endpoint.directory, 0o755);
  await expect(client()).rejects.toThrow('is open to others; chmod it to 700');
});

test('after kill -9 the call under way fails clearly, and the next starts a daemon', async () => {
  const connection = await client();
  const { pid } = await connection.health();
  const check = connection.check({ workspace: home, paths: [], cache: true });
  await pause(50);
  process.kill(pid, 'SIGKILL');
  await expect(check).rejects.toThrow('the daemon ended before it answered `check`; try again');
  expect((await connection.health()).pid).not.toBe(pid);
});

test('decide survives a daemon that dies under it, once', async () => {
  const connection = await client();
  const { pid } = await connection.health();
  const decision = connection.decide({ sleep: 300 });
  await pause(50);
  process.kill(pid, 'SIGKILL');
  expect((await decision).verdict).toBe('allow');
  await expect(connection.decide({ dieOnce: true })).rejects.toThrow('ended before it answered `decide`');
});

test.each([
  ['a file', () => writeFileSync(endpoint.socket, 'not a socket'), 'is not a socket; remove it'],
  ['a socket without a listener', () => staleSocket(), undefined],
  ['a lock file of garbage', () => writeFileSync(endpoint.lock, 'garbage'.repeat(200)), undefined],
])('%s is left over from before', async (_, leave, message) => {
  mkdirSync(endpoint.directory, { recursive: true, mode: 0o700 });
  await leave();
  if (message) await expect(client()).rejects.toThrow(message);
  else expect((await (await client()).health()).connections).toBe(1);
});

async function staleSocket(): Promise<void> {
  const child = spawn(process.execPath, [
    '-e',
    `require('net').createServer().listen(${JSON.stringify(endpoint.socket)})`,
  ]);
  await until(() => existsSync(endpoint.socket));
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(existsSync(endpoint.socket)).toBe(true);
}

test('an idle daemon ends, and one that is used does not', async () => {
  const connection = await client({ VIREON_IDLE_MS: '300' });
  const { pid } = await connection.health();
  await pause(800);
  expect(isAlive(pid)).toBe(true);
  await connection.close();
  await until(() => !isAlive(pid));
  expect(existsSync(endpoint.socket)).toBe(false);
  expect(pids('closed')).toEqual([pid]);
});

test('a daemon whose socket was removed makes room for another', async () => {
  const { pid } = await (await client()).health();
  rmSync(endpoint.socket);
  const other = await client();
  expect((await other.health()).pid).not.toBe(pid);
  await until(() => !isAlive(pid));
});

test('the watchdog kills a daemon whose main loop is stuck', async () => {
  const connection = await client({ VIREON_STALL_MS: '500' });
  const { pid } = await connection.health();
  const stuck = connection.decide({ spin: 60_000 });
  stuck.catch(() => {});
  await until(() => !isAlive(pid));
  expect(readFileSync(endpoint.log, 'utf8')).toContain('the main loop was stuck for 500 ms: killed');
});

test('stop lets what is under way finish and flushes', async () => {
  const connection = await client();
  const slow = connection.decide({ sleep: 400 });
  await pause(50);
  const stopped = await stop({ endpoint, uid, cwd: home });
  expect((await slow).verdict).toBe('allow');
  await until(() => !isAlive(stopped?.pid ?? 0));
  expect(pids('closed')).toEqual([stopped?.pid]);
  expect(await stop({ endpoint, uid, cwd: home })).toBeUndefined();
});

test('another build has a daemon of its own', async () => {
  const ours = await (await client()).health();
  const theirs = await (await client({}, endpointOf(home, 'other', uid))).health();
  expect(theirs.pid).not.toBe(ours.pid);
  expect([ours.stamp, theirs.stamp]).toEqual(['test', 'other']);
});

test('a daemon of another build on our socket is told apart', async () => {
  mkdirSync(endpoint.directory, { recursive: true, mode: 0o700 });
  const server = createServer((socket) => socket.end(`${JSON.stringify({ pid: 1, version: '9', stamp: 'else' })}\n`));
  server.listen(endpoint.socket);
  await once(server, 'listening');
  await expect(client()).rejects.toThrow('another build (else, not test)');
  server.close();
});

test('a build that cannot start says why', async () => {
  await expect(client({ VIREON_TEST_BROKEN: '1' })).rejects.toThrow(
    /could not be started: .*code 1.*this build cannot start/s,
  );
});

test('errors keep their class, progress and cancellation cross the wire', async () => {
  const connection = await client();
  await expect(connection.decide('no')).rejects.toThrow(new InvalidInput('a proposal is an object'));
  await expect(connection.decide('no')).rejects.toBeInstanceOf(InvalidInput);
  await expect(connection.decide({ fail: true })).rejects.toThrow('the disk is full');
  await expect(connection.diagnose('relative')).rejects.toThrow(/must be an absolute path/);
  const seen: number[] = [];
  const calledOff = new AbortController();
  const report = await connection.check(
    { workspace: home, paths: [], cache: true },
    {
      onProgress: ({ filesDone }) => {
        seen.push(filesDone);
        if (filesDone === 5) calledOff.abort();
      },
      signal: calledOff.signal,
    },
  );
  expect(seen.slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  expect(report.cancelled).toBe(true);
});

test('documents of a client that dies are closed', async () => {
  const [reader, writer] = [await client(), await client()];
  await writer.openDocument({ path: join(home, 'a.ts'), content: '', version: 1, owner: 'test' });
  expect((await reader.status()).documents).toBe(1);
  await writer.close();
  for (let tries = 0; tries < 40 && (await reader.status()).documents > 0; tries += 1) await pause(25);
  expect(await reader.status()).toMatchObject({ documents: 0, connections: 1 });
});

test.each([
  ['no JSON', 'GET / HTTP/1.1\r\n\r\n', /first line must be a JSON header/],
  ['an unknown peer', '{"peer":"telnet","cwd":"/"}\n', /Invalid option/],
  ['a relative folder', '{"peer":"lsp","cwd":"here"}\n', /must be an absolute path/],
  ['a header without end', 'x'.repeat(70 * 1024), /header is longer than 65536 bytes/],
  ['a stalled header', '{"peer":', /header did not come within 1000 ms/],
  ['a hook without a host', '{"peer":"hook","cwd":"/"}\n', /must name the host/],
  ['a stalled payload', '{"peer":"hook","argv":["x"],"cwd":"/"}\n{', /payload paused for more than 1000 ms/],
])('%s is refused with a reason', async (_, bytes, reason) => {
  await client();
  const answer = JSON.parse(await raw(bytes, { halfClose: false }));
  expect(answer.error).toMatch(reason);
});

test('hooks are answered; bad payloads and failures are told', async () => {
  const { pid } = await (await client()).health();
  const good = JSON.parse(await raw(`${hookHeader('claude-code')}{"a":"ä"}`, { halfClose: true }));
  expect(JSON.parse(good.stdout)).toEqual({ host: 'claude-code', cwd: home, payload: '{"a":"ä"}' });
  expect(good.exitCode).toBe(3);
  const broken = JSON.parse(await raw(hookHeader('broken'), { halfClose: true }));
  expect(broken.error).toContain('no answer here');
  const latin = JSON.parse(
    await raw(Buffer.concat([Buffer.from(hookHeader('x')), Buffer.from([0xff])]), { halfClose: true }),
  );
  expect(latin.error).toContain('not valid UTF-8');
  const huge = JSON.parse(await raw(hookHeader('x') + 'x'.repeat(MAX_HOOK_PAYLOAD_BYTES + 1), { halfClose: true }));
  expect(huge.error).toContain('payload is longer than');
  expect(isAlive(pid)).toBe(true);
});

test('lsp and mcp get the stream to themselves', async () => {
  await client();
  for (const [peer, first] of [
    ['lsp', ''],
    ['mcp', `${home}\n`],
  ] as const) {
    const answer = await raw(`${JSON.stringify({ peer, cwd: home })}\nContent-Length: 2\r\n\r\n{}`, {
      halfClose: true,
    });
    const [greeting, ...rest] = answer.split('\n');
    expect(JSON.parse(greeting ?? '')).toMatchObject({ stamp: 'test' });
    expect(rest.join('\n')).toBe(`${first}Content-Length: 2\r\n\r\n{}`);
  }
});

test('more clients than the daemon serves are told so', async () => {
  await client();
  const sockets = Array.from({ length: MAX_CONNECTIONS }, () => connectSocket(endpoint.socket));
  const answers = sockets.map(async (socket) => {
    socket.on('error', () => {});
    const [line] = await once(socket, 'data');
    return String(line);
  });
  expect(await Promise.race(answers)).toContain(`already serves ${MAX_CONNECTIONS} connections`);
  for (const socket of sockets) socket.destroy();
});
