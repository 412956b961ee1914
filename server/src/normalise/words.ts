// A row of letters without blanks, cut into the words that it most likely consists of.

import { COMMON_WORDS } from './common-words.js';
import { OTHERS, VERBS } from './gloss/lexicon.js';

/** Longer rows are no sentence in disguise. */
const MAX_ROW = 4000;
const LONGEST = 24;
/** A letter that belongs to no word costs more than any word. */
const STRAY = 4;

const strokes = (word: string) => word.replaceAll(/[il!|]/g, '1');

/** Words as they are drawn: `i` and `l` are one stroke, the first word drawn so wins. */
const WORDS = compile();

function compile(): ReadonlyMap<string, string> {
  const rows = [...Object.values(VERBS), ...Object.values(OTHERS)];
  const common = COMMON_WORDS.split(' ');
  const known = [COMMON_WORDS, ...rows].flatMap((row) => row.split(/[|\s]+/u)).filter((word) => /^[a-z]+$/u.test(word));
  const words = new Map<string, string>();
  for (const word of known) {
    const isShort = word.length < 3 && !common.includes(word);
    if (!isShort && !words.has(strokes(word))) words.set(strokes(word), word);
  }
  return words;
}

/** The cheapest way to read the row as words; what fits none stays as it is. */
export function wordsIn(letters: string): string {
  const row = strokes(letters.slice(0, MAX_ROW));
  const cost = [0];
  const from = [0];
  for (let end = 1; end <= row.length; end += 1) {
    let best = (cost[end - 1] ?? 0) + STRAY;
    let start = end - 1;
    for (let at = Math.max(0, end - LONGEST); at < end; at += 1) {
      if (!WORDS.has(row.slice(at, end))) continue;
      // Long words are less likely found by chance.
      const price = (cost[at] ?? 0) + 1 + 3 / (end - at);
      if (price <= best) [best, start] = [price, at];
    }
    cost.push(best);
    from.push(start);
  }
  const parts: string[] = [];
  let stray = '';
  for (let end = row.length; end > 0; end = from[end] ?? 0) {
    const piece = row.slice(from[end] ?? 0, end);
    const word = WORDS.get(piece);
    if (word === undefined) stray = `${letters.slice(from[end] ?? 0, end)}${stray}`;
    else {
      if (stray !== '') parts.push(stray);
      stray = '';
      parts.push(word);
    }
  }
  if (stray !== '') parts.push(stray);
  return parts.reverse().join(' ');
}
