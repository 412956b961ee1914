// The list of snapshots: which there are, whose, and what was undone.

import type { Snapshot, UndoBounds } from '../../model/snapshot.js';
import { type BytePath, raw } from './bytes.js';
import type { Place } from './footprint.js';
import type { Store } from './store.js';
import { Unsaveable } from './unsaveable.js';

/** How far it is known what the act left: not at all, by what an edit said of itself, or by looking. */
export type Aftermath = 'unseen' | 'foretold' | 'seen';

export interface SnapshotRow {
  readonly seq: number;
  readonly id: string;
  readonly time: number;
  readonly actor: string;
  readonly undoes: string | null;
  readonly undone_by: string | null;
  readonly aftermath: Aftermath;
}

export interface NewSnapshot {
  readonly id: string;
  readonly time: number;
  /** Who acts, so that this actor's next act shows that this one is over. */
  readonly actor: string;
  readonly undoes?: string;
}

export function addSnapshot(
  store: Store,
  { id, time, actor, undoes }: NewSnapshot,
  places: readonly Place[],
  aftermath: Aftermath,
): number {
  const { lastInsertRowid } = store
    .prepare('INSERT INTO snapshot (id, time, actor, undoes, aftermath) VALUES (?, ?, ?, ?, ?)')
    .run(id, time, actor, undoes ?? null, aftermath);
  const seq = Number(lastInsertRowid);
  const insert = store.prepare('INSERT INTO place (snapshot, path, tree) VALUES (?, ?, ?)');
  for (const { path, tree } of places) insert.run(seq, raw(path), tree ? 1 : 0);
  return seq;
}

export function placesOf(store: Store, seq: number): Place[] {
  return store
    .prepare<[number], { path: Buffer; tree: number }>('SELECT path, tree FROM place WHERE snapshot = ? ORDER BY path')
    .all(seq)
    .map(({ path, tree }) => ({ path: path.toString('latin1') as BytePath, tree: tree === 1 }));
}

export function byId(store: Store, id: string): SnapshotRow | undefined {
  return store.prepare<[string], SnapshotRow>('SELECT * FROM snapshot WHERE id = ?').get(id);
}

/** Acts that are not undone, the newest first. */
export function undoable(store: Store, limit: number): SnapshotRow[] {
  return store
    .prepare<[number], SnapshotRow>(
      'SELECT * FROM snapshot WHERE undoes IS NULL AND undone_by IS NULL ORDER BY seq DESC LIMIT ?',
    )
    .all(limit);
}

/** Snapshots of an actor's acts of which is not known yet what they left. */
export function unseen(store: Store, actor: string): SnapshotRow[] {
  return store
    .prepare<[string], SnapshotRow>(
      "SELECT * FROM snapshot WHERE actor = ? AND aftermath != 'seen' ORDER BY seq DESC LIMIT 8",
    )
    .all(actor);
}

/** An undo of an undo brings the act back: it can be undone again. */
export function markUndone(store: Store, row: SnapshotRow, by: string): void {
  const mark = store.prepare('UPDATE snapshot SET undone_by = ? WHERE id = ?');
  mark.run(by, row.id);
  if (row.undoes !== null) mark.run(null, row.undoes);
}

export function toSnapshot(store: Store, row: SnapshotRow): Snapshot {
  const { paths, bytes } = store
    .prepare<[number], { paths: number; bytes: number }>(
      'SELECT count(*) AS paths, coalesce(sum(size), 0) AS bytes FROM entry WHERE snapshot = ? AND phase = 0',
    )
    .get(row.seq) ?? { paths: 0, bytes: 0 };
  return {
    id: row.id,
    time: new Date(row.time).toISOString(),
    paths,
    bytes,
    ...(row.undoes !== null && { undoes: row.undoes }),
    ...(row.undone_by !== null && { undoneBy: row.undone_by }),
  };
}

const DAY_MS = 86_400_000;

/** Lets go of what is too old, then of the oldest while there is too much. `keep` stays, or it is said that it cannot. */
export function prune(store: Store, { maxDays, maxStoreBytes }: UndoBounds, now: number, keep: number): void {
  const old = store
    .prepare<[number, number], number>('SELECT seq FROM snapshot WHERE time < ? AND seq != ?')
    .pluck()
    .all(now - maxDays * DAY_MS, keep);
  forget(store, old);
  while (storedBytes(store) > maxStoreBytes) {
    const others = store
      .prepare<[number], number>('SELECT seq FROM snapshot WHERE seq != ? ORDER BY seq')
      .pluck()
      .all(keep);
    if (others.length === 0)
      throw new Unsaveable(
        'what it changes is more than this workspace may keep; raise `undo.store-mib` in .vireon/config.yaml',
      );
    forget(store, others.slice(0, Math.ceil(others.length / SHARE_TO_FORGET)));
  }
}

/** Of the snapshots, at once: to look at all contents after each single one would take long. */
const SHARE_TO_FORGET = 16;

/** Lets go of one, where it is there. */
export function drop(store: Store, id: string): void {
  const row = byId(store, id);
  if (row !== undefined) forget(store, [row.seq]);
}

function forget(store: Store, seqs: readonly number[]): void {
  if (seqs.length === 0) return;
  for (const seq of seqs) {
    store.prepare('DELETE FROM entry WHERE snapshot = ?').run(seq);
    store.prepare('DELETE FROM place WHERE snapshot = ?').run(seq);
    store.prepare('DELETE FROM snapshot WHERE seq = ?').run(seq);
  }
  const orphans = 'SELECT hash FROM content EXCEPT SELECT hash FROM entry WHERE phase = 0 AND hash IS NOT NULL';
  store.prepare(`DELETE FROM chunk WHERE hash IN (${orphans})`).run();
  store.prepare(`DELETE FROM content WHERE hash IN (${orphans})`).run();
}

function storedBytes(store: Store): number {
  return store.prepare<[], number>('SELECT coalesce(sum(stored), 0) FROM content').pluck().get() ?? 0;
}
