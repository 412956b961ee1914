import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { UNDO_BOUNDS } from '../../model/settings.js';
import { Snapshots } from './snapshots.js';

// A process that saves, changes, undoes and redoes until it is killed; it says what was saved.
const WORKER = `
  const { Snapshots } = await import(process.argv[1]);
  const { writeFileSync } = await import('node:fs');
  const [, , top, name] = process.argv;
  const root = top + '/ws';
  const bounds = JSON.parse(process.argv[4]);
  const say = (line) => process.stdout.write(line + '\\n');
  const snapshots = new Snapshots({ directory: top + '/home/snapshots', home: top + '/home' });
  const touches = [{ kind: 'path', path: root + '/d', tree: true, follows: false }];
  let time = Date.now();
  await snapshots.save(root, { id: name, time: time++, actor: name, touches, bounds, withinMs: 60_000 });
  say('saved ' + name);
  for (let n = 0; n < 40; n++) writeFileSync(root + '/d/' + n, 'changed by ' + name);
  say('changed');
  for (let id = name, n = 0; ; n++) {
    const plan = await snapshots.plan(root, id, bounds);
    const own = name + '-undo-' + n;
    await snapshots.restore(root, { id: own, time: time++, actor: name, undoes: id, token: plan.token, force: true, bounds });
    say('undone ' + own);
    id = own;
  }
`;
const COMPILED = fileURLToPath(new URL('../../../dist/workspace/snapshots/snapshots.js', import.meta.url));

let top: string;

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-undo-crash-')));
  mkdirSync(join(top, 'ws/d'), { recursive: true });
  mkdirSync(join(top, 'home'));
  for (let n = 0; n < 40; n++) writeFileSync(join(top, `ws/d/${n}`), `as it was ${n}`);
});

afterEach(() => rmSync(top, { recursive: true, force: true, maxRetries: 5 }));

const content = () =>
  Object.fromEntries(
    readdirSync(join(top, 'ws/d')).map((name) => [name, readFileSync(join(top, 'ws/d', name), 'utf8')]),
  );

/** Runs the worker and kills it some moments after it has said what is waited for. */
async function killed(name: string, after: string, ms: number): Promise<string[]> {
  const argv = ['--input-type=module', '-e', WORKER, COMPILED, top, name, JSON.stringify(UNDO_BOUNDS)];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const met = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      said.push(line);
      if (line.startsWith(after)) resolve();
    });
  });
  if (after !== '') await met;
  await new Promise((resolve) => setTimeout(resolve, ms));
  child.kill('SIGKILL');
  await once(child, 'exit');
  return said.filter((line) => line.startsWith('saved')).map((line) => line.slice('saved '.length));
}

it.each([
  ['while it starts and saves', ''],
  ['while it changes files', 'saved'],
  ['while it undoes and redoes', 'changed'],
  ['while it goes on', 'undone'],
])('brings back everything that was saved after kill -9 %s', async (_, after) => {
  const before = content();
  const saved: string[] = [];
  for (let round = 0; round < 4; round++) {
    const delay = Math.random() * (after === '' ? 400 : 60);
    saved.push(...(await killed(`r${round}`, after, delay)));
    const snapshots = new Snapshots({ directory: join(top, 'home/snapshots'), home: join(top, 'home') });
    const root = join(top, 'ws');
    expect((await snapshots.list(root, saved)).map(({ id }) => id)).toEqual(saved);
    const last = (await snapshots.list(root, [`r${round}`]))[0];
    if (last !== undefined) {
      const plan = await snapshots.plan(root, last.id, UNDO_BOUNDS);
      const order = { id: `mended-${round}`, time: Date.now(), actor: 't', undoes: last.id, force: true };
      await snapshots.restore(root, { ...order, token: plan?.token ?? '', bounds: UNDO_BOUNDS });
    }
    await snapshots.close();
    expect(content()).toEqual(before);
  }
});
