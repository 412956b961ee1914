import type picocolors from 'picocolors';
import { cells, oneLine } from './printable.js';

/** Columns that line up; the last one is as long as it is. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  colours: ReturnType<typeof picocolors.createColors>,
): string {
  const clean = rows.map((row) => row.map(oneLine));
  const widths = head.map((title, column) => Math.max(title.length, ...clean.map((row) => cells(row[column] ?? ''))));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => cell + ' '.repeat(column === row.length - 1 ? 0 : (widths[column] ?? 0) - cells(cell)))
      .join('  ');
  return [colours.dim(line(head)), ...clean.map(line)].map((text) => `${text.trimEnd()}\n`).join('');
}
