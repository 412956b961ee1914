// Governing files that a command names in passing: in a program that is handed over as a text, or to a tool of its own.

import { governingKind } from './governing.js';
import { spellOut } from './paths.js';
import type { Surroundings } from './surroundings.js';

const INTERPRETERS = /^(?:python|node|perl|ruby|php|deno|bun|lua|osascript|pwsh)[\d.]*$/;
const WRITES =
  /["'][wax+]|write|append|\brm\w*\s*\(|unlink|remove|rename|replace\s*\(\s*["'`/]|truncate|chmod|symlink|copy|\bcp\w*\s*\(|put_contents|dump\s*\(|>/i;

/** Verbs of tools that change a file in place, whatever they are called. */
const CHANGES_IN_PLACE = /(?:^|\s)(?:delete|del|put|unset|-I|--in-?place|--overwrite)(?=\s|$)|\bdelete\s+\w+\./;

/** Governing files that are named by a program which is handed over as a text and writes, or by a tool that changes files. */
export function mentionedBy(
  command: string,
  programs: ReadonlySet<string>,
  cwd: string,
  surroundings: Surroundings,
): Set<string> {
  const isProgram = [...programs].some((program) => INTERPRETERS.test(program)) && WRITES.test(command);
  if (!isProgram && !CHANGES_IN_PLACE.test(command)) return new Set();
  const names = command.split(/["'`\s;|&<>()=]+/).filter((name) => governingKind(name) !== undefined);
  return new Set(names.slice(0, MAX_MENTIONED).map((name) => spellOut(name, cwd, surroundings)));
}

const MAX_MENTIONED = 50;
