// A proposal becomes a subject: its texts, its facts, and what could not be understood.

import type { Act, CommandShell, Proposal } from '../model/act.js';
import type { Range } from '../model/position.js';
import type { Facts, Gap, Subject, Text, TextOrigin, Touch } from '../model/subject.js';
import { addressesIn } from './command/effects.js';
import { isLoaded } from './command/sends.js';
import { unfold } from './command/unfold.js';
import { bothWays, NO_WAYS } from './command/ways.js';
import { readEdit, readFileAct } from './edit.js';
import { glossOf } from './gloss/gloss.js';
import { mentionedBy } from './mentioned.js';
import { placePaths, placeTouches, spellOut, toWorkspace } from './paths.js';
import { readingsOf } from './prose.js';
import { reachOf } from './reach.js';
import { patchedFiles, readScripts } from './scripts.js';
import type { Surroundings } from './surroundings.js';
import { readToolCall, type ToolReading } from './tool-call.js';
import { bothWritings, unguardedBy, type Writing } from './unguarded.js';

/** What an act was found to be, before its paths are placed. */
interface Reading {
  readonly texts: readonly Text[];
  readonly gaps: readonly Gap[];
  readonly reads?: Iterable<string>;
  readonly writes?: Iterable<string>;
  readonly programs?: Iterable<string>;
  readonly hosts?: Iterable<string>;
  readonly sends?: Iterable<string>;
  readonly tools?: readonly string[];
  readonly touches?: readonly Touch[];
  readonly writing?: Writing;
}

export async function normalise(proposal: Proposal, surroundings: Surroundings): Promise<Subject> {
  const reading = await read(proposal.act, surroundings);
  const writes = await placePaths(reading.writes ?? [], surroundings);
  const unguards = reading.writing === undefined ? [] : await unguardedBy(writes, reading.writing, surroundings);
  const facts: Facts = {
    reads: await placePaths(reading.reads ?? [], surroundings),
    writes,
    programs: [...(reading.programs ?? [])],
    hosts: [...new Set(reading.hosts ?? [])],
    tools: reading.tools ?? [],
    sends: [...new Set(reading.sends ?? [])],
    marks: surroundings.marks ?? [],
    ...(unguards.length > 0 && { unguards }),
  };
  return {
    act: proposal.act.kind,
    texts: [...reading.texts, factsText(proposal, facts)],
    facts,
    gaps: reading.gaps,
    ...(reading.touches && { touches: await placeTouches(reading.touches) }),
  };
}

function read(act: Act, surroundings: Surroundings): Promise<Reading> | Reading {
  switch (act.kind) {
    case 'file':
      return readFileAct(act, surroundings).then((file) => ({ ...file, reads: [pathOf(act.path, surroundings)] }));
    case 'edit':
      return readEditAct(act, surroundings);
    case 'command':
      return readCommand(act.command, act.cwd ?? surroundings.folder, surroundings, act.shell);
    case 'tool-call':
      return readTool(act, surroundings);
    case 'read':
      return { texts: [], gaps: [], reads: [pathOf(act.path, surroundings)] };
    case 'fetch':
      return readFetch(act);
    case 'prompt':
      return readProse(act.text, 'prompt');
    case 'tool-result':
      return {
        ...readProse(act.text, 'tool-result'),
        tools: [act.server === undefined ? act.tool : `${act.server}/${act.tool}`],
      };
    case 'event':
      return { texts: [], gaps: [] };
  }
}

function pathOf(path: string, surroundings: Surroundings): string {
  return spellOut(path, surroundings.folder, surroundings);
}

async function readCommand(
  command: string,
  cwd: string,
  surroundings: Surroundings,
  shell: CommandShell = 'bash',
): Promise<Reading> {
  const own = unfold(command, cwd, surroundings, { shell });
  const run = await readScripts(own.scripts, surroundings);
  const patched = await patchedFiles([...own.patches, ...run.patches], (path) => toWorkspace(path, surroundings));
  const writes = new Set([...own.writes, ...run.writes, ...patched.files]);
  const reads = new Set([...own.reads, ...run.reads]);
  const ways = bothWays(own.ways, run.ways);
  const mentioned = mentionedBy(command, new Set([...own.programs, ...run.programs]), cwd, surroundings);
  const reach = await reachOf({ ways, writes, reads, said: command }, surroundings);
  const language = shell === 'bash' ? 'bash' : 'generic';
  const { settled = command } = own;
  const origin: TextOrigin =
    settled === command ? { kind: 'command' } : { kind: 'nested-command', within: wholeOf(command) };
  const whole: Text = { language, content: settled, origin, fresh: 'all' };
  return {
    texts: [whole, ...own.texts, ...run.texts, ...reach.texts],
    gaps: [...own.gaps, ...run.gaps, ...patched.gaps],
    programs: new Set([...own.programs, ...run.programs]),
    reads,
    writes: new Set([...writes, ...reach.writes]),
    hosts: new Set([...own.hosts, ...run.hosts]),
    sends: [...own.sends, ...run.sends],
    touches: [...own.touches, ...run.touches, ...[...patched.files].map(toTouch)],
    writing: { moved: ways.moved, mentioned, linked: reach.linked },
  };
}

async function readEditAct(act: Act & { kind: 'edit' }, surroundings: Surroundings): Promise<Reading> {
  const edit = await readEdit(act, surroundings);
  const path = pathOf(act.path, surroundings);
  const removes = act.remove === true;
  const after = removes
    ? ''
    : edit.texts.find(({ origin }) => origin.kind === 'file' && origin.cell === undefined)?.content;
  const moved = new Set(removes ? [path] : []);
  const reach = await reachOf(
    { ways: { ...NO_WAYS, moved }, writes: new Set([path]), reads: new Set(), said: '' },
    surroundings,
  );
  return {
    ...edit,
    writes: [path, ...reach.writes],
    touches: [{ kind: 'path', path, tree: removes, follows: !removes }],
    writing: {
      ...{ moved, mentioned: new Set(), linked: reach.linked },
      ...(after !== undefined &&
        act.cell === undefined && { outcome: { after, ...(act.before !== undefined && { before: act.before }) } }),
    },
  };
}

function toTouch(path: string): Touch {
  return { kind: 'path', path, tree: false, follows: true };
}

function wholeOf(text: string): Range {
  const lines = text.split('\n');
  return { start: { line: 0, character: 0 }, end: { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 } };
}

async function readTool(act: Act & { kind: 'tool-call' }, surroundings: Surroundings): Promise<Reading> {
  const tool = readToolCall(act, (surroundings.marks ?? []).length > 0);
  const commands = await Promise.all(
    tool.commands.map((command) => readCommand(command, surroundings.folder, surroundings, tool.shell)),
  );
  const paths = tool.paths.map((path) => pathOf(path, surroundings));
  const written = new Set(tool.onlyReads ? [] : paths);
  const own: Writing = { moved: new Set(tool.removes ? written : []), mentioned: new Set(), linked: [] };
  const ways = { ...NO_WAYS, moved: own.moved, signals: tool.signals, chosen: new Set(tool.chosen) };
  const said = tool.signals ? JSON.stringify(act.arguments ?? {}) : '';
  const reach = await reachOf({ ways, writes: written, reads: new Set(), said }, surroundings);
  const isWhole = written.size === 1 && commands.length === 0 && tool.content !== undefined;
  return {
    texts: [...tool.texts, ...commands.flatMap((command) => command.texts), ...reach.texts],
    gaps: commands.flatMap((command) => command.gaps),
    reads: [...(tool.onlyReads ? paths : []), ...commands.flatMap((command) => [...(command.reads ?? [])])],
    writes: [...written, ...reach.writes, ...commands.flatMap((command) => [...(command.writes ?? [])])],
    programs: new Set(commands.flatMap((command) => [...(command.programs ?? [])])),
    hosts: [...tool.hosts, ...commands.flatMap((command) => [...(command.hosts ?? [])])],
    sends: [...tool.sends, ...commands.flatMap((command) => [...(command.sends ?? [])])],
    tools: [tool.tool],
    touches: [...toolTouches(tool, paths), ...commands.flatMap((command) => command.touches ?? [])],
    writing: {
      ...commands.reduce((all, { writing = own }) => bothWritings(all, writing), { ...own, linked: reach.linked }),
      ...(isWhole && { outcome: { after: tool.content ?? '' } }),
    },
  };
}

function toolTouches(tool: ToolReading, paths: readonly string[]): Touch[] {
  if (tool.onlyReads) return [];
  if (paths.length === 0 && tool.commands.length === 0)
    return [
      {
        kind: 'unknown',
        message: `which files the tool \`${tool.tool}\` changes cannot be told before it runs`,
        program: true,
      },
    ];
  return paths.map((path) => ({ kind: 'path', path, tree: tool.removes, follows: !tool.removes }));
}

function readProse(content: string, kind: 'prompt' | 'tool-result'): Reading {
  const toText = (text: string, origin: 'prompt' | 'tool-result' | 'reading' | 'gloss'): Text => ({
    language: 'generic',
    content: text,
    origin: { kind: origin },
    fresh: 'all',
  });
  const readings = readingsOf(content);
  const isTelling = (gloss: string) => gloss.includes('~');
  const glosses = readings.map(({ text, isRow }) => glossOf(text, isRow)).filter(isTelling);
  return {
    texts: [
      toText(content, kind),
      ...[glossOf(content)].filter(isTelling).map((gloss) => toText(gloss, 'gloss')),
      ...[...readings.map(({ text }) => text), ...new Set(glosses)].map((text) => toText(text, 'reading')),
    ],
    gaps: [],
  };
}

function readFetch(act: Act & { kind: 'fetch' }): Reading {
  const content = [`${act.method ?? 'GET'} ${act.url}`, ...(act.body === undefined ? [] : ['', act.body])].join('\n');
  const local = /^file:\/\/(\/.*)$/.exec(act.url)?.[1];
  const address = act.url.includes('://') ? act.url : `https://${act.url}`;
  return {
    texts: [{ language: 'generic', content, origin: { kind: 'url' }, fresh: 'all' }],
    gaps: [],
    hosts: addressesIn(address),
    sends: isSent(act) ? addressesIn(address) : [],
    ...(local !== undefined && { reads: [local] }),
  };
}

/** What an act tells of itself beside what it touches. */
function toldBy(act: Act): object {
  switch (act.kind) {
    case 'event':
      return { event: act.name, about: act.about ?? {} };
    case 'tool-call':
      return {
        ...(act.annotations && { annotations: act.annotations }),
        ...(act.standing && { standing: act.standing }),
      };
    case 'tool-result':
      return { ...(act.about && { about: act.about }), ...(act.standing && { standing: act.standing }) };
    default:
      return {};
  }
}

/** What is asked of a page goes to the model that reads it; only a method that sends, or a long address, leaves with data. */
function isSent({ url, method }: Act & { kind: 'fetch' }): boolean {
  return (method !== undefined && !/^(get|head|options)$/i.test(method)) || isLoaded(url);
}

/** The facts as a text of their own, so that rules can speak about them. */
function factsText(proposal: Proposal, facts: Facts): Text {
  const { act, actor } = proposal;
  const { marks = [], ...rest } = facts;
  const names = [...new Set(marks.map(({ name }) => name))];
  // A rule can say from where: the newest source of each mark.
  const markedBy = Object.fromEntries(marks.map(({ name, from }) => [name, from]));
  const said = {
    act: act.kind,
    actor,
    ...rest,
    marks: names,
    ...(names.length > 0 && { markedBy }),
    ...toldBy(act),
  };
  const content = JSON.stringify(said, undefined, 2);
  return { language: 'json', content, origin: { kind: 'facts' }, fresh: 'all' };
}
