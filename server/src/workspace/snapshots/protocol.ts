import type { Snapshot, SnapshotTotals, UndoBounds, UndoPlan } from '../../model/snapshot.js';
import type { RestoreOrder } from './restore.js';
import type { SaveOrder } from './save.js';

/** What an undo will do, without what only the audit log knows. */
export type BarePlan = Omit<UndoPlan, 'record'>;

/** With what is wrong with stores, and what to do. */
export interface Totals extends SnapshotTotals {
  readonly faults: readonly string[];
}

/** What the thread of the snapshots is asked to do, and what each request answers with. */
export interface Requests {
  save: { readonly root: string; readonly order: SaveOrder; readonly answer: null };
  settle: { readonly root: string; readonly actor: string; readonly time: number; readonly answer: null };
  plan: {
    readonly root: string;
    readonly id: string | undefined;
    readonly bounds: UndoBounds;
    readonly answer: BarePlan | null;
  };
  restore: { readonly root: string; readonly order: RestoreOrder; readonly answer: BarePlan };
  list: { readonly root: string; readonly ids: readonly string[]; readonly answer: readonly Snapshot[] };
  totals: { readonly answer: Totals };
  close: { readonly answer: null };
}

export type Request = { [K in keyof Requests]: { readonly kind: K } & Omit<Requests[K], 'answer'> }[keyof Requests];

export interface Envelope {
  readonly call: number;
  readonly request: Request;
}

/** `expected`: it cannot be done, and the message says why and what to do. */
export type Reply =
  | { readonly call: number; readonly answer: unknown }
  | { readonly call: number; readonly expected: boolean; readonly message: string };
