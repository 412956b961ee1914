// Cmdlets, their aliases and what they are in the words of a POSIX shell: one row each.

import { commandLine, foreignWord, posixPath } from './foreign.js';
import type { Word } from './words.js';

/** A cmdlet's arguments: parameters in lower case without their dash, and what stands between them. */
export interface Arguments {
  readonly named: ReadonlyMap<string, readonly string[]>;
  readonly positional: readonly string[];
}

type Row = (given: Reader) => (readonly Word[])[];

const ALIASES: Readonly<Record<string, string>> = {
  ...{ rm: 'remove-item', ri: 'remove-item', del: 'remove-item', erase: 'remove-item', rd: 'remove-item' },
  ...{ rmdir: 'remove-item', clc: 'clear-content', sc: 'set-content', ac: 'add-content', tee: 'tee-object' },
  ...{ ni: 'new-item', md: 'new-item', mkdir: 'new-item', mv: 'move-item', mi: 'move-item', move: 'move-item' },
  ...{ cp: 'copy-item', cpi: 'copy-item', copy: 'copy-item', ren: 'rename-item', rni: 'rename-item' },
  ...{ gc: 'get-content', cat: 'get-content', type: 'get-content', gci: 'get-childitem', ls: 'get-childitem' },
  ...{ dir: 'get-childitem', cd: 'set-location', sl: 'set-location', chdir: 'set-location', pushd: 'push-location' },
  ...{ iwr: 'invoke-webrequest', curl: 'invoke-webrequest', wget: 'invoke-webrequest', irm: 'invoke-restmethod' },
  ...{ iex: 'invoke-expression', saps: 'start-process', start: 'start-process', kill: 'stop-process' },
  ...{ gps: 'get-process', ps: 'get-process' },
  ...{ spps: 'stop-process', spsv: 'stop-service', echo: 'write-output', write: 'write-output', icm: 'invoke-command' },
  ...{ rp: 'remove-itemproperty', sp: 'set-itemproperty', sajb: 'start-job' },
};

/** Parameters that are switches: they take no value. */
const SWITCHES =
  /^(?:recurse|force|whatif|confirm|verbose|debug|asjob|wait|nonewline|append|noclobber|passthru|usebasicparsing|hidden|file|directory|name-?only|skipcertificatecheck|nonewwindow)$/;
const PARAMETERS = [
  ...['recurse', 'force', 'whatif', 'confirm', 'path', 'literalpath', 'destination', 'filter', 'include', 'exclude'],
  ...['uri', 'outfile', 'infile', 'method', 'body', 'headers', 'filepath', 'argumentlist', 'verb', 'name', 'id'],
  ...['command', 'value', 'startuptype', 'append', 'wait', 'usebasicparsing', 'newname', 'itemtype', 'depth'],
];

/** A parameter may be cut short as long as it is the only one that begins so; `-r` and `-fo` are known by habit. */
function fullName(written: string): string {
  const name = written.toLowerCase();
  if (PARAMETERS.includes(name)) return name;
  if (/^rec?u?r?s?e?$/.test(name)) return 'recurse';
  if (/^fo?r?c?e?$/.test(name)) return 'force';
  const fitting = PARAMETERS.filter((one) => one.startsWith(name));
  return fitting.length === 1 ? (fitting[0] ?? name) : name;
}

export function isSwitch(parameter: string): boolean {
  return SWITCHES.test(fullName(parameter));
}

class Reader {
  readonly paths: readonly string[];

  constructor(
    private readonly given: Arguments,
    /** Whether a pipe delivers what it works on. */
    readonly piped: boolean,
  ) {
    this.paths = [...this.all('path', 'literalpath', 'filepath'), ...given.positional].map(posixPath);
  }

  has(name: string): boolean {
    const value = this.value(name);
    return value !== undefined && value !== 'false';
  }

  value(...names: readonly string[]): string | undefined {
    return names
      .map((name) => this.find(name))
      .find((values) => values !== undefined)
      ?.join(' ');
  }

  all(...names: readonly string[]): string[] {
    return names.flatMap((name) => this.find(name) ?? []);
  }

  first(...names: readonly string[]): string {
    return this.value(...names) ?? this.given.positional[0] ?? '';
  }

  get positional(): readonly string[] {
    return this.given.positional;
  }

  private find(name: string): readonly string[] | undefined {
    for (const [written, values] of this.given.named) if (fullName(written) === name) return values;
    return undefined;
  }
}

function remove(given: Reader): (readonly Word[])[] {
  if (given.has('whatif')) return [];
  if (given.paths.length === 0)
    return given.piped
      ? [commandLine('xargs', 'rm', ...(given.has('force') || given.has('recurse') ? ['-rf'] : []))]
      : [];
  const force = given.has('force') || given.has('recurse') ? ['-f'] : [];
  return [commandLine('rm', ...(given.has('recurse') ? ['-r'] : []), ...force, ...given.paths)];
}

function fetch(given: Reader): (readonly Word[])[] {
  const [outFile, inFile, body, method] = ['outfile', 'infile', 'body', 'method'].map((name) => given.value(name));
  return [
    commandLine(
      'curl',
      ...(method === undefined ? [] : ['-X', method.toUpperCase()]),
      ...(body === undefined ? [] : ['-d', body]),
      ...(inFile === undefined ? [] : ['-T', posixPath(inFile)]),
      ...(outFile === undefined ? [] : ['-o', posixPath(outFile)]),
      given.first('uri'),
    ),
  ];
}

function place(program: string, ...flags: readonly string[]): Row {
  return (given) => {
    const target = given.value('destination', 'newname');
    return [commandLine(program, ...flags, ...given.paths, ...(target === undefined ? [] : [posixPath(target)]))];
  };
}

const write: Row = (given) => [commandLine('tee', ...given.paths.slice(0, Math.max(1, given.all('path').length)))];
const fixed =
  (program: string, ...words: readonly string[]): Row =>
  () => [commandLine(program, ...words)];
const named =
  (program: string, ...words: readonly string[]): Row =>
  (given) => [commandLine(program, ...words, given.first('name', 'id'))];

const ROWS: Readonly<Record<string, Row>> = {
  'remove-item': remove,
  'clear-recyclebin': fixed('rm', '-rf', '~/.local/share/Trash'),
  'clear-content': (given) => [commandLine('truncate', '-s', '0', ...given.paths)],
  'clear-item': (given) => [commandLine('truncate', '-s', '0', ...given.paths)],
  'set-content': write,
  'add-content': write,
  'out-file': write,
  'tee-object': write,
  'export-csv': write,
  'new-item': (given) =>
    given.value('itemtype') === 'SymbolicLink'
      ? [commandLine('ln', '-s', posixPath(given.value('value') ?? ''), ...given.paths)]
      : [commandLine(/dir/i.test(given.value('itemtype') ?? '') ? 'mkdir' : 'touch', ...given.paths)],
  'move-item': place('mv'),
  'rename-item': place('mv'),
  'copy-item': place('cp', '-r'),
  'get-content': (given) => [commandLine('cat', ...given.paths)],
  'get-childitem': (given) => [commandLine('ls', ...given.paths)],
  'set-location': (given) => [commandLine('cd', ...given.paths)],
  'push-location': (given) => [commandLine('pushd', ...given.paths)],
  'pop-location': fixed('popd'),
  'invoke-webrequest': fetch,
  'invoke-restmethod': fetch,
  'start-bitstransfer': (given) => [
    commandLine('curl', '-o', posixPath(given.value('destination') ?? ''), given.first('source')),
  ],
  'start-process': (given) => {
    const [program = '', ...rest] = [...given.all('filepath'), ...given.positional];
    const line = commandLine(program, ...rest, ...given.all('argumentlist').flatMap((text) => text.split(/\s+/)));
    return [given.value('verb')?.toLowerCase() === 'runas' ? commandLine('sudo', ...line) : line];
  },
  'write-output': (given) => [commandLine('echo', ...given.positional)],
  'write-host': (given) => [commandLine('echo', ...given.positional)],
  'stop-process': (given) => [
    given.piped && given.value('name', 'id') === undefined && given.positional.length === 0
      ? commandLine('pkill', '.')
      : given.value('name') === undefined
        ? commandLine('kill', ...given.all('id'), ...given.positional)
        : commandLine('pkill', ...given.all('name')),
  ],
  'stop-service': named('systemctl', 'stop'),
  'remove-service': named('systemctl', 'disable'),
  'suspend-service': named('systemctl', 'stop'),
  'set-service': (given) =>
    /disabled/i.test(given.value('startuptype') ?? '')
      ? [commandLine('systemctl', 'disable', given.first('name'))]
      : [],
  'disable-netadapter': named('ifdown'),
  'remove-netroute': fixed('ip', 'route', 'flush'),
  'disable-netfirewallrule': fixed('ufw', 'disable'),
  'remove-netfirewallrule': fixed('ufw', 'disable'),
  'stop-computer': fixed('shutdown', '-h', 'now'),
  'restart-computer': fixed('reboot'),
  'format-volume': fixed('mkfs.ntfs', '/dev/sda1'),
  'clear-disk': fixed('wipefs', '-a', '/dev/sda'),
  'initialize-disk': fixed('wipefs', '-a', '/dev/sda'),
  'remove-partition': fixed('wipefs', '-a', '/dev/sda1'),
  'remove-localuser': named('userdel'),
  'remove-aduser': named('userdel'),
  'disable-localuser': named('userdel'),
  'clear-eventlog': fixed('rm', '-rf', '/var/log'),
  'remove-eventlog': fixed('rm', '-rf', '/var/log'),
  'limit-eventlog': () => [],
  'clear-history': fixed('history', '-c'),
  'set-netfirewallprofile': (given) =>
    /false/i.test(given.value('enabled') ?? '') ? [commandLine('ufw', 'disable')] : [],
  'remove-itemproperty': (given) => [commandLine('rm', '-f', ...given.paths)],
  'set-itemproperty': (given) => [commandLine('tee', ...given.paths.slice(0, 1))],
  format: (given) =>
    given.positional.some((one) => /^[a-z]:$/i.test(one)) ? [commandLine('mkfs.ntfs', '/dev/sda1')] : [],
};

/** Where aliases are absent, `rm -rf x` is the program `rm`, as its options tell. */
export function isPosix(program: string, { named }: Arguments): boolean {
  if (!/^(?:rm|cp|mv|ls|cat|rmdir|mkdir|tee|kill|curl|wget|sort|echo)(?:\.exe)?$/i.test(program)) return false;
  return program.includes('.') || [...named.keys()].some((name) => !PARAMETERS.includes(fullName(name)));
}

/** The canonical name of a cmdlet or its alias, in lower case. */
export function cmdletName(written: string): string {
  const name = written.toLowerCase().replace(/^.*\\(?=[\w-]+$)/, '');
  return ALIASES[name] ?? name;
}

/** What a cmdlet is to a POSIX shell; `undefined` where the name is none that we know. */
export function lowered(cmdlet: string, given: Arguments, piped: boolean): (readonly Word[])[] | undefined {
  const row = ROWS[cmdlet];
  return row?.(new Reader(given, piped));
}

export function words(program: string, texts: readonly string[]): Word[] {
  return commandLine(program, ...texts.map(foreignWord));
}
