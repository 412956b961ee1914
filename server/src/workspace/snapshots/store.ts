// The database of one workspace's snapshots. One transaction writes a snapshot whole, so that a process that dies leaves
// either all of it or nothing.

import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { useWriteAheadLog } from '../../sqlite.js';
import { reasonOf, Unsaveable } from './unsaveable.js';

export type Store = Database.Database;

const SCHEMA_VERSION = 1;

// `phase` 0 is what stood there before the act, 1 what the act left as far as it was seen.
const SCHEMA = `
  CREATE TABLE about (root TEXT NOT NULL) STRICT;
  CREATE TABLE snapshot (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    time INTEGER NOT NULL,
    actor TEXT NOT NULL,
    undoes TEXT,
    undone_by TEXT,
    aftermath TEXT NOT NULL CHECK (aftermath IN ('unseen', 'foretold', 'seen'))
  ) STRICT;
  CREATE TABLE place (
    snapshot INTEGER NOT NULL, path BLOB NOT NULL, tree INTEGER NOT NULL, PRIMARY KEY (snapshot, path)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entry (
    snapshot INTEGER NOT NULL,
    phase INTEGER NOT NULL,
    path BLOB NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('absent', 'file', 'folder', 'link')),
    mode INTEGER,
    size INTEGER,
    hash BLOB,
    target BLOB,
    inode TEXT,
    links INTEGER,
    PRIMARY KEY (snapshot, phase, path)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX entry_hash ON entry (hash) WHERE phase = 0 AND hash IS NOT NULL;
  CREATE INDEX entry_path ON entry (path, snapshot) WHERE phase = 0;
  CREATE TABLE content (hash BLOB PRIMARY KEY, stored INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE chunk (
    hash BLOB NOT NULL, idx INTEGER NOT NULL, deflated INTEGER NOT NULL, bytes BLOB NOT NULL, UNIQUE (hash, idx)
  ) STRICT;
`;

/** Opens the database, made where it is missing. Throws `Unsaveable` where it cannot be used. */
export function openStore(file: string, root: string): Store {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const store = new Database(file);
    try {
      return prepared(store, root);
    } catch (error) {
      store.close();
      throw error;
    }
  } catch (error) {
    throw new Unsaveable(unusable(file, error));
  }
}

export function unusable(file: string, error: unknown): string {
  const damaged = error instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
  const advice = damaged ? '; move it away to begin a new one' : '';
  return `the snapshots in ${file} cannot be used: ${reasonOf(error)}${advice}`;
}

function prepared(store: Store, root: string): Store {
  store.pragma('busy_timeout = 3000');
  useWriteAheadLog(store);
  store.pragma('synchronous = FULL');
  store.pragma('journal_size_limit = 16777216');
  store
    .transaction(() => {
      const version = store.pragma('user_version', { simple: true });
      if (version === SCHEMA_VERSION) return;
      if (version !== 0) throw new Error('a newer Vireon wrote them');
      store.exec(SCHEMA);
      store.prepare('INSERT INTO about (root) VALUES (?)').run(root);
      store.pragma(`user_version = ${SCHEMA_VERSION}`);
    })
    .immediate();
  return store;
}
