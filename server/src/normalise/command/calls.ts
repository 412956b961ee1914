// Commands that a program text starts in its turn: `os.system('…')`, `execSync("…")`, `subprocess.run(['rm', …])`.

import { literal, type Word } from './words.js';

/** Names of calls that start a command, whatever the language. */
const CALLS =
  /(?:\b(?:os\.(?:system|popen|(?<replaced>exec[lv]p?e?|spawn[lv]p?e?)|posix_spawnp?)|subprocess\.\w+|pty\.spawn|(?:child_process\.)?(?:execSync|execFileSync|execFile|spawnSync|spawn|exec)|system|shell_exec|passthru|proc_open|popen|os\.execute|Open3\.\w+|Kernel\.\w+|IO\.popen|Deno\.Command|System\.(?:cmd|shell)|System\.Process\.\w+|callCommand|ProcessBuilder|processx::run|do shell script|shell-command|run_cmd)|["'](?:system|popen|exec|execSync|spawn|spawnSync)["']\s*[)\]])\s*\(?\s*/g;
/** Calls whose names say little, in a Python text that speaks of `subprocess` or `os`. */
const PYTHON_CALLS =
  /(?<![\w.])(?:\w+\.)?(?:run|call|check_call|check_output|Popen|getoutput|getstatusoutput|system|popen|create_subprocess_\w+)\s*\(\s*/g;
const BACKTICKS = /(?:%x|qx)\s*[{(](?<braced>[^})]*)[})]|`(?<ticked>[^`]*)`/g;
/** `$`…``, `Bun.$`…``, `run(`…`)`: templates that are commands. */
const TEMPLATES = /(?:\$|\brun\()\s*`([^`]*)`/g;
/** Awk: `"…" | getline`, `print x | "…"`. Perl: `open(F, "…|")`. Groovy: `"…".execute()`. */
const PIPES =
  /"((?:[^"\\]|\\.)*)"\s*\|&?\s*getline|\|&?\s*"((?:[^"\\]|\\.)*)"|\bopen\s*\(?[^;]*?["']-?\|?\s*([^"';]+?)\s*\|["']|(?:"([^"]*)"|'([^']*)')\.execute\(\)/g;
const MAX_CALLS = 50;

export type StartedCommand =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'words'; readonly words: readonly Word[] };

/** Reads string literals, and names that stand for one: what is built at run time cannot be known. */
export function startedCommands(program: string, language: string): StartedCommand[] {
  const found: StartedCommand[] = [];
  const calls = [...program.matchAll(CALLS)];
  if (language === 'python' && /\b(?:subprocess|os|asyncio|sh)\b/.test(program))
    calls.push(...program.matchAll(PYTHON_CALLS));
  for (const call of calls) {
    if (found.length >= MAX_CALLS) return found;
    const strings = readArguments(program, call.index + call[0].length);
    const [first, ...rest] = strings;
    if (first === undefined) continue;
    // What replaces a process is told its own name once more.
    const own = call.groups?.replaced === undefined ? rest : rest.slice(1);
    found.push(
      own.length === 0 ? { kind: 'text', text: first } : { kind: 'words', words: [first, ...own].map(literal) },
    );
  }
  if (/^(ruby|perl|php)$/.test(language)) {
    for (const { groups } of program.matchAll(BACKTICKS)) found.push(text(groups?.braced ?? groups?.ticked));
  }
  if (/^(javascript|typescript|julia)$/.test(language))
    for (const [, template] of program.matchAll(TEMPLATES)) found.push(text(template));
  if (/^(awk|perl|groovy)$/.test(language))
    for (const [, ...groups] of program.matchAll(PIPES)) found.push(text(groups.find((group) => group !== undefined)));
  return found.slice(0, MAX_CALLS);
}

function text(found: string | undefined): StartedCommand {
  return { kind: 'text', text: (found ?? '').replaceAll(/\\(["'`\\])/g, '$1') };
}

const TOKEN =
  /\s*(?:(?<prefix>[rbfu]{0,2})(?<quote>"""|'''|["'`])|(?<name>[A-Za-z_]\w*)(?<colon>:)?|(?<mark>[,[\]{}+]))/gy;

/** String literals from `at` on, through commas, brackets and `+`; a name stands for the literals it was given. */
function readArguments(program: string, at: number, depth = 0): string[] {
  const strings: string[] = [];
  let joins = false;
  TOKEN.lastIndex = at;
  for (let match = TOKEN.exec(program); match !== null; match = TOKEN.exec(program)) {
    const { quote, name, colon, mark } = match.groups ?? {};
    // What stands in braces are options.
    if (mark === ']' || mark === '}' || (mark === '{' && strings.length > 0)) break;
    if (mark !== undefined) {
      joins = mark === '+' && strings.length > 0;
      continue;
    }
    let resume = TOKEN.lastIndex;
    if (quote !== undefined) {
      const end = closing(program, resume, quote);
      if (end < 0) break;
      const string = program.slice(resume, end).replaceAll(/\\(["'`\\])/g, '$1');
      if (joins) strings.push((strings.pop() ?? '') + string);
      else strings.push(string);
      resume = end + quote.length;
    } else if (colon === undefined) {
      const given = depth < 2 && name !== undefined ? assignedAt(program, name, at) : undefined;
      if (given === undefined) break;
      const values = readArguments(program, given, depth + 1);
      if (joins) strings.push((strings.pop() ?? '') + (values[0] ?? ''));
      else strings.push(...values);
    }
    joins = false;
    TOKEN.lastIndex = resume;
  }
  return strings;
}

/** Where the value begins that a name was given last before `at`. */
function assignedAt(program: string, name: string, at: number): number | undefined {
  const found = [...program.slice(0, at).matchAll(new RegExp(`(?<![\\w.])\\$?${name}\\s*=(?!=)\\s*`, 'g'))].at(-1);
  return found === undefined ? undefined : found.index + found[0].length;
}

function closing(program: string, start: number, quote: string): number {
  for (let i = start; i < program.length; i++) {
    if (program[i] === '\\') i++;
    else if (program.startsWith(quote, i)) return i;
  }
  return -1;
}
