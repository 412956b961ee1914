// cmd: the commands of a batch text in the words of a POSIX shell.

import { type SyntaxNode, syntaxOf } from '../../native.js';
import { commandLine, type ForeignReading, foreignWord, posixPath, windowsVariable } from './foreign.js';
import { literal, programName, type Word } from './words.js';

export function readBatch(text: string): ForeignReading {
  const reading = new Reading();
  reading.text(text);
  return reading;
}

/** Whether a text whose shell nobody told removes or formats in the words of cmd, with its options. */
export function speaksBatch(text: string): boolean {
  return REMOVES.test(text) || FORMATS.test(text);
}

const REMOVES = /(?:^|[&|(]|\n)[ \t]*(?:del|erase|rd|rmdir)(?:\.exe)?[ \t](?:[^&|\n]*[ \t])?\/[fsqa](?:$|[\s&|:])/i;
const FORMATS = /(?:^|[&|(]|\n)[ \t]*format(?:\.com|\.exe)?[ \t]+[a-z]:(?:$|[\s&|])/i;

/** The text behind `/c`, `/k` or `/r`, which takes all that follows. */
export function cmdText(rest: readonly Word[]): string | undefined {
  const at = rest.findIndex((word) => /^\/[ckr]/i.test(word.text));
  const option = rest[at];
  if (option === undefined) return undefined;
  const following = [option.text.slice(2), ...rest.slice(at + 1).map(quotedForCmd)].filter((text) => text !== '');
  return rest.length === at + 2 ? rest[at + 1]?.text : following.join(' ');
}

function quotedForCmd({ text }: Word): string {
  return /[\s&|<>]/.test(text) && !text.includes('"') ? `"${text}"` : text;
}

type Row = (options: string, paths: readonly string[], all: readonly string[]) => (readonly Word[])[];

const write: Row = (_, paths) => [commandLine('tee', ...paths.slice(-1))];
const ROWS: Readonly<Record<string, Row>> = {
  del: (options, paths) => [commandLine('rm', ...(/\/s/i.test(options) ? ['-r'] : []), '-f', ...paths)],
  rd: (options, paths) =>
    /\/s/i.test(options) ? [commandLine('rm', '-r', '-f', ...paths)] : [commandLine('rmdir', ...paths)],
  format: (_, __, all) => (all.some((one) => /^[a-z]:$/i.test(one)) ? [commandLine('mkfs.ntfs', '/dev/sda1')] : []),
  move: (_, paths) => [commandLine('mv', ...paths)],
  copy: (_, paths) => [commandLine('cp', ...paths)],
  type: (_, paths) => [commandLine('cat', ...paths)],
  md: (_, paths) => [commandLine('mkdir', ...paths)],
  cd: (_, paths) => [commandLine('cd', ...paths)],
  dir: (_, paths) => [commandLine('ls', ...paths)],
  xcopy: (_, paths) => [commandLine('cp', '-r', ...paths)],
  robocopy: (options, paths) => [
    commandLine('rsync', '-a', ...(/\/(?:mir|purge)/i.test(options) ? ['--delete'] : []), ...paths),
  ],
  mklink: write,
  shutdown: (options) => (/\/[srph]\b/i.test(options) ? [commandLine('shutdown', '-h', 'now')] : []),
  taskkill: (_, __, all) => {
    const image = all.findIndex((one) => /^\/im$/i.test(one));
    return [image < 0 ? commandLine('taskkill', ...all) : commandLine('pkill', all[image + 1] ?? '')];
  },
  start: (_, __, all) => {
    const words = all.filter(
      (one, index) => !(index === 0 && /\s|^$/.test(one)) && !/^\/(?:b|d|i|min|max|wait|w|low|high)$/i.test(one),
    );
    return words.length === 0 ? [] : [commandLine(words[0] ?? '', ...words.slice(1))];
  },
};
const ALIASES: Readonly<Record<string, string>> = {
  ...{ erase: 'del', rmdir: 'rd', mkdir: 'md', chdir: 'cd', ren: 'move', rename: 'move' },
};

class Reading implements ForeignReading {
  readonly pipelines: (readonly Word[])[][] = [];
  readonly writes: string[] = [];
  readonly lacks: string[] = [];
  private readonly variables = new Map<string, string>();

  text(whole: string): void {
    // The grammar reads on past the end of an assignment, and takes a caret for a letter.
    for (const text of /\bset\s/i.test(whole) ? statements(whole) : [whole]) this.part(plainly(text));
  }

  private part(text: string): void {
    const tree = syntaxOf(text.endsWith('\n') ? text : `${text}\n`, 'batch');
    if (typeof tree === 'string') this.lacks.push(`the text for cmd was not judged: ${tree}`);
    else this.visit(tree);
  }

  private visit(node: SyntaxNode): void {
    if (node.broken && this.lacks.length === 0) this.lacks.push('the text for cmd could not be parsed');
    if (node.type === 'variable_assignment') this.assign(node);
    if (node.type === 'redirection') this.redirect(node);
    if (node.type === 'pipe_stmt') {
      const stages = node.children.flatMap((child) => this.stage(child));
      if (stages.length > 1) this.pipelines.push(stages);
    } else if (node.type === 'cmd' || node.type === 'call_stmt') {
      for (const words of this.command(node)) this.pipelines.push([words]);
    }
    for (const child of node.children) this.visit(child);
  }

  private stage(node: SyntaxNode): (readonly Word[])[] {
    if (node.type === 'cmd') return this.command(node);
    return node.children.flatMap((child) => this.stage(child));
  }

  private assign(node: SyntaxNode): void {
    const name = node.children.find(({ type }) => type === 'variable_name')?.text.toLowerCase();
    const value = node.children.find(({ type }) => type === 'assignment_value')?.text;
    if (name !== undefined && value !== undefined) this.variables.set(name, this.expand(value));
  }

  private redirect(node: SyntaxNode): void {
    const target = node.children.find(({ type }) => type === 'redirect_target')?.text ?? '';
    const writes = node.children.some(({ type, text }) => type === 'redirect_op' && text.includes('>'));
    const path = this.plain(target);
    if (writes && !/^nul$/i.test(path) && !/^&?\d?$/.test(path)) this.writes.push(posixPath(path));
  }

  private command(node: SyntaxNode): (readonly Word[])[] {
    const [name, ...rest] = node.children.filter(({ named }) => named);
    if (name === undefined) return [];
    const list = rest.find(({ type }) => type === 'argument_list');
    const given = (list === undefined ? rest.map((child) => child.text) : wordsOf(list)).map((one) => this.plain(one));
    const [program = '', ...own] = /^[%!]/.test(name.text)
      ? this.plain(name.text).trim().split(/\s+/)
      : [this.plain(name.text)];
    const all = [...own, ...given];
    if (program.startsWith('$')) this.lacks.push(`which program \`${name.text}\` runs cannot be told before it runs`);
    const key = programName(literal(posixPath(program)))
      .toLowerCase()
      .replace(/\.(?:com|cmd|bat)$/, '');
    const options = all.filter((one) => /^\//.test(one) && !/^\/\w+\//.test(one)).join(' ');
    const paths = all.filter((one) => !/^\/[\w:+-]*$/.test(one)).map(posixPath);
    const row = ROWS[ALIASES[key] ?? key];
    if (row !== undefined) return row(options, paths, all);
    const plain = [literal(key.startsWith('.') ? program : key), ...all.map(foreignWord)];
    // `tool.bat` is a file of the folder, or a program as `npm.cmd` is.
    return /\.(?:cmd|bat)$/i.test(program) ? [plain, [literal(posixPath(program)), ...plain.slice(1)]] : [plain];
  }

  /** Without quotes and carets, with variables that are known. */
  private plain(text: string): string {
    return this.expand(
      text.replaceAll(/"([^"]*)"|\^(.)/g, (_, string?: string, escaped?: string) => string ?? escaped ?? ''),
    );
  }

  private expand(text: string): string {
    return text
      .replaceAll(/%(~dp0|\*|\d)/gi, (_, name: string) => (name === '~dp0' ? '.' : `$${name}`))
      .replaceAll(
        /[%!]([A-Za-z_]\w*)(?::[^%!]*)?[%!]/g,
        (_, name: string) => this.variables.get(name.toLowerCase()) ?? windowsVariable(name),
      )
      .replaceAll(/%%~?\w*([A-Za-z])(?!\w)/g, (_, name: string) => `$${name}`);
  }
}

/** The statements of a text without brackets; one with brackets stays whole. */
function statements(text: string): string[] {
  if (/[()]/.test(text)) return [text];
  return [...text.matchAll(/(?:"[^"]*"|\^.|[^&])+/gs)].map(([one]) => one.trim());
}

/** The pieces of an argument list, those that touch as one word: `%USERPROFILE%\\x`. */
function wordsOf(list: SyntaxNode): string[] {
  const found: string[] = [];
  let end = -1;
  for (const { text } of list.children.filter(({ named }) => named)) {
    const start = list.text.indexOf(text, Math.max(end, 0));
    if (start === end && found.length > 0) found.push(`${found.pop() ?? ''}${text}`);
    else found.push(text);
    end = start + text.length;
  }
  return found;
}

/** Carets in front of letters say nothing; a loop's variable on the command line is `%i`, in a file `%%i`. */
function plainly(text: string): string {
  const loops = /\bfor\b/i.test(text) ? text.replaceAll(/(?<!%)%(?=~?\w*[A-Za-z](?![\w%]))/g, '%%') : text;
  return loops.replaceAll(/\^(?=\w)/g, '');
}
