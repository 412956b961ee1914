// The working folder of each command of a text.

import type { ShellCommand } from '../../native.js';
import { type Ground, spellOut } from '../paths.js';
import type { Word } from './words.js';

/** The working folder through `cd`, with subshells keeping theirs to themselves. */
export class Folders {
  private stack: (string | undefined)[];

  constructor(cwd: string | undefined) {
    this.stack = [cwd];
  }

  get current(): string | undefined {
    return this.stack.at(-1);
  }

  /** Steps into or out of the subshells around a command; `closed`: one was left since the command before. */
  enter(command: ShellCommand, closed: boolean): void {
    const depth = command.context.filter(
      (one) => one === 'subshell' || one === 'substitution' || one === 'process-substitution',
    ).length;
    const isFirst = closed || command.joined === 'start';
    this.stack.length = Math.min(this.stack.length, Math.max(1, isFirst && depth > 0 ? depth : depth + 1));
    while (this.stack.length <= depth) this.stack.push(this.current);
  }

  change(program: string, words: readonly Word[], ground: Ground): void {
    if (program === 'popd') this.set(undefined);
    if (program !== 'cd' && program !== 'pushd' && program !== 'chdir') return;
    const target = words.find((word) => !/^-[LPe@]*$/.test(word.text) || word.text === '-');
    if (target === undefined) this.set(ground.home);
    else if (target.text === '-' || !target.known) this.set(undefined);
    else {
      const folder = spellOut(target.text, this.current, ground);
      this.set(folder.startsWith('/') ? folder : undefined);
    }
  }

  private set(folder: string | undefined): void {
    this.stack[this.stack.length - 1] = folder;
  }
}
