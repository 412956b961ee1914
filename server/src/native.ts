// The only importer of the addon: its values in our words.

import { languageOf as addonLanguageOf, RuleSet, type Span } from '@vireon/native';
import type { Range } from './model/position.js';

export type {
  ExplainedRange,
  ExplainedRanges,
  ExplainedStep,
  FileResult,
  Json,
  Match,
  ScanRequest,
  ShellCommand,
  ShellParse,
  ShellWord,
  SyntaxNode,
  TextInput,
  TextResult,
} from '@vireon/native';
export { LiveDocument, parseShell, syntaxOf } from '@vireon/native';
/** Compiled rules: matches texts and scans folders. */
export { RuleSet as Matcher };

/** The language of a file by its name and first line; `generic` where it has none that we parse. */
export function languageOf(path: string, content: string): string {
  const end = content.indexOf('\n');
  return addonLanguageOf(path, end < 0 ? content.slice(0, 200) : content.slice(0, Math.min(end, 200))) ?? 'generic';
}

export function toRange(span: Span): Range {
  return { start: { line: span[0], character: span[1] }, end: { line: span[2], character: span[3] } };
}
