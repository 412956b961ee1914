import Database from 'better-sqlite3';
import { useWriteAheadLog } from '../sqlite.js';
import { AuditFailure } from './failure.js';

export type Store = Database.Database;

/** Rows that verification and export read in one go, a power of two so that whole subtrees fit. */
export const PAGE = 1024;

export interface RecordRow {
  readonly seq: number;
  readonly entry: string;
  readonly leaf: Buffer;
  readonly chain: Buffer;
}

const SCHEMA_VERSION = 1;

// The columns that queries filter by are computed from the entry, so that they cannot say anything else than it does.
const SCHEMA = `
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    entry TEXT NOT NULL,
    leaf BLOB NOT NULL,
    chain BLOB NOT NULL,
    id TEXT GENERATED ALWAYS AS (entry ->> '$.id') VIRTUAL,
    verdict TEXT GENERATED ALWAYS AS (entry ->> '$.decision.verdict') VIRTUAL,
    session TEXT GENERATED ALWAYS AS (entry ->> '$.proposal.actor.session') VIRTUAL,
    workspace TEXT GENERATED ALWAYS AS (entry ->> '$.proposal.workspace') VIRTUAL
  ) STRICT;
  CREATE UNIQUE INDEX record_id ON record (id);
  CREATE INDEX record_verdict ON record (verdict, seq);
  CREATE INDEX record_session ON record (session, seq) WHERE session IS NOT NULL;
  CREATE INDEX record_workspace ON record (workspace, seq) WHERE workspace IS NOT NULL;
  CREATE TABLE apart (commitment BLOB PRIMARY KEY, salt BLOB NOT NULL, body TEXT NOT NULL) STRICT;
  CREATE TABLE node (
    level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE checkpoint (
    size INTEGER PRIMARY KEY, root BLOB NOT NULL, algorithm TEXT NOT NULL, note TEXT NOT NULL
  ) STRICT;
  ${['record', 'apart', 'node', 'checkpoint'].map(appendOnly).join('\n')}
`;

function appendOnly(table: string): string {
  return ['UPDATE', 'DELETE']
    .map(
      (verb) =>
        `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
         BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;`,
    )
    .join('\n');
}

/** Opens the log's database for writing and makes its tables where they are missing; `whileLocked` runs in the same transaction. */
export function openStore(file: string, whileLocked: () => void): Store {
  const store = new Database(file);
  try {
    store.pragma('busy_timeout = 10000');
    useWriteAheadLog(store);
    store.pragma('synchronous = FULL');
    store.pragma('fullfsync = 1');
    store.pragma('checkpoint_fullfsync = 1');
    store.pragma('journal_size_limit = 67108864');
    store
      .transaction(() => {
        ensureSchema(store);
        whileLocked();
      })
      .immediate();
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

export function openStoreReadOnly(file: string): Store {
  const store = new Database(file, { readonly: true, fileMustExist: true });
  store.pragma('busy_timeout = 10000');
  return store;
}

function ensureSchema(store: Store): void {
  const version = store.pragma('user_version', { simple: true }) as number;
  if (version === SCHEMA_VERSION) return;
  if (version !== 0) {
    throw new AuditFailure(
      'unreadable',
      `the audit log has format ${version}; this Vireon knows ${SCHEMA_VERSION}. Use the Vireon that wrote it, or a newer one.`,
    );
  }
  store.exec(SCHEMA);
  store.pragma(`user_version = ${SCHEMA_VERSION}`);
}

/** The hash of a complete subtree, as stored. */
export function nodeOf(store: Store): (level: number, index: number) => Buffer {
  const leaf = store.prepare<[number], Buffer>('SELECT leaf FROM record WHERE seq = ?').pluck();
  const node = store.prepare<[number, number], Buffer>('SELECT hash FROM node WHERE level = ? AND idx = ?').pluck();
  return (level, index) => {
    const hash = level === 0 ? leaf.get(index + 1) : node.get(level, index);
    if (hash === undefined) {
      throw new AuditFailure(
        'unreadable',
        `the audit log's tree has a hole (level ${level}, node ${index}). Run \`vireon audit verify\`.`,
      );
    }
    return hash;
  };
}

/** The last record's position and its place in the chain. */
export function headOf(store: Store): () => { readonly seq: number; readonly chain: Buffer } {
  const last = store.prepare<[], { seq: number; chain: Buffer }>(
    'SELECT seq, chain FROM record ORDER BY seq DESC LIMIT 1',
  );
  return () => last.get() ?? { seq: 0, chain: Buffer.alloc(32) };
}

/** The parts of the schema that are not as Vireon makes them, such as a trigger that was dropped. */
export function schemaDifferences(store: Store): string[] {
  const pristine = new Database(':memory:');
  ensureSchema(pristine);
  const [expected, actual] = [definitions(pristine), definitions(store)];
  pristine.close();
  return [...new Set([...expected.keys(), ...actual.keys()])].filter((name) => expected.get(name) !== actual.get(name));
}

function definitions(store: Store): Map<string, string> {
  const rows = store.prepare<[], { name: string; sql: string }>(
    'SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL',
  );
  return new Map(rows.all().map(({ name, sql }) => [name, sql]));
}
