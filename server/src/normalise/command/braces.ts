// Brace expansion: `a{b,c}` is `ab ac`, `{1..3}` is `1 2 3`.

const MAX_WORDS = 256;

/** The words that a bare word with braces stands for; the word itself where it has none, or too many. */
export function expandBraces(word: string): readonly string[] {
  const words = expand(word);
  return words.length > MAX_WORDS ? [word] : words;
}

function expand(word: string): readonly string[] {
  for (let open = word.indexOf('{'); open >= 0; open = word.indexOf('{', open + 1)) {
    const close = closing(word, open);
    if (close < 0) return [word];
    const choices = word[open - 1] === '$' ? undefined : choicesOf(word.slice(open + 1, close));
    if (choices === undefined) continue;
    const before = word.slice(0, open);
    const after = expand(word.slice(close + 1));
    const middle = choices.flatMap((choice) => expand(choice));
    if (middle.length * after.length > MAX_WORDS) return [word];
    return middle.flatMap((one) => after.map((rest) => before + one + rest));
  }
  return [word];
}

function closing(word: string, open: number): number {
  let depth = 0;
  for (let i = open; i < word.length; i++) {
    if (word[i] === '{') depth++;
    else if (word[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

function choicesOf(inside: string): readonly string[] | undefined {
  const range = /^(-?\d+|[a-z])\.\.(-?\d+|[a-z])$/i.exec(inside);
  if (range) return rangeOf(range[1] ?? '', range[2] ?? '');
  const choices: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < inside.length; i++) {
    if (inside[i] === '{') depth++;
    else if (inside[i] === '}') depth--;
    else if (inside[i] === ',' && depth === 0) {
      choices.push(inside.slice(start, i));
      start = i + 1;
    }
  }
  return choices.length === 0 ? undefined : [...choices, inside.slice(start)];
}

function rangeOf(from: string, to: string): readonly string[] | undefined {
  const isNumber = /^-?\d+$/.test(from) && /^-?\d+$/.test(to);
  if (!isNumber && (from.length > 1 || to.length > 1 || /\d/.test(from + to))) return undefined;
  const start = isNumber ? Number(from) : from.charCodeAt(0);
  const end = isNumber ? Number(to) : to.charCodeAt(0);
  const count = Math.abs(end - start) + 1;
  if (count > MAX_WORDS) return undefined;
  const step = end >= start ? 1 : -1;
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * step;
    return isNumber ? String(at) : String.fromCharCode(at);
  });
}
