// Shell texts in options, settings and small languages of other programs: `vim -c '!…'`, `tar --to-command=…`, `PAGER=…`.

import { programName, type Word } from './words.js';

/** Options whose value the program gives to a shell, or starts as a program with arguments. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  tar: [
    '--checkpoint-action',
    '--to-command',
    '-I',
    '--use-compress-program',
    '-F',
    '--info-script',
    '--new-volume-script',
  ],
  rsync: ['-e', '--rsh', '--rsync-path'],
  zip: ['-TT', '--unzip-command'],
  sort: ['--compress-program'],
  split: ['--filter'],
  man: ['-P', '--pager'],
  hyperfine: ['-p', '--prepare', '-s', '--setup', '-c', '--cleanup', '--conclude'],
  make: ['--eval'],
  gmake: ['--eval'],
  tcpdump: ['-z'],
  bpftrace: ['-c'],
  scp: ['-S'],
  sftp: ['-S'],
  gdb: ['-ex', '--eval-command', '-iex'],
  lldb: ['-o', '-O', '--one-line'],
  az: ['--scripts'],
  aws: ['--command', '--parameters'],
  nc: ['-c', '-e'],
  ncat: ['-c', '-e', '--sh-exec', '--exec'],
  start: ['--'],
  wezterm: ['--'],
  alacritty: ['-e'],
  just: ['--command', '-c'],
  install: ['--strip-program'],
};
/** What stands in front of the shell text in such a value. */
const FRONT =
  /^(?:exec=|(?:platform |target )?shell\s+|!\s*|commands=\[?["']?|[\w-]+:\s*;|(?:proxycommand|localcommand|knownhostscommand)[= ]\s*)/i;

/** Variables whose value is started, most of them by way of a shell. */
const STARTED_VARIABLES =
  /^(?:GIT_(?:SSH_COMMAND|SSH|EDITOR|SEQUENCE_EDITOR|PAGER|EXTERNAL_DIFF|ASKPASS|PROXY_COMMAND)|EDITOR|VISUAL|FCEDIT|PAGER|MANPAGER|BAT_PAGER|SYSTEMD_PAGER|AWS_PAGER|PSQL_PAGER|PSQL_EDITOR|BROWSER|SSH_ASKPASS|SUDO_ASKPASS|PROMPT_COMMAND|LESSOPEN|LESSCLOSE|RSYNC_RSH|CVS_RSH|TAR_OPTIONS|MAKEFLAGS)$/;

const EDITORS = /^(?:n?vim?|vimdiff|view|gvim|ex|rvim)$/;
/** An Ex command that hands the rest of its line to a shell; `q!` and its like do not. */
const EX_SHELL = /^[:\s]*(?:sil(?:ent)?!?\s+)*[\d%.,$'<>]*(?:(?:r|read|w|write|te|term|terminal)\s*)?!\s*(.+)$/s;

/** The shell text that a variable's value is, where programs start what it names. */
export function startedBy(name: string, value: string): string | undefined {
  return STARTED_VARIABLES.test(name) && value.trim() !== '' ? value.replace(/^\|\s*/, '') : undefined;
}

/** What a program runs by its own small language, or by an option made for that. */
export function escapes(words: readonly Word[], input: string | undefined): string[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const program = programName(first);
  const texts = rest.map((word) => word.text);
  if (EDITORS.test(program)) return [...exCommands(texts), ...(program === 'ex' ? lines(input, EX_SHELL) : [])];
  switch (program) {
    case 'ed':
      return lines(input, /^!(.+)$/);
    case 'less':
    case 'more':
      return texts.flatMap((text) => matched(/^\+!(.+)$/s, text));
    case 'sed':
    case 'gsed':
    case 'ssed':
      return texts.flatMap(sedTexts);
    case 'ssh':
    case 'autossh':
      return sshOptions(texts);
    case 'sqlite3':
    case 'sqlite':
      return [...texts, ...(input ?? '').split('\n')].flatMap((text) =>
        matched(/^\s*\.(?:shell|system)\s+(.+)$/s, text),
      );
    case 'psql':
    case 'mysql':
    case 'mariadb':
      return [...texts, ...(input ?? '').split('\n')].flatMap((text) =>
        matched(/^(?:-e|-c|--execute=|--command=)?\s*(?:\\!|system\s)\s*(.+)$/s, text),
      );
    case 'crontab':
      return texts.every((text) => text === '-') ? cronJobs(input) : [];
    case 'npm':
    case 'pnpm':
      return texts[0] === 'pkg' || texts[0] === 'set-script' ? npmScripts(texts) : [];
    case 'expect':
    case 'tclsh':
      return tclTexts([...valuesOf(texts, ['-c']), ...(input === undefined ? [] : [input])]);
    case 'emacs':
    case 'emacsclient':
      return texts.flatMap((text) =>
        [...text.matchAll(/\((?:async-)?shell-command(?:-to-string)?\s+"((?:[^"\\]|\\.)*)"/g)].map(
          ([, found = '']) => found,
        ),
      );
    case 'screen':
      return texts[texts.length - 2] === 'stuff' ? [texts.at(-1)?.replace(/\^M$|\\[nr]$/, '') ?? ''] : [];
    case 'ansible':
      return ansible(texts);
    case 'salt':
    case 'salt-call':
      return after(texts, /^cmd\.(?:run\w*|shell|script)$/);
    case 'socat':
      return texts.flatMap((text) =>
        matched(/^(?:EXEC|SYSTEM|SHELL):(.+?)(?:,(?:pty|stderr|setsid|fork|nofork).*)?$/is, text),
      );
    case 'make':
    case 'gmake':
      return [...optionTexts(program, texts).map(plainRecipe), ...(readsInput(texts) ? recipes(input) : [])];
    case 'sg':
    case 'newgrp':
    case 'login':
      return input === undefined ? [] : [input];
    default:
      return optionTexts(program, texts);
  }
}

function matched(pattern: RegExp, text: string): string[] {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? [] : [found];
}

function lines(input: string | undefined, pattern: RegExp): string[] {
  return (input ?? '').split('\n').flatMap((line) => matched(pattern, line));
}

/** Values of options, apart, joined by `=` or stuck to a short one. */
function valuesOf(texts: readonly string[], names: readonly string[]): string[] {
  return texts.flatMap((text, index) =>
    names.flatMap((name) => {
      if (text === name) return texts[index + 1] === undefined ? [] : [texts[index + 1] ?? ''];
      if (text.startsWith(`${name}=`)) return [text.slice(name.length + 1)];
      return /^-\w$/.test(name) && text.startsWith(name) && /\s/.test(text) ? [text.slice(2)] : [];
    }),
  );
}

function optionTexts(program: string, texts: readonly string[]): string[] {
  const names = OPTIONS[program];
  if (names === undefined) return [];
  if (program === 'just') return after(texts, /^(?:--command|-c)$/);
  return valuesOf(texts, names).flatMap((value) => {
    const isDebugger = program === 'gdb' || program === 'lldb';
    if (isDebugger && !FRONT.test(value)) return [];
    return [value.replace(FRONT, '').replace(program === 'aws' ? /["']?\]?$/ : /$^/, '')];
  });
}

/** All words behind the one that fits, as one text. */
function after(texts: readonly string[], pattern: RegExp): string[] {
  const at = texts.findIndex((text) => pattern.test(text));
  return at < 0 || at + 1 >= texts.length ? [] : [texts.slice(at + 1).join(' ')];
}

function exCommands(texts: readonly string[]): string[] {
  const commands = texts.flatMap((text, index) => {
    if (/^-[a-zA-Z]*c$/.test(text) || text === '--cmd') return [texts[index + 1] ?? ''];
    return text.startsWith('+') ? [text.slice(1)] : [];
  });
  return commands.flatMap((command) => [
    ...matched(EX_SHELL, command),
    ...[...command.matchAll(/\bsystem(?:list)?\(\s*(["'])(.*?)\1/g)].map(([, , found = '']) => found),
  ]);
}

/** GNU sed runs a line with `e`, and what a substitution makes with the flag `e`. */
function sedTexts(script: string): string[] {
  const commands = [
    ...script.matchAll(/(?:^|[;\n{])\s*(?:(?:\d+|\$|\/[^/\n]*\/)(?:,(?:\d+|\$|\/[^/\n]*\/))?)?\s*e\s+([^\n]+)/g),
  ];
  const substitutions = [
    ...script.matchAll(/s([^\w\s\\])((?:(?!\1)[^\\]|\\.)*)\1((?:(?!\1)[^\\]|\\.)*)\1[gpiIm\d]*e/gs),
  ];
  return [...commands.map(([, text = '']) => text), ...substitutions.map(([, , , text = '']) => text)];
}

function sshOptions(texts: readonly string[]): string[] {
  return valuesOf(texts, ['-o'])
    .concat(texts.filter((text) => /^-o\S/.test(text)).map((text) => text.slice(2)))
    .filter((text) => /^(?:proxycommand|localcommand|knownhostscommand)[= ]/i.test(text) && !/=none$/i.test(text))
    .map((text) => text.replace(FRONT, ''));
}

/** The lines of a crontab without the fields that say when. */
function cronJobs(input: string | undefined): string[] {
  return lines(input, /^\s*(?:@\w+|(?:[\d*,/a-zA-Z-]+\s+){4}[\d*,/a-zA-Z-]+)\s+(.+)$/);
}

function npmScripts(texts: readonly string[]): string[] {
  if (texts[0] === 'set-script') return texts.slice(2, 3);
  return texts.flatMap((text) => matched(/^scripts\.[\w:.-]+=(.+)$/s, text));
}

function tclTexts(programs: readonly string[]): string[] {
  return programs.flatMap((program) =>
    [...program.matchAll(/\b(?:spawn|exec|system)\s+([^\n;\]]+)/g)].map(([, found = '']) => found),
  );
}

/** `ansible HOSTS -m shell -a TEXT`; without `-m` the module is `command`. */
function ansible(texts: readonly string[]): string[] {
  const [module = 'command'] = valuesOf(texts, ['-m', '--module-name']);
  if (!/(?:^|\.)(?:shell|command|raw|script)$/.test(module)) return [];
  return valuesOf(texts, ['-a', '--args']).map((text) => text.replace(/^cmd=/, ''));
}

function readsInput(texts: readonly string[]): boolean {
  return (
    valuesOf(texts, ['-f', '--file', '--makefile']).some((file) => file === '-' || file === '/dev/stdin') ||
    // A lone dash in front of a here-document is lost by the grammar.
    /^-f-?$/.test(texts.at(-1) ?? '')
  );
}

/** Variables of make are no substitutions. */
function plainRecipe(line: string): string {
  return line.replaceAll(/\$[({][^(){}\s]*[)}]|\$[@<^*?]/g, 'x').replaceAll('$$', '$');
}

/** Recipe lines of a makefile. */
function recipes(input: string | undefined): string[] {
  const text = (input ?? '').replaceAll(/\\\n\s*/g, ' ');
  return [...lines(text, /^\t[@+-]*(.+)$/), ...lines(text, /^[^\t#:=\n]+:[^;=\n]*;\s*(.+)$/)].map((line) =>
    plainRecipe(line),
  );
}
