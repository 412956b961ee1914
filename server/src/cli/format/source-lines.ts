import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;

/** Reads single lines of files; keeps the file that was read last, since findings come file by file. */
export function sourceLines(): (file: string, line: number) => string | undefined {
  let known: { readonly file: string; readonly lines: readonly string[] } | undefined;
  return (file, line) => {
    if (known?.file !== file) known = { file, lines: readLines(file) };
    return known.lines[line];
  };
}

/** The code line is an addition to a finding; where the file has gone in the meantime the finding is shown without. */
function readLines(file: string): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    return size > MAX_BYTES ? [] : readFileSync(descriptor, 'utf8').split(/\r\n|\r|\n/);
  } finally {
    closeSync(descriptor);
  }
}
