// What tools of hosts do, told by the names of their arguments. Every host's table is made of these.

import path from 'node:path';
import type { Act, CommandShell, EditAct, Replacement } from '../model/act.js';
import { InvalidInput } from '../model/verbs.js';
import type { Input, Members } from './members.js';
import { blocksIn, parsePatch } from './patch.js';

/** A tool of a host. */
export interface Tool {
  /** False where it changes nothing outside the conversation. */
  readonly changes: boolean;
  /** `field` holds the arguments; absent: the payload itself. Without `acts` it is judged by name and arguments. */
  acts?(payload: Members, field: string | undefined, cwd: string): readonly Act[];
}

/** Changes nothing outside the conversation and has no arguments that matter. */
export const HARMLESS: Tool = { changes: false };

type Names = string | readonly string[];

/** `shell`: the one that the tool runs its command in; else the arguments may name it. */
export function runs(command: Names = 'command', folder: Names = [], shell?: CommandShell): Tool {
  return withInput(true, (input, cwd) => {
    const own = shell ?? namedShell(input);
    return [
      {
        kind: 'command',
        command: input.text(first(input, command)),
        ...(own !== undefined && { shell: own }),
        cwd: folderIn(input, folder, cwd),
      },
    ];
  });
}

/** PowerShell or cmd, where the arguments say so; every other shell is read as one of POSIX. */
function namedShell(input: Members): CommandShell | undefined {
  const name = /([\w-]+?)(?:\.exe)?$/i.exec(String(input.scalar('shell') ?? ''))?.[1]?.toLowerCase();
  if (name === 'pwsh' || name === 'powershell') return 'powershell';
  return name === 'cmd' ? 'cmd' : undefined;
}

/** The command is a text, or a list of words as a process is started with. */
export function runsWords(command: Names = 'command', folder: Names = []): Tool {
  return withInput(true, (input, cwd) => [
    { kind: 'command', command: commandOf(input, first(input, command)), cwd: folderIn(input, folder, cwd) },
  ]);
}

export function writes(file: Names, content: Names): Tool {
  return withInput(true, (input, cwd) => [
    { kind: 'edit', path: pathIn(input, file, cwd), content: input.text(first(input, content)) },
  ]);
}

/** The names of the arguments of a replacement. */
export interface ReplacementNames {
  readonly old: Names;
  readonly new: Names;
  readonly all?: Names;
  /** Where the replacements stand in a list of their own; each may name another file. */
  readonly list?: string;
}

export function replaces(file: Names, names: ReplacementNames): Tool {
  return withInput(true, (input, cwd) => {
    const items = names.list === undefined ? [input] : input.list(names.list);
    const edits = new Map<string, Replacement[]>();
    for (const item of items) {
      const at = pathIn(hasAny(item, file) ? item : input, file, cwd);
      const others = edits.get(at);
      if (others === undefined) edits.set(at, [replacement(item, names)]);
      else others.push(replacement(item, names));
    }
    if (edits.size === 0) throw new InvalidInput(`${input.label(names.list ?? '')} must not be empty`);
    return [...edits].map(([at, replacements]) => edited(at, replacements));
  });
}

/** `old` and `new` as blocks between `SEARCH` and `REPLACE` lines. */
export function replacesBlocks(file: Names, diff: Names): Tool {
  return withInput(true, (input, cwd) => [edited(pathIn(input, file, cwd), blocksIn(input.text(first(input, diff))))]);
}

/** Text in the format of `apply_patch`, alone or under one of the names. */
export function patches(names: readonly string[]): Tool {
  return {
    changes: true,
    acts(payload, field, cwd) {
      const whole = field === undefined ? undefined : payload.scalar(field);
      if (typeof whole === 'string' && !whole.trimStart().startsWith('{')) return parsePatch(whole, cwd);
      const input = inputOf(payload, field);
      return parsePatch(commandOf(input, first(input, names)), cwd);
    },
  };
}

/** A tool that does several things, told apart by an argument: `{create: writes(…), view: reads(…)}`. */
export function byArgument(name: string, tools: Readonly<Record<string, Tool>>): Tool {
  const known = new Map(Object.entries(tools));
  return withPayload(true, (payload, field, cwd) => {
    const chosen = known.get(inputOf(payload, field).text(name));
    if (chosen?.acts === undefined) throw new InvalidInput(`${name} must be one of ${[...known.keys()].join(', ')}`);
    return chosen.acts(payload, field, cwd);
  });
}

export function removes(file: Names): Tool {
  return withInput(true, (input, cwd) => [{ kind: 'edit', path: pathIn(input, file, cwd), remove: true }]);
}

/** A cell of a notebook; `mode` says whether it is inserted, replaced or deleted. */
export function editsCell(file: Names, source: Names, cell: string, type: string, mode: string): Tool {
  return withInput(true, (input, cwd) => {
    const id = input.optionalText(cell);
    const kind = input.optionalText(type) === 'markdown' ? 'markdown' : 'code';
    const how = input.optionalText(mode) ?? 'replace';
    return [
      {
        kind: 'edit',
        path: pathIn(input, file, cwd),
        content: how === 'delete' ? '' : input.text(first(input, source)),
        // An inserted cell comes after the one that is named, so it replaces none.
        cell: { kind, ...(id !== undefined && how !== 'insert' && { id }) },
      },
    ];
  });
}

export function reads(file: Names): Tool {
  return withInput(false, (input, cwd) => [{ kind: 'read', path: pathIn(input, file, cwd) }]);
}

/** Reads a folder; without the argument the working directory. */
export function searches(folder: Names): Tool {
  return withInput(false, (input, cwd) => [
    { kind: 'read', path: hasAny(input, folder) ? pathIn(input, folder, cwd) : cwd },
  ]);
}

export function fetches(url: Names, body: Names = []): Tool {
  return withInput(false, (input) => {
    const asked = hasAny(input, body) ? input.text(first(input, body)) : undefined;
    return input.texts(first(input, url)).map((one) => ({
      kind: 'fetch',
      url: one,
      ...(asked !== undefined && { body: asked }),
    }));
  });
}

/** The addresses stand in a text that says what to do with them. */
export function fetchesIn(text: string): Tool {
  return withInput(false, (input) => {
    const body = input.text(text);
    const urls = [...new Set(body.match(/https?:\/\/[^\s"'<>)\]]+/g))].slice(0, MAX_ADDRESSES);
    return (urls.length === 0 ? ['about:blank'] : urls).map((url) => ({ kind: 'fetch', url, body }));
  });
}

const MAX_ADDRESSES = 20;

export function searchesWeb(query: Names): Tool {
  return withInput(false, (input) => {
    const asked = input.text(first(input, query));
    return [{ kind: 'fetch', url: `web-search:?q=${encodeURIComponent(asked)}`, body: asked }];
  });
}

/** A tool of an MCP server; where the payload does not name the server, the tool is judged by its own name. */
export function callsServer(server: Names, name: string, input: string): Tool {
  return withInput(true, (payload) => [
    {
      kind: 'tool-call',
      ...(hasAny(payload, server) && { server: payload.text(first(payload, server)) }),
      tool: payload.text(name),
      arguments: payload.has(input) ? payload.members(input).object : {},
    },
  ]);
}

/** A sub-agent about to start. */
export function startsAgent(type: string, task: string): Tool {
  return withInput(true, (payload) => {
    const said = [type, task].flatMap((name) => (payload.has(name) ? [[name, payload.text(name)] as const] : []));
    return [{ kind: 'tool-call', tool: 'Task', arguments: Object.fromEntries(said) }];
  });
}

/**
 * Tools whose arguments no vendor has written down: where they are named otherwise, the call is judged by its name
 * and arguments instead of being refused.
 */
export function orAsCalled(tools: Readonly<Record<string, Tool>>): Record<string, Tool> {
  return Object.fromEntries(Object.entries(tools).map(([name, tool]) => [name, elseAsCalled(name, tool)]));
}

function elseAsCalled(name: string, tool: Tool): Tool {
  const { acts } = tool;
  if (acts === undefined) return tool;
  return withPayload(tool.changes, (payload, field, cwd) => {
    try {
      return acts(payload, field, cwd);
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      return [{ kind: 'tool-call', tool: name, arguments: inputOf(payload, field).object }];
    }
  });
}

function withInput(changes: boolean, acts: (input: Members, cwd: string) => readonly Act[]): Tool {
  return { changes, acts: (payload, field, cwd) => acts(inputOf(payload, field), cwd) };
}

function withPayload(changes: boolean, acts: NonNullable<Tool['acts']>): Tool {
  return { changes, acts };
}

function inputOf(payload: Members, field: string | undefined): Members {
  return field === undefined ? payload : payload.members(field);
}

function hasAny(input: Members, names: Names): boolean {
  return [names].flat().some((name) => input.has(name));
}

function first(input: Members, names: Names): string {
  const all = [names].flat();
  return all.find((name) => input.has(name)) ?? all[0] ?? '';
}

function pathIn(input: Members, names: Names, cwd: string): string {
  const name = first(input, names);
  const file = input.text(name);
  if (file === '') throw new InvalidInput(`${input.label(name)} must not be empty`);
  return path.resolve(cwd, file.startsWith('file://') ? decodeURIComponent(file.slice('file://'.length)) : file);
}

function folderIn(input: Members, names: Names, cwd: string): string {
  return hasAny(input, names) ? path.resolve(cwd, input.text(first(input, names))) : cwd;
}

function replacement(input: Members, names: ReplacementNames): Replacement {
  return {
    oldText: input.text(first(input, names.old)),
    newText: input.text(first(input, names.new)),
    ...(names.all !== undefined && input.flag(first(input, names.all)) && { replaceAll: true }),
  };
}

function edited(file: string, replacements: readonly Replacement[]): EditAct {
  const [only, another] = replacements;
  // An empty old text is how hosts create a file.
  if (only?.oldText === '' && another === undefined) return { kind: 'edit', path: file, content: only.newText };
  return { kind: 'edit', path: file, replacements };
}

const SHELL = /^(\S*\/)?(ba|z|da|k)?sh$/;

function commandOf(input: Members, name: string): string {
  const value: Input = input.scalar(name) ?? '';
  if (typeof value === 'string' && value !== '') return value;
  const words = input.texts(name);
  const [program = '', option = '', script] = words;
  if (SHELL.test(program) && /^-[a-z]*c$/.test(option) && script !== undefined) return script;
  return words.map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
