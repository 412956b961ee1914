// A shell text with those variables put in whose value is certain, so that a rule sees `rm -rf build` and not `rm -rf "$DIR"`.

import type { ShellCommand, ShellParse, ShellWord } from '../../native.js';
import type { Values } from './values.js';
import { programName, toLine, toWord } from './words.js';

/** In these the shell keeps what is assigned to itself. */
const KEEPS = new Set(['subshell', 'substitution', 'process-substitution']);

/** Builtins that give variables a value by their words. */
const GIVES = /^(?:export|declare|typeset|readonly|local|read|mapfile|readarray|printf|getopts|unset|let|select)$/;

interface Edit {
  readonly span: ShellWord['span'];
  /** What the word is in each turn of the loops around it. */
  readonly turns: Set<string>;
}

export class Settling {
  private readonly constants: ReadonlySet<string>;
  private readonly edits = new Map<string, Edit>();

  constructor(
    private readonly text: string,
    parse: ShellParse,
  ) {
    this.constants = text.includes('$') ? constantsOf(text, parse) : new Set();
  }

  /** Takes in the words of a command, with what variables hold there. */
  note(command: ShellCommand, values: Values): void {
    if (this.constants.size === 0) return;
    for (const word of command.words) {
      if (word.value !== undefined || !this.isCertain(word.text)) continue;
      const words = values.resolve([word]);
      if (!words.every(({ known }) => known)) continue;
      const key = word.span.join();
      const edit = this.edits.get(key) ?? { span: word.span, turns: new Set() };
      edit.turns.add(toLine(words));
      this.edits.set(key, edit);
    }
  }

  /** Lines stay where they are; absent where nothing was put in. */
  settled(): string | undefined {
    if (this.edits.size === 0) return undefined;
    const lines = this.text.split('\n');
    const edits = [...this.edits.values()].sort((a, b) => b.span[0] - a.span[0] || b.span[1] - a.span[1]);
    for (const { span, turns } of edits) {
      const [line, start, endLine, end] = span;
      const text = lines[line];
      if (text === undefined || endLine !== line) return undefined;
      lines[line] = text.slice(0, start) + [...turns].join(' ') + text.slice(end);
    }
    return lines.join('\n');
  }

  private isCertain(text: string): boolean {
    const rest = text.replaceAll(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (_, plain?: string, braced?: string) =>
      this.constants.has(plain ?? braced ?? '') ? '' : '$',
    );
    return rest !== text && !/[$`]/.test(rest);
  }
}

/** Names that one place of the text alone gives a value to, and not in a subshell. */
function constantsOf(text: string, { commands }: ShellParse): Set<string> {
  const places = new Map<string, number>();
  const note = (name: string, count = 1) => places.set(name, (places.get(name) ?? 0) + count);
  for (const { assignments, words, context } of commands) {
    const isKept = words.length === 0 && !context.some((one) => KEEPS.has(one));
    for (const { name } of assignments) note(name, isKept ? 1 : 2);
    if (words[0] === undefined || !GIVES.test(programName(toWord(words[0])))) continue;
    for (const word of words.slice(1)) {
      const [, name, equals] = /^([A-Za-z_]\w*)(=)?/.exec(word.text) ?? [];
      if (name !== undefined) note(name, equals === undefined || context.some((one) => KEEPS.has(one)) ? 2 : 1);
    }
  }
  for (const [, name = ''] of text.matchAll(/\bfor\s+([A-Za-z_]\w*)\s+in\s/g)) note(name);
  for (const [, name = ''] of text.matchAll(/\(\([^)]*?\b([A-Za-z_]\w*)\s*(?:[-+*/%]?=[^=]|\+\+|--)/g)) note(name, 2);
  return new Set([...places].filter(([, count]) => count === 1).map(([name]) => name));
}
