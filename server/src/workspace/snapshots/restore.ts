// Carries out an undo. What stands there is saved first; each file is replaced in one step, so that a process that dies
// leaves whole files, and the same undo can be asked for again.

import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { UndoBounds } from '../../model/snapshot.js';
import { type BytePath, parentOf, raw, shownPath, within } from './bytes.js';
import { kept } from './contents.js';
import { AFTER, BEFORE, type Entries, type Entry, readEntries, sameContent, writeEntries } from './entry.js';
import { addSnapshot, markUndone, type NewSnapshot, placesOf, prune } from './ledger.js';
import { type Change, type Plan, planFor } from './plan.js';
import { refusal } from './refusal.js';
import { present } from './save.js';
import { linkOnTheWay, look } from './sight.js';
import type { Store } from './store.js';
import { isAbsent, reasonOf, Unsaveable } from './unsaveable.js';

export interface RestoreOrder extends NewSnapshot {
  /** The snapshot to restore. */
  readonly undoes: string;
  readonly token: string;
  readonly force: boolean;
  readonly bounds: UndoBounds;
}

export function restore(store: Store, order: RestoreOrder, home: BytePath): Plan {
  const plan = agreed(planFor(store, order.undoes, order.bounds, home), order);
  store.transaction(() => keepPresent(store, plan, order, home)).immediate();
  for (const path of plan.present.keys()) removeIfThere(besides(path));
  apply(store, plan.changes);
  store
    .transaction(() => {
      markUndone(store, plan.row, order.id);
      const own = store.prepare<[string], number>('SELECT seq FROM snapshot WHERE id = ?').pluck().get(order.id);
      prune(store, order.bounds, order.time, own ?? 0);
    })
    .immediate();
  return plan;
}

function agreed(plan: Plan | undefined, order: RestoreOrder): Plan {
  if (plan === undefined) throw new Unsaveable(`the snapshot ${order.undoes} is gone`);
  const foreign = plan.changes.find(({ since }) => since !== undefined);
  const problem = refusal(plan.token, foreign && { path: shownPath(foreign.path), since: foreign.since ?? '' }, order);
  if (problem !== undefined) throw new Unsaveable(problem);
  return plan;
}

/** The present becomes a snapshot of its own, which takes the undo back. It also tells at last what the act left. */
function keepPresent(store: Store, { row, changes, present: seen }: Plan, order: RestoreOrder, home: BytePath): void {
  const places = placesOf(store, row.seq);
  const all = [...places, ...[...seen.keys()].map((path) => ({ path, tree: false }))];
  const unique = [...new Map(all.reverse().map((place) => [place.path, place])).values()];
  const now = readEntries(present(places, seen, order.bounds, home), store);
  const after: Entries = new Map(now);
  for (const { path, was } of changes) after.set(path, was);
  const seq = addSnapshot(store, order, unique, 'seen');
  writeEntries(store, seq, BEFORE, now);
  writeEntries(store, seq, AFTER, after);
  if (row.aftermath === 'seen') return;
  store.prepare('DELETE FROM entry WHERE snapshot = ? AND phase = ?').run(row.seq, AFTER);
  writeEntries(store, row.seq, AFTER, now);
  store.prepare("UPDATE snapshot SET aftermath = 'seen' WHERE seq = ?").run(row.seq);
}

function apply(store: Store, changes: readonly Change[]): void {
  const folders = new FolderModes(changes);
  const restored = new Map<string, BytePath>();
  let at: Change | undefined;
  try {
    for (const change of changes.toReversed()) {
      at = change;
      if (isInTheWay(change)) remove(change, folders);
    }
    for (const change of changes) {
      at = change;
      if (change.was.kind !== 'absent') bring(store, change, folders, restored);
    }
    folders.close();
  } catch (error) {
    if (at === undefined || error instanceof Unsaveable) throw error;
    throw new Unsaveable(
      `undo stopped at \`${shownPath(at.path)}\`: ${reasonOf(error)}. Mend that and run the same undo again`,
    );
  }
}

function isInTheWay({ now, was }: Change): boolean {
  return now.kind !== 'absent' && now.kind !== was.kind;
}

function remove({ path, now }: Change, folders: FolderModes): void {
  folders.open(path);
  if (now.kind === 'folder') rmdirSync(raw(path));
  // What a dead undo left may be gone by now: it went when the file beside it was replaced.
  else removeIfThere(raw(path));
}

function bring(store: Store, change: Change, folders: FolderModes, restored: Map<string, BytePath>): void {
  const { path, now, was } = change;
  folders.open(path);
  if (was.kind === 'folder') {
    if (now.kind !== 'folder') mkdirSync(raw(path), { mode: 0o700 });
    folders.set(path, was.mode ?? 0o755);
  } else if (was.kind === 'link')
    replaced(path, (fresh) => symlinkSync(Buffer.from(was.target ?? '', 'latin1'), fresh));
  else if (now.kind === 'file' && sameContent(now, was)) chmodSync(raw(path), was.mode ?? 0o644);
  else bringFile(store, change, restored);
}

function bringFile(store: Store, { path, was }: Change, restored: Map<string, BytePath>): void {
  const twin = was.inode === undefined ? undefined : restored.get(was.inode);
  if (twin !== undefined) replaced(path, (fresh) => linkSync(raw(twin), fresh));
  else if (isStill(path, was)) write(store, openSync(raw(path), constants.O_WRONLY | constants.O_NOFOLLOW), was);
  else {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    replaced(path, (fresh) => write(store, openSync(fresh, flags, 0o600), was));
  }
  if (was.inode !== undefined) restored.set(was.inode, path);
}

/** A file with other names is written in place, so that it stays one file under all of them. */
function isStill(path: BytePath, { inode }: Entry): boolean {
  const sight = look(path);
  return inode !== undefined && sight.kind === 'file' && `${sight.stats.dev}:${sight.stats.ino}` === inode;
}

function write(store: Store, descriptor: number, { hash, mode = 0o644 }: Entry): void {
  try {
    if (hash === undefined) throw new Unsaveable('the content of a file was not saved');
    ftruncateSync(descriptor);
    for (const piece of kept(store, hash)) for (let at = 0; at < piece.length; ) at += writeSync(descriptor, piece, at);
    fchmodSync(descriptor, mode);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes something new beside the path and puts it in its place in one step. */
function replaced(path: BytePath, make: (fresh: Buffer) => void): void {
  const fresh = besides(path);
  removeIfThere(fresh);
  try {
    make(fresh);
    renameSync(fresh, raw(path));
  } finally {
    // A rename between two names of one file leaves both.
    removeIfThere(fresh);
  }
}

/** Always the same for a path, so that what an undo that died left is found again. */
function besides(path: BytePath): Buffer {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return raw(within(parentOf(path), `.vireon-undo-${name}`));
}

function removeIfThere(path: Buffer): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

const WRITABLE = 0o300;

/** Folders are made writable for as long as undo works in them, and get their modes at the end. */
class FolderModes {
  private readonly modes = new Map<BytePath, number>();
  private readonly opened = new Set<BytePath>();

  constructor(private readonly changes: readonly Change[]) {}

  /** Makes the folder that holds `path` fit to be changed. */
  open(path: BytePath): void {
    const folder = parentOf(path);
    if (this.opened.has(folder)) return;
    this.opened.add(folder);
    const link = linkOnTheWay(path);
    if (link !== undefined)
      throw new Unsaveable(`\`${shownPath(link)}\` became a link: undo does not write through it`);
    const sight = look(folder);
    if (sight.kind === 'absent') mkdirSync(raw(folder), { recursive: true });
    if (sight.kind !== 'folder' || (sight.mode & WRITABLE) === WRITABLE) return;
    chmodSync(raw(folder), sight.mode | 0o700);
    if (!this.modes.has(folder)) this.modes.set(folder, sight.mode);
  }

  set(folder: BytePath, mode: number): void {
    this.modes.set(folder, mode);
  }

  close(): void {
    const gone = new Set(this.changes.filter(({ was }) => was.kind !== 'folder').map(({ path }) => path));
    for (const [folder, mode] of [...this.modes].sort(([a], [b]) => (a < b ? 1 : -1))) {
      if (!gone.has(folder)) chmodSync(raw(folder), mode);
    }
  }
}
