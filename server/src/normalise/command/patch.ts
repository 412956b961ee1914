// Commands that change the files which a patch names: `patch -p1 < x.patch`, `git apply x.patch`, `git am`.

import { withoutGlobals } from './globals.js';
import { type ParsedOption, parseOptions, programName, type Word } from './words.js';

/** A patch that a command applies. Paths are as written. */
export interface AppliedPatch {
  /** Absent where the patch comes on the input. */
  readonly file?: string;
  /** How many leading folders of its paths are dropped. */
  readonly strip: number;
  /** What its paths are relative to, below the working folder. */
  readonly folder: string;
}

const PATCH = {
  values: 'pidorBDFVYzgx',
  long: ['--strip', '--input', '--directory', '--output', '--reject-file', '--fuzz', '--prefix', '--suffix'],
};
const GIT_APPLY = { values: 'pC', long: ['--directory', '--exclude', '--include', '--whitespace', '--patch-format'] };
const ONLY_LOOKS = /^--(?:check|stat|numstat|summary|dry-run|abort|quit|skip|continue|show-current-patch.*|cached)$/;

/** `input`: the file that the input comes from, where a redirection names one. */
export function patchesOf(words: readonly Word[], input: string | undefined): AppliedPatch[] {
  const [first, ...rest] = withoutGlobals(words);
  if (first === undefined) return [];
  const program = programName(first);
  const verb = rest[0]?.text;
  if (program === 'patch') return byPatch(rest, input);
  if (program === 'apply_patch') return [applied(input, 0, undefined)];
  return program === 'git' && (verb === 'apply' || verb === 'am') ? byGit(rest.slice(1), input) : [];
}

function byPatch(rest: readonly Word[], input: string | undefined): AppliedPatch[] {
  const { options, operands } = parseOptions(rest, PATCH, false);
  if (options.some(({ name }) => ONLY_LOOKS.test(name))) return [];
  const file = given(options, '-i', '--input') ?? operands[1]?.text ?? input;
  const strip = Number(given(options, '-p', '--strip') ?? 0);
  return [applied(file, strip, given(options, '-d', '--directory'))];
}

function byGit(rest: readonly Word[], input: string | undefined): AppliedPatch[] {
  const { options, operands } = parseOptions(rest, GIT_APPLY, false);
  if (options.some(({ name }) => ONLY_LOOKS.test(name))) return [];
  const strip = Number(given(options, '-p') ?? 1);
  const folder = given(options, '--directory');
  const files = operands.map(({ text }) => text).filter((text) => text !== '-');
  return files.length === 0 ? [applied(input, strip, folder)] : files.map((file) => applied(file, strip, folder));
}

function applied(file: string | undefined, strip: number, folder = '.'): AppliedPatch {
  return { strip: Number.isInteger(strip) ? strip : 0, folder, ...(file !== undefined && file !== '-' && { file }) };
}

function given(options: readonly ParsedOption[], ...names: readonly string[]): string | undefined {
  return options.find(({ name }) => names.includes(name))?.value?.text;
}

/** The files that a patch writes or removes. */
export function filesOf(patch: string, strip: number): string[] {
  const found = new Set<string>();
  for (const line of patch.split('\n')) {
    const [, own] = /^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?)\s*$/.exec(line) ?? [];
    if (own !== undefined) found.add(own);
    const [, named, renamed] = /^(?:\+\+\+|---) "?([^\t"\r]+)|^rename (?:from|to) "?([^"\r]+)/.exec(line) ?? [];
    const path = named === undefined ? renamed : named.split('/').slice(strip).join('/');
    if (path !== undefined && path !== '' && named !== '/dev/null') found.add(path);
  }
  return [...found];
}
