// Which files a git command will change, asked of git itself. Only plumbing that writes nothing and runs no program
// that the repository names: no filters, no hooks, no file-system monitor.

import { spawnSync } from 'node:child_process';
import type { Touch } from '../../model/subject.js';
import { type BytePath, toBytes, within } from './bytes.js';
import { Unsaveable } from './unsaveable.js';

type GitTouch = Touch & { readonly kind: 'git' };

const QUIET = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false'];
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const WITHIN_MS = 3_000;
const NO_REPOSITORY = 128;

/** Nothing where there is no repository, since git then changes nothing either. */
export function gitPaths(touch: GitTouch): BytePath[] {
  const top = topOf(touch.folder);
  if (top === undefined) return [];
  return touch.what === 'untracked' ? untracked(touch) : changed(touch, top);
}

function topOf(folder: string): BytePath | undefined {
  const { status, out } = git(folder, ['rev-parse', '--show-toplevel']);
  return status === 0 ? (out.replace(/\n$/, '') as BytePath) : undefined;
}

/** With the folders' own entries left to the files in them. */
function untracked({ folder, paths }: GitTouch): BytePath[] {
  const names = listed(folder, ['ls-files', '--others', '-z', '--', ...paths]);
  const base = toBytes(folder);
  return names.map((name) => within(base, name.replace(/\/$/, '')));
}

function changed({ folder, words, paths }: GitTouch, top: BytePath): BytePath[] {
  const commits = words.filter((word) => isCommit(folder, word));
  const only = [...paths, ...words.filter((word) => !commits.includes(word) && word !== '-')];
  const at = ['--', ...only];
  const dirty = listed(folder, ['diff-files', '--name-only', '--ignore-submodules', '-z', ...at]);
  const [commit = 'HEAD'] = commits;
  const other = hasCommit(folder, commit)
    ? listed(folder, ['diff-index', '--cached', '--name-only', '--ignore-submodules', '-z', revision(commit), ...at])
    : [];
  return [...new Set([...dirty, ...other])].map((name) => within(top, name));
}

function revision(word: string): string {
  return word === '-' ? '@{-1}' : word;
}

function isCommit(folder: string, word: string): boolean {
  return !word.startsWith('-') || word === '-' ? hasCommit(folder, word) : false;
}

function hasCommit(folder: string, word: string): boolean {
  return git(folder, ['rev-parse', '--verify', '--quiet', `${revision(word)}^{commit}`]).status === 0;
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
  if (status === NO_REPOSITORY && args[0] === 'rev-parse' && !/not a git repository|cannot change to|Needed a single|unknown revision|ambiguous|working tree/i.test(told) && told !== '')
    throw new Unsaveable(`git could not be asked in \`${folder}\`: ${told}`);
  return { status: status ?? 1, out: stdout.toString('latin1'), error: told };
}

