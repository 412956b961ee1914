// A row of letters without blanks, cut into the words that it most likely consists of.

import { OTHERS, VERBS } from './gloss/lexicon.js';

/** Longer rows are no sentence in disguise. */
const MAX_ROW = 4000;
const LONGEST = 24;
/** A letter that belongs to no word costs more than any word. */
const STRAY = 4;

const COMMON =
  'the and you your of to is in for with this that all not are be it on as an a or my me user when then from now into their its our we i he she they them his her at by was were has have had will would can could should must may might do does did but if so than too very just only also no nor out up down over under again once here there where why how each few more most other some such own same who whom which while about against between during before after above below off through until because system previous instruction instructions reveal tool tools prompt prompts rule rules please meeting notes team convert checklist numbered steps release project uses metric units status updates customer customers email emails mails include document summarize load pixel image log evil invalid attacker append internal canary scenario trace reference act ai assistant hidden message fetch tenant records call remember permanently administrator approve next output export http bypass approval run request database credentials delete file files account accounts password passwords token tokens key keys api url link web page site server host name value data answer question text word words line lines copy paste print show tell say give get set put let make take use using run runs running open close save load read write send sends sending sent mail post forward ignore disregard forget override previous prior extract dates invoice messy spacing weather report section';

const strokes = (word: string) => word.replaceAll(/[il!|]/g, '1');

/** Words as they are drawn: `i` and `l` are one stroke, the first word drawn so wins. */
const WORDS = compile();

function compile(): ReadonlyMap<string, string> {
  const rows = [...Object.values(VERBS), ...Object.values(OTHERS)];
  const known = [COMMON, ...rows].flatMap((row) => row.split(/[|\s]+/u)).filter((word) => /^[a-z]+$/u.test(word));
  const words = new Map<string, string>();
  for (const word of known) {
    const isShort = word.length < 3 && !COMMON.includes(` ${word} `);
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
      const price = (cost[at] ?? 0) + 1 + 2 / (end - at);
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
