import type { Proposal } from './act.js';
import type { Decision } from './decision.js';

/** A decision with its proposal, as the audit log keeps it. */
export interface DecisionRecord {
  /** ULID-like: sortable by time, unique. */
  readonly id: string;
  /** Position in the log, from 1. */
  readonly seq: number;
  /** ISO 8601. */
  readonly time: string;
  readonly proposal: Proposal;
  readonly decision: Decision;
}

/** What is wrong with the log, and where. */
export interface AuditFault {
  /** Position of the first record concerned, where it is about a record. */
  readonly seq?: number;
  readonly kind: 'changed' | 'removed' | 'inserted' | 'swapped' | 'truncated' | 'checkpoint' | 'unreadable';
  readonly message: string;
}

export interface AuditReport {
  readonly records: number;
  readonly checkpoints: number;
  /** Base64 Merkle root over all records (RFC 6962). */
  readonly root: string;
  readonly faults: readonly AuditFault[];
}
