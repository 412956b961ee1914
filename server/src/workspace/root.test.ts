import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findRoot } from './root.js';

let top: string;

beforeAll(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-root-')));
  for (const folder of ['git/.git', 'git/src/deep', 'git/sub/.vireon', 'git/sub/src', 'worktree/src'])
    mkdirSync(join(top, folder), { recursive: true });
  writeFileSync(join(top, 'worktree/.git'), 'gitdir: elsewhere');
  writeFileSync(join(top, 'git/src/a.ts'), '');
  mkdirSync(join(top, 'vireon/.vireon'), { recursive: true });
  mkdirSync(join(top, 'vireon/project/.git'), { recursive: true });
  mkdirSync(join(top, 'bare/x'), { recursive: true });
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

const ROWS: readonly [string, string, string][] = [
  ['a folder in a repository', 'git/src/deep', 'git'],
  ['a file', 'git/src/a.ts', 'git'],
  ['a file that is not there yet', 'git/src/new/b.ts', 'git'],
  ['the nearest `.vireon`', 'git/sub/src', 'git/sub'],
  ['a `.vireon` further up outranks a nearer `.git`', 'vireon/project', 'vireon'],
  ['a `.git` that is a file', 'worktree/src', 'worktree'],
  ['no marker at all', 'bare/x', 'bare/x'],
];

test.each(ROWS)('%s', async (_, start, expected) => {
  expect(findRoot(join(top, start))).toBe(join(top, expected));
});
