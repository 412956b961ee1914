// Sources written another way that means the same: each line of the result says which line it comes from.

export interface Restyled {
  readonly lines: readonly string[];
  /** Of each line, the line of the original. */
  readonly from: readonly number[];
}

export type Restyle = (lines: readonly string[], language: string) => Restyled;

const HASH = new Set(['python', 'bash', 'ruby', 'yaml', 'terraform']);
const BRACES = new Set(['javascript', 'typescript', 'tsx', 'java', 'go', 'php', 'csharp', 'kotlin']);

export const RESTYLED = new Set([...BRACES, 'python', 'bash']);

/** Lines that begin or end inside of a text of several lines, or that another line continues. */
function isWithin(lines: readonly string[]): boolean[] {
  let open: string | undefined;
  let heredoc: string | undefined;
  return lines.map((line) => {
    const before = open !== undefined || heredoc !== undefined;
    if (heredoc !== undefined && line.trim() === heredoc) heredoc = undefined;
    else heredoc ??= /<<[-~]?\s*['"]?([A-Za-z_]\w*)/.exec(line)?.[1];
    for (const [mark] of line.matchAll(/"""|'''|`/g)) {
      if (open === undefined) open = mark;
      else if (open === mark) open = undefined;
    }
    return before || open !== undefined || heredoc !== undefined || line.endsWith('\\');
  });
}

function each(lines: readonly string[], write: (line: string, index: number) => readonly string[]): Restyled {
  const written = lines.map((line, index) => write(line, index));
  return { lines: written.flat(), from: written.flatMap((some, index) => some.map(() => index)) };
}

const isComment = (line: string) => /^\s*(#|\/\/|\*|\/\*|$)/.test(line);

/** Lines in which every bracket and quote that opens is closed. */
function isWhole(text: string): boolean {
  let left = text.replaceAll(/\\./g, '').replaceAll(/"[^"]*"|'[^']*'/g, '');
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replaceAll(/\([^()[\]{}]*\)|\[[^()[\]{}]*\]|\{[^()[\]{}]*\}/g, '');
  }
  return !/["'()[\]{}]/.test(left);
}

/** A comment behind what is a statement of its own, whatever it says. */
const commented: Restyle = (lines, language) => {
  const within = isWithin(lines);
  const sign = HASH.has(language) ? '#' : '//';
  const ends = BRACES.has(language) ? /[;{}]\s*$/ : /[\w)\]"']\s*$/;
  return each(lines, (line, index) => {
    const alone = !within[index] && !isComment(line) && ends.test(line) && (BRACES.has(language) || isWhole(line));
    return [alone ? `${line}  ${sign} as it "stands` : line];
  });
};

/** More room between lines and in front of them. */
const spread: Restyle = (lines, language) => {
  const within = isWithin(lines);
  return each(lines, (line, index) => {
    if (within[index] || isComment(line)) return [line];
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    // `ruleid` speaks of the next line, so the room is behind.
    return [language === 'bash' ? line : `${indent}${line}`, ...(isWhole(line) ? ['', ''] : [])];
  });
};

const ASSIGNED: Readonly<Record<string, RegExp>> = {
  python: /^(\s*[a-z_]\w* = )(?!\(|yield|await|lambda|not )([^#=,]+)()$/,
  go: /^(\s*[a-z]\w* := )(?!func|\[|<-|&|map)([^,{}=]+)()$/,
};
const WITH_SEMICOLON =
  /^(\s*(?:(?:const|let|var|final)\s+)?(?:[\w<>[\], .]+\s)?[\w$]+\s*=\s*)(?!\(|function|async|await|new |class|yield|\{)([^;={}]+)(;)$/;

/** The value of an assignment in parentheses. */
const bracketed: Restyle = (lines, language) => {
  const within = isWithin(lines);
  const shape = language === 'bash' ? undefined : (ASSIGNED[language] ?? WITH_SEMICOLON);
  return each(lines, (line, index) => {
    const [, before, value, end] = (within[index] ? undefined : shape?.exec(line)) ?? [];
    return [value === undefined || !isWhole(value) ? line : `${before}(${value.trim()})${end}`];
  });
};

const DECLARED: Readonly<Record<string, RegExp>> = {
  python: /^\s+([a-z_]\w*) = /gm,
  go: /^\s+([a-z]\w*) := /gm,
  java: /^\s+[A-Z][\w<>]* ([a-z]\w*) = /gm,
};
const BY_WORD = /^\s*(?:const|let|var) ([a-z]\w*) = /gm;

/** Another name for what a function declares, where nothing else is spelled like it. */
const renamed: Restyle = (lines, language) => {
  const text = lines.join('\n');
  const code = text.replaceAll(/\\./g, '  ').replaceAll(/"[^"\n]*"|'[^'\n]*'|`[^`]*`/g, '""');
  const names = new Set([...text.matchAll(DECLARED[language] ?? BY_WORD)].map(([, name]) => name ?? ''));
  let out = text;
  for (const name of language === 'bash' ? [] : names) {
    const word = new RegExp(`(?<![\\w$])${name}(?![\\w$])`, 'g');
    const isSpelled = (text.match(word)?.length ?? 0) !== (code.match(word)?.length ?? 0);
    const isLabel = new RegExp(
      `[.@]${name}(?!\\w)|[{,]\\s*${name}\\s*[,}:]|[(,]\\s*${name}\\s*=(?!=)|\\b${name}:`,
    ).test(code);
    const isSaidOfIt = new RegExp(`(?://|#).*\\b${name}\\b`).test(code);
    if (!isSpelled && !isLabel && !isSaidOfIt) out = out.replaceAll(word, `${name}Other1`);
  }
  return each(out.split('\n'), (line) => [line]);
};

export const RESTYLES: Readonly<Record<string, Restyle>> = { commented, spread, bracketed, renamed };
