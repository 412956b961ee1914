// What a text asks of its reader, word by word in concepts, whatever language and wording it uses.

import { FORMS } from './forms.js';
import { OTHERS, VERBS } from './lexicon.js';
import { saidIn } from './mentions.js';
import { Mood } from './mood.js';

/** Line by line: `~ignore~ ~all~ ~prior~ ~instructions~`. Verbs are concepts only where somebody is told to do it. */
export function glossOf(text: string, isRow = false): string {
  const json = stringsOfJson(text);
  if (json !== undefined) return json.map((one) => glossOf(one).replaceAll('\n', ' ¶ ')).join('\n');
  const lines = text
    .split(/\r\n|\n|\r/u)
    .map((line) => line.replace(NUMBERED, ''))
    .map((line) => (isHidden(line) ? ` ~hidden : ${marked(line)}` : marked(line)));
  return glossLines(saidIn(lines), isRow).join('\n');
}

/** As tools show files to agents. */
const NUMBERED = /^\s*\d{1,6}(?:→|\t)/u;

const MAX_STRINGS = 2000;

/** Each string of a JSON value speaks for itself: what stands in another one is no context of it. */
function stringsOfJson(text: string): string[] | undefined {
  if (!/^\s*[[{]/u.test(text)) return undefined;
  try {
    const strings: string[] = [];
    collect(JSON.parse(text), strings);
    return strings;
  } catch {
    return undefined;
  }
}

function collect(value: unknown, into: string[]): void {
  if (into.length >= MAX_STRINGS) return;
  if (typeof value === 'string') into.push(value);
  else if (Array.isArray(value)) for (const item of value) collect(item, into);
  else if (typeof value === 'object' && value !== null)
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && /^role$/iu.test(key)) into.push(`<|${item}|>`);
      collect(item, into);
    }
}

const MARKS: readonly (readonly [RegExp, string])[] = [
  [
    /<\|(?:im_start|start_header_id|begin_of_text|system|developer)\|>\s*(?:system|developer)?(?:<\|end_header_id\|>)?/giu,
    ' ¶ ~marker : ',
  ],
  [
    /\[INST\]|<<\s*SYS\s*>>|<start_of_turn>|<\/?(?:system|tool_result|function_results|assistant)(?:[-_ ]?(?:prompt|message|instructions?|override|reminder))?>|\[\/?SYSTEM(?:[_ ](?:PROMPT|MESSAGE))?\]:?/giu,
    ' ¶ ~marker : ',
  ],
  [/<\|[a-z_]+\|>|\[\/INST\]|<<\s*\/SYS\s*>>|<end_of_turn>/giu, ' ¶ '],
  [
    /^\s*(?:#{1,4}\s*)?(?:system|developer|admin|administrator|root|system message|system note|new user message|operator)\s*(?:message|prompt|note|override|notice|update|alert)?\s*:(?=\s)/giu,
    ' ¶ ~marker : ',
  ],
  [/<\/?(?:important|information|secret|hidden|system[-_]?note|instructions?|admin)>/giu, ' ¶ ~marker : '],
  [
    /<!--|style\s*=\s*["'][^"']{0,200}?(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0|color\s*:\s*(?:white|#fff))[^>]{0,200}>|\[\/\/\]:\s*#\s*\(|aria-hidden=["']true["'][^>]*>|\bsr-only\b[^>]*>/giu,
    ' ¶ ~hidden : ',
  ],
  [/<\/(?:context|document|data|user_?input|input|page|content|email|message)>/giu, ' ¶ ~closing : '],
  [/-->/gu, ' ¶ '],
  [/\{\{?[^{}\n]{0,60}\}?\}|\$\{[^}\n]{0,60}\}|\{%[^%\n]{0,80}%\}/gu, ' ~hole '],
  [/!\[[^\]\n]{0,80}\]\(/gu, ' ~image '],
];
const PIPED = /\b(?:curl|wget|iwr|irm)\b[^\n|]{3,200}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\biex\s*\(/giu;
const RUINS =
  /\brm\s{1,9}-\w{0,9}[rf]\w{0,9}(?:\s{1,9}-\S{1,40}){0,5}\s{1,9}(?:\/(?=[\s*`'"]|$)|~\/?(?=[\s`'"*]|$)|\/\*|\$HOME\/?(?=[\s`'"]|$)|\/var\/backups\S*|\/(?:etc|home|usr|boot)\/?(?=[\s`'"*]|$))|--no-preserve-root|\bmkfs(?:\.\w+)?\s+\/dev|\bdd\s+if=\S+\s+of=\/dev\/|:\(\)\s*\{\s*:\s*\|\s*:|\/dev\/tcp\/\d|\b(?:nc|ncat|netcat)\s+(?:-\w+\s+)*-\w*[ec]\w*\s+\S*sh\b|\bsocket\b[^\n]{0,200}\b(?:dup2|subprocess|pty)\b/giu;
const STATEMENT =
  /\b(?:drop|truncate)\s+(?:table|database|schema)\s+["`\w.]+|\bdelete\s+from\s+["`\w.]+|\bupdate\s+["`\w.]+\s+set\s+[\w.]+\s*=/giu;
const DESTROYS =
  /\brm\s{1,9}-\w{0,9}[rf]\w{0,9}(?:\s{1,9}-\S{1,40}){0,5}\s{1,9}\S+|\bRemove-Item\b[^\n]{0,60}-Recurse/giu;
/** An address that is to be filled with what was said or is secret. */
const LEAKS =
  /https?:\/\/[^\s)]{0,300}?(?:[<{[]{1,2}[^>}\]\n]{0,60}(?:conversation|chat|history|message|summary|secret|api_?key|password|digits|prompt|answer)[^>}\]\n]{0,60}[>}\]]|[?&]\w{1,40}=[A-Z0-9_-]{0,40}(?:SECRET|HISTORY|CANARY|PROMPT|BASE64|PASSWORD|CONVERSATION)[A-Z0-9_-]{0,40})[^\s)]{0,300}\)?/gu;

/** Comment signs, bullets and quote marks at the head of a line are no words. */
const HEAD = /^\s*(?:(?:[>*#+|-]|\/\/|\/\*+|<!--|--|;;?|%|"""|'''|\d{1,2}[.)])\s*)+/u;
const TOKEN =
  /¶|~[a-z]+|https?:\/\/[^\s)>\]"']+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?:~|\.{0,2})\/[\w.~*@/-]+|\.env\b|[\p{L}\p{N}\p{M}_]+(?:['’.+-][\p{L}\p{N}\p{M}_]+)*|[.,:;!?()"'`\n“”«»。、，！？：；—–=-]/gu;
const SECRET_PLACE =
  /\.ssh\b|id_(?:rsa|ed25519|dsa|ecdsa)|(?:^|\/)\.env(?:\.\w+)?$|\.npmrc|\.netrc|\.pypirc|\.aws\b|\/credentials\b|\.kube|\.docker\/config|\.config\/gcloud|wallet\.dat|\/etc\/(?:passwd|shadow)|_?authToken|(?:^|_)(?:API_?KEY|TOKEN|SECRET|PASSWORD|ACCESS_KEY)|mcp\.json|\.claude\b|\.git-credentials|\.gnupg|(?:read|get|dump|list)_(?:secret|credential|password|token)/u;
const PUBLIC_PLACE = /\.pub$|example|sample|template|\.dist$|_test|\.md$|\.py$|\.[jt]s$/u;
const EVIL =
  /evil|attacker|exfil|hacker|mallory|webhook\.site|requestbin|ngrok|pastebin|interact\.sh|oast|burpcollaborator|pipedream|\.onion|malicious/u;
const SENTENCE_END = /^[.!?;。！？；¶]$/u;

const STOPS = /^[.!?。！？]$/u;

const ENDED = /[.!?:;,)}\]|>"'`]\s*$/u;
/** A line that is shorter was not wrapped: the next one may begin something new. */
const WRAPPED = 40;

interface Word {
  readonly text: string;
  readonly line: number;
  /** The first word after a line that was not full. */
  readonly opens?: boolean;
}

function glossLines(lines: readonly string[], isRow: boolean): string[] {
  const out: string[][] = lines.map(() => []);
  let sentence: Word[] = [];
  const flush = () => {
    out[sentence[0]?.line ?? 0]?.push(...[...tagged(sentence, isRow)].map(({ text }) => text));
    sentence = [];
  };
  for (const [line, raw] of lines.entries()) {
    const before = lines[line - 1] ?? '';
    const isFull = before.trim().length >= WRAPPED;
    if (raw.trim() === '' || HEAD.test(raw) || ENDED.test(before) || !(isFull || /^\s*\p{Ll}/u.test(raw))) flush();
    let opens = !isFull;
    for (const [token] of raw.replace(HEAD, '').matchAll(TOKEN)) {
      sentence.push({ text: token, line, opens });
      opens = false;
      if (SENTENCE_END.test(token) || sentence.length > 400) flush();
    }
  }
  flush();
  return out.map((words) => words.join(' '));
}

const isHidden = (line: string) => /^\s*\[\/\/\]:/u.test(line);

function marked(line: string): string {
  let text = line
    .replaceAll(PIPED, ' ~piped ')
    .replaceAll(RUINS, ' ~ruins ~destroys ')
    .replaceAll(STATEMENT, ' ~statement ~destroys ')
    .replaceAll(DESTROYS, ' ~destroys ')
    .replaceAll(LEAKS, ' ~leaks ');
  for (const [pattern, mark] of MARKS) text = text.replaceAll(pattern, mark);
  return text;
}

/** Scripts without blanks between words. */
const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff]/u;

interface Entry {
  readonly verbs: readonly string[];
  readonly forms: readonly string[];
  readonly others: readonly string[];
}

/** Phrases by their first word, the longest first. */
interface Phrase {
  readonly words: readonly string[];
  readonly entry: Entry;
}

const { exact, starts, phrases, glyphs } = compile();

function compile() {
  const entries = new Map<string, { verbs: string[]; forms: string[]; others: string[] }>();
  const add = (table: Readonly<Record<string, string>>, kind: 'verbs' | 'forms' | 'others') => {
    for (const [concept, row] of Object.entries(table))
      for (const word of row.split('|')) {
        const entry = entries.get(word) ?? { verbs: [], forms: [], others: [] };
        if (!entry[kind].includes(concept)) entry[kind].push(concept);
        entries.set(word, entry);
      }
  };
  add(VERBS, 'verbs');
  add(FORMS, 'forms');
  add(OTHERS, 'others');
  const exact = new Map<string, Entry>();
  const starts: (readonly [string, Entry])[] = [];
  const phrases = new Map<string, Phrase[]>();
  const glyphs: (readonly [string, Entry])[] = [];
  for (const [word, entry] of entries) {
    if (UNSPACED.test(word)) glyphs.push([word, entry]);
    else if (word.includes(' ')) {
      const words = word.split(' ');
      const same = phrases.get(words[0] ?? '') ?? [];
      same.push({ words, entry });
      phrases.set(words[0] ?? '', same);
    } else if (word.endsWith('*')) starts.push([word.slice(0, -1), entry]);
    else exact.set(word, entry);
  }
  for (const same of phrases.values()) same.sort((a, b) => b.words.length - a.words.length);
  glyphs.sort((a, b) => b[0].length - a[0].length);
  return { exact, starts, phrases, glyphs };
}

function* tagged(sentence: readonly Word[], isRow: boolean): Generator<Word> {
  const mood = new Mood(isRow);
  const words = sentence.map(({ text }) => text.toLowerCase().replaceAll('’', "'"));
  for (let at = 0; at < sentence.length; ) {
    const { line, text, opens } = sentence[at] as Word;
    if (opens === true) mood.open();
    const word = words[at] ?? '';
    if (UNSPACED.test(word)) {
      for (const tag of glyphTags(word)) yield { text: tag, line };
      mood.pass(word);
      at += 1;
      continue;
    }
    const phrase = phrases.get(word)?.find(({ words: all }) => all.every((one, index) => words[at + index] === one));
    const length = phrase?.words.length ?? 1;
    const whole = words.slice(at, at + length).join(' ');
    yield {
      text: spelled(whole, text, phrase?.entry ?? entryOf(word), mood, words.slice(at + length, at + length + 4)),
      line,
    };
    mood.pass(whole);
    at += length;
  }
}

function entryOf(word: string): Entry | undefined {
  const entry = exact.get(word) ?? exact.get(word.replace(/'s?$/u, ''));
  if (entry !== undefined || /^[\p{P}~]/u.test(word)) return entry;
  const least = /^[\p{Script=Latin}]/u.test(word) ? 4 : 1;
  return word.length <= least
    ? undefined
    : starts.find(([start]) => start.length >= least && word.startsWith(start))?.[1];
}

function spelled(word: string, raw: string, entry: Entry | undefined, mood: Mood, after: readonly string[]): string {
  if (/^~[a-z]+$/u.test(word)) return `${word}~`;
  if (STOPS.test(word)) return '¶';
  if (/^https?:/u.test(word)) return `~url~${EVIL.test(word) ? 'evil~' : ''}${word.endsWith('=') ? 'open~' : ''}`;
  if (/^[^~]+@/u.test(word)) return `~mail~${EVIL.test(word) ? 'evil~' : ''}`;
  if (SECRET_PLACE.test(raw) && !PUBLIC_PLACE.test(raw)) return '~place~';
  if (/^[a-z]{2}\d{10,30}$/u.test(word)) return '~money~';
  if (entry === undefined) return isWord(word) ? word : '_';
  const told = entry.verbs.length > 0 ? mood.of(word) : undefined;
  const tags = [
    ...entry.forms,
    ...(entry.forms.length > 0 && entry.verbs.length === 0 ? ['foreign'] : []),
    ...entry.others.filter((tag) => !OF_READER.has(tag) || !isElsewhere(after)),
    ...(told === undefined ? [] : entry.verbs.map((verb) => (told === 'not' ? `not-${verb}` : verb))),
  ];
  return tags.length === 0 ? word.replaceAll(' ', '_') : `~${[...new Set(tags)].join('~')}~`;
}

/** What is no word is no part of a request, and may be a secret. */
const isWord = (word: string) => word.length <= (/\d/u.test(word) ? 8 : 40);

/** `the instructions in the README` are not those that the reader was given. */
const OF_READER = new Set(['instructions', 'rules']);

function isElsewhere([first = '', second = '', third = '']: readonly string[]): boolean {
  if (!/^(?:in|inside|within|contained|for|of|on|at|about|embedded|found|hidden|from|to|as)$/u.test(first))
    return false;
  return (
    !/^(?:this|the|your|our|that)$/u.test(second) ||
    !/^(?:chat|conversation|session|system|context|prompt|game|developer|creators|above)$/u.test(third)
  );
}

function glyphTags(word: string): string[] {
  const tags: string[] = [];
  for (let at = 0; at < word.length; ) {
    const found = glyphs.find(([glyph]) => word.startsWith(glyph, at));
    if (found === undefined) {
      if (tags.at(-1) !== '_') tags.push('_');
      at += 1;
    } else {
      const { verbs, forms, others } = found[1];
      tags.push(
        `~${[...new Set([...forms, ...(forms.length > 0 ? ['foreign'] : []), ...others, ...verbs])].join('~')}~`,
      );
      at += found[0].length;
    }
  }
  return tags;
}
