// What stood at a path, as the store keeps it.

import type { EntryKind } from '../../model/snapshot.js';
import { type BytePath, raw, shownPath } from './bytes.js';
import { hashFile, keepFile } from './contents.js';
import type { Deadline } from './deadline.js';
import type { Sight } from './sight.js';
import type { Store } from './store.js';
import { Unsaveable } from './unsaveable.js';

export interface Entry {
  readonly kind: EntryKind;
  /** Of files and folders. */
  readonly mode?: number;
  /** Of files. */
  readonly size?: number;
  readonly hash?: Buffer;
  /** Of links, as bytes. */
  readonly target?: string;
  /** Of files with more names than one: which file it is, and how many names it has. */
  readonly inode?: string;
  readonly links?: number;
}

export const NOTHING: Entry = { kind: 'absent' };

export type Entries = Map<BytePath, Entry>;

/** Reads what stands there; with a store, keeps the contents of files in it. */
function toEntry(path: BytePath, sight: Sight, store?: Store, deadline?: Deadline): Entry {
  deadline?.check();
  switch (sight.kind) {
    case 'absent':
      return NOTHING;
    case 'folder':
      return { kind: 'folder', mode: sight.mode };
    case 'link':
      return { kind: 'link', target: sight.target };
    case 'other':
      throw new Unsaveable(`\`${shownPath(path)}\` is a ${sight.what}, which cannot be brought back`);
    case 'file': {
      const { size, nlink, dev, ino } = sight.stats;
      const hash = store === undefined ? hashFile(path) : keepFile(store, path, size, deadline);
      const names = nlink > 1 ? { inode: `${dev}:${ino}`, links: nlink } : {};
      return { kind: 'file', mode: sight.mode, size, hash, ...names };
    }
  }
}

export function readEntries(sights: ReadonlyMap<BytePath, Sight>, store?: Store, deadline?: Deadline): Entries {
  return new Map([...sights].map(([path, sight]) => [path, toEntry(path, sight, store, deadline)]));
}

/** Alike for undo: content, mode, where a link leads. */
export function same(a: Entry, b: Entry): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === 'link') return a.target === b.target;
  if (a.kind === 'absent') return true;
  return a.mode === b.mode && (a.kind === 'folder' || sameContent(a, b));
}

export function sameContent(a: Entry, b: Entry): boolean {
  return a.hash !== undefined && b.hash !== undefined && a.hash.equals(b.hash);
}

type Phase = 0 | 1;
export const BEFORE: Phase = 0;
export const AFTER: Phase = 1;

export function writeEntries(store: Store, snapshot: number, phase: Phase, entries: Entries): void {
  const insert = store.prepare(
    `INSERT OR REPLACE INTO entry (snapshot, phase, path, kind, mode, size, hash, target, inode, links)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const [path, { kind, mode, size, hash, target, inode, links }] of entries) {
    const aim = target === undefined ? null : Buffer.from(target, 'latin1');
    insert.run(
      snapshot,
      phase,
      raw(path),
      kind,
      mode ?? null,
      size ?? null,
      hash ?? null,
      aim,
      inode ?? null,
      links ?? null,
    );
  }
}

interface Row {
  readonly path: Buffer;
  readonly kind: EntryKind;
  readonly mode: number | null;
  readonly size: number | null;
  readonly hash: Buffer | null;
  readonly target: Buffer | null;
  readonly inode: string | null;
  readonly links: number | null;
}

export function entriesOf(store: Store, snapshot: number, phase: Phase): Entries {
  const rows = store
    .prepare<[number, number], Row>('SELECT * FROM entry WHERE snapshot = ? AND phase = ? ORDER BY path')
    .all(snapshot, phase);
  return new Map(rows.map((row) => [row.path.toString('latin1') as BytePath, fromRow(row)]));
}

export function fromRow({ kind, mode, size, hash, target, inode, links }: Row): Entry {
  return {
    kind,
    ...(mode !== null && { mode }),
    ...(size !== null && { size }),
    ...(hash !== null && { hash }),
    ...(target !== null && { target: target.toString('latin1') }),
    ...(inode !== null && { inode }),
    ...(links !== null && { links }),
  };
}
