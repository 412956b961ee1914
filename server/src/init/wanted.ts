// What each file of the agents and editors found should hold.

import type { AgentFiles, InstructionFile } from './agents.js';
import type { CommentStyle } from './block.js';
import { isFile } from './disk.js';
import { type FoundAgent, type FoundEditor, type Ground, isApart, placeOf } from './find.js';
import { isObject, type Json, type JsonObject } from './json-text.js';
import { tomlServer, yamlServer } from './mcp-entry.js';
import type { Part } from './part.js';
import type { Scope, Wanted } from './plan.js';

/** What goes into the files; each is asked for only where it is needed. */
export interface Materials {
  /** The program that hosts start. */
  readonly program: string;
  /** The file that makes a host ask. */
  hook(host: string): Promise<string>;
  /** What a static list of a host can say. */
  list(host: string, scope: Scope): Promise<string>;
  /** What an agent should know of the rules, in Markdown. */
  instructions(scope: Scope): Promise<string>;
}

/** Which files are set up: those of the home, of the workspace, or (`auto`) of the place where each agent was found. */
export type Choice = Scope | 'auto';

interface Piece {
  readonly file: string;
  readonly host: string;
  readonly scope: Scope;
  readonly part: Part;
  readonly mode?: number;
}

export async function wantedFiles(
  agents: readonly FoundAgent[],
  editors: readonly FoundEditor[],
  choice: Choice,
  ground: Ground,
  materials: Materials,
): Promise<readonly Wanted[]> {
  const pieces: Piece[] = [];
  for (const found of agents) pieces.push(...(await settingsOf(found, choice, ground, materials)));
  pieces.push(...(await instructionsOf(agents, choice, ground, materials)));
  if (choice !== 'workspace') pieces.push(...editorSettings(editors, ground, materials));
  return joined(pieces);
}

/** Where the settings of an agent go: to the user's own, which hold in every workspace, unless only the workspace knows it. */
export function scopeOf({ onMachine }: FoundAgent, choice: Choice): Scope {
  if (choice !== 'auto') return choice;
  return onMachine === undefined ? 'workspace' : 'user';
}

async function settingsOf(
  found: FoundAgent,
  choice: Choice,
  ground: Ground,
  materials: Materials,
): Promise<readonly Piece[]> {
  const { agent } = found;
  const scope = scopeOf(found, choice);
  if (scope === 'workspace' && !isApart(ground)) return [];
  const { hooks = [], hooksUnder, mcp, list }: AgentFiles = agent[scope];
  const pieces: Piece[] = [];
  const add = (file: string, part: Part, mode?: number) =>
    pieces.push({ file, host: agent.id, scope, part, ...(mode !== undefined && { mode }) });
  for (const file of hooks) {
    const content = await materials.hook(agent.id);
    add(placeOf(file, ground), ownFile(file, content, hooksUnder), content.startsWith('#!') ? 0o755 : undefined);
  }
  if (mcp !== undefined) add(await firstThere(mcp.file, ground), serverPart(mcp.shape, materials.program));
  if (list !== undefined) {
    const file = await firstThere(list, ground);
    const content = await materials.list(agent.id, scope);
    if (content.trim() !== '') add(file, ownFile(file, content));
  }
  return pieces;
}

const STYLES: readonly (readonly [name: RegExp, style: CommentStyle])[] = [
  [/\.(js|ts)$/, 'slashes'],
  [/\.(md|mdc)$/, 'html'],
];

function styleOf(file: string): CommentStyle {
  return STYLES.find(([name]) => name.test(file))?.[1] ?? 'hash';
}

/** A file that is ours whole; one in JSON may be shared all the same. */
function ownFile(file: string, content: string, under?: string): Part {
  if (/\.(json|jsonc|sublime-settings)$/.test(file)) {
    const template: JsonObject = JSON.parse(content);
    return { kind: 'json', template: withoutEmpty(under === undefined ? template : { [under]: template }) };
  }
  const [first = '', ...rest] = content.split('\n');
  const isScript = first.startsWith('#!');
  const body = isScript ? rest.join('\n') : content;
  return { kind: 'block', block: { style: styleOf(file), alone: true, body, ...(isScript && { head: `${first}\n` }) } };
}

/** A list with nothing in it says nothing, and would stand in the user's file for nothing. */
function withoutEmpty(template: JsonObject): JsonObject {
  const isEmpty = (value: Json) => Array.isArray(value) && value.length === 0;
  const kept = Object.entries(template).filter(([, value]) => !isEmpty(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, isObject(value) ? withoutEmpty(value) : value]));
}

function serverPart(shape: NonNullable<AgentFiles['mcp']>['shape'], program: string): Part {
  if (shape === 'toml') return { kind: 'block', toml: true, block: { style: 'hash', body: tomlServer(program) } };
  if (shape === 'yaml') return { kind: 'block', block: { style: 'hash', alone: true, body: yamlServer(program) } };
  return { kind: 'json', template: shape(program) };
}

async function firstThere(files: string | readonly string[], ground: Ground): Promise<string> {
  const places = [files].flat().map((file) => placeOf(file, ground));
  for (const place of places) if (await isFile(place)) return place;
  return places.at(-1) ?? '';
}

/** Instructions belong to the workspace whose rules they tell, unless the user's own are asked for. */
async function instructionsOf(
  agents: readonly FoundAgent[],
  choice: Choice,
  ground: Ground,
  materials: Materials,
): Promise<readonly Piece[]> {
  const scope = choice === 'user' || !isApart(ground) ? 'user' : 'workspace';
  const lists = agents
    .map(({ agent }) => ({ host: agent.id, files: agent[scope].instructions ?? [] }))
    .filter(({ files }) => files.length > 0)
    // Which of several files an agent reads depends on which of them there will be.
    .sort((a, b) => a.files.length - b.files.length);
  if (lists.length === 0) return [];
  const body = await materials.instructions(scope);
  const pieces: Piece[] = [];
  for (const { host, files } of lists) {
    const { file, head } = await readByAgent(files, pieces, ground);
    const block = { style: 'html', body, ...(head !== undefined && { head }) } as const;
    pieces.push({ file: placeOf(file, ground), host, scope, part: { kind: 'block', block } });
  }
  return pieces;
}

async function readByAgent(
  files: readonly InstructionFile[],
  planned: readonly Piece[],
  ground: Ground,
): Promise<InstructionFile> {
  for (const one of files) {
    const place = placeOf(one.file, ground);
    if (planned.some(({ file }) => file === place) || (await isFile(place))) return one;
  }
  return files.at(-1) ?? { file: '' };
}

function editorSettings(editors: readonly FoundEditor[], ground: Ground, { program }: Materials): readonly Piece[] {
  return editors.flatMap(({ editor: { id, settings } }) => {
    if (settings === undefined) return [];
    const part = { kind: 'json', template: settings.template(program) } as const;
    return [{ file: placeOf(settings.file, ground), host: id, scope: 'user', part } as const];
  });
}

/** One entry for each file; what several agents put into one stands in it together. */
function joined(pieces: readonly Piece[]): readonly Wanted[] {
  const byFile = new Map<string, Wanted>();
  for (const { file, host, scope, part, mode = 0o644 } of pieces) {
    const earlier = byFile.get(file);
    const hosts = [...new Set([...(earlier?.hosts ?? []), host])];
    byFile.set(file, { file, hosts, scope, mode, part: earlier === undefined ? part : together(earlier.part, part) });
  }
  return [...byFile.values()];
}

function together(one: Part, other: Part): Part {
  if (one.kind !== 'json' || other.kind !== 'json') return one;
  return { kind: 'json', template: merged(one.template, other.template) };
}

function merged(one: JsonObject, other: JsonObject): JsonObject {
  const both: Record<string, Json> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const known = both[key];
    if (isObject(known) && isObject(value)) both[key] = merged(known, value);
    else both[key] = Array.isArray(known) && Array.isArray(value) ? [...known, ...value] : value;
  }
  return both;
}
