// Which files a git command will change, asked of git itself. Only plumbing that writes nothing and runs no program
// that the repository names: no filters, no hooks, no file-system monitor.

import { spawnSync } from 'node:child_process';
import type { Touch } from '../../model/subject.js';
import { ancestorsOf, type BytePath, parentOf, toBytes, within } from './bytes.js';
import type { Place } from './footprint.js';
import { settled } from './sight.js';
import { Unsaveable } from './unsaveable.js';

type GitTouch = Touch & { readonly kind: 'git' };

const QUIET = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const WITHIN_MS = 3_000;
const NO_REPOSITORY = 128;

/** The files, and the folders on the way to them, which git removes with their last file. Nothing where there is no repository. */
export function gitPlaces(touch: GitTouch): Place[] {
  const top = topOf(touch.folder);
  if (top === undefined) return [];
  const files = touch.what === 'changed' ? changed(touch, top) : untracked(touch);
  const folders = new Set(files.flatMap((path) => ancestorsOf(path).filter((folder) => folder.startsWith(`${top}/`))));
  return [...[...folders].map((path) => ({ path, tree: false })), ...files.map((path) => ({ path, tree: true }))];
}

function topOf(folder: string): BytePath | undefined {
  const { status, out } = git(folder, ['rev-parse', '--show-toplevel']);
  return status === 0 ? (out.replace(/\n$/, '') as BytePath) : undefined;
}

/** Whole folders where nothing in them is tracked, empty ones too. */
function untracked({ folder, what, paths }: GitTouch): BytePath[] {
  const which = what === 'added' ? ['--exclude-standard'] : ['--directory'];
  const names = listed(folder, ['ls-files', '--others', ...which, '-z', '--', ...paths]);
  const base = parentOf(settled(within(toBytes(folder), 'x')));
  return names.map((name) => within(base, name.replace(/\/$/, '')));
}

function changed({ folder, words, paths }: GitTouch, top: BytePath): BytePath[] {
  const commits = words.flatMap((word) => commitOf(folder, word) ?? []);
  const only = [...paths, ...words.filter((word) => word !== '-' && commitOf(folder, word) === undefined)];
  const at = ['--', ...only];
  const dirty = listed(folder, ['diff-files', '--name-only', '--ignore-submodules', '-z', ...at]);
  const other = commits.length === 0 ? [commitOf(folder, 'HEAD') ?? []].flat() : commits;
  const apart = other.flatMap((commit) =>
    listed(folder, ['diff-index', '--cached', '--name-only', '--ignore-submodules', '-z', commit, ...at]),
  );
  return [...new Set([...dirty, ...apart])].map((name) => within(top, name));
}

/** The commit that a word of the command names: also the branch of the remote that git would make a local one of. */
function commitOf(folder: string, word: string): string | undefined {
  if (word.startsWith('-') && word !== '-') return undefined;
  const names = word === '-' ? ['@{-1}'] : [word, `refs/remotes/origin/${word}`];
  for (const name of names) {
    const { status, out } = git(folder, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]);
    if (status === 0) return out.trim();
  }
  return undefined;
}

function listed(folder: string, args: readonly string[]): string[] {
  const { status, out, error } = git(folder, args);
  if (status !== 0) throw new Unsaveable(`git could not tell which files change in \`${folder}\`: ${error}`);
  return out.split('\0').filter((name) => name !== '');
}

function git(folder: string, args: readonly string[]): { status: number; out: string; error: string } {
  const options = { timeout: WITHIN_MS, maxBuffer: MAX_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'pipe'] as const };
  const { status, stdout, stderr, error } = spawnSync('git', [...QUIET, '-C', folder, ...args], {
    ...options,
    stdio: [...options.stdio],
  });
  if (error !== undefined) throw new Unsaveable(`git could not be asked in \`${folder}\`: ${error.message}`);
  const told = stderr.toString('utf8').trim();
  // An absent folder and one outside of every repository are alike: git does nothing there.
  if (
    status === NO_REPOSITORY &&
    args[0] === 'rev-parse' &&
    !/not a git repository|cannot change to|Needed a single|unknown revision|ambiguous|working tree/i.test(told) &&
    told !== ''
  )
    throw new Unsaveable(`git could not be asked in \`${folder}\`: ${told}`);
  return { status: status ?? 1, out: stdout.toString('latin1'), error: told };
}
