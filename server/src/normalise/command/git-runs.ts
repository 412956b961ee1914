// What git runs from options and settings that it is given on the spot.

import type { Inner } from './inner.js';
import type { Word } from './words.js';

/** Settings whose value git runs as a shell text. */
const GIT_RUNS =
  /^(?:core\.(?:sshcommand|fsmonitor|pager|editor|askpass|gitproxy)|sequence\.editor|diff\.external|credential\.helper|pager\.\w+|gpg\.program|(?:diff|merge|filter)\..*\.(?:command|textconv|driver|clean|smudge|process))=(.*)$/is;

export function gitInner(words: readonly Word[]): Inner[] {
  const texts: string[] = [];
  words.forEach((word, i) => {
    const next = words[i + 1]?.text;
    const setting = word.text === '-c' ? GIT_RUNS.exec(next ?? '')?.[1]?.replace(/^!/, '') : undefined;
    if (setting !== undefined && /\s/.test(setting)) texts.push(setting);
    if (
      /^(-x|--exec|--tree-filter|--index-filter|--msg-filter|--env-filter|--commit-filter|--parent-filter|--tag-name-filter)$/.test(
        word.text,
      ) &&
      next !== undefined
    ) {
      texts.push(next);
    }
    const attached = /^(?:--exec=|--open-files-in-pager=|-O)(.*\s.*)$/s.exec(word.text);
    if (attached?.[1] !== undefined) texts.push(attached[1]);
  });
  return texts.map((text) => ({ kind: 'text', text }));
}
