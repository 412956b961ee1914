import type { ApprovalOutcome } from './approval.js';
import type { DecisionRecord } from './record.js';

/** What can stand at a path, as far as undo brings it back. */
export type EntryKind = 'absent' | 'file' | 'folder' | 'link';

/** How much one act may have saved, and how much and how long a workspace keeps. */
export interface UndoBounds {
  readonly maxActFiles: number;
  readonly maxActBytes: number;
  readonly maxStoreBytes: number;
  readonly maxDays: number;
}

/** What was saved before an act, or before an undo. */
export interface Snapshot {
  /** Of the act's record; undo puts itself on record too. */
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  /** Paths that it tells about. */
  readonly paths: number;
  /** Of the files among them. */
  readonly bytes: number;
  /** Set where it was taken before an undo: the snapshot that was restored. */
  readonly undoes?: string;
  /** The undo that restored it and that is not undone itself. */
  readonly undoneBy?: string;
}

/** What undo does at one path. */
export interface UndoChange {
  /** Relative to the workspace where inside, else absolute. */
  readonly path: string;
  readonly now: EntryKind;
  readonly was: EntryKind;
  /** Permission bits, where both are files or both folders and they differ. */
  readonly mode?: { readonly now: number; readonly was: number };
  /** Bytes of files. */
  readonly size?: { readonly now: number; readonly was: number };
  /** Lines that undo adds and removes, where both are texts of moderate size. */
  readonly lines?: { readonly added: number; readonly removed: number };
  /** Why what stands there now is not what the act left. */
  readonly changedSince?: string;
}

/** What an undo will do, for the eyes of who decides it. */
export interface UndoPlan {
  /** Absolute. */
  readonly workspace: string;
  readonly snapshot: Snapshot;
  /** The act, where the audit log still has it. */
  readonly record?: DecisionRecord;
  readonly changes: readonly UndoChange[];
  /** What one should know before saying yes. */
  readonly warnings: readonly string[];
  /** Names exactly these changes: an undo with another token is refused, since files changed in between. */
  readonly token: string;
}

export interface UndoRequest {
  /** Absolute. */
  readonly workspace: string;
  /** Of a record or an undo; absent: the newest act that is not undone and that left something to undo. */
  readonly id?: string;
}

export interface UndoOrder {
  readonly workspace: string;
  readonly id: string;
  /** Of the plan that was agreed to. */
  readonly token: string;
  /** Also where files changed since. */
  readonly force: boolean;
}

/** An undo that is done. */
export interface Undone {
  readonly plan: UndoPlan;
  /** Identifier of the undo: its record, and what takes it back. */
  readonly record: string;
}

/** One line of the timeline. */
export interface TimelineEntry {
  readonly record: DecisionRecord;
  /** What was saved before the act, where anything was. */
  readonly snapshot?: Snapshot;
  /** How asking a person about it ended, where one was asked. */
  readonly approval?: ApprovalOutcome;
}

/** What all snapshots hold together. */
export interface SnapshotTotals {
  readonly snapshots: number;
  /** On disk. */
  readonly bytes: number;
  readonly workspaces: number;
}
