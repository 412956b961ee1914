import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RuleSet } from './index.js';

const everyFile = new RuleSet([{ id: 'any', languages: ['regex'], message: 'm', 'pattern-regex': 'x' }]);

type Tree = Readonly<Record<string, string>>;

function withTree<T>(tree: Tree, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'vireon-ignore-'));
  for (const [path, content] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  const clean = () => rmSync(root, { recursive: true, force: true });
  const result = use(root);
  if (result instanceof Promise) return result.finally(clean) as T;
  clean();
  return result;
}

async function walked(root: string): Promise<string[]> {
  const result = await everyFile.scan({ root, targets: [] });
  return result.files.map((file) => file.path).sort();
}

function git(root: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', env });
}

function listedByGit(root: string): string[] {
  const listed = git(root, 'ls-files', '-co', '--exclude-standard', '-z').split('\0');
  return listed.filter((path) => path !== '').sort();
}

const name = fc.constantFrom('a', 'b', 'ab', 'a.c', 'b.c', '.h', 'build', 'x y', 'a-b', '[a]', '#a', '!a', 'é', 'foo');
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
const piece = fc.oneof(
  { weight: 3, arbitrary: name },
  fc.constantFrom(
    '*',
    '**',
    '?',
    '*.c',
    'a*',
    '[ab]',
    '[!a]',
    '[^b]*',
    '[a-c].c',
    '[[:alpha:]]',
    '\\#a',
    '\\!a',
    '\\[a\\]',
    '***',
    'f**',
    '**o',
    'f\\oo',
    '[]a]',
    '[a',
    'a\\',
    '[a-',
    '[\\a]',
    '*b*',
    '.*',
  ),
);
const pattern = fc
  .record({
    negated: fc.boolean(),
    anchored: fc.boolean(),
    parts: fc.array(piece, { minLength: 1, maxLength: 3 }),
    folder: fc.boolean(),
    end: fc.constantFrom('', '', '', ' ', '\r', '\\ ', '\t'),
  })
  .map(
    ({ negated, anchored, parts, folder, end }) =>
      `${negated ? '!' : ''}${anchored ? '/' : ''}${parts.join('/')}${folder ? '/' : ''}${end}`,
  );
const ignoreFile = fc.array(
  fc.oneof({ weight: 9, arbitrary: pattern }, fc.constantFrom('', '# c', '/', '!', '//', '**/')),
  {
    minLength: 1,
    maxLength: 5,
  },
);

test('the walk lists what git lists', { timeout: 120_000 }, async () => {
  const cases = fc.asyncProperty(
    fc.uniqueArray(path, { minLength: 3, maxLength: 14 }),
    fc.array(fc.tuple(fc.oneof(fc.constant(''), path), ignoreFile), { minLength: 1, maxLength: 3 }),
    ignoreFile,
    async (paths, ignoreFiles, exclude) => {
      const tree: Record<string, string> = {};
      const blocked = (candidate: string) =>
        Object.keys(tree).some((known) => known.startsWith(`${candidate}/`) || candidate.startsWith(`${known}/`));
      for (const candidate of paths) if (!blocked(candidate)) tree[candidate] = 'x';
      for (const [folder, lines] of ignoreFiles) {
        const file = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
        if (!blocked(file)) tree[file] = `${lines.join('\n')}\n# x`;
      }
      await withTree(tree, async (root) => {
        git(root, 'init', '-q');
        writeFileSync(join(root, '.git/info/exclude'), exclude.join('\n'));
        expect(await walked(root)).toEqual(listedByGit(root));
      });
    },
  );
  await fc.assert(cases, { numRuns: 150 });
});

test('spellings on which it is easy to differ from git', async () => {
  const paths = [
    'foo/a/b',
    'foo/b',
    'foob',
    'a/foo/b',
    'a/b/c',
    'a/b.c',
    'b.c',
    'x y',
    'x ',
    '#a',
    '!a',
    'a\\b',
    '[a]',
    '-',
    ']',
  ];
  const tree = Object.fromEntries(paths.map((path) => [path, 'x']));
  const lines = [
    'f**/b',
    'foo**/b',
    'f**b',
    '**/b',
    'foo/**',
    'foo/**/b',
    '/**/c',
    'a/**/',
    '**',
    '***/b',
    'foo/*',
    '/foo',
    'foo/',
  ];
  lines.push(
    'x ',
    'x\\ ',
    'x\\ y',
    '\\#a',
    '#a',
    '\\!a',
    'a\\\\b',
    '[[]a]',
    '[]-]',
    '[!]-]',
    '[a',
    '*.c',
    'a/*.c',
    '!b',
    '/',
    'b/..',
    './b',
  );
  await withTree(tree, async (root) => {
    git(root, 'init', '-q');
    for (const line of lines) {
      writeFileSync(join(root, '.git/info/exclude'), `${line}\n`);
      expect(await walked(root), line).toEqual(listedByGit(root));
    }
  });
});

const cases: readonly { readonly title: string; readonly tree: Tree; readonly walked: readonly string[] }[] = [
  {
    title: '.vireonignore outranks .gitignore, whichever is nearer',
    tree: {
      '.vireonignore': '!keep.log\nsecret/\n',
      'd/.gitignore': '*.log\n',
      'd/keep.log': 'x',
      'd/b.log': 'x',
      'secret/a': 'x',
    },
    walked: ['d/keep.log'],
  },
  {
    title: 'version control folders are never walked',
    tree: { '.git/config': 'x', '.hg/a': 'x', '.svn/a': 'x', 'a/.git/b': 'x', 'a/c': 'x' },
    walked: ['a/c'],
  },
  {
    title: 'node_modules is walked unless an ignore file says otherwise',
    tree: { 'node_modules/a.js': 'x', 'b/.gitignore': 'node_modules', 'b/node_modules/a.js': 'x' },
    walked: ['node_modules/a.js'],
  },
  {
    title: 'a repository inside another one has its own rules',
    tree: {
      '.gitignore': '*.log',
      'a.log': 'x',
      'in/.git/HEAD': 'x',
      'in/b.log': 'x',
      'in/.git/info/exclude': 'c',
      'in/c': 'x',
    },
    walked: ['in/b.log'],
  },
];

for (const { title, tree, walked: expected } of cases)
  test(title, () => withTree(tree, async (root) => expect(await walked(root)).toEqual(expected)));

test('ignore files above the root count as far as the repository goes', () =>
  withTree(
    { '.gitignore': '/sub/in/a\n*.log', 'sub/.gitignore': 'b', 'sub/in/a': 'x', 'sub/in/b': 'x', 'sub/in/c': 'x' },
    async (root) => {
      expect(await walked(join(root, 'sub/in'))).toEqual(['a', 'b', 'c']);
      git(root, 'init', '-q');
      expect(await walked(join(root, 'sub/in'))).toEqual(['c']);
    },
  ));
