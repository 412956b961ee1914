import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Json, RuleSet, type ScanRequest } from './index.js';

const word: Json = { id: 'word', languages: ['regex'], message: 'found', 'pattern-regex': 'needle' };
const rules = new RuleSet([word]);

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vireon-scan-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

async function scan(request: Partial<ScanRequest> = {}, set: RuleSet = rules) {
  return await set.scan({ root, targets: [], ...request });
}

/** `path:line:column` of each match. */
async function places(request: Partial<ScanRequest> = {}, set: RuleSet = rules): Promise<string[]> {
  const { files } = await scan(request, set);
  return files.flatMap((file) => file.matches.map(({ span: [line, column] }) => `${file.path}:${line}:${column}`));
}

describe('positions', () => {
  const cases: readonly [string, string | Buffer, readonly string[]][] = [
    ['plain', 'a\n needle', ['f:1:1']],
    ['CRLF', 'a\r\nb\r\n needle', ['f:2:1']],
    ['a lone CR ends a line, as in LSP', 'a\rneedle', ['f:1:0']],
    ['columns count UTF-16 units', 'é😀needle', ['f:0:3']],
    ['a byte order mark takes no column', '\uFEFFneedle', ['f:0:0']],
    ['a broken UTF-8 sequence counts as what replaces it', Buffer.from('\xE2\x82needle', 'latin1'), ['f:0:1']],
    ['broken bytes that do not belong together count one each', Buffer.from('\xFF\xFE\xC0needle', 'latin1'), ['f:0:3']],
    ['far into a long line', `${'é'.repeat(5000)}needle${'😀'.repeat(5000)}needle`, ['f:0:5000', 'f:0:15006']],
    ['an empty file', '', []],
    ['several on one line', 'needle needle\n\nneedle', ['f:0:0', 'f:0:7', 'f:2:0']],
  ];
  for (const [title, content, expected] of cases)
    test(title, async () => {
      write('f', content);
      expect(await places()).toEqual(expected);
    });

  test('agree with how Node decodes any bytes', async () => {
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.alloc(60);
      for (let i = 0; i < bytes.length; i++) bytes[i] = 1 + ((round * 131 + i * i * 37 + ((round * i) % 251)) % 255);
      write('f', Buffer.concat([Buffer.from('x'), bytes, Buffer.from('\u00e9needle')]));
      const before = readFileSync(join(root, 'f'), 'utf8').split('needle')[0] ?? '';
      const lines = before.split(/\r\n|\r|\n/);
      expect(await places()).toEqual([`f:${lines.length - 1}:${lines.at(-1)?.length}`]);
    }
  });
});

describe('what is not scanned is told with its reason', () => {
  const skipped = async (request: Partial<ScanRequest> = {}) => (await scan(request)).skipped;

  test('a large file', async () => {
    write('big.js', 'needle');
    truncateSync(join(root, 'big.js'), 200 * 2 ** 20);
    expect(await skipped()).toEqual([{ path: 'big.js', reason: 'larger than 10485760 bytes' }]);
    expect(await skipped({ targets: ['big.js'] })).toHaveLength(1);
  });

  test('a binary, by a NUL in its first 8 KiB', async () => {
    write('a', 'needle\0');
    write('b', `${'x'.repeat(8192)}\0needle`);
    expect(await skipped()).toEqual([{ path: 'a', reason: 'binary' }]);
    expect(await places()).toEqual(['b:0:8193']);
  });

  test('a named pipe, which nobody writes to', async () => {
    execFileSync('mkfifo', [join(root, 'pipe')]);
    expect(await skipped()).toEqual([{ path: 'pipe', reason: 'named pipe' }]);
    expect(await skipped({ targets: ['pipe'] })).toEqual([{ path: 'pipe', reason: 'named pipe' }]);
  });

  test('a socket', async () => {
    const server = createServer().listen(join(root, 'sock'));
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await skipped()).toEqual([{ path: 'sock', reason: 'socket' }]);
    server.close();
  });

  test('a symbolic link and a loop of them', async () => {
    write('d/a', 'needle');
    symlinkSync('..', join(root, 'd/up'));
    symlinkSync('self', join(root, 'self'));
    expect(await skipped()).toEqual(['d/up', 'self'].map((path) => ({ path, reason: 'symbolic link (not followed)' })));
    expect(await places()).toEqual(['d/a:0:0']);
  });

  test('a link that is named is followed', async () => {
    write('d/a', 'needle');
    symlinkSync('d', join(root, 'link'));
    symlinkSync('d/a', join(root, 'file'));
    expect(await places({ targets: ['link', 'file'] })).toEqual(['file:0:0', 'link/a:0:0']);
  });

  test.skipIf(process.getuid?.() === 0)('a folder that may not be read', async () => {
    write('d/a', 'needle');
    chmodSync(join(root, 'd'), 0);
    expect(await skipped()).toEqual([{ path: 'd/', reason: expect.stringContaining('cannot be read') }]);
    chmodSync(join(root, 'd'), 0o700);
  });

  test('a target that is not there', async () => {
    expect(await skipped({ targets: ['no'] })).toEqual([
      { path: 'no', reason: expect.stringContaining('cannot be read') },
    ]);
  });
});

describe('targets', () => {
  test('a named file is scanned whatever the ignore files say, once', async () => {
    write('.gitignore', 'a\nd/');
    write('a', 'needle');
    write('d/b', 'needle');
    write('c', 'needle');
    expect(await places({ targets: ['.', 'a', './a', join(root, 'd/b')] })).toEqual(['a:0:0', 'c:0:0', 'd/b:0:0']);
  });

  test('a folder inside another one is scanned once', async () => {
    write('d/e/f', 'needle');
    expect(await places({ targets: ['d/e', 'd', 'd/e/'] })).toEqual(['d/e/f:0:0']);
  });

  test('a file outside the root keeps its absolute path', async () => {
    write('in/a', '');
    write('out/b', 'needle');
    expect(await places({ root: join(root, 'in'), targets: [join(root, 'out/b')] })).toEqual([`${root}/out/b:0:0`]);
  });

  test('unsaved text stands in for the file and for one that is not there yet', async () => {
    write('a', 'needle');
    expect(await places({ overlays: { a: ' needle', 'd/new': 'needle' } })).toEqual(['a:0:1', 'd/new:0:0']);
  });

  test('counts languages', async () => {
    for (const path of ['a.py', 'b.ts', 'c.tsx', 'Dockerfile', 'x.unknown']) write(path, 'x');
    write('script', '#!/usr/bin/env -S python3 -u\n');
    expect((await scan()).languages).toEqual({ python: 2, typescript: 1, tsx: 1, dockerfile: 1, other: 1 });
  });
});

describe('the cache', () => {
  let file: string;
  beforeEach(() => {
    file = join(mkdtempSync(join(tmpdir(), 'vireon-cache-')), 'scan');
  });
  afterEach(() => rmSync(dirname(file), { recursive: true, force: true }));
  const cached = (set?: RuleSet) => scan({ cacheFile: file }, set);

  /** Files that were just written are read again, since a second write may leave the same stamp. */
  const age = (path: string) => utimesSync(join(root, path), 1, 1);

  test('gives the same results without reading', async () => {
    write('a', 'needle é needle');
    write('b', 'nothing');
    write('c', 'bin\0');
    const first = await cached();
    const second = await cached();
    expect(first.filesFromCache).toBe(0);
    expect(second).toEqual({ ...first, filesFromCache: 2 });
  });

  test('sees a change that leaves size and times', async () => {
    write('a', 'needle');
    age('a');
    await cached();
    write('a', 'noodle');
    age('a');
    expect((await cached()).files).toEqual([]);
  });

  test('sees a new rule set, a new file and a removed one', async () => {
    write('a', 'needle noodle');
    write('b', 'needle');
    await cached();
    const other = await cached(
      new RuleSet([{ id: 'x', languages: ['regex'], message: 'm', 'pattern-regex': 'noodle' }]),
    );
    expect(other.files.map((file) => [file.path, file.matches[0]?.span])).toEqual([['a', [0, 7, 0, 13]]]);
    rmSync(join(root, 'b'));
    write('c', 'needle');
    expect((await cached()).files.map((file) => file.path)).toEqual(['a', 'c']);
  });

  test('is dropped where any byte of it is wrong', async () => {
    write('a', 'needle');
    write('b.py', 'needle needle');
    const { files } = await cached();
    const good = readFileSync(file);
    for (let at = 0; at < good.length; at++) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ (1 << (at % 8));
      writeFileSync(file, at % 3 === 0 ? bad.subarray(0, at) : bad);
      expect((await cached()).files).toEqual(files);
    }
  });

  test('that cannot be written does not cost the result', async () => {
    write('a', 'needle');
    const result = await scan({ cacheFile: join(root, 'no/such/folder') });
    expect(result.files).toHaveLength(1);
    expect(result.skipped).toEqual([
      { path: join(root, 'no/such/folder'), reason: expect.stringContaining('cannot write') },
    ]);
  });
});

describe('many things at once', () => {
  const fill = (count: number) => {
    for (let i = 0; i < count; i++) write(`d${i % 20}/f${i}`, `needle ${i}\n`);
  };

  test('a file with more matches than one page holds', async () => {
    write('a', 'needle\n'.repeat(3456));
    write('b', 'needle\n'.repeat(10));
    const lines = (await places()).map((place) => Number(place.split(':')[1]));
    expect(lines).toEqual([...Array(3456).keys(), ...Array(10).keys()]);
  });

  test('two scans, and texts matched meanwhile', async () => {
    fill(500);
    const text = { text: 'needle', language: 'python' };
    const [a, b, matched] = await Promise.all([scan(), scan(), rules.matchAsync(Array(50).fill(text))]);
    expect(a).toEqual(b);
    expect(a.files).toHaveLength(500);
    expect(matched).toEqual(rules.match(Array(50).fill(text)));
  });

  test('progress ends with all files done', async () => {
    fill(100);
    const seen: unknown[] = [];
    await rules.scan({ root, targets: [] }, (progress) => seen.push(progress));
    expect(seen.at(-1)).toEqual({ filesFound: 100, filesDone: 100, walked: true });
  });

  test('a scan that is called off ends and says so', async () => {
    fill(2000);
    const stop = new AbortController();
    const running = rules.scan({ root, targets: [] }, () => stop.abort(), stop.signal);
    expect((await running).cancelled).toBe(true);
    expect((await rules.scan({ root, targets: [] }, undefined, AbortSignal.abort())).cancelled).toBe(true);
  });

  test('a progress callback that throws fails the scan', async () => {
    fill(10);
    const failing = rules.scan({ root, targets: [] }, () => {
      throw new Error('from the callback');
    });
    await expect(failing).rejects.toThrow('from the callback');
  });

  test('worker threads, also one that ends in the middle of a scan', async () => {
    fill(2000);
    const source = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.addon).then(async ({ RuleSet, parseShell }) => {
        const rules = new RuleSet([workerData.rule]);
        const scan = () => rules.scan({ root: workerData.root, targets: [] });
        const { files } = await scan();
        parentPort.postMessage({ files: files.length, commands: parseShell('a | b').commands.length });
        scan(); scan(); rules.matchAsync([{ text: 'needle', language: 'go' }]);
        process.exit(0);
      });`;
    const addon = new URL('./dist/index.js', import.meta.url).href;
    const start = () => new Worker(source, { eval: true, workerData: { addon, rule: word, root } });
    const answers = await Promise.all(
      [start(), start(), start()].map(
        (worker) =>
          new Promise((resolve, reject) => {
            let answer: unknown;
            worker.on('message', (message) => {
              answer = message;
            });
            worker.on('error', reject).on('exit', () => resolve(answer));
          }),
      ),
    );
    expect(answers).toEqual(Array(3).fill({ files: 2000, commands: 2 }));
    expect(await places()).toHaveLength(2000);
  });
});

describe('misuse', () => {
  const wrong = (call: () => unknown, message: string) => expect(call).toThrow(message);
  const loose = rules as unknown as { match(texts: unknown): unknown };

  test('is a TypeError that names what is wrong', async () => {
    wrong(() => loose.match('x'), 'texts must be an array');
    wrong(() => loose.match([1]), 'a text must be an object');
    wrong(() => loose.match([{ text: 'a' }]), 'language must be a string');
    wrong(() => new RuleSet('x' as unknown as Json[]), 'rules must be an array');
    await expect(rules.scan({ root: 1, targets: [] } as unknown as ScanRequest)).rejects.toThrow(
      'root must be a string',
    );
  });

  test('a rule nested without end', () => {
    let deep: Json = { id: 'x' };
    for (let i = 0; i < 10_000; i++) deep = { patterns: [deep] };
    wrong(() => new RuleSet([deep]), 'nest');
  });
});
