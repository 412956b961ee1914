// Files that a shell text makes before it runs them: what it writes to them, and where it fetches them from.

import type { ShellCommand } from '../../native.js';
import { effectsOf } from './effects.js';
import { INPUT_FILE, isShell } from './shells.js';
import { literal, parseOptions, programName, toLine, type Word } from './words.js';

/** Interpreters and builtins whose first operand is a file that they run. */
const RUNS_FILE = /^(?:source|\.|python[\d.]*|node|ruby|perl|php|bun|deno|lua|Rscript|osascript|pwsh|open)$/;

const FETCHERS = /^(?:curl|wget|aria2c|fetch|http|https|xh)$/;

export class MadeFiles {
  private readonly texts = new Map<string, string>();
  /** Addresses by the file that they are fetched to. */
  private readonly fetched = new Map<string, string>();

  private readonly links = new Map<string, string>();

  /** `spelled` gives the absolute path of one as written. */
  constructor(private readonly spelled: (path: string) => string) {}

  /** What the text wrote to a file, where that is known. */
  textOf(path: string): string | undefined {
    return this.texts.get(path);
  }

  /** `echo '…' > x.sh`, `cat > x.sh <<EOF`, `… | tee x.sh`: what a later command would run. */
  noteOutput({ redirects }: ShellCommand, words: readonly Word[], output: string | undefined, input?: string): void {
    const target = redirects.find(({ operator }) => /^1?>>?\|?$/.test(operator))?.target.text;
    if (target !== undefined)
      this.write(
        target,
        output,
        redirects.some(({ operator }) => operator.includes('>>')),
      );
    const isMore = words.some(({ text }) => /^(?:-[a-z]*a|--append)$/.test(text));
    for (const path of takers(words)) this.write(path, input, isMore);
  }

  /** The same for one of the commands whose outputs go to one file. */
  noteInside({ redirects }: ShellCommand, output: string | undefined, joined: ShellCommand['joined']): void {
    const target = redirects.find(({ operator }) => /^1?>>?\|?$/.test(operator))?.target.text;
    if (target !== undefined) this.write(target, output, joined !== 'start' && joined !== 'pipe');
  }

  private write(target: string, text: string | undefined, isMore: boolean): void {
    const path = this.spelled(target);
    if (text === undefined) {
      if (!isMore) this.texts.delete(path);
      return;
    }
    this.texts.set(path, isMore ? `${this.texts.get(path) ?? ''}${text}` : text);
  }

  /** `ln -s /etc e`: from here on `e/passwd` is `/etc/passwd`. */
  noteLink([first, ...rest]: readonly Word[]): void {
    if (first === undefined || programName(first) !== 'ln') return;
    const { options, operands } = parseOptions(rest, { values: 'tS' }, false);
    const [target, link] = operands;
    if (target?.known !== true || !options.some(({ name }) => name === '-s' || name === '--symbolic')) return;
    const path = this.spelled(link?.text ?? target.text.replace(/\/+$/, '').replace(/^.*\//, ''));
    const folder = path.slice(0, path.lastIndexOf('/'));
    const leads = this.spelled(/^[/~$]/.test(target.text) ? target.text : `${folder}/${target.text}`);
    if (leads !== path) this.links.set(path, leads);
  }

  /** The path behind the links that the text itself made. */
  followed(path: string): string {
    for (const [link, leads] of this.links)
      if (path.startsWith(`${link}/`)) return leads.replace(/\/$/, '') + path.slice(link.length);
    return path;
  }

  noteFetched(words: readonly Word[], redirect: string | undefined): void {
    const [first, ...rest] = words;
    if (first === undefined || !FETCHERS.test(programName(first))) return;
    const effects = effectsOf(words);
    const named = [...effects.writes, ...(redirect === undefined ? [] : [redirect])];
    const url = rest.find(({ text }) => !named.includes(text) && isAddress(text))?.text;
    if (url === undefined) return;
    const last = /\/([^/?#]+)(?:[?#].*)?$/.exec(url.replace(/^[a-z]+:\/\/[^/]*/i, ''))?.[1];
    for (const path of named.length > 0 || last === undefined ? named : [last])
      this.fetched.set(this.spelled(path), url);
  }

  /** A file fetched by an earlier command and run by this one is a download piped to a shell. */
  runsFetched(words: readonly Word[]): string | undefined {
    const [first, ...rest] = words;
    if (first === undefined || this.fetched.size === 0) return undefined;
    const program = programName(first);
    const script = isShell(program) || RUNS_FILE.test(program) ? rest.find((word) => !/^-/.test(word.text)) : first;
    const url = script === undefined ? undefined : this.fetched.get(this.spelled(script.text));
    return url === undefined ? undefined : `curl ${toLine([literal(url)])} | ${isShell(program) ? program : 'sh'}`;
  }
}

/** The files that a command writes its input to, as it is. */
function takers([first, ...rest]: readonly Word[]): string[] {
  const program = first === undefined ? '' : programName(first);
  const operands = rest.map(({ text }) => text).filter((text) => !text.startsWith('-') || text === '-');
  if (program === 'tee' || program === 'sponge') return operands;
  if (program === 'dd') {
    const isCopy = !operands.some((text) => text.startsWith('if='));
    return isCopy ? operands.flatMap((text) => /^of=(.+)$/.exec(text)?.[1] ?? []) : [];
  }
  if (!/^(?:cp|install|mv)$/.test(program) || !operands.some((text) => INPUT_FILE.test(text))) return [];
  return operands.slice(-1);
}

function isAddress(text: string): boolean {
  return /^[a-z]+:\/\//i.test(text) || /^(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?\//i.test(text);
}
