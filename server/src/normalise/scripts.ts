// Files that a command runs: their texts are judged as what the command does.

import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import type { Gap, Text, Touch } from '../model/subject.js';
import { languageOf } from '../native.js';
import { startedCommands } from './command/calls.js';
import { filesOf } from './command/patch.js';
import { tasksIn } from './command/tasks.js';
import { type Patch, type Script, type Unfolded, unfold } from './command/unfold.js';
import { bothWays, NO_WAYS } from './command/ways.js';
import { toCommandLine } from './command/words.js';
import { followLinks, toWorkspace } from './paths.js';
import type { Surroundings } from './surroundings.js';

/** A longer script is not read, and that is told. */
export const MAX_SCRIPT_BYTES = 1024 * 1024;
const MAX_SCRIPTS = 20;
const MAX_DEPTH = 4;

type ScriptReading =
  | { readonly kind: 'text'; readonly text: string }
  /** Nothing to judge: it is not there, so that nothing runs, or it is compiled. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Everything that the scripts of a command do, and those that they run in their turn. */
export async function readScripts(scripts: readonly Script[], surroundings: Surroundings): Promise<Unfolded> {
  const found = new Findings();
  const seen = new Set<string>();
  let wave = scripts;
  for (let depth = 0; wave.length > 0; depth++) {
    const next: Script[] = [];
    for (const script of wave) {
      const path = followLinks(script.path);
      const key = JSON.stringify([path, script.tasks, script.tasks && script.cwd]);
      if (seen.has(key)) continue;
      if (depth >= MAX_DEPTH || seen.size >= MAX_SCRIPTS) {
        found.gap('the command runs more scripts, or scripts of scripts, than can be judged');
        return found;
      }
      seen.add(key);
      next.push(...(await readOne(script, path, surroundings, found)));
    }
    wave = next;
  }
  return found;
}

async function readOne(
  script: Script,
  path: string,
  surroundings: Surroundings,
  found: Findings,
): Promise<readonly Script[]> {
  const read: ScriptReading =
    script.content === undefined ? await readScript(path) : { kind: 'text', text: script.content };
  const known = toWorkspace(path, surroundings);
  if (read.kind === 'unreadable') found.gap(`the script \`${known}\` was not read: ${read.reason}`);
  if (read.kind !== 'text') return [];
  if (script.tasks !== undefined) {
    return tasksIn(read.text, script.tasks).flatMap((task) => {
      const { cwd, within } = script;
      const own = unfold(task, cwd, surroundings, { within });
      const content = own.settled ?? task;
      found.texts.push({ language: 'bash', content, origin: { kind: 'nested-command', within }, fresh: 'all' });
      return found.take(own, known);
    });
  }
  const language = script.language ?? languageOf(path, read.text);
  const { cwd, within } = script;
  const shell = SHELLS[language];
  const own = shell === undefined ? undefined : unfold(read.text, cwd, surroundings, { within, shell });
  found.texts.push({
    language,
    content: own?.settled ?? read.text,
    origin: { kind: 'file', path: known },
    path: known,
    fresh: 'all',
  });
  if (own !== undefined) return found.take(own, known);
  return startedCommands(read.text, language).flatMap((started) => {
    const line = started.kind === 'text' ? started.text : toCommandLine(started.words);
    found.texts.push({ language: 'bash', content: line, origin: { kind: 'nested-command', within }, fresh: 'all' });
    return found.take(unfold(line, cwd, surroundings, { within }), known);
  });
}

/** Languages of scripts that are unfolded, and the shell that runs them. */
const SHELLS: Readonly<Record<string, 'bash' | 'powershell' | 'cmd'>> = {
  bash: 'bash',
  powershell: 'powershell',
  batch: 'cmd',
};

/** The files, absolute, that patches change; those of a patch that is not there are none. */
export async function patchedFiles(patches: readonly Patch[], known: (path: string) => string): Promise<PatchedFiles> {
  const files = new Set<string>();
  const gaps: Gap[] = [];
  for (const { path, content, folder, strip } of patches) {
    const read: ScriptReading =
      content === undefined && path !== undefined ? await readScript(path) : { kind: 'text', text: content ?? '' };
    if (read.kind === 'unreadable')
      gaps.push({ message: `the patch \`${known(path ?? '')}\` was not read: ${read.reason}` });
    if (read.kind === 'text')
      for (const file of filesOf(read.text, strip)) files.add(isAbsolute(file) ? file : join(folder, file));
  }
  return { files, gaps };
}

export interface PatchedFiles {
  readonly files: ReadonlySet<string>;
  readonly gaps: readonly Gap[];
}

class Findings implements Unfolded {
  readonly texts: Text[] = [];
  readonly gaps: Gap[] = [];
  readonly lacks = this.gaps;
  readonly programs = new Set<string>();
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  readonly hosts = new Set<string>();
  readonly sends = new Set<string>();
  readonly touches: Touch[] = [];
  readonly scripts: readonly Script[] = [];
  readonly patches: Patch[] = [];
  ways = NO_WAYS;

  gap(message: string): void {
    this.gaps.push({ message });
  }

  /**
   * What cannot be told of a script's own variables, or parsed, is no gap: so many an honest script has some. `path`:
   * the script's.
   */
  take(
    { texts, lacks, programs, reads, writes, hosts, sends, touches, scripts, patches, ways }: Unfolded,
    path: string,
  ): readonly Script[] {
    for (const { message } of lacks) this.gap(`in the script \`${path}\`: ${message}`);
    this.texts.push(...texts);
    for (const one of programs) this.programs.add(one);
    for (const one of reads) this.reads.add(one);
    for (const one of writes) this.writes.add(one);
    for (const one of hosts) this.hosts.add(one);
    for (const one of sends) this.sends.add(one);
    for (const one of touches) this.touches.push(one);
    this.patches.push(...patches);
    this.ways = bothWays(this.ways, ways);
    return scripts;
  }
}

async function readScript(path: string): Promise<ScriptReading> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const info = await file.stat();
    if (info.isDirectory()) return { kind: 'none' };
    if (!info.isFile()) return { kind: 'unreadable', reason: 'it is not a regular file' };
    const head = Buffer.alloc(4096);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    if (head.subarray(0, bytesRead).includes(0)) return { kind: 'none' };
    if (info.size > MAX_SCRIPT_BYTES) return { kind: 'unreadable', reason: 'it is larger than 1 MiB' };
    const whole = Buffer.alloc(info.size);
    const read = await file.read(whole, 0, whole.length, 0);
    return { kind: 'text', text: whole.toString('utf8', 0, read.bytesRead) };
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { kind: 'none' };
    return { kind: 'unreadable', reason: error.message };
  } finally {
    await file?.close();
  }
}
