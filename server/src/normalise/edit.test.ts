import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EditAct } from '../model/act.js';
import { MAX_FILE_BYTES } from './files.js';
import { normalise } from './normalise.js';

let root: string;
const open = new Map<string, string>();

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-edit-')));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src/a.ts'), 'one\ntwo\nthree\n');
  writeFileSync(join(root, 'src/dos.ts'), 'one\r\ntwo\r\nthree\r\n');
  writeFileSync(join(root, 'src/open.ts'), 'disk\n');
  writeFileSync(join(root, 'big.ts'), '');
  truncateSync(join(root, 'big.ts'), MAX_FILE_BYTES + 1);
  writeFileSync(join(root, 'bytes.ts'), Buffer.from([0x61, 0x0a, 0xff, 0xfe, 0x0a, 0x62]));
  writeFileSync(
    join(root, 'n.ipynb'),
    JSON.stringify({
      metadata: { kernelspec: { language: 'python' } },
      cells: [{ id: 'c', source: ['a = 1\n', 'b = 2\n'] }],
    }),
  );
  symlinkSync('/etc/hosts', join(root, 'outward'));
  symlinkSync('src', join(root, 'link'));
  symlinkSync('loop', join(root, 'loop'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  open.set(join(root, 'src/open.ts'), 'unsaved\nx\n');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function judged(act: Omit<EditAct, 'kind'>) {
  const proposal = { act: { kind: 'edit', ...act }, actor: { kind: 'agent', host: 'x' } } as const;
  return normalise(proposal, { root, folder: root, home: '/home/u', document: (path) => open.get(path) });
}

const swap = (oldText: string, newText: string, replaceAll?: boolean) => [
  { oldText, newText, ...(replaceAll && { replaceAll }) },
];

/** What becomes of an edit: its text, and `|` before each fresh line. */
const TEXTS: readonly [string, Omit<EditAct, 'kind'>, string][] = [
  ['a new file', { path: 'src/new.ts', content: 'a\nb' }, '|a |b'],
  ['a whole file', { path: 'src/a.ts', content: 'one\n2\nthree\n' }, 'one |2 three '],
  ['a piece', { path: 'src/a.ts', replacements: swap('two', '2') }, 'one |2 three '],
  [
    'two pieces, the second in what the first wrote',
    { path: 'src/a.ts', replacements: [...swap('two', '2'), ...swap('2\nthree', '3')] },
    'one |3 ',
  ],
  ['every occurrence', { path: 'src/a.ts', replacements: swap('e\n', 'E\n', true) }, '|onE two |threE '],
  [
    'replacement patterns are plain text',
    { path: 'src/a.ts', replacements: swap('two', '$& $1') },
    'one |$& $1 three ',
  ],
  ['Windows line ends', { path: 'src/dos.ts', replacements: swap('two\nthree', '2\n3') }, 'one |2 |3 '],
  ['a given text before', { path: 'src/a.ts', before: 'x\n', content: 'x\ny\n' }, 'x |y '],
  ['unsaved text comes first', { path: 'src/open.ts', replacements: swap('x', 'y') }, 'unsaved |y '],
  ['what only the disk has', { path: 'src/open.ts', replacements: swap('disk', 'disc') }, '|disc '],
  ['through a link to a folder', { path: 'link/a.ts', replacements: swap('two', '2') }, 'one |2 three '],
  ['a cell', { path: 'n.ipynb', content: 'a = 1\nb = 3\n', cell: { id: 'c', kind: 'code' } }, 'a = 1 |b = 3 '],
  ['a new cell', { path: 'n.ipynb', content: 'c = 1', cell: { kind: 'code' } }, '|c = 1'],
  ['bytes that are no text', { path: 'bytes.ts', content: 'a\nx\nb' }, 'a |x b'],
  ['a whole file over one too large', { path: 'big.ts', content: 'a' }, '|a'],
];

test.each(TEXTS)('%s', async (_, act, expected) => {
  const { texts, gaps } = await judged(act);
  const text = texts[0];
  const fresh = text?.fresh ?? [];
  const isFresh = (line: number) => fresh === 'all' || fresh.some((span) => line >= span.start && line < span.end);
  const shown = text?.content.split(/\r?\n/).map((line, index) => (isFresh(index) ? `|${line}` : line));
  expect(gaps).toEqual([]);
  expect(shown?.join(' ')).toBe(expected);
});

const GAPS: readonly [string, Omit<EditAct, 'kind'>, string][] = [
  [
    'an old text that is not there',
    { path: 'src/a.ts', replacements: swap('four', '4') },
    'its old text does not occur in the file',
  ],
  [
    'an old text that is there twice',
    { path: 'src/a.ts', replacements: swap('e\n', '') },
    'its old text occurs more than once',
  ],
  ['an empty old text', { path: 'src/a.ts', replacements: swap('', 'x') }, 'its old text is empty'],
  ['pieces of a pipe', { path: 'pipe', replacements: swap('a', 'b') }, 'it is not a regular file'],
  ['pieces of a folder', { path: 'src', replacements: swap('a', 'b') }, 'it is not a regular file'],
  ['pieces of a file too large', { path: 'big.ts', replacements: swap('a', 'b') }, 'it is larger than 10 MiB'],
  ['pieces of a loop of links', { path: 'loop', replacements: swap('a', 'b') }, 'ELOOP'],
  ['a cell of what is no notebook', { path: 'src/a.ts', content: 'x', cell: { kind: 'code' } }, 'it is not a notebook'],
];

test.each(GAPS)('%s is a gap', async (_, act, message) => {
  const { gaps } = await judged(act);
  expect(gaps.map((gap) => gap.message).join()).toContain(message);
});

const WRITES: readonly [string, string, readonly string[]][] = [
  ['a file', 'src/a.ts', ['src/a.ts']],
  ['the root', '.', ['.']],
  ['dots', 'src/../src/./b.ts', ['src/b.ts']],
  ['outside', '../x.ts', ['<parent>/x.ts']],
  ['home', '~/x.ts', ['/home/u/x.ts']],
  ['through a link to a folder', 'link/new/b.ts', ['src/new/b.ts']],
  ['a link out of the workspace', 'outward', ['outward', '/etc/hosts']],
];

test.each(WRITES)('writes %s', async (_, path, expected) => {
  const { facts } = await judged({ path, content: '' });
  expect(facts.writes).toEqual(expected.map((one) => one.replace('<parent>', join(root, '..'))));
});

test('the facts are a text of their own', async () => {
  const { texts } = await judged({ path: 'src/a.ts', remove: true });
  expect(texts).toHaveLength(1);
  expect(JSON.parse(texts[0]?.content ?? '')).toEqual({
    act: 'edit',
    actor: { kind: 'agent', host: 'x' },
    reads: [],
    writes: ['src/a.ts'],
    programs: [],
    hosts: [],
    tools: [],
    sends: [],
    marks: [],
  });
});

test('a notebook written whole is its JSON and each code cell in its language', async () => {
  const notebook = (first: string) =>
    JSON.stringify({
      metadata: { kernelspec: { language: 'python' } },
      cells: [
        { cell_type: 'markdown', source: 'text' },
        { id: 'c', cell_type: 'code', source: [first, 'b = 2\n'] },
        { cell_type: 'code', source: 'new()' },
      ],
    });
  writeFileSync(join(root, 'whole.ipynb'), notebook('a = 1\n').replace(',{"cell_type":"code","source":"new()"}', ''));
  const { texts } = await judged({ path: 'whole.ipynb', content: notebook('a = eval(x)\n') });
  const cells = texts.filter(({ origin }) => origin.kind === 'file' && origin.cell !== undefined);
  expect(cells).toEqual([
    {
      language: 'python',
      content: 'a = eval(x)\nb = 2\n',
      path: 'whole.ipynb',
      origin: { kind: 'file', path: 'whole.ipynb', cell: 1 },
      fresh: [{ start: 0, end: 1 }],
    },
    {
      language: 'python',
      content: 'new()',
      path: 'whole.ipynb',
      origin: { kind: 'file', path: 'whole.ipynb', cell: 2 },
      fresh: 'all',
    },
  ]);
  expect(texts[0]).toMatchObject({ language: 'json', path: 'whole.ipynb' });
});
