import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Act } from '../model/act.js';
import { type Audit, type NewRecord, openAudit } from './audit.js';

let directory: string;
let audit: Audit;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vireon-audit-'));
  audit = await openAudit({ directory });
});

afterEach(async () => {
  await audit.close();
  rmSync(directory, { recursive: true });
});

function record(id: string, act: Act = { kind: 'command', command: `echo ${id}` }, session = 's'): NewRecord {
  return {
    id,
    time: '2026-01-01T00:00:00.000Z',
    proposal: { act, actor: { kind: 'agent', host: 'claude-code', session }, workspace: '/w' },
    decision: { verdict: id.startsWith('deny') ? 'deny' : 'allow', reasons: [], obligations: [], ruleSet: 'sha256:0' },
  };
}

const edit = (content: string): Act => ({ kind: 'edit', path: 'a.ts', content });

it('gives every record of 64 concurrent appends its own place', async () => {
  const stored = await Promise.all(Array.from({ length: 64 }, (_, n) => audit.append(record(`r${n}`))));
  expect(stored.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, n) => n + 1));
  expect(await audit.count()).toBe(64);
  expect(await audit.verify()).toMatchObject({ records: 64, faults: [] });
});

it('returns and keeps what was appended', async () => {
  const stored = await audit.append(record('one', edit('const a = 1;')));
  expect(stored).toEqual({ ...record('one', edit('const a = 1;')), seq: 1 });
  expect(await audit.records({ limit: 10 })).toEqual([stored]);
});

it('finds records by verdict, session, workspace and place, the newest first', async () => {
  for (const id of ['a', 'deny-b', 'c', 'deny-d']) await audit.append(record(id, undefined, id === 'c' ? 't' : 's'));
  const ids = async (query: object) => (await audit.records({ limit: 10, ...query })).map(({ id }) => id);
  expect(await ids({})).toEqual(['deny-d', 'c', 'deny-b', 'a']);
  expect(await ids({ verdict: 'deny' })).toEqual(['deny-d', 'deny-b']);
  expect(await ids({ session: 't' })).toEqual(['c']);
  expect(await ids({ workspace: '/elsewhere' })).toEqual([]);
  expect(await ids({ before: 3, limit: 1 })).toEqual(['deny-b']);
});

it('answers the same record twice with the same place, and refuses another one under its id', async () => {
  const long = record('one', edit('x'.repeat(100_000)));
  await audit.append(long);
  expect((await audit.append(long)).seq).toBe(1);
  await expect(audit.append(record('one'))).rejects.toThrow('another record has the id `one`');
  expect(await audit.count()).toBe(1);
});

it.each<[string, Act]>([
  ['ten megabytes', edit('é'.repeat(5_000_000))],
  ['many short strings', { kind: 'tool-call', tool: 't', arguments: { list: Array(20_000).fill('value') } }],
  ['a lone surrogate', edit('\ud800')],
  ['a key with a lone surrogate', { kind: 'tool-call', tool: 't', arguments: { '\ud800': 1 } }],
  [
    'a key of an object prototype',
    { kind: 'tool-call', tool: 't', arguments: JSON.parse('{"__proto__": {"a": "b"}}') },
  ],
  ['control characters', { kind: 'prompt', text: '\u0001'.repeat(20_000) }],
])('records %s without loss', async (_, act) => {
  await audit.append(record('r', act));
  const [stored] = await audit.records({ limit: 1 });
  expect(JSON.stringify(sorted(stored?.proposal.act)) === JSON.stringify(sorted(act))).toBe(true);
  expect(await audit.verify()).toMatchObject({ records: 1, faults: [] });
});

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

it('is for its owner alone', () => {
  const mode = (file: string) => (statSync(join(directory, file)).mode & 0o777).toString(8);
  expect(['.', 'audit.db', 'signing.key', 'verify.keys'].map(mode)).toEqual(['700', '600', '600', '600']);
});

it('refuses to change or delete what is recorded', async () => {
  await audit.append(record('r', edit('x'.repeat(10_000))));
  await audit.exportTo(join(directory, 'x'));
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(join(directory, 'audit.db'));
  for (const table of ['record', 'apart', 'checkpoint']) {
    expect(() => database.exec(`DELETE FROM ${table}`)).toThrow('append-only');
  }
  expect(() => database.exec("UPDATE record SET entry = '{}'")).toThrow('append-only');
  database.close();
});

it('continues after it was closed, with the same key', async () => {
  await audit.append(record('one'));
  await audit.close();
  await expect(audit.append(record('two'))).rejects.toThrow('closed');
  audit = await openAudit({ directory });
  expect((await audit.append(record('two'))).seq).toBe(2);
  await audit.close();
  audit = await openAudit({ directory });
  expect(await audit.verify()).toMatchObject({ records: 2, checkpoints: 2, faults: [] });
});

it('signs at least every thousand records', async () => {
  for (let batch = 0; batch < 3; batch += 1) {
    await Promise.all(Array.from({ length: 1000 }, (_, n) => audit.append(record(`${batch}-${n}`))));
  }
  expect((await audit.verify()).checkpoints).toBeGreaterThanOrEqual(2);
});

it('says that the format is newer than it knows', async () => {
  await audit.close();
  const { default: Database } = await import('better-sqlite3');
  const database = new Database(join(directory, 'audit.db'));
  database.pragma('user_version = 2');
  database.close();
  await expect(openAudit({ directory })).rejects.toThrow('has format 2; this Vireon knows 1');
});

const VERIFY_EXPORT = fileURLToPath(new URL('../../../docs/verify-audit-export.mjs', import.meta.url));

function verifyOffline(file: string): string {
  try {
    return execFileSync(process.execPath, [VERIFY_EXPORT, file], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

it.each([1, 2, 7, 1025])('exports %i records that can be verified offline', async (count) => {
  const file = join(directory, 'export.jsonl');
  const contents = Array.from({ length: count }, (_, n) => edit('x'.repeat(n % 3 === 0 ? 5_000 : 10)));
  await Promise.all(contents.map((act, n) => audit.append(record(`r${n}`, act))));
  expect(await audit.exportTo(file)).toBe(count);
  expect(verifyOffline(file)).toContain(`${count} records verified`);
  const lines = readFileSync(file, 'utf8');
  for (const [change, complaint] of [
    [lines.replace('"allow', '"Allow').replace('\\"allow', '\\"deny'), 'record 1'],
    [lines.replace('xxxxx', 'xyxxx'), 'record 1'],
    [lines.split('\n').toSpliced(1, 1).join('\n'), 'record'],
    [lines.replace(/\\n(\d+)\\n/, '\\n$17\\n'), 'checkpoint'],
  ] as const) {
    writeFileSync(file, change);
    expect(verifyOffline(file)).toContain(complaint);
    expect(verifyOffline(file)).not.toContain('records verified');
  }
});
