import type Database from 'better-sqlite3';

/** For how long one waits for another process that opens the same database. */
const SWITCH_WITHIN_MS = 10_000;
const BETWEEN_TRIES_MS = 20;

/**
 * Puts a database into write-ahead logging. The switch needs the file for itself, and SQLite answers `SQLITE_BUSY` to it
 * at once, whatever `busy_timeout` says (https://sqlite.org/wal.html, "Sometimes queries return SQLITE_BUSY in WAL mode").
 */
export function useWriteAheadLog(database: Database.Database): void {
  for (let waited = 0; ; waited += BETWEEN_TRIES_MS) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || waited >= SWITCH_WITHIN_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_TRIES_MS);
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && String((error as { code?: unknown }).code).startsWith('SQLITE_BUSY');
}
