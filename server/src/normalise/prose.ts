// What a prompt or a result says once its disguise is off: what an agent would read, a rule must read too.

import { wordsIn } from './words.js';

/** Texts above this size are read as they stand: a disguise makes an instruction, not a book. */
const MAX_LENGTH = 256 * 1024;
const MAX_READINGS = 48;
const MAX_DEPTH = 3;

/** A text as it may be read. */
export interface Reading {
  readonly text: string;
  /** Cut into words again: where its sentences begin and end is not known. */
  readonly isRow: boolean;
}

/** The other readings of a text; none where it says what it says. */
export function readingsOf(text: string): readonly Reading[] {
  if (text.length > MAX_LENGTH) return [];
  const readings = new Map<string, boolean>();
  read(text, readings, 0);
  readings.delete(text);
  return [...readings].map(([one, isRow]) => ({ text: one, isRow }));
}

/** Words with something else between them than blanks. */
const JOINED = /(?:[\p{L}\p{N}]{1,30}[_+]{1,3}){4,60}[\p{L}\p{N}]{1,30}/gu;

function read(text: string, readings: Map<string, boolean>, depth: number): void {
  if (depth > MAX_DEPTH || readings.size >= MAX_READINGS || text.trim() === '') return;
  const plain = toPlain(text);
  if (plain !== text) readings.set(plain, false);
  for (const row of disguisedIn(plain)) readings.set(spelledAgain(row), true);
  const unjoined = plain.replaceAll(JOINED, (run) => run.replaceAll(/[_+]+/gu, ' '));
  if (unjoined !== plain) readings.set(unjoined, false);
  for (const hidden of [...encoded(plain), ...turned(plain), taggedIn(text)]) {
    if (readings.size >= MAX_READINGS) return;
    if (hidden === '' || readings.has(hidden)) continue;
    readings.set(hidden, false);
    read(hidden, readings, depth + 1);
  }
}

/** Entities and percent signs decoded, characters that look alike made one, accents and invisible characters gone. */
function toPlain(text: string): string {
  return unescaped(text)
    .normalize('NFKD')
    .replaceAll(/\p{Mn}|\p{Cf}/gu, '')
    .replaceAll(/[\u{1F150}-\u{1F169}\u{1F170}-\u{1F189}\u{1F1E6}-\u{1F1FF}]/gu, fromFrame)
    .replaceAll(/[\u0370-\u052f\u13a0-\u13ff\u2c80-\u2cff]/g, (letter) => LOOK_ALIKES.get(letter) ?? letter);
}

/** Letters in filled circles and squares, and those of flags. */
function fromFrame(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  const first = code >= 0x1f1e6 ? 0x1f1e6 : code >= 0x1f170 ? 0x1f170 : 0x1f150;
  return String.fromCharCode(97 + code - first);
}

/** Letters of other scripts that are drawn like a Latin one. */
const LOOK_ALIKES: ReadonlyMap<string, string> = new Map(
  [
    ...[
      'аa',
      'еe',
      'оo',
      'рp',
      'сc',
      'уy',
      'хx',
      'іi',
      'јj',
      'ѕs',
      'һh',
      'ԁd',
      'ԛq',
      'ԝw',
      'ѵv',
      'ɡg',
      'кk',
      'мm',
      'тt',
    ],
    ...['нh', 'вb', 'пn', 'гr', 'ӏl', 'АA', 'ВB', 'ЕE', 'КK', 'МM', 'НH', 'ОO', 'РP', 'СC', 'ТT', 'УY', 'ХX', 'ІI'],
    ...['ЈJ', 'ЅS', 'Ԛq', 'Ԝw', 'αa', 'βb', 'εe', 'ηn', 'ιi', 'κk', 'νv', 'οo', 'ρp', 'τt', 'υu', 'χx', 'ωw', 'γy'],
    ...['ΑA', 'ΒB', 'ΕE', 'ΖZ', 'ΗH', 'ΙI', 'ΚK', 'ΜM', 'ΝN', 'ΟO', 'ΡP', 'ΤT', 'ΥY', 'ΧX', 'ᎪA', 'ᎬE', 'ᏢP', 'ᎢT'],
  ].map((pair) => [pair.slice(0, 1), pair.slice(1)]),
);

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };

function unescaped(text: string): string {
  return text
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));?/gi, (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
      return fromCode(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)) ?? whole;
    })
    .replaceAll(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
      const decoded = Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8');
      return /\uFFFD|(?![\t\n\v\f\r])\p{Cc}/u.test(decoded) ? bytes : decoded;
    })
    .replaceAll(/\\u\{?([0-9a-f]{4,6})\}?|\\x([0-9a-f]{2})/gi, (whole, long, short) => {
      return fromCode(Number.parseInt(long ?? short, 16)) ?? whole;
    });
}

function fromCode(code: number): string | undefined {
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : undefined;
}

/** Letters set apart, cut into groups or written with digits make the whole text suspect; a long row only itself. */
function disguisedIn(text: string): readonly string[] {
  const tokens = text.split(/[^\p{L}\p{N}]+/u).filter((token) => token !== '');
  const share = (fits: (token: string) => boolean) => tokens.filter(fits).length / tokens.length;
  const isApart = tokens.length >= 8 && share((token) => [...token].length === 1) > 0.5;
  const isGrouped = tokens.length >= 6 && new Set(tokens.slice(0, -1).map((token) => token.length)).size === 1;
  const isMixed = tokens.length > 0 && share((token) => /[a-z]\d|\d[a-z]/i.test(token)) > 0.2;
  if (isApart || isGrouped || isMixed) return [text];
  return tokens.filter((token) => token.length >= 30 && /[a-z]/i.test(token)).slice(0, MAX_READINGS);
}

const LEET: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '+': 't',
  '8': 'b',
  '9': 'g',
};

/** Letters set apart or joined are read in one row, digits as the letters that they look like, and cut into words. */
function spelledAgain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/(?<![\p{L}\p{N}])[!|]|[!|](?![\p{L}\p{N}])/gu, ' ')
    .replaceAll(/[03457@$+89]/g, (digit) => LEET[digit] ?? digit)
    .split(/([:;,?])/u)
    .map((part) => (part.length === 1 ? part : wordsIn(part.replaceAll(/[^\p{L}\p{N}!|]+/gu, ''))))
    .join(' ');
}

/** What stands in Base64 or hexadecimal. */
function encoded(text: string): string[] {
  const found: string[] = [];
  for (const [run] of text.matchAll(/[A-Za-z0-9+/_-]{20,}={0,2}/g)) {
    const decoded = Buffer.from(run, 'base64').toString('utf8');
    if (isProse(decoded)) found.push(decoded);
  }
  for (const [run] of text.matchAll(/\b(?:[0-9a-f]{2}[\s:]?){10,}\b/gi)) {
    const parts = /[0-9a-f]{16}/i.test(run) ? run.split(/[\s:]/) : [run.replaceAll(/[\s:]/g, '')];
    const decoded = parts
      .map((part) => Buffer.from(part, 'hex').toString('utf8'))
      .join('. ')
      .trim();
    if (isProse(decoded)) found.push(decoded);
  }
  return found;
}

/** Letters shifted by thirteen, or the whole written backwards, where that makes more of it. */
function turned(text: string): string[] {
  const shifted = text.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
  const backwards = [...text].reverse().join('');
  const plain = commonWords(text);
  return [shifted, backwards].filter((one) => commonWords(one) > plain + 1);
}

function commonWords(text: string): number {
  return (
    text.match(
      /\b(?:the|and|you|your|of|to|is|in|for|with|this|that|all|not|are|be|it|on|as|an?|or|my|me|user|when|then|from|now|ignore|system|previous|instructions|reveal|tool|prompt|rules)\b/gi,
    )?.length ?? 0
  );
}

/** Nearly all of it letters, digits, blanks and punctuation, with words in it. */
function isProse(text: string): boolean {
  if (text.length < 3 || text.includes('\uFFFD')) return false;
  const readable = text.match(/[\p{L}\p{N}\p{P}\p{Zs}\n\r\t<>=+$|^`~]/gu)?.length ?? 0;
  return readable / [...text].length > 0.95 && (/\p{L}{2}/u.test(text) || text.length < 12);
}

/** Text in the invisible tag characters, each of which stands for one of ASCII. */
function taggedIn(text: string): string {
  return [...text]
    .filter((character) => character >= '\u{E0020}' && character <= '\u{E007E}')
    .map((character) => String.fromCodePoint((character.codePointAt(0) ?? 0) - 0xe0000))
    .join('');
}
