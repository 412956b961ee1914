// The thread that reads, saves and restores files, so that nothing else waits for the disk.

import { createHash } from 'node:crypto';
import { readdirSync, realpathSync, statSync, unlinkSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { toBytes } from './bytes.js';
import { byId, toSnapshot } from './ledger.js';
import { type Plan, planFor, shownChanges } from './plan.js';
import type { BarePlan, Envelope, Request, Totals } from './protocol.js';
import { restore } from './restore.js';
import { save, settle } from './save.js';
import { openStore, type Store, unusable } from './store.js';
import { isAbsent, reasonOf, Unsaveable } from './unsaveable.js';

const { directory, home } = workerData as { directory: string; home: string };
const stores = new Map<string, Store>();
const MAX_OPEN = 16;
/** A workspace in which nothing was saved for so long is let go of as a whole. */
const FORGOTTEN_AFTER_MS = 60 * 86_400_000;

function answer(request: Request): unknown {
  switch (request.kind) {
    case 'save':
      forgetUnused(request.root, request.order.time);
      return within(request.root, (store) => save(store, request.order, ownHome()));
    case 'settle':
      return within(request.root, (store) => {
        settle(store, request.actor, request.time, ownHome());
      });
    case 'plan':
      return within(request.root, (store) => {
        const plan = planFor(store, request.id, request.bounds, ownHome());
        return plan === undefined ? null : bare(store, plan, request.root);
      });
    case 'restore':
      return within(request.root, (store) => {
        const shown = planFor(store, request.order.undoes, request.order.bounds, ownHome());
        const answer = shown === undefined ? null : bare(store, shown, request.root);
        restore(store, request.order, ownHome());
        return answer;
      });
    case 'list':
      return within(request.root, (store) =>
        request.ids.flatMap((id) => {
          const row = byId(store, id);
          return row === undefined ? [] : [toSnapshot(store, row)];
        }),
      );
    case 'totals':
      return totals();
    case 'close':
      for (const store of stores.values()) store.close();
      return null;
  }
}

function ownHome() {
  return toBytes(realpathSync(home));
}

function fileOf(root: string): string {
  return join(directory, `${createHash('sha256').update(root).digest('hex').slice(0, 16)}.db`);
}

/** Work on a workspace's store. What the database says against it is said in words. */
function within<T>(root: string, work: (store: Store) => T): T {
  const file = fileOf(root);
  try {
    return work(opened(file, root));
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    stores.get(file)?.close();
    stores.delete(file);
    throw new Unsaveable(unusable(file, error));
  }
}

function opened(file: string, root: string): Store {
  const known = stores.get(file);
  if (known !== undefined && statSync(file, { throwIfNoEntry: false }) !== undefined) return known;
  known?.close();
  const [oldest] = stores;
  if (stores.size >= MAX_OPEN && oldest !== undefined) {
    oldest[1].close();
    stores.delete(oldest[0]);
  }
  const store = openStore(file, root);
  stores.set(file, store);
  return store;
}

function forgetUnused(root: string, now: number): void {
  if (stores.size > 0) return;
  for (const file of databases()) {
    if (file === fileOf(root) || now - statSync(file).mtimeMs < FORGOTTEN_AFTER_MS) continue;
    for (const one of [file, `${file}-wal`, `${file}-shm`]) removeIfThere(one);
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!isAbsent(error)) throw error;
  }
}

function databases(): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.db'))
      .map((name) => join(directory, name));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function totals(): Totals {
  const files = databases();
  const faults: string[] = [];
  let snapshots = 0;
  let bytes = 0;
  for (const file of files) {
    for (const one of [file, `${file}-wal`]) bytes += statSync(one, { throwIfNoEntry: false })?.size ?? 0;
    try {
      snapshots += countIn(file);
    } catch (error) {
      faults.push(unusable(file, error));
    }
  }
  return { snapshots, bytes, workspaces: files.length, faults };
}

function countIn(file: string): number {
  const store = new Database(file, { readonly: true });
  try {
    return store.prepare<[], number>('SELECT count(*) FROM snapshot').pluck().get() ?? 0;
  } finally {
    store.close();
  }
}

function bare(store: Store, plan: Plan, root: string): BarePlan {
  return {
    workspace: root,
    snapshot: toSnapshot(store, plan.row),
    changes: shownChanges(store, plan, (path) => inWorkspace(path, root)),
    warnings: plan.warnings,
    token: plan.token,
  };
}

function inWorkspace(path: string, root: string): string {
  const inside = relative(root, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) return path;
  return inside === '' ? '.' : inside;
}

parentPort?.on('message', ({ call, request }: Envelope) => {
  try {
    parentPort?.postMessage({ call, answer: answer(request) ?? null });
  } catch (error) {
    parentPort?.postMessage({ call, expected: error instanceof Unsaveable, message: reasonOf(error) });
  }
});
