import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Connection, ConnectionLost, connect } from '../src/daemon/client.js';
import { endpointOf } from '../src/daemon/endpoint.js';

const KILLS = 30;
const CLIENTS = 4;

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const stamp = readFileSync(new URL('../dist/build-id', import.meta.url), 'utf8').trim();

test('a daemon killed thirty times under load loses no acknowledged record', { timeout: 240_000 }, async () => {
  const home = mkdtempSync(join(tmpdir(), 'vireon-crash-'));
  const workspace = join(home, 'workspace');
  mkdirSync(workspace);
  const uid = process.getuid?.() ?? 0;
  const options = { endpoint: endpointOf(home, stamp, uid), uid, main, cwd: workspace, environment: process.env };
  const clients = await Promise.all(Array.from({ length: CLIENTS }, () => connect(options)));
  const acknowledged = new Set<string>();
  let over = false;

  async function work(client: Connection, name: number): Promise<void> {
    for (let n = 0; !over; n += 1) {
      try {
        const act = { kind: 'command', command: `git status --porcelain # ${name} ${n}`, cwd: workspace };
        const actor = { kind: 'agent', host: 'claude-code', session: `client-${name}` };
        acknowledged.add((await client.decide({ act, actor, workspace })).record);
      } catch (error) {
        if (!(error instanceof ConnectionLost)) throw error;
      }
    }
  }

  const killed = new Set<number>();
  async function killAll(watcher: Connection): Promise<void> {
    while (killed.size < KILLS) {
      const before = acknowledged.size;
      while (acknowledged.size < before + 10) await pause(5);
      // Not in step with anything: each kill meets the daemon at another point of its work.
      await pause((killed.size * 37) % 100);
      const { pid } = await watcher.health().catch(() => watcher.health());
      process.kill(pid, 'SIGKILL');
      killed.add(pid);
    }
    over = true;
  }

  try {
    const watcher = await connect(options);
    await Promise.all([...clients.map(work), killAll(watcher)]);

    expect(killed.size).toBe(KILLS);
    expect((await watcher.verifyAudit()).faults).toEqual([]);
    const exported = join(home, 'export.jsonl');
    await watcher.exportAudit(exported);
    const text = readFileSync(exported, 'utf8');
    expect([...acknowledged].filter((record) => !text.includes(record))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(KILLS * 10);
    process.kill((await watcher.health()).pid, 'SIGTERM');
  } finally {
    over = true;
    await Promise.allSettled(clients.map((client) => client.close()));
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
});
