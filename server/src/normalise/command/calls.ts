// Commands that a program text starts in its turn: `os.system('…')`, `execSync("…")`, `subprocess.run(['rm', …])`.

import { literal, type Word } from './words.js';

/** Names of calls that start a command, whatever the language. */
const CALLS =
  /\b(?:os\.(?:system|popen|exec[lv]p?e?)|subprocess\.\w+|pty\.spawn|(?:child_process\.)?(?:execSync|execFileSync|execFile|spawnSync|spawn|exec)|system|shell_exec|passthru|proc_open|popen|os\.execute|Open3\.\w+|Kernel\.\w+|IO\.popen)\s*\(?\s*/g;
const BACKTICKS = /(?:%x|qx)\s*[{(](?<braced>[^})]*)[})]|`(?<ticked>[^`]*)`/g;
const MAX_CALLS = 50;

export type StartedCommand =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'words'; readonly words: readonly Word[] };

/** Reads string literals only: what is built at run time cannot be known. */
export function startedCommands(program: string, language: string): StartedCommand[] {
  const found: StartedCommand[] = [];
  for (const call of program.matchAll(CALLS)) {
    if (found.length >= MAX_CALLS) return found;
    const literals = readArguments(program, call.index + call[0].length);
    const [first] = literals;
    if (first === undefined) continue;
    found.push(literals.length === 1 ? { kind: 'text', text: first } : { kind: 'words', words: literals.map(literal) });
  }
  if (/^(ruby|perl|php)$/.test(language)) {
    for (const { groups } of program.matchAll(BACKTICKS))
      found.push({ kind: 'text', text: groups?.braced ?? groups?.ticked ?? '' });
  }
  return found.slice(0, MAX_CALLS);
}

/** String literals from `at` on, through commas and list brackets. */
function readArguments(program: string, at: number): string[] {
  const literals: string[] = [];
  const token = /\s*(?:[rbfu]{0,2}("""|'''|["'`])|[,[\]])/gy;
  token.lastIndex = at;
  for (let match = token.exec(program); match !== null; match = token.exec(program)) {
    const quote = match[1];
    if (quote === undefined) {
      if (match[0].trim() === ']') break;
      continue;
    }
    const start = token.lastIndex;
    const end = closing(program, start, quote);
    if (end < 0) break;
    literals.push(program.slice(start, end).replaceAll(/\\(["'`\\])/g, '$1'));
    token.lastIndex = end + quote.length;
  }
  return literals;
}

function closing(program: string, start: number, quote: string): number {
  for (let i = start; i < program.length; i++) {
    if (program[i] === '\\') i++;
    else if (program.startsWith(quote, i)) return i;
  }
  return -1;
}
