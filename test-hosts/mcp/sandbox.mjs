import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const VIREON = fileURLToPath(new URL('../../server/bin/vireon.js', import.meta.url));

/** A workspace and a home of its own, with a daemon that ends with it. */
export function sandbox() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-mcp-')));
  const workspace = join(root, 'work');
  const environment = { PATH: process.env.PATH, HOME: join(root, 'user'), VIREON_HOME: join(root, 'home') };
  mkdirSync(join(workspace, '.vireon'), { recursive: true });
  return {
    workspace,
    environment,
    write(name, content) {
      mkdirSync(dirname(join(workspace, name)), { recursive: true });
      writeFileSync(join(workspace, name), content);
    },
    remove() {
      spawnSync(process.execPath, [VIREON, 'down'], { env: environment });
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
