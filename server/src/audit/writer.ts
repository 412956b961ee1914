import type { Statement } from 'better-sqlite3';
import { type AuditEntry, type PreparedEntry, prepareEntry, sameContent } from './entry.js';
import { AuditFailure, messageOf, sqliteCode } from './failure.js';
import {
  databaseFile,
  loadLastCheckpoint,
  loadSigner,
  loadVerifiers,
  prepareFolder,
  storeLastCheckpoint,
} from './folder.js';
import { chainHash, leafHash, MerkleTree, type NodeLookup } from './merkle.js';
import { openCheckpoint, type Signer, signCheckpoint } from './note.js';
import type { Appended, Batch } from './protocol.js';
import { headOf, nodeOf, openStore, type Store } from './store.js';

const RECORDS_PER_CHECKPOINT = 1000;

/** The database with what is asked of it, prepared once. */
interface Log {
  readonly store: Store;
  readonly signer: Signer;
  readonly head: ReturnType<typeof headOf>;
  readonly node: NodeLookup;
  readonly findById: Statement<[string], { seq: number; entry: string }>;
  readonly insertRecord: Statement<[number, string, Buffer, Buffer]>;
  readonly insertApart: Statement<[Buffer, Buffer, string]>;
  readonly insertNode: Statement<[number, number, Buffer]>;
  readonly bodyOf: Statement<[Buffer], string>;
}

interface Open extends Log {
  /** In one transaction. */
  readonly insert: (entries: readonly PreparedEntry[]) => Appended[];
}

/** The one place of a process that writes the log. Other processes may write too: nothing about the head is remembered between transactions. */
export class Writer {
  private open: Open | undefined;
  /** Records since the last checkpoint that this writer knows of. */
  private unsigned = 0;
  /** Why checkpoints are not signed, where they are not. */
  private refusal: string | null = null;

  constructor(private readonly directory: string) {
    this.open = this.start();
  }

  get needsCheckpoint(): boolean {
    return this.unsigned > 0;
  }

  append(entries: readonly AuditEntry[]): Batch {
    const prepared = entries.map(attemptPrepare);
    const good = prepared.filter((entry): entry is PreparedEntry => 'textAt' in entry);
    const written = good.length > 0 ? this.commit(good) : [];
    if (this.unsigned >= RECORDS_PER_CHECKPOINT) this.checkpoint();
    const fates = prepared.map((entry) => ('textAt' in entry ? (written.shift() ?? LOST) : entry));
    return { fates, degraded: this.refusal };
  }

  /** Signs the head and keeps the note in the database and outside it. Says why not, where the log contradicts what was signed before. */
  checkpoint(): string | null {
    try {
      const open = this.opened();
      open.store.transaction(() => this.signHead(open)).immediate();
      this.unsigned = 0;
    } catch (error) {
      this.refusal = `the audit log's checkpoint could not be written: ${messageOf(error)}`;
      if (isStorageFailure(error)) this.abandon();
    }
    return this.refusal;
  }

  close(): void {
    if (this.needsCheckpoint) this.checkpoint();
    this.open?.store.close();
    this.open = undefined;
  }

  private commit(entries: readonly PreparedEntry[]): Appended[] {
    try {
      const fates = this.opened().insert(entries);
      this.unsigned += entries.length;
      return fates;
    } catch (error) {
      if (isStorageFailure(error)) this.abandon();
      const fate = fateOf(error);
      return entries.map(() => fate);
    }
  }

  private signHead({ store, signer, head, node }: Log): void {
    const { seq } = head();
    this.refusal = contradiction(this.directory, node, seq);
    if (this.refusal !== null || seq === 0) return;
    const last = store.prepare<[], number>('SELECT max(size) FROM checkpoint').pluck().get() ?? 0;
    if (last >= seq) return;
    const root = MerkleTree.ofSize(seq, node).root();
    const note = signCheckpoint({ origin: signer.name, size: seq, root }, signer);
    // The copy outside comes first: whenever the database holds a checkpoint, the outside knows one at least as new.
    storeLastCheckpoint(this.directory, note);
    store
      .prepare('INSERT INTO checkpoint (size, root, algorithm, note) VALUES (?, ?, ?, ?)')
      .run(seq, root, 'ed25519', note);
  }

  private opened(): Open {
    this.open ??= this.restart();
    return this.open;
  }

  private start(): Open {
    const { store, signer } = openLog(this.directory);
    const [head, node] = [headOf(store), nodeOf(store)];
    const { seq } = head();
    const signed = store.prepare<[], number>('SELECT max(size) FROM checkpoint').pluck().get() ?? 0;
    this.unsigned = seq - signed;
    this.refusal = contradiction(this.directory, node, seq);
    const log: Log = {
      store,
      signer,
      head,
      node,
      findById: store.prepare('SELECT seq, entry FROM record WHERE id = ?'),
      insertRecord: store.prepare('INSERT INTO record (seq, entry, leaf, chain) VALUES (?, ?, ?, ?)'),
      insertApart: store.prepare('INSERT INTO apart (commitment, salt, body) VALUES (?, ?, ?)'),
      // A node may be left over from records that were cut off; the log goes on and `verify` tells of the cut.
      insertNode: store.prepare('INSERT OR REPLACE INTO node (level, idx, hash) VALUES (?, ?, ?)'),
      bodyOf: store.prepare<[Buffer], string>('SELECT body FROM apart WHERE commitment = ?').pluck(),
    };
    const insert = store.transaction((entries: readonly PreparedEntry[]) => insertAll(log, entries));
    return { ...log, insert: insert.immediate };
  }

  /** Opens the log again after a failed write. What the failed commit left behind is forced to disk first, so that a record found there is durable. */
  private restart(): Open {
    const open = this.start();
    const [result] = open.store.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    if (result?.busy === 0) return open;
    open.store.close();
    throw new AuditFailure(
      'busy',
      'the audit log is in use by another process and could not be secured after a failed write; try again',
    );
  }

  /** After a failed write nothing in memory can be trusted: the next use opens the database anew. */
  private abandon(): void {
    const store = this.open?.store;
    this.open = undefined;
    try {
      store?.close();
    } catch (error) {
      this.refusal = `the audit log did not close cleanly: ${messageOf(error)}`;
    }
  }
}

function openLog(directory: string): { store: Store; signer: Signer } {
  try {
    prepareFolder(directory);
    let signer: Signer | undefined;
    const store = openStore(databaseFile(directory), () => {
      signer = loadSigner(directory);
    });
    if (signer === undefined) throw new Error('it has no signing key');
    return { store, signer };
  } catch (error) {
    if (error instanceof AuditFailure) throw error;
    throw new AuditFailure('unreadable', `the audit log in ${directory} cannot be opened: ${messageOf(error)}`);
  }
}

const LOST: Appended = { failure: 'unknown', message: 'the audit log gave no answer for this record' };

function attemptPrepare(entry: AuditEntry): PreparedEntry | Appended {
  try {
    return prepareEntry(entry);
  } catch (error) {
    return { failure: 'not-written', message: `the decision cannot be recorded: ${messageOf(error)}` };
  }
}

function insertAll(log: Log, entries: readonly PreparedEntry[]): Appended[] {
  const head = log.head();
  const tree = MerkleTree.ofSize(head.seq, log.node);
  let { chain } = head;
  return entries.map((entry): Appended => {
    const known = log.findById.get(entry.id);
    if (known !== undefined) return repeated(log, known, entry);
    const seq = tree.size + 1;
    const text = entry.textAt(seq);
    const leaf = leafHash(text);
    chain = chainHash(chain, leaf);
    log.insertRecord.run(seq, text, leaf, chain);
    for (const { commitment, salt, body } of entry.apart) log.insertApart.run(commitment, salt, body);
    for (const { level, index, hash } of tree.append(leaf)) log.insertNode.run(level, index, hash);
    return { seq };
  });
}

/** The same record again is the answer to a caller that did not learn the first one's fate. */
function repeated(log: Log, known: { seq: number; entry: string }, entry: PreparedEntry): Appended {
  const bodyOf = ({ commitment }: { commitment: string }) => {
    const body = log.bodyOf.get(Buffer.from(commitment, 'hex'));
    return body === undefined ? null : JSON.parse(body);
  };
  if (sameContent(known.entry, bodyOf, entry.content())) return { seq: known.seq };
  return { failure: 'not-written', message: `another record has the id \`${entry.id.slice(0, 80)}\`` };
}

/** Where the database contradicts the checkpoint kept outside it, no new one may be signed: it would bury the evidence. */
function contradiction(directory: string, node: NodeLookup, size: number): string | null {
  const note = loadLastCheckpoint(directory);
  if (note === undefined) return null;
  try {
    const last = openCheckpoint(note, loadVerifiers(directory));
    if (last.size > size)
      return `the audit log holds ${size} records, but its last checkpoint covers ${last.size}. ${VERIFY}`;
    return MerkleTree.ofSize(last.size, node).root().equals(last.root)
      ? null
      : `the audit log does not fit its last checkpoint. ${VERIFY}`;
  } catch (error) {
    return `the audit log's last checkpoint cannot be trusted: ${messageOf(error)}. ${VERIFY}`;
  }
}

const VERIFY = 'Run `vireon audit verify`.';

function isStorageFailure(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== undefined && !/^SQLITE_(BUSY|LOCKED|CONSTRAINT)/.test(code);
}

function fateOf(error: unknown): Appended {
  const code = sqliteCode(error);
  if (error instanceof AuditFailure) return { failure: error.kind, message: error.message };
  if (code?.startsWith('SQLITE_BUSY')) {
    return { failure: 'busy', message: 'the audit log is locked by another process; nothing was recorded. Try again.' };
  }
  if (isStorageFailure(error)) {
    return {
      failure: 'unknown',
      message: `the audit log could not be written (${code}: ${messageOf(error)}); free disk space or check the disk, then try again with the same record id`,
    };
  }
  return { failure: 'not-written', message: `the decision could not be recorded: ${messageOf(error)}` };
}
