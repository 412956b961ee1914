import { binary } from './binary.js';
import { provideLanguage } from './grammars.js';
import type { ShellParse } from './index.js';

/** The commands of a shell text, those in substitutions and nested constructs included. */
export function parseShell(text: string): ShellParse {
  provideLanguage('bash');
  return binary.parseShell(text);
}

/** The language of a file, by name, extension or `#!` line. */
export function languageOf(path: string, firstLine?: string): string | undefined {
  return binary.languageOf(path, firstLine);
}
