import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type NewRecord, openAudit } from './audit.js';
import { chainHash, leafHash } from './merkle.js';

const SIZE = 30;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'vireon-tamper-'));
  await appendAll(1, SIZE);
});

afterEach(() => rmSync(directory, { recursive: true }));

function record(n: number): NewRecord {
  const content = n === 7 ? 'long '.repeat(5000) : `line ${n}`;
  return {
    id: `r${n}`,
    time: '2026-01-01T00:00:00.000Z',
    proposal: { act: { kind: 'edit', path: 'a.ts', content }, actor: { kind: 'agent', host: 'claude-code' } },
    decision: { verdict: 'allow', reasons: [], obligations: [], ruleSet: 'sha256:0' },
  };
}

async function appendAll(first: number, last: number): Promise<readonly string[]> {
  const audit = await openAudit({ directory });
  for (let n = first; n <= last; n += 1) await audit.append(record(n));
  const degraded = audit.degraded();
  await audit.close();
  return degraded;
}

async function faults(): Promise<[kind: string, seq?: number][]> {
  const audit = await openAudit({ directory });
  const report = await audit.verify();
  await audit.close();
  return report.faults.map(({ kind, seq }) => (seq === undefined ? [kind] : [kind, seq]));
}

/** What somebody does who holds the file: the triggers are no hindrance. */
function tamper(change: (database: Database.Database) => void): void {
  const database = new Database(join(directory, 'audit.db'));
  const triggers = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").pluck().all();
  for (const name of triggers) database.exec(`DROP TRIGGER ${name}`);
  change(database);
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

interface Row {
  seq: number;
  entry: string;
  leaf: Buffer;
  chain: Buffer;
}

const rowAt = (database: Database.Database, seq: number) =>
  database.prepare('SELECT seq, entry, leaf, chain FROM record WHERE seq = ?').get(seq) as Row;

function put(database: Database.Database, { seq, entry, leaf, chain }: Row): void {
  database.prepare('INSERT INTO record (seq, entry, leaf, chain) VALUES (?, ?, ?, ?)').run(seq, entry, leaf, chain);
}

/** Writes other text with a leaf that fits it, and the whole chain after it anew. */
function rewrite(database: Database.Database, seq: number, change: (entry: string) => string): void {
  let chain = seq > 1 ? rowAt(database, seq - 1).chain : Buffer.alloc(32);
  for (let at = seq; at <= SIZE; at += 1) {
    const row = rowAt(database, at);
    const entry = at === seq ? change(row.entry) : row.entry;
    const leaf = leafHash(entry);
    chain = chainHash(chain, leaf);
    database.prepare('UPDATE record SET entry = ?, leaf = ?, chain = ? WHERE seq = ?').run(entry, leaf, chain, at);
  }
}

function shiftFrom(database: Database.Database, seq: number, by: 1 | -1): void {
  database.exec(`UPDATE record SET seq = -seq WHERE seq >= ${seq}; UPDATE record SET seq = -seq + ${by} WHERE seq < 0`);
}

function removeAt(database: Database.Database, seq: number): void {
  database.exec(`DELETE FROM record WHERE seq = ${seq}`);
}

const renamed = (entry: string) => entry.replace('a.ts', 'b.ts');

it('finds nothing in a log that is as it was', async () => {
  expect(await faults()).toEqual([]);
});

it.each<[string, (database: Database.Database) => void, [string, number?][]]>([
  [
    'one byte of a record',
    (database) => database.exec("UPDATE record SET entry = replace(entry, 'line 12', 'line 13') WHERE seq = 12"),
    [['changed', 12]],
  ],
  [
    'a record that is no longer one',
    (database) => database.exec('UPDATE record SET leaf = zeroblob(32) WHERE seq = 12'),
    [['changed', 12]],
  ],
  [
    'a record with its hash',
    (database) => {
      const entry = renamed(rowAt(database, 12).entry);
      database.prepare('UPDATE record SET entry = ?, leaf = ? WHERE seq = 12').run(entry, leafHash(entry));
    },
    [['changed', 12]],
  ],
  ['a record and the whole chain after it', (database) => rewrite(database, 12, renamed), [['changed', 11]]],
  [
    'a record, the chain and the tree after it',
    (database) => {
      rewrite(database, 12, renamed);
      database.exec('DELETE FROM node');
    },
    [['changed', 1], ['removed']],
  ],
  ['a text kept apart', (database) => database.exec('UPDATE apart SET body = \'"x"\''), [['changed', 7]]],
  ['a text kept apart, removed', (database) => database.exec('DELETE FROM apart'), [['removed', 7]]],
  ['a missing record', (database) => removeAt(database, 12), [['removed', 12]]],
  [
    'two missing records',
    (database) => {
      removeAt(database, 12);
      removeAt(database, 20);
    },
    [
      ['removed', 12],
      ['removed', 20],
    ],
  ],
  [
    'a missing record whose gap was closed',
    (database) => {
      removeAt(database, 12);
      shiftFrom(database, 12, -1);
    },
    [
      ['removed', 12],
      ['truncated', 30],
    ],
  ],
  [
    'two swapped texts',
    (database) => {
      const [a, b] = [rowAt(database, 5), rowAt(database, 9)];
      removeAt(database, 5);
      removeAt(database, 9);
      put(database, { ...a, entry: b.entry, leaf: b.leaf });
      put(database, { ...b, entry: a.entry, leaf: a.leaf });
    },
    [['swapped', 5]],
  ],
  [
    'two swapped neighbours, hashes and all',
    (database) => {
      const [a, b] = [rowAt(database, 5), rowAt(database, 6)];
      removeAt(database, 5);
      removeAt(database, 6);
      put(database, { ...b, seq: 5 });
      put(database, { ...a, seq: 6 });
    },
    [['swapped', 5]],
  ],
  [
    'an inserted record',
    (database) => {
      const before = rowAt(database, 11);
      const entry = rowAt(database, 12).entry.replace('"r12"', '"new"');
      shiftFrom(database, 12, 1);
      put(database, { seq: 12, entry, leaf: leafHash(entry), chain: chainHash(before.chain, leafHash(entry)) });
    },
    [['inserted', 12]],
  ],
  [
    'an inserted record that does not know its predecessor',
    (database) => {
      const entry = rowAt(database, 12).entry.replace('"r12"', '"new"');
      shiftFrom(database, 12, 1);
      put(database, { seq: 12, entry, leaf: leafHash(entry), chain: Buffer.alloc(32) });
    },
    [['inserted', 12]],
  ],
  [
    'a record before the beginning',
    (database) => put(database, { ...rowAt(database, 1), seq: 0, entry: '{"id":"zero"}' }),
    [['inserted', 0]],
  ],
  ['a cut tail', (database) => database.exec('DELETE FROM record WHERE seq > 25'), [['truncated', 26]]],
  [
    'a cut tail with its checkpoints',
    (database) => database.exec('DELETE FROM record WHERE seq > 25; DELETE FROM checkpoint; DELETE FROM node'),
    [['removed'], ['truncated', 26]],
  ],
  [
    'an edited checkpoint',
    (database) => database.exec("UPDATE checkpoint SET note = replace(note, char(10) || '30', char(10) || '31')"),
    [['checkpoint']],
  ],
  [
    'a checkpoint whose root was edited',
    (database) => database.exec('UPDATE checkpoint SET root = zeroblob(32)'),
    [['checkpoint']],
  ],
  ['the triggers that keep records as they are', () => undefined, [['changed']]],
])('tells where: %s', async (_, change, expected) => {
  tamper(change);
  expect(await faults()).toEqual(expected);
});

it('sees that an index hides a record from queries', async () => {
  const database = new Database(join(directory, 'audit.db'));
  const sql = database.prepare("SELECT sql FROM sqlite_schema WHERE name = 'record_verdict'").pluck().get();
  database.exec('DROP INDEX record_verdict; CREATE INDEX record_verdict ON record (verdict, seq) WHERE seq <> 12');
  database.unsafeMode();
  database.pragma('writable_schema = ON');
  database.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'record_verdict'").run(sql);
  database.close();
  expect(await faults()).toContainEqual(['unreadable']);
});

it('sees that an older copy was put in the place of the database', async () => {
  copyFileSync(join(directory, 'audit.db'), join(directory, 'old.db'));
  await appendAll(SIZE + 1, SIZE + 5);
  copyFileSync(join(directory, 'old.db'), join(directory, 'audit.db'));
  expect(await faults()).toEqual([['truncated', SIZE + 1]]);
});

it('still sees it after the older copy has grown, and says so to whoever appends', async () => {
  copyFileSync(join(directory, 'audit.db'), join(directory, 'old.db'));
  await appendAll(SIZE + 1, SIZE + 5);
  copyFileSync(join(directory, 'old.db'), join(directory, 'audit.db'));
  await appendAll(SIZE + 101, SIZE + 110);
  const degraded = await appendAll(SIZE + 111, SIZE + 111);
  expect(degraded.join()).toContain('does not fit its last checkpoint');
  expect((await faults())[0]).toEqual(['changed', SIZE + 1]);
});

it('sees that the database was replaced by an empty one', async () => {
  rmSync(join(directory, 'audit.db'));
  expect(await faults()).toEqual([['truncated', 1]]);
});

it('sees that the checkpoint outside the database is gone, or older, or forged', async () => {
  const file = join(directory, 'checkpoint');
  const old = readFileSync(file);
  await appendAll(SIZE + 1, SIZE + 1);
  for (const tampering of [() => rmSync(file), () => writeFileSync(file, old), () => writeFileSync(file, 'x')]) {
    tampering();
    expect(await faults()).toEqual([['checkpoint']]);
  }
});

it('tells of a page that cannot be read, and reads on', async () => {
  await appendAll(SIZE + 1, 400);
  const file = join(directory, 'audit.db');
  const bytes = readFileSync(file);
  const place = bytes.indexOf('"line 100"');
  bytes.fill(0xff, place - (place % 4096), place - (place % 4096) + 4096);
  writeFileSync(file, bytes);
  const found = await faults();
  const [first] = found;
  expect(first?.[0]).toBe('unreadable');
  expect(first?.[1]).toBeGreaterThan(80);
  expect(first?.[1]).toBeLessThanOrEqual(100);
  expect(found.every(([kind]) => kind === 'unreadable')).toBe(true);
});

it('says that a file is not a database', async () => {
  writeFileSync(join(directory, 'audit.db'), 'x'.repeat(10_000));
  await expect(openAudit({ directory })).rejects.toThrow('not a database');
});
