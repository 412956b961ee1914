import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UNDO_BOUNDS } from '../../model/settings.js';
import type { UndoBounds } from '../../model/snapshot.js';
import type { Touch } from '../../model/subject.js';
import { Snapshots } from './snapshots.js';

let top: string;
let root: string;
let snapshots: Snapshots;
let time: number;

beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-snapshots-')));
  root = join(top, 'ws');
  mkdirSync(root);
  mkdirSync(join(top, 'home'));
  snapshots = new Snapshots({ directory: join(top, 'home/snapshots'), home: join(top, 'home') });
  time = Date.parse('2026-01-02T03:04:05Z');
});

afterEach(async () => {
  await snapshots.close();
  rmSync(top, { recursive: true, force: true });
});

const at = (path: string) => join(root, path);

function put(path: string, content = path): string {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), content);
  return at(path);
}

const text = (path: string) => readFileSync(at(path), 'utf8');

const touch = (path: string, more: Partial<Touch & { kind: 'path' }> = {}): Touch => ({
  kind: 'path',
  path: at(path),
  tree: true,
  follows: false,
  ...more,
});

interface Save {
  readonly bounds?: Partial<UndoBounds>;
  readonly actor?: string;
  readonly withinMs?: number;
  readonly foretold?: { path: string; content: string };
}

function save(
  id: string,
  touches: readonly Touch[],
  { bounds, actor = 'x', withinMs = 60_000, foretold }: Save = {},
): Promise<void> {
  time += 1000;
  const order = {
    id,
    time,
    actor,
    touches,
    bounds: { ...UNDO_BOUNDS, ...bounds },
    withinMs,
    ...(foretold && { foretold }),
  };
  return snapshots.save(root, order);
}

async function undo(id: string, force = false): Promise<string> {
  const plan = await snapshots.plan(root, id, UNDO_BOUNDS);
  if (plan === null) throw new Error('no such snapshot');
  time += 1000;
  const own = `undo-${time}`;
  const order = { id: own, time, actor: 'p', undoes: id, token: plan.token, force, bounds: UNDO_BOUNDS };
  await snapshots.restore(root, order);
  return own;
}

describe('special files', () => {
  it('follows a link out of the workspace where the act writes through it', async () => {
    writeFileSync(join(top, 'outside'), 'before');
    symlinkSync(join(top, 'outside'), at('link'));
    await save('1', [touch('link', { tree: false, follows: true })]);
    writeFileSync(at('link'), 'after');
    await undo('1');
    expect([readFileSync(join(top, 'outside'), 'utf8'), readlinkSync(at('link'))]).toEqual([
      'before',
      join(top, 'outside'),
    ]);
  });

  it('takes the link itself where the act removes it', async () => {
    writeFileSync(join(top, 'outside'), 'before');
    symlinkSync('../outside', at('link'));
    await save('1', [touch('link')]);
    rmSync(at('link'));
    writeFileSync(join(top, 'outside'), 'changed by another');
    await undo('1');
    expect([readlinkSync(at('link')), readFileSync(join(top, 'outside'), 'utf8')]).toEqual([
      '../outside',
      'changed by another',
    ]);
  });

  it('follows a link to nowhere to what is made there', async () => {
    symlinkSync('made', at('link'));
    await save('1', [touch('link', { tree: false, follows: true })]);
    writeFileSync(at('link'), 'new');
    await undo('1');
    expect([existsSync(at('made')), readlinkSync(at('link'))]).toEqual([false, 'made']);
  });

  it('writes a file with two names in place, so that both show it', async () => {
    put('a', 'before');
    linkSync(at('a'), at('b'));
    await save('1', [touch('a', { tree: false })]);
    writeFileSync(at('a'), 'after');
    await undo('1');
    expect([text('a'), text('b'), statSync(at('a')).ino === statSync(at('b')).ino]).toEqual(['before', 'before', true]);
  });

  it('brings back two names of one file as one file', async () => {
    put('d/a', 'one');
    linkSync(at('d/a'), at('d/b'));
    await save('1', [touch('d')]);
    rmSync(at('d'), { recursive: true });
    await undo('1');
    expect([text('d/b'), statSync(at('d/a')).ino === statSync(at('d/b')).ino]).toEqual(['one', true]);
  });

  it('says so where a name outside of the act goes its own way', async () => {
    put('a', 'one');
    linkSync(at('a'), at('b'));
    await save('1', [touch('a')]);
    rmSync(at('a'));
    const plan = await snapshots.plan(root, '1', UNDO_BOUNDS);
    expect(plan?.warnings.join()).toContain('had 2 names (hard links)');
  });

  it('brings back modes, of folders that cannot be written too', async () => {
    put('d/a');
    chmodSync(at('d/a'), 0o4755);
    chmodSync(at('d'), 0o555);
    await save('1', [touch('d')]);
    chmodSync(at('d'), 0o755);
    rmSync(at('d'), { recursive: true });
    await undo('1');
    expect([lstatSync(at('d')).mode & 0o7777, lstatSync(at('d/a')).mode & 0o7777]).toEqual([0o555, 0o4755]);
    chmodSync(at('d'), 0o755);
  });

  it.each([
    ['a pipe', () => execFileSync('mkfifo', [at('x')]), 'is a pipe, which cannot be brought back'],
    ['a large file', () => truncateSync(put('x', ''), 3 * 1024 * 1024), 'raise `undo.act-mib`'],
    ['many files', () => Array.from({ length: 9 }, (_, n) => put(`x/${n}`)), 'raise `undo.act-files`'],
    ['a loop of links', () => symlinkSync('x', at('x')), 'through links in a circle'],
  ])('does not promise to bring back %s', async (_, make, message) => {
    make();
    const bounds = { maxActBytes: 1024 * 1024, maxActFiles: 8 };
    const all = touch('x', { follows: message.includes('circle') });
    await expect(save('1', [all], { bounds })).rejects.toThrow(message);
    expect(await snapshots.list(root, ['1'])).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('does not promise to bring back what cannot be read', async () => {
    await expect(save('1', [touch('x', { path: '/proc/self/mem', tree: false })])).rejects.toThrow('cannot be read');
  });

  it('does not save the store itself', async () => {
    await expect(save('1', [touch('x', { path: top })])).rejects.toThrow("Vireon's own state");
  });
});

describe('what must not be overwritten', () => {
  it('refuses where somebody changed what the act left, and does it with force', async () => {
    put('a', 'before');
    await save('1', [touch('a')]);
    put('a', 'by the act');
    await save('2', [touch('other')]);
    put('a', 'by a person');
    await expect(undo('1')).rejects.toThrow('is not as the act left it');
    expect(text('a')).toBe('by a person');
    const redo = await undo('1', true);
    expect(text('a')).toBe('before');
    await undo(redo);
    expect(text('a')).toBe('by a person');
  });

  it('names the act that came to the file later', async () => {
    put('a', 'before');
    await save('1', [touch('a')]);
    put('a', 'by one');
    await save('2', [touch('a')], { actor: 'y' });
    put('a', 'by two');
    await expect(undo('1')).rejects.toThrow('act 2 came to it later');
    await undo('2');
    await undo('1');
    expect(text('a')).toBe('before');
  });

  it('knows by what an edit said of itself', async () => {
    put('a', 'before');
    await save('1', [touch('a')], { foretold: { path: at('a'), content: 'by the edit' } });
    put('a', 'by a person');
    await expect(undo('1')).rejects.toThrow('is not as the edit left it');
    put('a', 'by the edit');
    await undo('1');
    expect(text('a')).toBe('before');
  });

  it('warns where nobody saw what the act left', async () => {
    put('a', 'before');
    await save('1', [touch('a')]);
    put('a', 'by whom?');
    expect((await snapshots.plan(root, '1', UNDO_BOUNDS))?.warnings[0]).toContain('nobody saw what the act left');
  });

  it('does not write through a link that took the place of a folder', async () => {
    put('d/a', 'before');
    mkdirSync(join(top, 'elsewhere'));
    await save('1', [touch('d/a')]);
    rmSync(at('d'), { recursive: true });
    symlinkSync(join(top, 'elsewhere'), at('d'));
    await expect(undo('1', true)).rejects.toThrow('is a link now');
    expect(readdirSync(join(top, 'elsewhere'))).toEqual([]);
  });

  it('does only what was shown', async () => {
    put('a', 'before');
    await save('1', [touch('a')]);
    put('a', 'after');
    const plan = await snapshots.plan(root, '1', UNDO_BOUNDS);
    put('a', 'later');
    const order = {
      id: 'u',
      time,
      actor: 'p',
      undoes: '1',
      token: plan?.token ?? '',
      force: true,
      bounds: UNDO_BOUNDS,
    };
    await expect(snapshots.restore(root, order)).rejects.toThrow('files changed between the look and the undo');
  });
});

describe('the store', () => {
  const size = () => statSync(join(top, 'home/snapshots', readdirSync(join(top, 'home/snapshots'))[0] ?? '')).size;
  const noise = (bytes: number, seed: string) =>
    createCipheriv('aes-128-ctr', seed.padEnd(16, '.'), Buffer.alloc(16)).update(Buffer.alloc(bytes));

  it('keeps the same content once', async () => {
    const content = noise(2_000_000, 'a');
    for (const name of ['a', 'b', 'c']) writeFileSync(put(name), content);
    for (const id of ['1', '2', '3']) await save(id, [touch('a'), touch('b'), touch('c')]);
    await snapshots.close();
    expect(size()).toBeLessThan(3_000_000);
    snapshots = new Snapshots({ directory: join(top, 'home/snapshots'), home: join(top, 'home') });
  });

  it('brings back a file of many pieces', async () => {
    const content = noise(9_000_000, 'b');
    writeFileSync(put('a'), content);
    await save('1', [touch('a')]);
    put('a', '');
    await undo('1');
    expect(readFileSync(at('a')).equals(content)).toBe(true);
  });

  it('lets the oldest go where there is too much, and what is too old', async () => {
    for (const id of ['1', '2', '3']) {
      writeFileSync(put('a'), noise(700_000, id));
      await save(id, [touch('a')], { bounds: { maxStoreBytes: 1_500_000 } });
    }
    expect((await snapshots.list(root, ['1', '2', '3'])).map(({ id }) => id)).toEqual(['2', '3']);
    time += 3 * 86_400_000;
    await save('4', [touch('a')], { bounds: { maxDays: 2 } });
    expect((await snapshots.list(root, ['2', '3', '4'])).map(({ id }) => id)).toEqual(['4']);
  });

  it('does not promise what it may not keep', async () => {
    writeFileSync(put('a'), noise(700_000, 'x'));
    await expect(save('1', [touch('a')], { bounds: { maxStoreBytes: 500_000 } })).rejects.toThrow('`undo.store-mib`');
  });

  it('says what to do where it is damaged', async () => {
    put('a');
    await save('1', [touch('a')]);
    await snapshots.close();
    const [name = ''] = readdirSync(join(top, 'home/snapshots'));
    const file = join(top, 'home/snapshots', name);
    renameSync(file, `${file}.old`);
    writeFileSync(file, 'no database at all, but long enough to be looked at');
    snapshots = new Snapshots({ directory: join(top, 'home/snapshots'), home: join(top, 'home') });
    await expect(save('2', [touch('a')])).rejects.toThrow('move it away to begin a new one');
    expect((await snapshots.totals()).faults[0]).toContain('move it away to begin a new one');
  });

  it('does not let an act wait for ever', async () => {
    put('a');
    await expect(save('1', [touch('a')], { withinMs: 0 })).rejects.toThrow('takes longer than');
  });

  it('is for its owner alone', async () => {
    put('a');
    await save('1', [touch('a')]);
    const modes = readdirSync(join(top, 'home/snapshots')).map(
      (name) => statSync(join(top, 'home/snapshots', name)).mode & 0o77,
    );
    expect(new Set(modes)).toEqual(new Set([0]));
    expect(statSync(join(top, 'home/snapshots')).mode & 0o77).toBe(0);
  });
});
