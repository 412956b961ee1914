import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino, { type Logger } from 'pino';

const MAX_LOG_BYTES = 5 * 1024 * 1024;

export interface Log {
  readonly logger: Logger;
  /** Moves a log that has grown too long aside, to `<file>.1`; call from time to time. */
  rotate(): void;
}

/** Opens the log: JSON lines in a file, and on stderr too where the process runs in the foreground. */
export function openLog(file: string, options: { foreground: boolean; level: string }): Log {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  moveAside(file);
  // Written at once, so that a crash does not take its own explanation along.
  const destination = pino.destination({ dest: file, append: true, sync: true, mode: 0o600 });
  const streams = [{ stream: destination, level: options.level }];
  const stderr = { stream: pino.destination({ dest: 2, sync: true }), level: options.level };
  const logger = pino(
    { level: options.level, base: { pid: process.pid } },
    pino.multistream(options.foreground ? [...streams, stderr] : streams),
  );
  return {
    logger,
    rotate: () => {
      if (moveAside(file)) destination.reopen();
    },
  };
}

function moveAside(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size <= MAX_LOG_BYTES) return false;
  try {
    renameSync(file, `${file}.1`);
  } catch (error) {
    // Another process that writes to the same log was faster.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return true;
}
