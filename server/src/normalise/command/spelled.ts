// A command with its options spelled out: `git branch --del -fq x` is `git branch --delete --force --quiet x`.

import { literal, programName, type Word } from './words.js';

/** The options of a command, as far as rules speak about them. */
interface Options {
  /** Short options and their long names; those that take a value end in `=`. */
  readonly short: Readonly<Record<string, string>>;
  /** Further long options, written like those above. */
  readonly long: readonly string[];
}

const DIFF = { U: 'unified=' } as const;

const OPTIONS: Readonly<Record<string, Options>> = {
  branch: {
    short: {
      ...{ d: 'delete', D: 'delete --force', f: 'force', m: 'move', M: 'move --force', c: 'copy', C: 'copy --force' },
      ...{ a: 'all', r: 'remotes', v: 'verbose', q: 'quiet', u: 'set-upstream-to=', l: 'list', i: 'ignore-case' },
    },
    long: ['track', 'no-track', 'contains', 'no-contains', 'merged', 'no-merged', 'sort=', 'format=', 'show-current'],
  },
  checkout: {
    short: {
      ...{ b: 'new-branch=', B: 'reset-branch=', f: 'force', q: 'quiet', t: 'track', d: 'detach', l: 'reflog' },
      ...{ m: 'merge', p: 'patch', '2': 'ours', '3': 'theirs', ...DIFF },
    },
    long: [
      ...['orphan=', 'no-track', 'guess', 'no-guess', 'overlay', 'no-overlay', 'progress', 'no-progress', 'conflict='],
      ...['pathspec-from-file=', 'pathspec-file-nul', 'recurse-submodules', 'no-recurse-submodules'],
      ...['ignore-skip-worktree-bits', 'ignore-other-worktrees', 'inter-hunk-context='],
    ],
  },
  clean: {
    short: {
      f: 'force',
      d: 'directories',
      x: 'ignored',
      X: 'only-ignored',
      n: 'dry-run',
      i: 'interactive',
      q: 'quiet',
      e: 'exclude=',
    },
    long: [],
  },
  commit: {
    short: {
      ...{ a: 'all', m: 'message=', n: 'no-verify', F: 'file=', C: 'reuse-message=', c: 'reedit-message=', q: 'quiet' },
      ...{
        s: 'signoff',
        S: 'gpg-sign',
        e: 'edit',
        p: 'patch',
        v: 'verbose',
        t: 'template=',
        o: 'only',
        i: 'include',
        u: 'untracked-files',
      },
    },
    long: ['amend', 'no-edit', 'author=', 'date=', 'fixup=', 'squash=', 'allow-empty', 'verify', 'trailer=', 'dry-run'],
  },
  push: {
    short: {
      f: 'force',
      d: 'delete',
      n: 'dry-run',
      u: 'set-upstream',
      q: 'quiet',
      v: 'verbose',
      o: 'push-option=',
      '4': 'ipv4',
      '6': 'ipv6',
    },
    long: [
      ...['all', 'branches', 'mirror', 'tags', 'follow-tags', 'no-follow-tags', 'prune', 'porcelain', 'progress'],
      ...[
        'force-with-lease',
        'no-force-with-lease',
        'force-if-includes',
        'no-force-if-includes',
        'atomic',
        'no-atomic',
      ],
      ...[
        'no-verify',
        'verify',
        'signed',
        'no-signed',
        'thin',
        'no-thin',
        'receive-pack=',
        'exec=',
        'repo=',
        'recurse-submodules=',
      ],
    ],
  },
  reset: {
    short: { q: 'quiet', p: 'patch', N: 'intent-to-add' },
    long: [
      'hard',
      'soft',
      'mixed',
      'merge',
      'keep',
      'recurse-submodules',
      'no-recurse-submodules',
      'pathspec-from-file=',
      'refresh',
      'no-refresh',
    ],
  },
  restore: {
    short: {
      s: 'source=',
      S: 'staged',
      W: 'worktree',
      p: 'patch',
      q: 'quiet',
      m: 'merge',
      '2': 'ours',
      '3': 'theirs',
      ...DIFF,
    },
    long: [
      ...['conflict=', 'ignore-unmerged', 'overlay', 'no-overlay', 'pathspec-from-file=', 'pathspec-file-nul'],
      ...['inter-hunk-context=', 'recurse-submodules', 'progress', 'no-progress', 'no-staged', 'no-worktree', 'help'],
    ],
  },
  rm: {
    short: { f: 'force', r: 'recursive', n: 'dry-run', q: 'quiet' },
    long: ['cached', 'ignore-unmatch', 'pathspec-from-file='],
  },
  stash: {
    short: { q: 'quiet', u: 'include-untracked', a: 'all', m: 'message=', k: 'keep-index', p: 'patch' },
    long: ['index'],
  },
  switch: {
    short: { c: 'create=', C: 'force-create=', d: 'detach', f: 'force', q: 'quiet', t: 'track', m: 'merge' },
    long: [
      'discard-changes',
      'orphan=',
      'guess',
      'no-guess',
      'conflict=',
      'no-track',
      'recurse-submodules',
      'ignore-other-worktrees',
    ],
  },
  tag: {
    short: {
      ...{ d: 'delete', f: 'force', a: 'annotate', s: 'sign', m: 'message=', F: 'file=', l: 'list', v: 'verify' },
      ...{ u: 'local-user=', n: 'lines', e: 'edit', i: 'ignore-case' },
    },
    long: ['sort=', 'format=', 'contains', 'merged', 'points-at=', 'no-contains', 'no-merged', 'cleanup='],
  },
  worktree: {
    short: { f: 'force', b: 'new-branch=', B: 'reset-branch=', d: 'detach', n: 'dry-run', q: 'quiet' },
    long: ['expire=', 'lock', 'reason=', 'checkout', 'no-checkout', 'porcelain'],
  },
};

/** A git command with long option names, each with its value; `undefined` where its words say so already. */
export function spelledOut(words: readonly Word[]): readonly Word[] | undefined {
  const [first, second] = words;
  if (first === undefined || second === undefined || programName(first).toLowerCase() !== 'git') return undefined;
  const options = OPTIONS[second.text];
  if (options === undefined) return undefined;
  const { words: spelled, isNew } = spell(words.slice(2), options);
  return isNew ? [literal('git'), second, ...spelled] : undefined;
}

/** `isNew`: it says more than the words as they stand, since options were joined, cut short or stood apart from their values. */
function spell(words: readonly Word[], options: Options): { readonly words: readonly Word[]; readonly isNew: boolean } {
  const names = [...Object.values(options.short), ...options.long];
  const spelled: Word[] = [];
  let isNew = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined || word.text === '--') return { words: [...spelled, ...words.slice(i)], isNew };
    const next = words[i + 1];
    const isOption = word.known && word.text.length > 1 && word.text.startsWith('-');
    const read = !isOption
      ? undefined
      : word.text.startsWith('--')
        ? spellLong(word, next, names)
        : spellCluster(word, next, options);
    if (read === undefined) spelled.push(word);
    else {
      spelled.push(...read.words);
      isNew ||=
        read.tookNext || read.words.length > 1 || (word.text.startsWith('--') && read.words[0]?.text !== word.text);
      if (read.tookNext) i++;
    }
  }
  return { words: spelled, isNew };
}

interface Spelled {
  readonly words: readonly Word[];
  readonly tookNext: boolean;
}

/** A long option may be cut short as long as it is the only one that begins so. */
function spellLong(word: Word, next: Word | undefined, names: readonly string[]): Spelled | undefined {
  const [written = '', ...value] = word.text.slice(2).split('=');
  const fitting = new Set(names.map((name) => name.replace(/ .*/, '')).filter((name) => name.startsWith(written)));
  const name =
    [...fitting].find((one) => one.replace('=', '') === written) ?? (fitting.size === 1 ? [...fitting][0] : undefined);
  if (name === undefined) return undefined;
  if (value.length > 0) return { words: [withValue(name, literal(value.join('=')), word)], tookNext: false };
  if (!name.endsWith('=') || next === undefined)
    return { words: [literal(`--${name.replace('=', '')}`)], tookNext: false };
  return { words: [withValue(name, next, next)], tookNext: true };
}

function spellCluster(word: Word, next: Word | undefined, { short }: Options): Spelled | undefined {
  const words: Word[] = [];
  for (let j = 1; j < word.text.length; j++) {
    const name = short[word.text[j] ?? ''];
    if (name === undefined) return undefined;
    if (!name.endsWith('=')) {
      words.push(...`--${name}`.split(' ').map(literal));
      continue;
    }
    const rest = word.text.slice(j + 1);
    if (rest !== '') return { words: [...words, withValue(name, literal(rest), word)], tookNext: false };
    if (next === undefined) return { words: [...words, literal(`--${name.slice(0, -1)}`)], tookNext: false };
    return { words: [...words, withValue(name, next, next)], tookNext: true };
  }
  return { words, tookNext: false };
}

function withValue(name: string, value: Word, { known, glob }: Word): Word {
  return { text: `--${name.replace('=', '')}=${value.text}`, known, glob };
}
