// What the shells themselves are told to run.

import type { Inner } from './inner.js';
import type { Word } from './words.js';

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash']);

/** Names of the input as a file. */
export const INPUT_FILE = /^(?:-|\/dev\/stdin|\/dev\/fd\/0|\/proc\/self\/fd\/0)$/;

export function isShell(program: string): boolean {
  return SHELLS.has(program);
}

/** The file that a shell is told to run: `bash -x deploy.sh`. */
export function shellScript(words: readonly Word[]): Word | undefined {
  const { command, operand, readsInput } = shellArguments(words.slice(1));
  return command || readsInput ? undefined : operand;
}

export function shellInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const { command, operand, positional, readsInput } = shellArguments(words);
  if (command) return operand === undefined ? [] : [{ kind: 'text', text: operand.text, positional }];
  return readsInput && piped !== undefined ? [{ kind: 'text', text: piped }] : [];
}

function shellArguments(words: readonly Word[]) {
  let command = false;
  let i = 0;
  for (; i < words.length; i++) {
    const text = words[i]?.text ?? '';
    if (text === '--' || text === '-') {
      i++;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    if (text.startsWith('--')) {
      if (text === '--rcfile' || text === '--init-file') i++;
      if (text === '--command') command = true;
    } else {
      if (text.startsWith('-') && text.includes('c')) command = true;
      if (/[oO]$/.test(text)) i++;
    }
  }
  const [operand, ...positional] = words.slice(i);
  const readsInput =
    operand === undefined || INPUT_FILE.test(operand.text) || words.some((word) => /^-[a-z]*s[a-z]*$/.test(word.text));
  return { command, operand, positional, readsInput };
}
