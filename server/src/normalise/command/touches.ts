// Which places a simple command may change, and how deep: what one saves who wants to take the command back.

import type { Touch } from '../../model/subject.js';
import { knowsEffectsOf } from './effects.js';
import { literal, parseOptions, programName, type Word } from './words.js';

/** Programs that change no file, besides those whose operands are only read. */
const HARMLESS = new Set([
  ...['echo', 'printf', 'true', 'false', 'test', '[', 'cd', 'pushd', 'popd', 'chdir', 'pwd', 'export', 'declare', ':'],
  ...['local', 'readonly', 'typeset', 'unset', 'set', 'shopt', 'alias', 'sleep', 'date', 'which', 'type', 'command'],
  ...['exit', 'return', 'read', 'whoami', 'id', 'uname', 'env', 'printenv', 'basename', 'dirname', 'realpath', 'tr'],
  ...['ps', 'kill', 'wait', 'jobs', 'df', 'du', 'free', 'seq', 'sudo', 'xargs', 'nice', 'time', 'timeout', 'nohup'],
  ...['bash', 'sh', 'zsh', 'dash', 'ksh', 'eval', 'readlink', 'tree', 'history', 'clear', 'column', 'rev', 'expr'],
]);

/** Programs that take a link itself and not what it leads to. */
const TAKE_LINKS = new Set(['rm', 'rmdir', 'unlink', 'mv', 'ln', 'find', 'trash', 'srm']);

/** Programs that change nothing but the very paths that they name. */
const ONE_BY_ONE = new Set([
  ...['touch', 'mkdir', 'mkfifo', 'tee', 'sponge', 'truncate', 'shred', 'dd', 'sed', 'perl', 'patch', 'ed', 'ex', 'vi'],
  ...['vim', 'nano', 'emacs', 'curl', 'wget', 'sort', 'yq', 'unlink', 'rmdir', 'gzip', 'gunzip', 'zip', 'install'],
]);

/** Programs that go into folders only with one of these options. */
const DEEP_WITH: Readonly<Record<string, RegExp>> = {
  rm: /^(-[a-zA-Z]*[rR]|--recursive$)/,
  cp: /^(-[a-zA-Z]*[rRa]|--recursive$|--archive$)/,
  scp: /^-[a-zA-Z]*r/,
  chmod: /^(-[a-zA-Z]*R|--recursive$)/,
  chown: /^(-[a-zA-Z]*R|--recursive$)/,
  chgrp: /^(-[a-zA-Z]*R|--recursive$)/,
};

/** Without operands these take what to change from their input. */
const NEED_OPERANDS = new Set(['rm', 'mv', 'cp', 'shred', 'unlink', 'chmod', 'chown', 'truncate', 'touch']);

/** Paths and folders are as written; the caller knows where they are relative to. `writes` is what the command is known to write. */
export function touchesOf(words: readonly Word[], writes: readonly string[]): readonly Touch[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const program = programName(first);
  if (program === 'git') return gitTouches(rest);
  if (program === 'mv' || program === 'cp' || program === 'install' || program === 'ln') return movedTo(program, rest);
  if (writes.length === 0 && NEED_OPERANDS.has(program)) return [unnamed(program)];
  if (writes.length === 0) return isHarmless(program) ? [] : [unknown(program)];
  const deep = DEEP_WITH[program];
  const tree = deep === undefined ? !ONE_BY_ONE.has(program) : rest.some(({ text }) => deep.test(text));
  const follows = !TAKE_LINKS.has(program);
  return [...writes, ...derived(program, rest, writes)].map((path) => ({ kind: 'path', path, tree, follows }));
}

function isHarmless(program: string): boolean {
  return HARMLESS.has(program) || knowsEffectsOf(program);
}

function unknown(command: string): Touch {
  return {
    kind: 'unknown',
    message: `which files \`${command}\` changes cannot be told before it runs`,
    program: true,
  };
}

function unnamed(program: string): Touch {
  return { kind: 'unknown', message: `what \`${program}\` is given cannot be told before it runs` };
}

/** Files that come beside the named ones: `sed -i.bak`, `gzip`. */
function derived(program: string, words: readonly Word[], writes: readonly string[]): string[] {
  if (program === 'gzip') return writes.map((path) => `${path}.gz`);
  if (program === 'gunzip') return writes.map((path) => path.replace(/\.gz$/, ''));
  if (program === 'patch') return writes.flatMap((path) => [`${path}.orig`, `${path}.rej`]);
  if (program !== 'sed' && program !== 'perl') return [];
  const suffix = words.map(({ text }) => /^(?:-[nEr]*i|--in-place=)(.+)$/.exec(text)?.[1]).find((one) => one);
  return suffix === undefined ? [] : writes.map((path) => path + suffix);
}

/** `mv a b folder`, `cp -t folder a b`, `ln -s target`: what changes is in the folder, under the sources' names. */
function movedTo(program: string, words: readonly Word[]): Touch[] {
  const { options, operands } = parseOptions(words, MOVER, false);
  const given = options.find(({ name }) => name === '-t' || name === '--target-directory')?.value?.text;
  const paths = operands.map(({ text }) => text);
  const alone = program === 'ln' && paths.length === 1 ? '.' : undefined;
  const target = given ?? alone ?? paths.at(-1);
  const sources = given === undefined && alone === undefined ? paths.slice(0, -1) : paths;
  if (target === undefined || sources.length === 0) return [unnamed(program)];
  const tree = program === 'mv' || words.some(({ text }) => DEEP_WITH.cp?.test(text));
  const follows = program !== 'mv' && program !== 'ln';
  const whole = sources.some((source) => /(^|\/)\.?\/?$/.test(source) || /[*?[]/.test(source));
  const into = sources.map((source) => /([^/]+)\/*$/.exec(source)?.[1] ?? '.');
  return [
    ...(program === 'mv' ? sources.map((path): Touch => ({ kind: 'path', path, tree: true, follows: false })) : []),
    { kind: 'path', path: target, tree: tree || whole, follows, ...(!whole && { into }) },
  ];
}

const MOVER = { values: 'tSgmo', long: ['--target-directory', '--suffix', '--mode', '--owner', '--group'] };

const GIT_GLOBALS = {
  values: 'Cc',
  long: ['--git-dir', '--work-tree', '--namespace', '--exec-path', '--config-env'],
};

/** Subcommands that leave the files of the working tree alone. */
const GIT_READERS = new Set([
  ...['commit', 'status', 'log', 'diff', 'show', 'branch', 'tag', 'remote', 'fetch', 'push', 'config', 'blame'],
  ...['describe', 'rev-parse', 'rev-list', 'ls-files', 'ls-tree', 'ls-remote', 'grep', 'reflog', 'shortlog', 'notes'],
  ...['cat-file', 'diff-files', 'diff-index', 'diff-tree', 'merge-base', 'name-rev', 'gc', 'fsck', 'prune', 'help'],
  ...['version', 'archive', 'bundle', 'count-objects', 'for-each-ref', 'format-patch', 'update-index', 'update-ref'],
]);

function gitTouches(words: readonly Word[]): Touch[] {
  const globals = parseOptions(words, GIT_GLOBALS, true);
  const [subcommand, ...rest] = globals.operands;
  const name = subcommand?.text;
  if (name === undefined || GIT_READERS.has(name)) return [];
  const elsewhere = globals.options.find(({ name: option }) => option === '--git-dir' || option === '--work-tree');
  if (elsewhere !== undefined) return [unknown(`git ${elsewhere.name}`)];
  const folder = globals.options
    .filter(({ name: option, value }) => option === '-C' && value !== undefined)
    .map(({ value }) => value?.text ?? '')
    .reduce((at, next) => (next.startsWith('/') || at === '.' ? next : `${at}/${next}`), '.');
  return gitSubcommand(name, rest, folder);
}

function gitSubcommand(name: string, words: readonly Word[], folder: string): Touch[] {
  const dashes = words.findIndex(({ text }) => text === '--');
  const paths = dashes < 0 ? [] : words.slice(dashes + 1).map(({ text }) => text);
  const before = dashes < 0 ? words : words.slice(0, dashes);
  const has = (...options: string[]) => before.some(({ text }) => options.includes(text));
  const letters = before
    .filter(({ text }) => /^-[a-zA-Z]+$/.test(text))
    .map(({ text }) => text)
    .join('');
  const { options, operands } = parseOptions(before, { values: 'bBcCsm', long: ['--source', '--orphan'] }, false);
  const named = operands.map(({ text }) => text);
  const git = (what: 'changed' | 'untracked' | 'added', commits: readonly string[], only = paths): Touch => ({
    kind: 'git',
    folder,
    what,
    words: commits,
    paths: only,
  });
  const below = (list: readonly string[]) =>
    list.map((path): Touch => ({ kind: 'path', path: inFolder(path, folder), tree: true, follows: false }));
  switch (name) {
    case 'add':
      return [git('added', [], [])];
    case 'checkout':
    case 'switch':
      return [git('changed', named)];
    case 'restore': {
      const source = options.find((option) => option.name === '-s' || option.name === '--source')?.value?.text;
      const isStagedOnly = (has('--staged') || letters.includes('S')) && !has('--worktree') && !letters.includes('W');
      return isStagedOnly ? [] : [git('changed', source === undefined ? [] : [source], [...named, ...paths])];
    }
    case 'reset':
      return has('--hard', '--merge', '--keep') ? [git('changed', named)] : [];
    case 'clean':
      return has('--dry-run') || letters.includes('n') ? [] : [git('untracked', [], [...named, ...paths])];
    case 'rm':
      return has('--cached') ? [] : below([...named, ...paths]);
    case 'mv':
      return movedTo('mv', [...operands, ...paths.map(literal)]).map((touch) =>
        touch.kind === 'path' ? { ...touch, path: inFolder(touch.path, folder) } : touch,
      );
    case 'stash':
      return stash(named[0], has('-u', '-a', '--include-untracked', '--all') || /[ua]/.test(letters), git);
    case 'clone':
      return named[0] === undefined ? [] : [cloned(named[0], named[1], folder)];
    case 'init':
      return named.slice(0, 1).flatMap((path) => below([path]));
    default:
      return [unknown(`git ${name}`)];
  }
}

type Git = (what: 'changed' | 'untracked', commits: readonly string[]) => Touch;

function stash(verb: string | undefined, untracked: boolean, git: Git): Touch[] {
  if (verb === undefined || verb === 'push' || verb === 'save') {
    return [git('changed', []), ...(untracked ? [git('untracked', [])] : [])];
  }
  return verb === 'pop' || verb === 'apply' || verb === 'branch' ? [unknown(`git stash ${verb}`)] : [];
}

function cloned(from: string, into: string | undefined, folder: string): Touch {
  const name =
    into ??
    from
      .replace(/\/+$/, '')
      .replace(/^.*[/:]/, '')
      .replace(/\.git$/, '');
  return { kind: 'path', path: inFolder(name, folder), tree: true, follows: false };
}

function inFolder(path: string, folder: string): string {
  return folder === '.' || path.startsWith('/') ? path : `${folder}/${path}`;
}
