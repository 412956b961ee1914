// A proposal becomes a subject: its texts, its facts, and what could not be understood.

import type { Act, CommandShell, Proposal } from '../model/act.js';
import type { Facts, Gap, Subject, Text, Touch } from '../model/subject.js';
import { addressesIn } from './command/effects.js';
import { isLoaded } from './command/sends.js';
import { unfold } from './command/unfold.js';
import type { Ways } from './command/ways.js';
import { readEdit, readFileAct } from './edit.js';
import { glossOf } from './gloss/gloss.js';
import { placePaths, placeTouches, spellOut } from './paths.js';
import { readingsOf } from './prose.js';
import { reachOf } from './reach.js';
import { readScripts } from './scripts.js';
import type { Surroundings } from './surroundings.js';
import { readToolCall, type ToolReading } from './tool-call.js';

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
}

export async function normalise(proposal: Proposal, surroundings: Surroundings): Promise<Subject> {
  const reading = await read(proposal.act, surroundings);
  const facts: Facts = {
    reads: await placePaths(reading.reads ?? [], surroundings),
    writes: await placePaths(reading.writes ?? [], surroundings),
    programs: [...(reading.programs ?? [])],
    hosts: [...new Set(reading.hosts ?? [])],
    tools: reading.tools ?? [],
    sends: [...new Set(reading.sends ?? [])],
    marks: surroundings.marks ?? [],
  };
  return {
    act: proposal.act.kind,
    texts: [...reading.texts, factsText(proposal, facts)],
    facts,
    gaps: reading.gaps,
    ...(reading.touches && { touches: await placeTouches(reading.touches) }),
  };
}

const NO_WAYS: Ways = { searched: new Set(), moved: new Set(), stashes: false };

function read(act: Act, surroundings: Surroundings): Promise<Reading> | Reading {
  switch (act.kind) {
    case 'file':
      return readFileAct(act, surroundings).then((file) => ({ ...file, reads: [pathOf(act.path, surroundings)] }));
    case 'edit':
      return readEdit(act, surroundings).then((edit) => {
        const path = pathOf(act.path, surroundings);
        const touch: Touch = { kind: 'path', path, tree: act.remove === true, follows: act.remove !== true };
        return reachOf(NO_WAYS, [path], surroundings).then(({ writes }) => ({
          ...edit,
          writes: [path, ...writes],
          touches: [touch],
        }));
      });
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
  const writes = new Set([...own.writes, ...run.writes]);
  const ways = {
    searched: new Set([...own.ways.searched, ...run.ways.searched]),
    moved: new Set([...own.ways.moved, ...run.ways.moved]),
    stashes: own.ways.stashes || run.ways.stashes,
  };
  const reach = await reachOf(ways, writes, surroundings);
  const language = shell === 'bash' ? 'bash' : 'generic';
  const whole: Text = { language, content: command, origin: { kind: 'command' }, fresh: 'all' };
  return {
    texts: [whole, ...own.texts, ...run.texts, ...reach.texts],
    gaps: [...own.gaps, ...run.gaps],
    programs: new Set([...own.programs, ...run.programs]),
    reads: new Set([...own.reads, ...run.reads]),
    writes: new Set([...writes, ...reach.writes]),
    hosts: new Set([...own.hosts, ...run.hosts]),
    sends: [...own.sends, ...run.sends],
    touches: [...own.touches, ...run.touches],
  };
}

async function readTool(act: Act & { kind: 'tool-call' }, surroundings: Surroundings): Promise<Reading> {
  const tool = readToolCall(act, (surroundings.marks ?? []).length > 0);
  const commands = await Promise.all(
    tool.commands.map((command) => readCommand(command, surroundings.folder, surroundings, tool.shell)),
  );
  const paths = tool.paths.map((path) => pathOf(path, surroundings));
  return {
    texts: [...tool.texts, ...commands.flatMap((command) => command.texts)],
    gaps: commands.flatMap((command) => command.gaps),
    reads: [...(tool.onlyReads ? paths : []), ...commands.flatMap((command) => [...(command.reads ?? [])])],
    writes: [...(tool.onlyReads ? [] : paths), ...commands.flatMap((command) => [...(command.writes ?? [])])],
    programs: new Set(commands.flatMap((command) => [...(command.programs ?? [])])),
    hosts: [...tool.hosts, ...commands.flatMap((command) => [...(command.hosts ?? [])])],
    sends: [...tool.sends, ...commands.flatMap((command) => [...(command.sends ?? [])])],
    tools: [tool.tool],
    touches: [...toolTouches(tool, paths), ...commands.flatMap((command) => command.touches ?? [])],
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
