import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command line as it is built; tests start it as a process of its own. */
export const VIREON = fileURLToPath(new URL('../bin/vireon.js', import.meta.url));

/** The compiled client; absent on systems for which it is not built. */
export const LAUNCHER = fileURLToPath(new URL('../../native/build/Release/vireon-launcher', import.meta.url));

/** A folder of its own for state and files, gone at the end. */
export interface Sandbox {
  readonly workspace: string;
  /** The environment of processes: state lies in the sandbox, and nothing of the machine's own leaks in. */
  readonly environment: Record<string, string>;
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

export function sandbox(): Sandbox {
  const root = mkdtempSync(path.join(tmpdir(), 'vireon-'));
  const workspace = path.join(root, 'work');
  mkdirSync(path.join(workspace, '.vireon/rules'), { recursive: true });
  return {
    workspace,
    environment: {
      PATH: process.env.PATH ?? '',
      HOME: path.join(root, 'user'),
      VIREON_HOME: path.join(root, 'home'),
    },
    write(files) {
      for (const [name, content] of Object.entries(files)) {
        const file = path.join(workspace, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    },
    remove() {
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
