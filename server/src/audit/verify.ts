import type { AuditReport } from '../model/record.js';
import { messageOf } from './failure.js';
import { Faults } from './faults.js';
import { databaseFile, loadLastCheckpoint } from './folder.js';
import { MerkleTree } from './merkle.js';
import { RecordCheck } from './record-check.js';
import { checkpointRows, signedCheckpoints } from './signed.js';
import { openStoreReadOnly, PAGE, type RecordRow, type Store, schemaDifferences } from './store.js';

/** Recomputes every hash of the log from its records and compares it with what is stored and what was signed. */
export function verifyLog(directory: string): AuditReport {
  const faults = new Faults();
  // Read before the database: a checkpoint is signed only over records that the database holds already.
  const outside = loadLastCheckpoint(directory);
  let store: Store | undefined;
  try {
    store = openStoreReadOnly(databaseFile(directory));
    return verifyStore(store, directory, outside, faults);
  } catch (error) {
    faults.add('unreadable', `the database cannot be read: ${messageOf(error)}`);
    const root = MerkleTree.empty().root().toString('base64');
    return { records: 0, checkpoints: 0, root, faults: faults.list() };
  } finally {
    store?.close();
  }
}

function verifyStore(store: Store, directory: string, outside: string | undefined, faults: Faults): AuditReport {
  const [last, rows] = store.transaction(() => [lastPosition(store), checkpointRows(store)] as const)();
  const signed = signedCheckpoints(directory, rows, outside, faults);
  const stray = store.prepare<[], number>('SELECT seq FROM record WHERE seq < 1').pluck().all();
  for (const seq of stray) faults.add('inserted', `record ${seq} stands before the log's beginning`, seq);
  const check = new RecordCheck(store, signed, faults);
  readRecords(store, last, check, faults);
  check.end();
  const beyond = signed.findLast(({ size }) => size > last);
  if (beyond !== undefined) {
    const message = `the log ends at record ${last}, but ${beyond.size} records were signed: its tail was cut off or an older copy put in its place`;
    faults.add('truncated', message, last + 1);
  }
  if (faults.none) checkStructure(store, faults);
  return { records: check.records, checkpoints: rows.length, root: check.root(), faults: faults.list() };
}

function lastPosition(store: Store): number {
  return store.prepare<[], number>('SELECT max(seq) FROM record').pluck().get() ?? 0;
}

/** Hands every record up to `last` to the check, a page at a time; where a page cannot be read, each of its records is tried. */
function readRecords(store: Store, last: number, check: RecordCheck, faults: Faults): void {
  const page = store.prepare<[number, number], RecordRow>(
    'SELECT seq, entry, leaf, chain FROM record WHERE seq > ? AND seq <= ? ORDER BY seq',
  );
  for (let start = 0; start < last; start += PAGE) {
    const end = Math.min(start + PAGE, last);
    try {
      check.page(page.all(start, end));
    } catch (error) {
      readOneByOne(store, start, end, check, faults, messageOf(error));
    }
  }
}

function readOneByOne(
  store: Store,
  start: number,
  end: number,
  check: RecordCheck,
  faults: Faults,
  reason: string,
): void {
  const one = store.prepare<[number], RecordRow>('SELECT seq, entry, leaf, chain FROM record WHERE seq = ?');
  let unreadable = 0;
  for (let seq = start + 1; seq <= end; seq += 1) {
    try {
      const row = one.get(seq);
      if (row !== undefined) check.row(row);
    } catch {
      if (unreadable === 0) faults.add('unreadable', `the record cannot be read: ${reason}`, seq);
      unreadable += 1;
      check.skip(seq);
    }
  }
  if (unreadable > 1) faults.add('unreadable', `${unreadable} records from ${start + 1} to ${end} cannot be read`);
}

/** The indexes answer queries and the tree does not cover them; SQLite can tell whether they fit the records. */
function checkStructure(store: Store, faults: Faults): void {
  const changed = schemaDifferences(store);
  if (changed.length > 0) {
    faults.add('changed', `the database's own protection was changed or removed: ${changed.slice(0, 5).join(', ')}`);
  }
  const lines = store.pragma('integrity_check(5)') as { integrity_check: string }[];
  for (const { integrity_check: line } of lines) {
    if (line !== 'ok') faults.add('unreadable', `the database is damaged: ${line}`);
  }
}
