// A text with its findings' fixes made.

import type { Match } from '../native.js';

/** In the order of the text; of two fixes that overlap the first is made. */
export function withFixes(content: string, matches: readonly Match[]): string {
  const starts = lineStarts(content);
  const offset = (line: number, character: number) => (starts[line] ?? content.length) + character;
  const edits = matches
    .flatMap(({ fix, span: [line, character, endLine, endCharacter] }) =>
      fix === undefined ? [] : [{ fix, start: offset(line, character), end: offset(endLine, endCharacter) }],
    )
    .sort((a, b) => a.start - b.start || b.end - a.end);
  let fixed = '';
  let done = 0;
  for (const { fix, start, end } of edits) {
    if (start < done) continue;
    fixed += content.slice(done, start) + fix;
    done = end;
  }
  return fixed + content.slice(done);
}

function lineStarts(content: string): number[] {
  return [0, ...[...content.matchAll(/\r\n|\n|\r/g)].map((end) => end.index + end[0].length)];
}
