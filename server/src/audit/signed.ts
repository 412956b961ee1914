import { messageOf } from './failure.js';
import type { Faults } from './faults.js';
import { loadVerifiers } from './folder.js';
import { type Checkpoint, type NoteVerifier, openCheckpoint } from './note.js';
import type { Store } from './store.js';

export interface CheckpointRow {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
}

export function checkpointRows(store: Store): CheckpointRow[] {
  return store.prepare<[], CheckpointRow>('SELECT size, root, note FROM checkpoint ORDER BY size').all();
}

/** The checkpoints whose signature holds, the smallest first; those that do not hold together become faults. */
export function signedCheckpoints(
  directory: string,
  rows: readonly CheckpointRow[],
  outside: string | undefined,
  faults: Faults,
): readonly Checkpoint[] {
  const verifiers = readVerifiers(directory, faults);
  const inside = rows.flatMap((row) => openRow(row, verifiers, faults));
  const newest = rows.at(-1)?.size ?? 0;
  if (outside === undefined) {
    if (rows.length > 0) faults.add('checkpoint', 'the copy of the last checkpoint outside the database is missing');
    return inside;
  }
  const kept = open(outside, verifiers, faults, 'the copy of the last checkpoint outside the database');
  if (kept === undefined) return inside;
  if (kept.size < newest) {
    const message = `the copy outside the database covers ${kept.size} records, the database has a checkpoint over ${newest}`;
    faults.add('checkpoint', `${message}: the copy was replaced by an older one`);
  }
  return [...inside, kept].sort((a, b) => a.size - b.size);
}

function readVerifiers(directory: string, faults: Faults): readonly NoteVerifier[] {
  try {
    return loadVerifiers(directory);
  } catch (error) {
    faults.add('checkpoint', `the keys to verify checkpoints with (verify.keys) cannot be read: ${messageOf(error)}`);
    return [];
  }
}

function openRow(row: CheckpointRow, verifiers: readonly NoteVerifier[], faults: Faults): Checkpoint[] {
  const what = `the checkpoint over ${row.size} records`;
  const checkpoint = open(row.note, verifiers, faults, what);
  if (checkpoint === undefined) return [];
  if (checkpoint.size === row.size && checkpoint.root.equals(row.root)) return [checkpoint];
  faults.add('checkpoint', `${what} says something else than its signed note`);
  return [checkpoint];
}

function open(note: string, verifiers: readonly NoteVerifier[], faults: Faults, what: string): Checkpoint | undefined {
  try {
    const checkpoint = openCheckpoint(note, verifiers);
    if (checkpoint.origin === verifiers[0]?.name) return checkpoint;
    faults.add('checkpoint', `${what} belongs to another log, \`${checkpoint.origin}\``);
  } catch (error) {
    faults.add('checkpoint', `${what} is not to be trusted: ${messageOf(error)}`);
  }
  return undefined;
}
