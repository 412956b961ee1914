// Which lines of a text are new, by a line diff that is bounded in work.

import { diffArrays } from 'diff';
import type { LineSpan } from '../model/subject.js';

/** Beyond this many changed lines the changed stretch as a whole counts as new. */
const MAX_EDITS = 2_000;

/**
 * Spans of lines of `after` that `before` does not have. Where lines were only taken away,
 * an empty span marks the place: what lies across it is changed too.
 */
export function freshLines(before: string, after: string): readonly LineSpan[] {
  const old = toLines(before);
  const now = toLines(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  const oldMiddle = old.slice(head, old.length - tail);
  const nowMiddle = now.slice(head, now.length - tail);
  if (oldMiddle.length === 0 && nowMiddle.length === 0) return [];
  return between(oldMiddle, nowMiddle).map((span) => ({ start: span.start + head, end: span.end + head }));
}

/** A carriage return is part of the line end: changing line ends alone changes no line. */
function toLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

function between(old: readonly string[], now: readonly string[]): LineSpan[] {
  if (old.length === 0 || now.length === 0) return [{ start: 0, end: now.length }];
  const changes = diffArrays([...old], [...now], { maxEditLength: MAX_EDITS });
  if (changes === undefined) return [{ start: 0, end: now.length }];
  const spans: LineSpan[] = [];
  let line = 0;
  for (const change of changes) {
    const count = change.count ?? change.value.length;
    if (change.added) {
      const last = spans.at(-1);
      if (last?.start === line && last.end === line) spans.pop();
      spans.push({ start: line, end: line + count });
    } else if (change.removed && spans.at(-1)?.end !== line) spans.push({ start: line, end: line });
    if (!change.removed) line += count;
  }
  return spans;
}
