// Commands that are run for each thing that is found or given: `find -exec`, `xargs`, `parallel`.

import { findRoots } from './effects.js';
import { type Inner, joined } from './inner.js';
import { literal, parseOptions, type Word } from './words.js';

const FIND_EXEC = new Set(['-exec', '-execdir', '-ok', '-okdir', '-x', '-X', '--exec', '--exec-batch']);

export function findInner(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (let i = 0; i < words.length; i++) {
    if (!FIND_EXEC.has(words[i]?.text ?? '')) continue;
    const rest = words.slice(i + 1);
    const end = rest.findIndex((word) => word.text === ';' || word.text === '+');
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (inner.length > 0) found.push({ kind: 'words', words: inner, holder: findRoots(words) });
    i += inner.length;
  }
  return found;
}

export function xargsInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const shape = {
    values: 'adEIJLnPRsS',
    long: ['--arg-file', '--delimiter', '--max-args', '--max-procs', '--max-lines', '--max-chars'],
  };
  const { options, operands } = parseOptions(words, shape, true);
  if (operands.length === 0) return [];
  const input = (piped ?? '')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map(literal);
  const holder =
    options.find(({ name }) => name === '-I' || name === '-J')?.value?.text ??
    (options.some(({ name }) => name === '-i' || name === '--replace') ? '{}' : undefined);
  if (holder === undefined) return [{ kind: 'words', words: [...operands, ...input] }];
  const text = input.map((word) => word.text).join(' ');
  return [
    {
      kind: 'words',
      words: text === '' ? operands : operands.map((word) => ({ ...word, text: word.text.replaceAll(holder, text) })),
    },
  ];
}

export function parallelInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const shape = {
    values: 'jNnIaSL',
    long: [
      '--jobs',
      '--arg-file',
      '--sshlogin',
      '--joblog',
      '--results',
      '--colsep',
      '--delay',
      '--timeout',
      '--tmpdir',
    ],
  };
  const { operands } = parseOptions(words, shape, true);
  const end = operands.findIndex((word) => /^:::/.test(word.text));
  const command = end < 0 ? operands : operands.slice(0, end);
  const inputs =
    end < 0
      ? (piped ?? '').split('\n').filter((line) => line !== '')
      : operands.slice(end + 1).map((word) => word.text);
  if (command.length === 0) return inputs.map((text) => ({ kind: 'text', text }));
  const template = joined(command);
  const filled = inputs
    .slice(0, 20)
    .map((input) => (template.includes('{}') ? template.replaceAll('{}', input) : `${template} ${input}`));
  // What comes on an input that cannot be known is appended all the same.
  return (filled.length > 0 || inputs.length > 0 || end >= 0 ? filled : [`${template} "$INPUT"`]).map((text) => ({
    kind: 'text',
    text,
  }));
}
