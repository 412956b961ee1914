import type { AuditReport, DecisionRecord } from '../model/record.js';
import type { RecordQuery } from '../model/verbs.js';
import type { AuditEntry } from './entry.js';
import { AuditFailure } from './failure.js';
import { databaseFile } from './folder.js';
import type { Appended } from './protocol.js';
import { countOf, recordsOf } from './query.js';
import { redact } from './redact.js';
import { openStoreReadOnly, type Store } from './store.js';
import { Thread } from './thread.js';

/** What is to be recorded. */
export interface NewRecord extends AuditEntry {
  /** Rules whose matched text must not be stored, besides those with the obligation `redact`: the `secrets` pack's. */
  readonly sensitive?: readonly string[];
}

/** The append-only log of decisions. */
export interface Audit {
  /** Resolves when the record is durable, with the record as stored. Rejects with an `AuditFailure`; the same id may be appended again. */
  append(entry: NewRecord): Promise<DecisionRecord>;
  /** The newest first, at most 1,000. */
  records(query: RecordQuery): Promise<readonly DecisionRecord[]>;
  /** Recomputes everything. */
  verify(): Promise<AuditReport>;
  /** Writes all records with their proofs to `file`; returns their number. */
  exportTo(file: string): Promise<number>;
  count(): Promise<number>;
  /** What is wrong with the log as far as appending has noticed, with what to do. */
  degraded(): readonly string[];
  close(): Promise<void>;
}

export async function openAudit(options: { readonly directory: string }): Promise<Audit> {
  const log = new Log(options.directory);
  await log.start();
  return log;
}

type Pending = { entry: string; settle: (fate: Appended) => void; fail: (error: unknown) => void };

class Log implements Audit {
  private writer: Thread | undefined;
  private store: Store | undefined;
  private pending: Pending[] = [];
  private commit: Promise<void> | undefined;
  private trouble: string | null = null;
  private closed = false;

  constructor(private readonly directory: string) {}

  async start(): Promise<void> {
    await this.write();
    this.store = openStoreReadOnly(databaseFile(this.directory));
  }

  async append({ id, time, proposal, decision, sensitive }: NewRecord): Promise<DecisionRecord> {
    if (this.closed) throw new AuditFailure('closed', 'the audit log is closed');
    const entry = { id, time, ...redact(proposal, decision, sensitive) };
    const fate = await new Promise<Appended>((settle, fail) => {
      this.pending.push({ entry: JSON.stringify(entry), settle, fail });
      this.commit ??= this.commitPending();
    });
    if ('failure' in fate) throw new AuditFailure(fate.failure, fate.message);
    return { ...entry, seq: fate.seq };
  }

  async records(query: RecordQuery): Promise<readonly DecisionRecord[]> {
    return recordsOf(this.reading(), query);
  }

  async count(): Promise<number> {
    return countOf(this.reading());
  }

  async verify(): Promise<AuditReport> {
    return this.aside((reader) => reader.call({ kind: 'verify' }));
  }

  async exportTo(file: string): Promise<number> {
    await this.thread().call({ kind: 'checkpoint' });
    return this.aside((reader) => reader.call({ kind: 'export', file }));
  }

  degraded(): readonly string[] {
    return this.trouble === null ? [] : [this.trouble];
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.commit;
    // The writer closes last, so that it can fold the write-ahead log into the database.
    this.store?.close();
    if (this.writer?.alive) await this.writer.call({ kind: 'close' });
    await this.writer?.stop();
  }

  /** Group commit: what arrives while one commit runs goes into the next. */
  private async commitPending(): Promise<void> {
    while (this.pending.length > 0) {
      const batch = this.pending.splice(0, MAX_BATCH);
      try {
        const fates = await this.write(batch.map(({ entry }) => entry));
        for (const [index, { settle }] of batch.entries()) settle(fates[index] ?? UNANSWERED);
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
    }
    this.commit = undefined;
  }

  private async write(entries: readonly string[] = []): Promise<readonly Appended[]> {
    const { fates, degraded } = await this.thread().call({ kind: 'append', entries });
    this.trouble = degraded;
    return fates;
  }

  /** A writer that died is replaced: its successor reads everything anew from the database. */
  private thread(): Thread {
    if (!this.writer?.alive) this.writer = new Thread('writer-thread', this.directory);
    return this.writer;
  }

  private async aside<T>(work: (reader: Thread) => Promise<T>): Promise<T> {
    const reader = new Thread('reader-thread', this.directory);
    try {
      return await work(reader);
    } finally {
      await reader.stop();
    }
  }

  private reading(): Store {
    if (this.closed || this.store === undefined) throw new AuditFailure('closed', 'the audit log is closed');
    return this.store;
  }
}

const MAX_BATCH = 1024;
const UNANSWERED: Appended = { failure: 'unknown', message: 'the audit log gave no answer for this record' };
