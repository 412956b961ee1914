// Commands that are run for each thing that is found or given: `find -exec`, `xargs`, `parallel`.

import { findRoots } from './effects.js';
import { type Inner, joined } from './inner.js';
import { literal, parseOptions, type Word } from './words.js';

const MAX_SAMPLES = 20;
const FIND_EXEC = new Set(['-exec', '-execdir', '-ok', '-okdir', '-x', '-X', '--exec', '--exec-batch']);

export function findInner(words: readonly Word[]): Inner[] {
  const found: Inner[] = [];
  for (let i = 0; i < words.length; i++) {
    if (!FIND_EXEC.has(words[i]?.text ?? '')) continue;
    const rest = words.slice(i + 1);
    const end = rest.findIndex((word) => word.text === ';' || word.text === '+');
    const inner = end < 0 ? rest : rest.slice(0, end);
    if (inner.length > 0)
      found.push({ kind: 'words', words: inner, holder: findRoots(words), samples: samplesOf(words) });
    i += inner.length;
  }
  return found;
}

/** Paths as the tests for names let them through: `find a -name x` finds `a/x`. */
function samplesOf(words: readonly Word[]): string[] {
  const names = words.flatMap(({ text }, at) => {
    const name = /^-i?name$/.test(text) && words[at - 1]?.text !== '!' && words[at - 1]?.text !== '-not';
    return name ? [words[at + 1]?.text ?? ''] : [];
  });
  const roots = findRoots(words).map((root) => root.replace(/(?<=.)\/+$/, ''));
  if (names.length === 0 || names.includes('')) return roots.map((root) => (root === '.' ? '{}' : below(root, '{}')));
  return roots.flatMap((root) => names.map((name) => below(root, name))).slice(0, MAX_SAMPLES);
}

function below(root: string, name: string): string {
  return `${root === '/' ? '' : root}/${name}`;
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
