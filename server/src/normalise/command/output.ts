// What a command writes to its output, where that is plain from its words: `echo`, `printf`, and decoders behind them.

import { parseOptions, programName, type Word } from './words.js';

const MAX_OUTPUT = 1024 * 1024;

/** The output of a simple command, given its input; `undefined` where it cannot be known. */
export function outputOf(words: readonly Word[], input: string | undefined): string | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  switch (programName(first)) {
    case 'echo':
      return echo(rest);
    case 'printf':
      return printf(rest);
    case 'cat':
      return rest.every((word) => word.text === '-') ? input : undefined;
    case 'tee':
      return input;
    case 'which':
      return rest.length === 1 ? rest[0]?.text : undefined;
    case 'command':
      return rest.length === 2 && rest[0]?.text === '-v' ? rest[1]?.text : undefined;
    case 'base64':
      return decode(rest, input, 'base64', ['-d', '-D', '--decode']);
    case 'xxd':
      return decode(rest, input, 'hex', ['-r']);
    case 'rev':
      return input
        ?.split('\n')
        .map((line) => [...line].reverse().join(''))
        .join('\n');
    default:
      return undefined;
  }
}

function echo(words: readonly Word[]): string {
  const escapes = words.some((word) => /^-[nE]*e[neE]*$/.test(word.text));
  const start = words.findIndex((word) => !/^-[neE]+$/.test(word.text));
  const text =
    start < 0
      ? ''
      : words
          .slice(start)
          .map((word) => word.text)
          .join(' ');
  return `${escapes ? unescaped(text) : text}\n`;
}

function printf(words: readonly Word[]): string | undefined {
  const operands = words[0]?.text === '--' ? words.slice(1) : words;
  const [format, ...values] = operands.map((word) => word.text);
  if (format === undefined) return undefined;
  let next = 0;
  const once = () =>
    unescaped(format).replaceAll(/%(%|[-\d.]*[sbq])/g, (_, kind: string) =>
      kind === '%' ? '%' : (values[next++] ?? ''),
    );
  let text = once();
  while (next > 0 && next < values.length && text.length < MAX_OUTPUT) text += once();
  return text;
}

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:x([0-9a-f]{1,2})|0?([0-7]{1,3})|([nrtabfve\\"']))/gi,
    (_, hex?: string, octal?: string, letter?: string) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      return (
        { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b' }[letter ?? ''] ?? letter ?? ''
      );
    },
  );
}

function decode(
  words: readonly Word[],
  input: string | undefined,
  encoding: 'base64' | 'hex',
  flags: readonly string[],
): string | undefined {
  const { options, operands } = parseOptions(words, {}, false);
  if (input === undefined || operands.length > 0 || !options.some(({ name }) => flags.includes(name))) return undefined;
  return Buffer.from(input.replaceAll(/\s+/g, ''), encoding).toString('utf8');
}
