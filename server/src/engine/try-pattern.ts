// A pattern that belongs to no rule yet, before a text.

import type { PatternMatches, PatternTry } from '../model/verbs.js';
import { languageOf, Matcher, toRange } from '../native.js';
import { canonicalLanguage } from './languages.js';

const MAX_RANGES = 1_000;

/** In the language `regex` the pattern is a regular expression. */
export function tryPattern({ pattern, content, language: named, path }: PatternTry): PatternMatches {
  const language = canonicalLanguage(named ?? languageOf(path ?? '', content));
  const operator = language === 'regex' ? 'pattern-regex' : 'pattern';
  const rule = { id: 'pattern', languages: [language], severity: 'INFO', message: '', [operator]: pattern };
  const matcher = new Matcher([rule]);
  const [issue] = matcher.issues;
  if (issue !== undefined) return { language, ranges: [], problem: issue.message, notes: [] };
  const [result] = matcher.match([{ text: content, language }]);
  const matches = result?.matches ?? [];
  return {
    language,
    ranges: matches.slice(0, MAX_RANGES).map(({ span, metavariables }) => ({ range: toRange(span), metavariables })),
    notes: [
      ...(result?.bounds ?? []).map(({ message }) => message),
      ...(result?.partial ? ['the text did not parse whole; it was matched where it did'] : []),
      ...(matches.length > MAX_RANGES ? [`only the first ${MAX_RANGES} of ${matches.length} matches are told`] : []),
    ],
  };
}
