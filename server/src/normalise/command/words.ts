// The words of a simple command, as the shell would see them.

import type { ShellWord } from '../../native.js';

export interface Word {
  /** With quotes and escapes resolved; expansions that cannot be known stand as written. */
  readonly text: string;
  /** False where part of it cannot be known before the shell runs. */
  readonly known: boolean;
  readonly glob: boolean;
  /** As written, where it was written as one word. */
  readonly raw?: string;
}

export function literal(text: string): Word {
  return { text, known: true, glob: false };
}

export function toWord(word: ShellWord): Word {
  return { text: word.value ?? word.text, known: word.value !== undefined, glob: word.glob, raw: word.raw };
}

/** The words as one command line, quoted no more than they need. */
export function toLine(words: readonly Word[]): string {
  return words.map(quote).join(' ');
}

/** The words as a rule would have them: the program without its folder. */
export function toCommandLine(words: readonly Word[]): string {
  const [first, ...rest] = words;
  if (first === undefined || programName(first) === first.text) return toLine(words);
  return toLine([{ ...literal(programName(first)), known: first.known }, ...rest]);
}

function quote(word: Word): string {
  if (!word.known || word.glob) return word.raw ?? word.text;
  if (/^[\w/.,:=@%+~^{}-]+$/.test(word.text) && !/^[{}]$|\{[^}]*(?:,|\.\.)/.test(word.text)) return word.text;
  return word.text.includes("'") ? `"${word.text.replaceAll(/(["\\$`])/g, '\\$1')}"` : `'${word.text}'`;
}

/** The program a command word names: its last path segment. */
export function programName(word: Word): string {
  const name = word.text.slice(word.text.lastIndexOf('/') + 1);
  return /\.exe$/i.test(name) ? name.slice(0, -'.exe'.length).toLowerCase() : name;
}

/** How a program takes its options, as far as one must know to find its operands. */
export interface OptionShape {
  /** Letters of short options that take a value, e.g. `uC` for `-u root`. */
  readonly values?: string;
  /** Long options (with dashes) that take a value in the next word. */
  readonly long?: readonly string[];
}

export interface ParsedOption {
  /** `-x` or `--name`. */
  readonly name: string;
  readonly value?: Word;
}

export interface ParsedWords {
  readonly options: readonly ParsedOption[];
  readonly operands: readonly Word[];
}

/** Splits a command's arguments. With `stopAtOperand`, everything from the first operand on is an operand. */
export function parseOptions(words: readonly Word[], shape: OptionShape, stopAtOperand: boolean): ParsedWords {
  const options: ParsedOption[] = [];
  const operands: Word[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) break;
    if (word.text === '--') return { options, operands: [...operands, ...words.slice(i + 1)] };
    if (word.text.length < 2 || !word.text.startsWith('-')) {
      if (stopAtOperand) return { options, operands: words.slice(i) };
      operands.push(word);
    } else if (word.text.startsWith('--') || shape.long?.includes(word.text)) {
      const equals = word.text.indexOf('=');
      const next = words[i + 1];
      if (equals > 0) {
        options.push({
          name: word.text.slice(0, equals),
          value: { ...literal(word.text.slice(equals + 1)), known: word.known },
        });
      } else if (shape.long?.includes(word.text) && next !== undefined) {
        options.push({ name: word.text, value: next });
        i++;
      } else options.push({ name: word.text });
    } else i += readCluster(word, words[i + 1], shape, options);
  }
  return { options, operands };
}

/** `-xvf file`, `-ofile`: returns how many further words it took. */
function readCluster(word: Word, next: Word | undefined, { values = '' }: OptionShape, options: ParsedOption[]): 0 | 1 {
  for (let j = 1; j < word.text.length; j++) {
    const name = `-${word.text[j]}`;
    if (!values.includes(word.text[j] ?? '')) {
      options.push({ name });
      continue;
    }
    const rest = word.text.slice(j + 1);
    if (rest !== '') options.push({ name, value: { ...literal(rest), known: word.known } });
    else if (next !== undefined) {
      options.push({ name, value: next });
      return 1;
    } else options.push({ name });
    return 0;
  }
  return 0;
}
