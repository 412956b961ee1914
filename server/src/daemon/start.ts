import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Endpoint, makePrivate } from './endpoint.js';

/** The exit code of a daemon that says: another one of this build already serves this home. */
export const ALREADY_RUNNING = 75;

/** How a daemon is started: which program, by whom, with what environment. */
export interface Starter {
  readonly endpoint: Endpoint;
  readonly uid: number;
  /** Path of main.js. */
  readonly main: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A start under way. */
export interface Start {
  /** Why this process will not serve, once that is known. */
  failure(): string | undefined;
  /** True once the process has ended well: another daemon serves or starts, or nobody came. */
  outrun(): boolean;
}

const MAX_OUTPUT_BYTES = 1024 * 1024;
const MAX_OUTPUT_LINES = 12;

/** Starts a daemon that outlives us and does not wait for it. */
export function startDaemon({ endpoint, uid, main, environment }: Starter): Start {
  makePrivate(endpoint.home, uid);
  const output = `${dirname(endpoint.log)}/daemon-output.log`;
  mkdirSync(dirname(output), { recursive: true, mode: 0o700 });
  const fd = openSync(output, 'a', 0o600);
  if (fstatSync(fd).size > MAX_OUTPUT_BYTES) ftruncateSync(fd);
  const child = spawn(process.execPath, [main, 'daemon', '--detached'], {
    detached: true,
    stdio: ['ignore', fd, fd],
    // A folder that cannot go away: Node's worker threads do not start without one.
    cwd: '/',
    env: { ...chosen(environment), VIREON_HOME: endpoint.home },
  });
  closeSync(fd);
  let error: Error | undefined;
  child.on('error', (found) => {
    error = found;
  });
  child.unref();
  return {
    failure: () => error?.message ?? endOf(child, output),
    outrun: () => child.exitCode === ALREADY_RUNNING || child.exitCode === 0,
  };
}

function endOf(child: ChildProcess, output: string): string | undefined {
  const { exitCode, signalCode } = child;
  if (signalCode === null && (exitCode === null || exitCode === 0 || exitCode === ALREADY_RUNNING)) return undefined;
  const lines = readFileSync(output, 'utf8').trimEnd().split('\n').slice(-MAX_OUTPUT_LINES);
  return `it ended with ${signalCode ?? `code ${exitCode}`}: ${lines.join('\n')}`;
}

/**
 * What a daemon inherits. It serves every client of this user, so it must not depend on the shell, or obey the
 * NODE_OPTIONS, of the one that happened to start it.
 */
function chosen(environment: Starter['environment']): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && INHERITED.test(entry[0]),
  );
  return Object.fromEntries(kept);
}

const INHERITED = /^(HOME|PATH|USER|LOGNAME|LANG|LC_\w+|TZ|TMPDIR|XDG_\w+|VIREON_\w+|SYSTEMROOT)$/;
