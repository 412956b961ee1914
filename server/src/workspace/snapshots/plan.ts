// What an undo would do: the difference between what stands there now and what was saved.

import { createHash } from 'node:crypto';
import { diffLines } from 'diff';
import type { UndoBounds, UndoChange } from '../../model/snapshot.js';
import { ancestorsOf, type BytePath, isBelow, raw, shownPath } from './bytes.js';
import { kept, pieces } from './contents.js';
import {
  AFTER,
  BEFORE,
  type Entries,
  type Entry,
  entriesOf,
  fromRow,
  NOTHING,
  readEntries,
  same,
  sameContent,
} from './entry.js';
import { byId, placesOf, type SnapshotRow, undoable } from './ledger.js';
import { present } from './save.js';
import { look } from './sight.js';
import type { Store } from './store.js';
import { Unsaveable } from './unsaveable.js';

export interface Change {
  readonly path: BytePath;
  readonly now: Entry;
  readonly was: Entry;
  /** Why what is there now is not what the act left. */
  readonly since?: string;
}

export interface Plan {
  readonly row: SnapshotRow;
  /** Parents first. */
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  /** All that stands at the places of the snapshot now. */
  readonly present: Entries;
  readonly token: string;
}

/** How far back the newest act that left something is looked for. */
const LOOKED_AT = 100;

/** The plan for a snapshot, or for the newest act that left something to undo. */
export function planFor(store: Store, id: string | undefined, bounds: UndoBounds, home: BytePath): Plan | undefined {
  if (id !== undefined) {
    const row = byId(store, id);
    return row === undefined ? undefined : plan(store, row, bounds, home);
  }
  for (const row of undoable(store, LOOKED_AT)) {
    const one = plan(store, row, bounds, home);
    if (one.changes.length > 0) return one;
  }
  return undefined;
}

function plan(store: Store, row: SnapshotRow, bounds: UndoBounds, home: BytePath): Plan {
  const before = entriesOf(store, row.seq, BEFORE);
  const now = readEntries(present(placesOf(store, row.seq), before, bounds, home));
  const after = entriesOf(store, row.seq, AFTER);
  const changes: Change[] = [...new Set([...before.keys(), ...now.keys()])]
    .sort((a, b) => (a < b ? -1 : 1))
    .map((path) => ({ path, now: now.get(path) ?? NOTHING, was: before.get(path) ?? NOTHING }))
    .filter((change) => !same(change.now, change.was))
    .map((change) => withSince(change, row, after, store));
  refuseLinksOnTheWay(changes);
  return { row, changes, warnings: warnings(row, changes, store), present: now, token: tokenOf(row.id, changes) };
}

function withSince(change: Change, row: SnapshotRow, after: Entries, store: Store): Change {
  const since = sinceOf(change, row, after, store);
  return since === undefined ? change : { ...change, since };
}

function sinceOf({ path, now }: Change, row: SnapshotRow, after: Entries, store: Store): string | undefined {
  if (row.aftermath === 'seen') {
    return same(now, after.get(path) ?? NOTHING) ? undefined : `is not as the act left it${byLater(store, row, path)}`;
  }
  if (row.aftermath === 'foretold') {
    const said = after.get(path);
    if (said !== undefined) {
      const fits = now.kind === 'file' && sameContent(now, said);
      return fits ? undefined : `is not as the edit left it${byLater(store, row, path)}`;
    }
    const isOnTheWay = [...after.keys()].some((edited) => isBelow(edited, path));
    return isOnTheWay ? undefined : 'was not made by the edit';
  }
  const later = laterEntry(store, row, path);
  if (later === undefined || same(now, later.entry)) return undefined;
  return `is not as the act left it${byLater(store, row, path)}`;
}

function byLater(store: Store, row: SnapshotRow, path: BytePath): string {
  const later = laterEntry(store, row, path);
  return later === undefined ? '' : `; ${later.undoes === null ? 'act' : 'undo'} ${later.id} came to it later`;
}

type LaterRow = Parameters<typeof fromRow>[0] & { readonly id: string; readonly undoes: string | null };

/** What the next snapshot found at the path: what this act left there, unless somebody changed it in between. */
function laterEntry(store: Store, { seq }: SnapshotRow, path: BytePath) {
  const row = store
    .prepare<[Buffer, number], LaterRow>(
      `SELECT entry.*, snapshot.id, snapshot.undoes FROM entry JOIN snapshot ON snapshot.seq = entry.snapshot
       WHERE path = ? AND phase = 0 AND snapshot > ? ORDER BY snapshot LIMIT 1`,
    )
    .get(raw(path), seq);
  return row === undefined ? undefined : { entry: fromRow(row), id: row.id, undoes: row.undoes };
}

/** Through a link that somebody put on the way, undo would write into another folder. */
function refuseLinksOnTheWay(changes: readonly Change[]): void {
  const changed = new Set(changes.map(({ path }) => path));
  const seen = new Set<BytePath>();
  for (const { path } of changes) {
    for (const folder of ancestorsOf(path)) {
      if (seen.has(folder) || changed.has(folder)) continue;
      seen.add(folder);
      if (look(folder).kind === 'link')
        throw new Unsaveable(
          `\`${shownPath(folder)}\` was a folder and is a link now: undo does not write through it; remove the link first`,
        );
    }
  }
}

function warnings(row: SnapshotRow, changes: readonly Change[], store: Store): string[] {
  const { aftermath, undone_by, time } = row;
  const found: string[] = [];
  if (undone_by !== null) found.push(`this was undone already; \`vireon undo ${undone_by}\` takes that back`);
  const blind = changes.filter(({ path, now }) => now.kind !== 'absent' && laterEntry(store, row, path) === undefined);
  if (aftermath === 'unseen' && blind.length > 0) {
    const last = Math.max(...blind.map(({ path }) => writtenAt(path)));
    const when = last > time ? `; the last of them was written ${inWords(last - time)} after it was decided` : '';
    found.push(`nobody saw what the act left: where somebody else changed these paths since, that goes too${when}`);
  }
  for (const { path, now, was } of changes) {
    if (was.links === undefined || now.inode === was.inode) continue;
    found.push(`\`${shownPath(path)}\` had ${was.links} names (hard links); names outside of the act stay as they are`);
  }
  return found;
}

function writtenAt(path: BytePath): number {
  const sight = look(path);
  return sight.kind === 'file' ? sight.stats.mtimeMs : 0;
}

function inWords(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 120
    ? `${seconds} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
}

function tokenOf(id: string, changes: readonly Change[]): string {
  const signature = ({ kind, mode, hash, target }: Entry) => [kind, mode, hash?.toString('hex'), target];
  const all = changes.map(({ path, now, was }) => [path, signature(now), signature(was)]);
  return createHash('sha256')
    .update(JSON.stringify([id, all]))
    .digest('hex')
    .slice(0, 32);
}

const MAX_DIFFED_BYTES = 256 * 1024;
const MAX_DIFFED_FILES = 200;
const MAX_EDIT_LENGTH = 4000;

/** The changes for people's eyes; `name` says a path as the workspace knows it. */
export function shownChanges(store: Store, plan: Plan, name: (path: string) => string): UndoChange[] {
  return plan.changes.map(({ path, now, was, since }, index) => {
    const lines = index < MAX_DIFFED_FILES ? lineDifference(store, path, now, was) : undefined;
    const alike = now.kind === was.kind;
    return {
      path: name(shownPath(path)),
      now: now.kind,
      was: was.kind,
      ...(alike && now.mode !== was.mode && { mode: { now: now.mode ?? 0, was: was.mode ?? 0 } }),
      ...((now.kind === 'file' || was.kind === 'file') && { size: { now: now.size ?? 0, was: was.size ?? 0 } }),
      ...(lines !== undefined && { lines }),
      ...(since !== undefined && { changedSince: since }),
    };
  });
}

function lineDifference(store: Store, path: BytePath, now: Entry, was: Entry): UndoChange['lines'] {
  if (now.kind !== 'file' && was.kind !== 'file') return undefined;
  if (sameContent(now, was) || Math.max(now.size ?? 0, was.size ?? 0) > MAX_DIFFED_BYTES) return undefined;
  const texts = [presentText(path, now), was.hash === undefined ? '' : asText([...kept(store, was.hash)])];
  const [old, next] = texts;
  if (old === undefined || next === undefined) return undefined;
  const parts = diffLines(old, next, { maxEditLength: MAX_EDIT_LENGTH });
  const count = (which: 'added' | 'removed') =>
    (parts ?? []).filter((part) => part[which]).reduce((sum, part) => sum + part.count, 0);
  return parts === undefined ? undefined : { added: count('added'), removed: count('removed') };
}

function presentText(path: BytePath, { kind }: Entry): string | undefined {
  return kind === 'file' ? asText([...pieces(path)]) : '';
}

/** Nothing where the bytes are no text. */
function asText(pieces: readonly Buffer[]): string | undefined {
  const whole = Buffer.concat(pieces);
  return whole.includes(0) ? undefined : whole.toString('utf8');
}
