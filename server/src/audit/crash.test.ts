import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type NewRecord, openAudit } from './audit.js';

// A process that appends until it is killed and says of each record what became of it.
const APPENDER = `
  const { openAudit } = await import(process.argv[1]);
  const [, , directory, name, limit, size] = process.argv;
  const say = (word, id, more = '') => process.stdout.write([word, id, more].join(' ') + '\\n');
  const audit = await openAudit({ directory });
  const append = async (n) => {
    const id = name + n;
    const entry = {
      id, time: '2026-01-01T00:00:00.000Z',
      proposal: { act: { kind: 'prompt', text: id.padEnd(Number(size), '.') }, actor: { kind: 'ci' } },
      decision: { verdict: 'allow', reasons: [], obligations: [], ruleSet: 'sha256:0' },
    };
    for (;;) {
      try { await audit.append(entry); say('acked', id); return; }
      catch (error) { say('failed', id, error.kind + ' ' + error.message); await new Promise((r) => setTimeout(r, 100)); }
    }
  };
  for (let n = 0; n < Number(limit); n += 8) await Promise.all(Array.from({ length: 8 }, (_, k) => append(n + k)));
  await audit.close();
  say('done', name);
`;
const COMPILED = fileURLToPath(new URL('../../dist/audit/audit.js', import.meta.url));

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'vireon-crash-'));
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Appender {
  readonly child: ChildProcess;
  readonly acked: string[];
  readonly failures: string[];
  readonly ended: Promise<unknown>;
  until(condition: (line: string) => boolean): Promise<void>;
}

function startAppender(
  options: { name?: string; limit?: number; size?: number; shell?: string; at?: string } = {},
): Appender {
  const { name = 'r', limit = 1e6, size = 200, shell = '', at = directory } = options;
  const script = shell.endsWith(';') ? `${shell} exec "$0" "$@"` : `exec ${shell} "$0" "$@"`;
  const argv = [
    process.execPath,
    '--input-type=module',
    '-e',
    APPENDER,
    COMPILED,
    at,
    name,
    String(limit),
    String(size),
  ];
  const child = spawn('/bin/sh', ['-c', script, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] });
  const acked: string[] = [];
  const failures: string[] = [];
  const watchers = new Set<(line: string) => void>();
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const [word, id = ''] = line.split(' ');
    if (word === 'acked') acked.push(id);
    if (word === 'failed') failures.push(line);
    for (const watcher of watchers) watcher(line);
  });
  const ended = Promise.all([once(child, 'exit'), once(lines, 'close')]);
  const until = async (condition: (line: string) => boolean) => {
    const met = new Promise<void>((resolve) => {
      watchers.add((line) => {
        if (condition(line)) resolve();
      });
    });
    const early = ended.then(() => {
      throw new Error('the appending process ended early');
    });
    await Promise.race([met, early]);
  };
  return { child, acked, failures, ended, until };
}

async function recordedIds(at = directory): Promise<Set<string>> {
  const audit = await openAudit({ directory: at });
  const ids = new Set<string>();
  let before: number | undefined;
  do {
    const page = await audit.records({ limit: 1000, ...(before !== undefined && { before }) });
    for (const { id } of page) ids.add(id);
    before = page.at(-1)?.seq;
  } while (before !== undefined);
  await audit.close();
  return ids;
}

async function verify(at = directory) {
  const audit = await openAudit({ directory: at });
  const report = await audit.verify();
  await audit.close();
  return report;
}

it('loses no acknowledged record to kill -9, twelve times at random moments', async () => {
  const acked: string[] = [];
  for (let round = 0; round < 12; round += 1) {
    const appender = startAppender({ name: `k${round}-` });
    await appender.until((line) => line.startsWith('acked'));
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
    appender.child.kill('SIGKILL');
    await appender.ended;
    acked.push(...appender.acked);
  }
  const recorded = await recordedIds();
  expect(acked.length).toBeGreaterThanOrEqual(12);
  expect(acked.filter((id) => !recorded.has(id))).toEqual([]);
  expect((await verify()).faults).toEqual([]);
}, 120_000);

it('lets two processes append at once', async () => {
  const appenders = ['a', 'b'].map((name) => startAppender({ name, limit: 400 }));
  await Promise.all(appenders.map(({ ended }) => ended));
  expect(appenders.map(({ acked }) => acked.length)).toEqual([400, 400]);
  expect(await verify()).toMatchObject({ records: 800, faults: [] });
}, 60_000);

it('opens a new log while another process writes its empty database', async () => {
  const reader = new Database(join(directory, 'audit.db'));
  reader.exec('BEGIN IMMEDIATE');
  const opening = openAudit({ directory });
  setTimeout(() => reader.close(), 300);
  await (await opening).close();
});

it('finds a valid prefix after the write-ahead log was torn, and misses the tail', async () => {
  const live = join(directory, 'live');
  const audit = await openAudit({ directory: live });
  for (let n = 1; n <= 100; n += 1) await audit.append(prompt(`r${n}`));
  // An export signs the head first; the copy is what a machine holds that stops at this moment.
  await audit.exportTo(join(directory, 'export'));
  const copy = join(directory, 'copy');
  cpSync(live, copy, { recursive: true });
  await audit.close();
  for (let round = 0; round < 10; round += 1) {
    const torn = join(directory, `torn-${round}`);
    cpSync(copy, torn, { recursive: true });
    rmSync(join(torn, 'audit.db-shm'));
    const log = join(torn, 'audit.db-wal');
    truncateSync(log, Math.floor(statSync(log).size * (0.1 + Math.random() * 0.8)));
    const { records, faults } = await verify(torn);
    expect(records).toBeLessThan(100);
    expect(faults.map(({ kind, seq }) => [kind, seq])).toEqual([['truncated', records + 1]]);
  }
}, 60_000);

function prompt(id: string): NewRecord {
  return {
    id,
    time: '2026-01-01T00:00:00.000Z',
    proposal: { act: { kind: 'prompt', text: id }, actor: { kind: 'ci' } },
    decision: { verdict: 'allow', reasons: [], obligations: [], ruleSet: 'sha256:0' },
  };
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function mountSmall(at: string): boolean {
  try {
    mkdirSync(at);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', at], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

it.runIf(process.platform === 'linux' && isRoot())(
  'goes on after the disk was full',
  async (context) => {
    const at = join(directory, 'small');
    if (!mountSmall(at)) context.skip('this machine does not let root mount a tmpfs');
    try {
      writeFileSync(join(at, 'ballast'), Buffer.alloc(3_000_000));
      const appender = startAppender({ at: join(at, 'audit'), size: 2000 });
      await appender.until((line) => line.startsWith('failed'));
      rmSync(join(at, 'ballast'));
      const ackedWhileFull = appender.acked.length;
      await appender.until(() => appender.acked.length > ackedWhileFull);
      appender.child.kill('SIGKILL');
      await appender.ended;
      expect(appender.failures[0]).toMatch(/unknown the audit log could not be written \(SQLITE_(FULL|IOERR)/);
      const recorded = await recordedIds(join(at, 'audit'));
      expect(appender.acked.filter((id) => !recorded.has(id))).toEqual([]);
      expect((await verify(join(at, 'audit'))).faults).toEqual([]);
    } finally {
      execFileSync('umount', [at]);
    }
  },
  60_000,
);

it.runIf(process.platform !== 'win32')(
  'acknowledges nothing once its files may not grow',
  async () => {
    const appender = startAppender({ size: 2000, shell: 'ulimit -f 2000;' });
    await appender.until(() => appender.failures.length >= 24);
    const acked = [...appender.acked];
    appender.child.kill('SIGKILL');
    await appender.ended;
    expect(appender.failures[0]).toMatch(/unknown the audit log could not be written \(SQLITE_(FULL|IOERR)/);
    const recorded = await recordedIds();
    expect(acked.filter((id) => !recorded.has(id))).toEqual([]);
    expect((await verify()).faults).toEqual([]);
  },
  60_000,
);

function canInjectFaults(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-o', '/dev/null', 'true']).status === 0;
}

it.runIf(canInjectFaults())(
  'opens the log anew after a sync that failed, and only then acknowledges',
  async () => {
    const trace = join(directory, 'trace');
    const inject = `strace -f -o ${trace} -e trace=fsync,openat -e inject=fsync:error=EIO:when=40..41`;
    const appender = startAppender({ at: join(directory, 'audit'), limit: 400, shell: inject });
    await appender.ended;
    const calls = readFileSync(trace, 'utf8').split('\n');
    const failed = calls.findIndex((call) => call.includes('(INJECTED)'));
    expect(failed).toBeGreaterThan(0);
    expect(calls.slice(failed).some((call) => call.includes('audit.db"'))).toBe(true);
    expect(appender.failures[0]).toContain('SQLITE_IOERR_FSYNC');
    expect(appender.acked.length).toBe(400);
    expect((await verify(join(directory, 'audit'))).faults).toEqual([]);
  },
  60_000,
);
