// Where a command stands in its text, and whether patterns see it there as it is run.

import type { ShellCommand, ShellParse } from '../../native.js';
import { programName, toLine, type Word } from './words.js';

/** A command in a substitution may stand where patterns do not look, and one in a broken text where the tree does not. */
export function isPlainSight(command: ShellCommand, parse: ShellParse): boolean {
  return (
    parse.errors.length === 0 &&
    !isBehindDocument(command, parse) &&
    !command.context.some((one) => one === 'substitution' || one === 'process-substitution')
  );
}

/** `cat <<EOF && rm x`: what follows the start of a here-document on its line hangs below it in the tree. */
function isBehindDocument({ span }: ShellCommand, parse: ShellParse): boolean {
  return documentsOf(parse).some((start) => start[0] === span[0] && start[1] < span[1]);
}

const documents = new WeakMap<ShellParse, readonly ShellCommand['span'][]>();

function documentsOf(parse: ShellParse): readonly ShellCommand['span'][] {
  const known = documents.get(parse);
  if (known !== undefined) return known;
  const found = parse.commands.flatMap(({ redirects }) =>
    redirects.filter(({ operator }) => /^<<-?$/.test(operator)).map(({ span }) => span),
  );
  documents.set(parse, found);
  return found;
}

/** True where the command stands in its text just as a rule would have it: no other spelling is needed. */
export function isWrittenAs(command: ShellCommand, words: readonly Word[]): boolean {
  return (
    !isBehindKeyword(command) &&
    command.words.length === words.length &&
    words.every((word, index) => word.raw === command.words[index]?.raw && quoted(word, index))
  );
}

/** `time`, `!` and `coproc` stand in front of the program, where a pattern expects it. */
function isBehindKeyword({ span, words, assignments, redirects }: ShellCommand): boolean {
  const start = words[0]?.span;
  if (start === undefined || assignments.length > 0 || redirects.length > 0) return false;
  return start[0] !== span[0] || start[1] !== span[1];
}

/** A word whose quotes stand where one expects them, and not to disguise it. */
function quoted(word: Word, index: number): boolean {
  if (index === 0 && programName(word) !== word.text) return false;
  if (!word.known || word.glob || toLine([word]) === word.raw) return true;
  return index > 0 && /^(?:[\w.-]+=)?(["']).*\1$|^\\.$/s.test(word.raw ?? '');
}

/** What stands between a command, or a word of it, and the next command: separators, and the brackets of subshells. */
export function between(lines: readonly string[], before: ShellCommand['span'], after: ShellCommand): string {
  const [, , endLine, endColumn] = before;
  const [startLine, startColumn] = after.span;
  if (endLine > startLine || (endLine === startLine && endColumn > startColumn)) return '';
  if (endLine === startLine) return (lines[endLine] ?? '').slice(endColumn, startColumn);
  return [
    (lines[endLine] ?? '').slice(endColumn),
    ...lines.slice(endLine + 1, startLine),
    (lines[startLine] ?? '').slice(0, startColumn),
  ].join('\n');
}

/** `{ a; b; } > f`, `a | b > f`: a command of redirections alone comes in front of those that it holds. */
export function redirectedAround(outer: ShellCommand | undefined, command: ShellCommand): ShellCommand | undefined {
  if (command.words.length === 0 && command.redirects.some(({ operator }) => operator.includes('>'))) return command;
  return outer !== undefined && holds(outer.span, command.span) ? outer : undefined;
}

function holds(outer: ShellCommand['span'], inner: ShellCommand['span']): boolean {
  const [line, column, endLine, endColumn] = outer;
  const isBefore = line < inner[0] || (line === inner[0] && column <= inner[1]);
  return isBefore && (endLine > inner[2] || (endLine === inner[2] && endColumn >= inner[3]));
}
