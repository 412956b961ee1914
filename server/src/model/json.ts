import { InvalidInput } from './verbs.js';

/** What a peer is willing to take as one JSON text. */
export interface JsonLimits {
  readonly maxDepth: number;
}

/** Parses JSON from outside. Throws `InvalidInput` where it is no JSON or nests deeper than `maxDepth`. */
export function parseJson(text: string, limits: JsonLimits): unknown {
  // Before parsing: a text of opening brackets alone would become millions of objects.
  if (nestsDeeperThan(text, limits.maxDepth)) {
    throw new InvalidInput(`the JSON nests deeper than ${limits.maxDepth} levels, which is the most that is read`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidInput(`not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

function nestsDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (OPENING.has(code)) {
      depth++;
      if (depth > maxDepth) return true;
    } else if (CLOSING.has(code)) depth--;
  }
  return false;
}

/** Index of the closing quote of the string that opens at `start`, or the text's end. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
