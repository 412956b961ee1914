import type { AuditReport } from '../model/record.js';
import type { AuditFailureKind } from './failure.js';

/** What the threads of the audit log are asked to do, and what each request answers with. */
export interface Requests {
  /** Entries as JSON: a text reaches another thread sooner than a tree of objects. */
  append: { readonly entries: readonly string[]; readonly answer: Batch };
  /** Signs the head now; answers with why not, where it must not. */
  checkpoint: { readonly answer: string | null };
  close: { readonly answer: null };
  verify: { readonly answer: AuditReport };
  export: { readonly file: string; readonly answer: number };
}

/** What became of each entry, in their order; `degraded` says why checkpoints are not signed, where they are not. */
export interface Batch {
  readonly fates: readonly Appended[];
  readonly degraded: string | null;
}

/** The fate of one entry: its position, or why it was not written. */
export type Appended = { readonly seq: number } | { readonly failure: AuditFailureKind; readonly message: string };

export type Request = { [K in keyof Requests]: { readonly kind: K } & Omit<Requests[K], 'answer'> }[keyof Requests];

export interface Envelope {
  readonly call: number;
  readonly request: Request;
}

export type Reply =
  | { readonly call: number; readonly answer: unknown }
  | { readonly call: number; readonly failure: AuditFailureKind; readonly message: string };
