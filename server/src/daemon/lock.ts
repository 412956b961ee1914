import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { type Endpoint, makePrivate } from './endpoint.js';

export interface Lock {
  release(): void;
}

/**
 * Takes the lock of this build and home, or returns `undefined` where another process holds it. It is SQLite's own file
 * lock, which the system gives back when its holder dies in whatever way: there is no stale lock to find and no race in
 * clearing it.
 */
export function takeLock({ home, directory, lock }: Endpoint, uid: number): Lock | undefined {
  makePrivate(home, uid);
  makePrivate(directory, uid);
  try {
    return open(lock);
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_NOTADB') throw error;
    rmSync(lock);
    return open(lock);
  }
}

function open(file: string): Lock | undefined {
  const database = new Database(file, { timeout: 0 });
  try {
    // Nothing is ever written, so no journal file need lie beside the lock.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

const codeOf = (error: unknown) => (error instanceof Database.SqliteError ? error.code : '');
