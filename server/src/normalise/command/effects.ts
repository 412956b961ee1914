// What a simple command reads, writes and talks to, by its program: one row each.

import { type OptionShape, type ParsedWords, parseOptions, programName, type Word } from './words.js';

type Use = 'read' | 'write';

interface Usage extends OptionShape {
  /** What happens to the operands. */
  readonly operands?: Use;
  /** What happens to the last operand, where that differs. */
  readonly last?: Use;
  /** Operands in front that are not paths: a mode, an owner, a pattern. */
  readonly skip?: number;
  /** With one of these options nothing is skipped, since the option brings the pattern. */
  readonly unskip?: readonly string[];
  /** Options whose value is a path. */
  readonly paths?: Readonly<Record<string, Use>>;
  /** With one of these options the operands are written. */
  readonly writesWith?: readonly string[];
  /** Operands are addresses. */
  readonly hosts?: true;
}

const READER: Usage = { operands: 'read', values: 'n', long: ['--lines', '--bytes'] };
const SEARCHER: Usage = {
  skip: 1,
  operands: 'read',
  values: 'efmABCdD',
  long: ['--regexp', '--file', '--glob', '--type'],
  unskip: ['-e', '--regexp', '-f', '--file'],
  paths: { '-f': 'read', '--file': 'read' },
};
const WRITER: Usage = { operands: 'write' };
const OWNER: Usage = {
  skip: 1,
  operands: 'write',
  long: ['--reference', '--from'],
  unskip: ['--reference'],
  paths: { '--reference': 'read' },
};
const COPIER: Usage = {
  operands: 'read',
  last: 'write',
  values: 'tSgmo',
  long: ['--target-directory', '--suffix', '--mode', '--owner', '--group'],
  paths: { '-t': 'write', '--target-directory': 'write' },
};

const USAGES: Readonly<Record<string, Usage>> = {
  cat: { operands: 'read' },
  tac: { operands: 'read' },
  nl: { operands: 'read' },
  less: { operands: 'read' },
  more: { operands: 'read' },
  bat: { operands: 'read' },
  head: { ...READER, values: 'nc' },
  tail: { ...READER, values: 'ncs' },
  wc: { operands: 'read' },
  od: { operands: 'read', values: 'AjNtSw' },
  xxd: { operands: 'read', values: 'cglos' },
  hexdump: { operands: 'read', values: 'efns' },
  strings: { operands: 'read', values: 'net' },
  base64: { operands: 'read', values: 'w' },
  sort: { operands: 'read', values: 'kotSTP', paths: { '-o': 'write' } },
  uniq: { operands: 'read' },
  cut: { operands: 'read', values: 'dfcb' },
  diff: { operands: 'read', values: 'UICx' },
  cmp: { operands: 'read' },
  md5sum: { operands: 'read' },
  sha1sum: { operands: 'read' },
  sha256sum: { operands: 'read' },
  file: { operands: 'read' },
  ls: { operands: 'read', values: 'I' },
  stat: { operands: 'read', values: 'cf', long: ['--format', '--printf'] },
  source: { operands: 'read' },
  '.': { operands: 'read' },
  grep: SEARCHER,
  egrep: SEARCHER,
  fgrep: SEARCHER,
  rg: SEARCHER,
  ag: SEARCHER,
  jq: { skip: 1, operands: 'read', values: 'fL', long: ['--arg', '--argjson', '--slurpfile', '--from-file'] },
  yq: { skip: 1, operands: 'read', writesWith: ['-i', '--inplace'] },
  awk: { skip: 1, operands: 'read', values: 'Fvf', unskip: ['-f'], paths: { '-f': 'read' } },
  sed: {
    skip: 1,
    operands: 'read',
    values: 'efl',
    unskip: ['-e', '-f', '--expression', '--file'],
    writesWith: ['-i', '--in-place'],
  },
  perl: { operands: 'read', values: 'eEIMm', writesWith: ['-i'] },
  rm: WRITER,
  rmdir: WRITER,
  unlink: WRITER,
  shred: { operands: 'write', values: 'ns', long: ['--iterations', '--size'] },
  srm: WRITER,
  trash: WRITER,
  truncate: {
    operands: 'write',
    values: 'sr',
    long: ['--size', '--reference'],
    paths: { '-r': 'read', '--reference': 'read' },
  },
  touch: { operands: 'write', values: 'dtr', long: ['--date', '--reference'] },
  mkdir: { operands: 'write', values: 'm', long: ['--mode'] },
  mkfifo: { operands: 'write', values: 'm' },
  tee: WRITER,
  sponge: WRITER,
  // A mode may look like options: `chmod -x file`.
  chmod: { ...OWNER, unskip: ['--reference', '-r', '-w', '-x', '-X', '-s', '-t', '-u', '-g', '-o'] },
  chown: OWNER,
  chgrp: OWNER,
  // `-i` is its mode, `+i` an operand.
  chattr: { skip: 1, operands: 'write', unskip: ['-i', '-a', '-u', '-s', '-e', '-A', '-S', '-d', '-j', '-c'] },
  setfacl: { operands: 'write', values: 'mxMX' },
  mv: {
    operands: 'write',
    last: 'write',
    values: 'tS',
    long: ['--target-directory', '--suffix'],
    paths: { '-t': 'write', '--target-directory': 'write' },
  },
  cp: COPIER,
  install: COPIER,
  ln: COPIER,
  rsync: {
    operands: 'read',
    last: 'write',
    values: 'efTBM',
    long: ['--rsh', '--exclude', '--include', '--filter', '--files-from'],
    hosts: true,
  },
  scp: { operands: 'read', last: 'write', values: 'cFiJloPS', hosts: true },
  patch: { operands: 'write', values: 'pidorBDFVYz', paths: { '-i': 'read', '-o': 'write' } },
  ed: WRITER,
  ex: WRITER,
  vi: WRITER,
  vim: { operands: 'write', values: 'c' },
  nano: WRITER,
  emacs: WRITER,
  mkfs: WRITER,
  wipefs: { operands: 'write', values: 'ot' },
  mount: { operands: 'write', values: 'to' },
  umount: WRITER,
  tar: {
    operands: 'read',
    values: 'fCTX',
    long: ['--file', '--directory', '--exclude'],
    paths: { '-f': 'write', '--file': 'write', '-C': 'write', '--directory': 'write' },
  },
  unzip: { operands: 'read', values: 'dx', paths: { '-d': 'write' } },
  zip: { operands: 'write', values: 'x' },
  gzip: { operands: 'write' },
  gunzip: { operands: 'write' },
  curl: {
    values: 'odHXuAbceFKTUCEmrtwxyYzQPD',
    long: [
      '--output',
      '--data',
      '--header',
      '--request',
      '--user',
      '--data-binary',
      '--form',
      '--upload-file',
      '--url',
      '--config',
      '--proxy',
    ],
    paths: {
      '-o': 'write',
      '--output': 'write',
      '-T': 'read',
      '--upload-file': 'read',
      '-K': 'read',
      '--config': 'read',
    },
    hosts: true,
  },
  wget: {
    values: 'oOaPeUtTwQib',
    long: ['--output-document', '--directory-prefix', '--header', '--post-file', '--input-file'],
    paths: { '-O': 'write', '--output-document': 'write', '-P': 'write', '--post-file': 'read', '-i': 'read' },
    hosts: true,
  },
  http: { hosts: true },
  https: { hosts: true },
  ssh: { values: 'bcDEeFIiJLlmOopQRSWwB', hosts: true },
  sftp: { values: 'BbcDFiJloPRSsX', hosts: true },
  ftp: { hosts: true },
  telnet: { hosts: true },
  nc: { values: 'eiIkmMopqsTVwWxX', hosts: true },
  ncat: { values: 'ecmiwpsgGdox', hosts: true },
  netcat: { values: 'eiopqsw', hosts: true },
  socat: { hosts: true },
  ping: { values: 'cisWwItT', hosts: true },
  dig: { hosts: true },
  nslookup: { hosts: true },
  crontab: { operands: 'read', values: 'u' },
};

export interface Effects {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly hosts: readonly string[];
}

/** True where the table above tells everything that the program does to the files that it names. */
export function knowsEffectsOf(program: string): boolean {
  return USAGES[program] !== undefined || program === 'find';
}

/** Modes that leave a file to its owner alone, who keeps reading it. */
const OWNER_ONLY = /^(?:0?[4-7]00|(?:u=rw?x?,)?(?:go|og)(?:=|-r?w?x?))$/;

/** Where keys lie: nothing there runs, and its programs refuse what others can read. */
const KEY_FILE =
  /^(?:~|\$\{?HOME\}?|\/root|\/(?:home|Users)\/[^/]+)\/(?:\.(?:ssh|gnupg|aws|kube)(?:\/(?!\.\.(?:\/|$))[^/]*)*|\.(?:netrc|pgpass|npmrc|pypirc|git-credentials))$/;

/** Paths are as written; the caller knows the folder they are relative to. */
export function effectsOf(words: readonly Word[]): Effects {
  const [first, ...rest] = words;
  if (first === undefined) return { reads: [], writes: [], hosts: [] };
  const program = programName(first);
  const reads: string[] = [];
  const writes: string[] = [];
  const hosts = rest.flatMap((word) => addressesIn(word.text));
  if (program === 'dd') {
    for (const { text } of rest) {
      if (text.startsWith('of=')) writes.push(text.slice(3));
      if (text.startsWith('if=')) reads.push(text.slice(3));
    }
  } else if (program === 'sqlite3') databaseEffects(rest, reads, writes);
  else if (program === 'git') gitEffects(rest, reads, writes, hosts);
  else if (program === 'find') findEffects(rest, reads, writes);
  else {
    const usage = USAGES[program] ?? (program.startsWith('mkfs') ? USAGES.mkfs : undefined);
    if (usage !== undefined) apply(usage, parseOptions(rest, usage, false), reads, writes, hosts);
    if (program === 'chmod' && rest.some((word) => OWNER_ONLY.test(word.text)))
      return { reads, writes: writes.filter((path) => !KEY_FILE.test(path)), hosts };
  }
  return { reads, writes, hosts };
}

function apply(
  usage: Usage,
  { options, operands }: ParsedWords,
  reads: string[],
  writes: string[],
  hosts: string[],
): void {
  const target = (use: Use) => (use === 'write' ? writes : reads);
  for (const { name, value } of options) {
    const use = usage.paths?.[name];
    if (use !== undefined && value !== undefined) target(use).push(value.text);
  }
  const named = (names: readonly string[] | undefined) => options.some(({ name }) => names?.includes(name));
  const paths = operands.slice(named(usage.unskip) ? 0 : (usage.skip ?? 0)).map((word) => word.text);
  const intoOption = named(Object.keys(usage.paths ?? {}).filter((name) => usage.paths?.[name] === 'write'));
  const use = named(usage.writesWith) ? 'write' : usage.operands;
  paths.forEach((path, index) => {
    if (usage.hosts === true) {
      const host = hostOf(path);
      if (host !== undefined) hosts.push(host);
      if (host !== undefined && /^[^/]*:/.test(path)) return;
    }
    const isLast = index === paths.length - 1 && paths.length > 1 && !intoOption;
    if (isLast && usage.last === 'write' && /(?:^|\/)\.{0,2}\/?$/.test(path) && path !== '/')
      for (const source of paths.slice(0, -1)) writes.push(`${path.replace(/\/$/, '')}/${lastName(source)}`);
    const own = isLast ? (usage.last ?? use) : use;
    if (own !== undefined) target(own).push(path);
  });
}

function lastName(path: string): string {
  return path.replace(/\/+$/, '').replace(/^.*\//, '');
}

const GIT_WRITERS = new Set(['add', 'rm', 'mv', 'restore', 'clean']);

function gitEffects(words: readonly Word[], reads: string[], writes: string[], hosts: string[]): void {
  const { operands } = parseOptions(words, { values: 'Cc', long: ['--git-dir', '--work-tree'] }, false);
  const [subcommand, ...rest] = operands.map((word) => word.text);
  if (subcommand === undefined) return;
  const dashes = words.findIndex((word) => word.text === '--');
  if (subcommand === 'checkout') writes.push(...(dashes < 0 ? [] : words.slice(dashes + 1).map((word) => word.text)));
  else if (GIT_WRITERS.has(subcommand) && subcommand !== 'add') writes.push(...rest);
  else if (subcommand === 'clone' && rest[1] !== undefined) writes.push(rest[1]);
  else if (subcommand === 'apply' || subcommand === 'am') reads.push(...rest);
  else if (subcommand === 'show' || subcommand === 'diff')
    reads.push(...(dashes < 0 ? [] : words.slice(dashes + 1).map((word) => word.text)));
  for (const word of rest) {
    const host = /^[\w.-]+@([\w.-]+):/.exec(word)?.[1];
    if (host !== undefined) hosts.push(host);
  }
}

const ONLY_LOOKS =
  /^\s*(?:(?:select|explain|values)\b[^;]*;?\s*$|pragma\s+\w+(?:\s*\([^)]*\))?\s*;?\s*$|\.(?:tables|schema|indexes|databases|help)\b)/i;

/** Without a statement the file is open for whatever its input says. */
function databaseEffects(words: readonly Word[], reads: string[], writes: string[]): void {
  const [file, ...statements] = words.filter(({ text }) => !text.startsWith('-')).map((word) => word.text);
  if (file === undefined) return;
  const looks = statements.length > 0 && statements.every((statement) => ONLY_LOOKS.test(statement));
  (looks || words.some(({ text }) => /^--?readonly$/.test(text)) ? reads : writes).push(file);
}

function findEffects(words: readonly Word[], reads: string[], writes: string[]): void {
  const changes = words.some((word) => word.text === '-delete');
  (changes ? writes : reads).push(...findRoots(words));
}

/** The folders that a `find` starts from. */
export function findRoots(words: readonly Word[]): string[] {
  const end = words.findIndex((word) => /^[-(!]/.test(word.text));
  const roots = (end < 0 ? words : words.slice(0, end)).map((word) => word.text);
  return roots.length === 0 ? ['.'] : roots;
}

/** Hosts of addresses with a scheme, wherever they stand in a word. */
export function addressesIn(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/[a-z][a-z0-9+.-]*:\/\/(?:[^\s/@'"]*@)?(\[[0-9a-f:.]+\]|[^\s/:?#'"]+)/gi)) {
    const host = match[1];
    if (host !== undefined && !/[$`]/.test(host)) found.push(host.toLowerCase());
  }
  const device = /^\/dev\/(?:tcp|udp)\/([^/]+)\//.exec(text)?.[1];
  return device === undefined ? found : [...found, device.toLowerCase()];
}

/** `host`, `user@host`, `host:path`, `host/path` where an address is expected. */
function hostOf(word: string): string | undefined {
  if (word.includes('://') || /^[/.~]/.test(word)) return undefined;
  const host =
    /^(?:[\w.+-]+@)?((?:[\w-]+\.)+[\w-]+|[\w-]+(?=:)|localhost)(?:[:/]|$)/.exec(word)?.[1] ??
    /^[\w.+-]+@([\w-]+)$/.exec(word)?.[1];
  return host?.toLowerCase();
}
