import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';

/**
 * Takes the lock, or returns `undefined` where another process holds it. It is SQLite's own file lock, which the
 * system gives back when its holder dies in whatever way: there is no stale lock to find and no race in clearing it.
 */
export function takeLock(file: string): { release(): void } | undefined {
  try {
    return open(file);
  } catch (error) {
    if (codeOf(error) !== 'SQLITE_NOTADB') throw error;
    rmSync(file);
    return open(file);
  }
}

function open(file: string): { release(): void } | undefined {
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}

const codeOf = (error: unknown) => (error instanceof Database.SqliteError ? error.code : '');
