// What an act reaches of Vireon's own by ways that only the disk tells: a search path, a parent folder, a hard link, a
// process by its number.

import { existsSync, type Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Text } from '../model/subject.js';
import type { Ways } from './command/ways.js';
import type { Ground, Own } from './paths.js';

const OWN_NAMES = ['vireon', 'vireon-launcher', 'vireon-hook', 'vireon.exe', 'vireon.cmd', 'vireon.ps1'];
const MAX_FILES = 200;

export interface Reach {
  readonly writes: readonly string[];
  readonly texts: readonly Text[];
  /** Of the files written those that have other names too. */
  readonly linked: readonly Stats[];
}

/** What an act may do that its own words do not tell. */
export interface Doing {
  readonly ways: Ways;
  readonly writes: ReadonlySet<string>;
  readonly reads: ReadonlySet<string>;
  /** What it is told, as a text. */
  readonly said: string;
}

export async function reachOf({ ways, writes, reads, said }: Doing, ground: Ground): Promise<Reach> {
  const { searched, moved, stashes } = ways;
  const own = join(ground.root, '.vireon');
  const found: string[] = [];
  if ((moved.size > 0 || stashes) && existsSync(own)) {
    if ([...moved].some((path) => leadsTo(path, own)) || (stashes && !(await isTracked(ground.root)))) found.push(own);
  }
  const linked = await withOtherNames(writes);
  found.push(...ownPlaces(writes, moved, ground), ...(await linkedTo(own, linked)));
  const shadows = [...searched].filter((folder) =>
    OWN_NAMES.some((name) => writes.has(join(folder, name)) || (isAbsolute(folder) && existsSync(join(folder, name)))),
  );
  const texts = shadows.map((folder) => shadowing(join(folder, OWN_NAMES[0] ?? '')));
  if (await signals(ways, reads, said, ground.own)) texts.push(asBash('pkill vireon'));
  return { writes: found, texts, linked };
}

function leadsTo(path: string, place: string): boolean {
  return isAbsolute(path) && !leadsOut(relative(path, place));
}

/** Our state and program by the names that rules know them by, wherever they lie. */
function ownPlaces(writes: ReadonlySet<string>, moved: ReadonlySet<string>, { root, own }: Ground): string[] {
  if (own === undefined) return [];
  const places: (readonly [string, string])[] = [[own.state, '$VIREON_HOME']];
  // Who works on Vireon itself has its program in the workspace.
  if (leadsOut(relative(root, own.program)) || own.program.includes('/node_modules/'))
    places.push([own.program, 'node_modules/vireon']);
  return places.flatMap(([place, name]) => {
    const inside = [...writes].filter((path) => isAbsolute(path) && !leadsOut(relative(place, path)));
    const names = inside.slice(0, MAX_FILES).map((path) => join(name, relative(place, path)));
    const isTaken = !TEMPORARY.test(place) && [...moved].some((path) => leadsTo(path, place));
    return isTaken ? [name, ...names] : names;
  });
}

/** Who keeps the state there expects it to go with all the rest. */
const TEMPORARY = /^(?:\/private)?\/(?:var\/)?tmp\//;

/** What processes of ours are listed as. */
const OWN_PROCESSES = ['vireon', 'vireon-daemon', 'vireon-launcher'];
const MAX_PID_FILE_BYTES = 64;
const MAX_PID_FILES = 20;
const SPEAKS_OF_SIGNALS = /kill|SIG(?:STOP|TERM|INT|HUP)/;
const ASKS_WHETHER_ALIVE = /\bkill\s+-0\s/;

/** True where a process of ours would be among those signalled. */
async function signals(
  { signals: doesSignal, chosen }: Ways,
  reads: ReadonlySet<string>,
  said: string,
  own: Own | undefined,
): Promise<boolean> {
  if (doesSignal && [...chosen].some(choosesOurs)) return true;
  // A program that is handed over as a text may signal too.
  if (own === undefined || (!doesSignal && (!SPEAKS_OF_SIGNALS.test(said) || ASKS_WHETHER_ALIVE.test(said))))
    return false;
  const ours = new RegExp(`(?<![\\w.-])${own.pid}(?![\\w.-])`);
  if (ours.test(said) || (doesSignal && said.includes(`${own.state}/`))) return true;
  for (const path of doesSignal ? [...reads].slice(0, MAX_PID_FILES) : []) {
    const info = isAbsolute(path) ? await statOf(path) : undefined;
    if (info?.isFile() === true && info.size <= MAX_PID_FILE_BYTES && ours.test(await readFile(path, 'utf8')))
      return true;
  }
  return false;
}

function choosesOurs(pattern: string): boolean {
  if (pattern.length > MAX_PATTERN || /[$`]/.test(pattern.replace(/\$$/, ''))) return false;
  try {
    const chooses = new RegExp(pattern, 'i');
    return OWN_PROCESSES.some((name) => chooses.test(name));
  } catch {
    return /vireon/i.test(pattern);
  }
}

const MAX_PATTERN = 200;

function leadsOut(path: string): boolean {
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
}

/** A program of our name that would be found first is as good as an alias. */
function shadowing(program: string): Text {
  return asBash(`hash -p '${program.replaceAll("'", '')}' vireon`);
}

function asBash(content: string): Text {
  const within = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  return { language: 'bash', content, origin: { kind: 'nested-command', within }, fresh: 'all' };
}

/** The index names every tracked path as it is. */
async function isTracked(root: string): Promise<boolean> {
  try {
    return (await readFile(join(root, '.git', 'index'))).includes('.vireon/');
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

async function withOtherNames(writes: Iterable<string>): Promise<Stats[]> {
  const linked: Stats[] = [];
  for (const path of [...writes].slice(0, MAX_FILES)) {
    const info = isAbsolute(path) ? await statOf(path) : undefined;
    if (info?.isFile() === true && info.nlink > 1) linked.push(info);
  }
  return linked;
}

/** Our files that a file about to be written is another name of. */
async function linkedTo(own: string, linked: readonly Stats[]): Promise<string[]> {
  if (linked.length === 0 || !existsSync(own)) return [];
  const files = (await readdir(own, { recursive: true })).slice(0, MAX_FILES).map((name) => join(own, name));
  const same = await Promise.all(
    files.map(async (file) => {
      const info = await statOf(file);
      return linked.some(({ ino, dev }) => info?.ino === ino && info.dev === dev) ? [file] : [];
    }),
  );
  return same.flat();
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}
