import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const LAUNCHER = fileURLToPath(new URL('../native/build/Release/vireon-launcher', import.meta.url));

const RULES = `rules:
  - id: team-no-drop
    languages: [bash]
    severity: ERROR
    message: Do not drop.
    pattern: dropall ...
    govern: { on: [command], decision: deny }
  - id: team-ask-deploy
    languages: [bash]
    severity: ERROR
    message: A person must see this.
    pattern: deployall ...
    govern: { on: [command], decision: ask }
  - id: team-no-key
    languages: [regex]
    severity: ERROR
    message: This looks like a key.
    pattern-regex: TEAMKEY[0-9]{4}
    govern: { on: [edit, prompt] }
`;

/** A workspace with three rules and a home of its own. State lies there for everything that this process starts. */
export function sandbox() {
  const root = mkdtempSync(join(tmpdir(), 'vireon-hosts-'));
  const workspace = join(root, 'work');
  const write = (name, content) => {
    mkdirSync(dirname(join(workspace, name)), { recursive: true });
    writeFileSync(join(workspace, name), content);
  };
  write('.vireon/rules/team.yaml', RULES);
  process.env.VIREON_HOME = join(root, 'home');
  return {
    workspace,
    write,
    remove() {
      spawnSync(LAUNCHER, ['down']);
      rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The file that we tell the host's user to install. */
export function setup(host) {
  return execFileSync(LAUNCHER, ['hook', host, '--setup'], { stdio: ['ignore', 'pipe', 'ignore'] }).toString();
}
