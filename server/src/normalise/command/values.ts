// What variables, aliases and functions of a shell text hold, as far as its own words tell.

import { parseShell, type ShellCommand, type ShellParse, type ShellWord } from '../../native.js';
import { expandBraces } from './braces.js';
import { outputOf } from './output.js';
import { literal, toWord, type Word } from './words.js';

const MAX_VALUE = 64 * 1024;
const MAX_TURNS = 32;

/** What `mktemp` names, as far as it can be known. */
const TEMPORARY = '/tmp/tmp.mktemp';

const MAX_SOURCE = 1024;
const SUBSTITUTION = /^"?(\$\(.*\)|`.*`)"?$/s;

/** Values of loop variables in one turn. */
export type Binding = ReadonlyMap<string, Word>;

export class Values {
  private readonly variables = new Map<string, string>();
  private readonly bodies = new Map<string, string>();
  private readonly loops = new Map<string, readonly ShellWord[]>();
  /** Substitutions by the variable that takes what they put out. */
  private readonly sources = new Map<string, string>();
  private readonly arrays = new Map<string, readonly Word[]>();

  constructor(home: string) {
    this.variables.set('HOME', home);
    this.variables.set('SHELL', 'sh');
    this.variables.set('BASH', 'bash');
    this.variables.set('IFS', ' \t\n');
  }

  /** Takes in the functions, aliases and loops that a text defines; functions may be called before or after. */
  learn(text: string, parse: ShellParse): void {
    for (const [, name, list] of text.matchAll(/\bfor\s+([A-Za-z_]\w*)\s+in\s+([^;\n]+)/g)) {
      const words = parseShell(`: ${list}`).commands[0]?.words.slice(1) ?? [];
      if (name !== undefined) this.loops.set(name, words);
    }
    const functions = new Map<string, string[]>();
    for (const command of parse.commands) {
      if (command.inFunction !== undefined) {
        const lines = functions.get(command.inFunction) ?? [];
        functions.set(command.inFunction, [...lines, command.words.map((word) => word.raw).join(' ')]);
      }
      if (command.words[0]?.value === 'alias') for (const word of command.words.slice(1)) this.alias(word);
    }
    for (const [name, lines] of functions) this.bodies.set(name, lines.join('\n'));
  }

  private alias(word: ShellWord): void {
    const match = /^([\w.-]+)=(.+)$/s.exec(word.value ?? '');
    if (match?.[1] !== undefined && match[2] !== undefined) this.bodies.set(match[1], `${match[2]} "$@"`);
  }

  /** The turns that loops around a command may take, as values of their variables. */
  bindings(command: ShellCommand): Binding[] {
    const raw = [...command.words, ...command.redirects.map(({ target }) => target)].map((word) => word.raw).join(' ');
    let turns: Binding[] = [new Map()];
    for (const [name, list] of this.loops) {
      if (!new RegExp(`\\$\\{?${name}\\b`).test(raw)) continue;
      const values = this.resolve(list).slice(0, MAX_TURNS);
      turns = turns.flatMap((turn) => values.map((value) => new Map([...turn, [name, value]]))).slice(0, MAX_TURNS);
    }
    return turns.length === 0 ? [new Map()] : turns;
  }

  /** Puts a turn's values in place. */
  bind(binding: Binding): void {
    for (const [name, { text, known }] of binding) {
      if (known) this.variables.set(name, text);
      else this.variables.delete(name);
    }
  }

  /** The text that a name of this shell text stands for, with its arguments as `$1 …`. */
  bodyOf(name: string): string | undefined {
    return this.bodies.get(name);
  }

  assign(name: string, value: ShellWord): void {
    if (/^\(.*\)$/s.test(value.raw)) {
      this.array(name, value.raw.slice(1, -1));
      return;
    }
    const word = toWord(value);
    const text = /^"?\$\(mktemp(?![^()]*(?:-p|--tmpdir))[^()]*\)"?$/.test(value.raw)
      ? TEMPORARY
      : word.known
        ? word.text
        : this.valueOf(word);
    if (text !== undefined && text.length <= MAX_VALUE) this.variables.set(name, text);
    else this.variables.delete(name);
    const source = text === undefined ? SUBSTITUTION.exec(value.raw)?.[1] : undefined;
    if (source !== undefined && source.length <= MAX_SOURCE) this.sources.set(name, source);
    else this.sources.delete(name);
  }

  /** `NAME=(…)`; `NAME+=(…)` comes with the same name and adds to it. */
  private array(name: string, list: string): void {
    const words = this.resolve(parseShell(`: ${list.replaceAll('\n', ' ')}`).commands[0]?.words.slice(1) ?? []);
    this.arrays.set(name, words);
    const [first] = words;
    if (first?.known === true) this.variables.set(name, first.text);
    else this.variables.delete(name);
  }

  /** `export NAME=value` and its kin, as words. */
  declare(words: readonly Word[]): void {
    for (const { text, known } of words) {
      const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
      if (name === undefined || value === undefined) continue;
      if (known && value.length <= MAX_VALUE) this.variables.set(name, value);
      else this.variables.delete(name);
    }
  }

  /** Words with known variables, positional parameters and literal substitutions put in. */
  resolve(words: readonly ShellWord[], positional?: readonly Word[]): Word[] {
    return this.resolveWords(words.map(toWord), positional);
  }

  resolveWords(words: readonly Word[], positional: readonly Word[] = []): Word[] {
    return words.flatMap((word, at) => {
      if (word.known) return unbraced(word);
      if (/^"?\$[@*]"?$/.test(word.raw ?? word.text)) return positional.length > 0 ? [...positional] : [word];
      const array = /^"?\$\{(\w+)\[[@*]\]\}"?$/.exec(word.raw ?? word.text)?.[1];
      const elements = array === undefined ? undefined : this.arrays.get(array);
      if (elements !== undefined) return [...elements];
      const expanded = this.expand(word.text, positional);
      if (expanded === word.text) return [at === 0 ? word : this.sourced(word)];
      const text = visible(expanded);
      if (/[$`]/.test(expanded)) return [{ text: expanded === text ? text : word.text, known: false, glob: word.glob }];
      return /^["']/.test(word.raw ?? '"') ? [literal(text)] : this.split(text, word.glob);
    });
  }

  /** `P=$(cat x.pid); kill $P` is `kill $(cat x.pid)`. */
  private sourced(word: Word): Word {
    const name = /^\$(?:(\w+)|\{(\w+)\})$/
      .exec(word.text)
      ?.slice(1)
      .find((one) => one !== undefined);
    const source = name === undefined ? undefined : this.sources.get(name);
    return source === undefined ? word : { text: source, known: false, glob: word.glob };
  }

  /** What one word holds that the shell does not split; absent where that is not known. */
  private valueOf(word: Word): string | undefined {
    const expanded = this.expand(word.text, []);
    return /[$`]/.test(expanded) ? undefined : visible(expanded);
  }

  private split(text: string, glob: boolean): Word[] {
    return splitAt(text, this.variables.get('IFS') ?? ' \t\n')
      .filter((one) => one !== '')
      .map((one) => ({ ...literal(one), glob: glob || /[*?[]/.test(one) }));
  }

  /** What a process substitution that names a file, `<(echo …)`, holds. */
  outputNamed(word: string): string | undefined {
    const command = /^<\((.*)\)$/s.exec(word)?.[1];
    return command === undefined ? undefined : substituted(command);
  }

  /** `$HOME` in front of a path that is otherwise unknown. */
  expandHome(path: string): string {
    return path.replace(/^(?:\$HOME|\$\{HOME\})(?=\/|$)/, this.variables.get('HOME') ?? '$HOME');
  }

  private expand(text: string, positional: readonly Word[]): string {
    return text
      .replaceAll(/\$\{?([A-Za-z_]\w*)\}?/g, (whole, name: string) =>
        isPlain(whole) ? (hidden(this.variables.get(name)) ?? whole) : whole,
      )
      .replaceAll(/\$\{([A-Za-z_]\w*):?-([\w./-]+)\}/g, (_, name: string, otherwise: string) =>
        this.variables.get(name) === undefined ? otherwise : (hidden(this.variables.get(name)) ?? otherwise),
      )
      .replaceAll(/\$\{?([1-9])\}?/g, (whole, index: string) => {
        const given = positional[Number(index) - 1];
        return (given?.known === true ? hidden(given.text) : given?.text) ?? whole;
      })
      .replaceAll(
        /\$\(([^()]*)\)|`([^`]*)`/g,
        (whole, dollar?: string, tick?: string) => hidden(substituted(dollar ?? tick ?? '')) ?? whole,
      );
  }
}

/** What was put in is not expanded once more: its `$` and backticks mean themselves. */
function hidden(output: string | undefined): string | undefined {
  return output?.replaceAll('$', '\uE000').replaceAll('`', '\uE001');
}

function visible(text: string): string {
  return text.replaceAll('\uE000', '$').replaceAll('\uE001', '`');
}

function splitAt(text: string, separators: string): string[] {
  const parts = [''];
  for (const one of text) {
    if (separators.includes(one)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${one}`);
  }
  return parts;
}

/** A word without quotes whose braces the shell expands. */
function unbraced(word: Word): Word[] {
  if (word.raw === undefined || !word.raw.includes('{') || /["'\\]/.test(word.raw)) return [word];
  const words = expandBraces(word.text);
  return words.length === 1 ? [word] : words.map((text) => ({ ...literal(text), glob: word.glob }));
}

/** `$NAME` or `${NAME}`, with its braces paired. */
function isPlain(reference: string): boolean {
  return reference.startsWith('${') === reference.endsWith('}');
}

/** What `$(echo …)` and its like put out. */
function substituted(command: string): string | undefined {
  let output: string | undefined;
  const { commands, errors } = parseShell(command);
  if (errors.length > 0) return undefined;
  for (const [index, one] of commands.entries()) {
    const words = one.words.map(toWord);
    if (words.some((word) => !word.known) || (index > 0 && one.joined !== 'pipe')) return undefined;
    output = outputOf(words, one.redirects.findLast(({ body }) => body !== undefined)?.body?.text ?? output);
    if (output === undefined) return undefined;
  }
  return output?.trimEnd();
}
