// Before an act: what stands where it will change something is saved. After it: what it left is noted.

import type { UndoBounds } from '../../model/snapshot.js';
import type { Touch } from '../../model/subject.js';
import { type BytePath, toBytes } from './bytes.js';
import { hashOf } from './contents.js';
import { Deadline } from './deadline.js';
import { AFTER, BEFORE, type Entries, entriesOf, NOTHING, readEntries, same, writeEntries } from './entry.js';
import { footprint, sightsOf } from './footprint.js';
import { addSnapshot, drop, type NewSnapshot, placesOf, prune, type SnapshotRow, unseen } from './ledger.js';
import { wayFrom } from './sight.js';
import type { Store } from './store.js';
import { Unsaveable } from './unsaveable.js';

export interface SaveOrder extends NewSnapshot {
  readonly touches: readonly Touch[];
  readonly bounds: UndoBounds;
  readonly withinMs: number;
  /** What an edit says that the file will hold. */
  readonly foretold?: { readonly path: string; readonly content: string };
  /** In place of what was saved under this name before, which stays where this fails. */
  readonly renews?: boolean;
}

/** Throws `Unsaveable` where it cannot be saved; then nothing of it is kept. */
export function save(store: Store, order: SaveOrder, home: BytePath): void {
  const deadline = new Deadline(order.withinMs);
  store
    .transaction(() => {
      if (order.renews === true) drop(store, order.id);
      settle(store, order.actor, order.time, home);
      const { places, sights } = footprint(order.touches, order.bounds, home);
      const before = readEntries(sights, store, deadline);
      const after = foretell(order);
      const seq = addSnapshot(store, order, places, after === undefined ? 'unseen' : 'foretold');
      writeEntries(store, seq, BEFORE, before);
      if (after !== undefined) writeEntries(store, seq, AFTER, after);
      prune(store, order.bounds, order.time, seq);
    })
    .immediate();
}

/** The mode stays unknown: it is the file's own, or what the host gives a new one. */
function foretell({ foretold }: SaveOrder): Entries | undefined {
  if (foretold === undefined) return undefined;
  const bytes = Buffer.from(foretold.content, 'utf8');
  const path = wayFrom(toBytes(foretold.path)).at(-1) as BytePath;
  return new Map([[path, { kind: 'file', size: bytes.length, hash: hashOf(bytes) }]]);
}

/** Formatters and the like that follow an edit at once are taken for a part of it. */
const AT_ONCE_MS = 30_000;

/** An actor's next act shows that the ones before are over: what they left is noted. */
export function settle(store: Store, actor: string, now: number, home: BytePath): void {
  for (const row of unseen(store, actor)) {
    const after = aftermathOf(store, row, home);
    if (after === undefined) continue;
    if (row.aftermath === 'foretold' && now - row.time > AT_ONCE_MS && !isAsForetold(store, row, after)) continue;
    store.prepare('DELETE FROM entry WHERE snapshot = ? AND phase = ?').run(row.seq, AFTER);
    writeEntries(store, row.seq, AFTER, after);
    store.prepare("UPDATE snapshot SET aftermath = 'seen' WHERE seq = ?").run(row.seq);
  }
}

/** `undefined` where nothing has changed, as it may not have happened yet, or where it cannot be looked at. */
function aftermathOf(store: Store, { seq }: SnapshotRow, home: BytePath): Entries | undefined {
  const before = entriesOf(store, seq, BEFORE);
  const after = presentOf(store, seq, before, home, UNBOUNDED);
  return after === undefined || [...after].every(([path, entry]) => same(entry, before.get(path) ?? NOTHING))
    ? undefined
    : after;
}

function presentOf(
  store: Store,
  seq: number,
  before: Entries,
  home: BytePath,
  bounds: UndoBounds,
): Entries | undefined {
  try {
    return readEntries(present(placesOf(store, seq), before, bounds, home));
  } catch (error) {
    if (error instanceof Unsaveable) return undefined;
    throw error;
  }
}

/** All that stands at the places and at the paths that were saved. What is there where nothing was is seen whole. */
export function present(
  places: Parameters<typeof sightsOf>[0],
  before: Entries,
  bounds: UndoBounds,
  home: BytePath,
): ReturnType<typeof sightsOf> {
  const all = new Map(places.map((place) => [place.path, place.tree]));
  for (const [path, { kind }] of before) all.set(path, all.get(path) === true || kind !== 'folder');
  const sights = sightsOf(
    [...all].map(([path, tree]) => ({ path, tree })),
    bounds,
    home,
  );
  return new Map([...sights].filter(([path, sight]) => sight.kind !== 'absent' || before.has(path) || all.has(path)));
}

const UNBOUNDED: UndoBounds = {
  maxActFiles: 100_000,
  maxActBytes: 1024 * 1024 * 1024,
  maxStoreBytes: Number.MAX_SAFE_INTEGER,
  maxDays: Number.MAX_SAFE_INTEGER,
};

function isAsForetold(store: Store, { seq }: SnapshotRow, after: Entries): boolean {
  return [...entriesOf(store, seq, AFTER)].every(([path, entry]) => {
    const now = after.get(path);
    return now?.kind === 'file' && now.hash !== undefined && entry.hash?.equals(now.hash) === true;
  });
}
