// The map of coverage: by which of an agent's ways an act is judged, and how we know.

import path from 'node:path';
import type { Agent } from './agents.js';
import { readText } from './disk.js';
import { type FoundAgent, type Ground, placeOf } from './find.js';
import { heardOf } from './heard.js';
import { type InstalledHook, installedHooks } from './installed.js';
import type { Written } from './manifest.js';
import { PATHS } from './paths.js';

/**
 * `proven`: an event of the agent's own arrived through the hook; `installed`: none has yet; `faulty`: it stands there
 * and stops nothing, or not always; `missing`: the host offers the event and no hook of ours is there.
 */
export type PathState = 'proven' | 'installed' | 'faulty' | 'missing';

export interface PathCoverage {
  readonly event: string;
  readonly what: string;
  readonly state: PathState;
  /** When an event of the agent's own last arrived, and a canary. ISO 8601. */
  readonly heard?: string;
  readonly canary?: string;
  readonly fault?: string;
  readonly file?: string;
}

export interface AgentCoverage {
  readonly agent: string;
  readonly name: string;
  /** The best that holds for its acts: judged before they happen, by a static list, told to the agent, or nothing. */
  readonly level: 'proven' | 'installed' | 'faulty' | 'list only' | 'advice only' | 'ungoverned';
  readonly paths: readonly PathCoverage[];
  /** What no hook can stand before. */
  readonly open: readonly string[];
  /** Files with what holds beside hooks. */
  readonly lists: readonly string[];
  readonly instructions: readonly string[];
  readonly servers: readonly string[];
  readonly problems: readonly string[];
  /** What closes the gaps: a command, or a step in the agent itself. */
  readonly fixes: readonly string[];
}

export async function coverageOf(
  { agent, onMachine }: FoundAgent,
  ground: Ground,
  home: string,
  written: readonly Written[],
): Promise<AgentCoverage> {
  const { hooks, problems, off } = await installedHooks(agent, ground);
  const heard = await heardOf(home, agent.id);
  const { judged, open } = PATHS[agent.id] ?? { judged: [], open: [] };
  const paths = judged.map(({ event, what }): PathCoverage => {
    const own = hooks.filter((hook) => hook.event === event);
    const hook = own.find(({ fault }) => fault === undefined) ?? own[0];
    const { real, canary } = heard.get(event) ?? {};
    const fault = hook === undefined ? undefined : (off ?? hook.fault);
    return {
      ...{ event, what, state: stateOf(hook, fault, real) },
      ...(real !== undefined && { heard: real }),
      ...(canary !== undefined && { canary }),
      ...(fault !== undefined && { fault }),
      ...(hook !== undefined && { file: hook.file }),
    };
  });
  const [lists, instructions, servers] = await Promise.all([
    listsOf(agent, ground, written),
    instructionsOf(agent, ground),
    serversOf(agent, ground),
  ]);
  const told = { lists, instructions, servers, problems: problems.map(({ file, problem }) => `${file}: ${problem}`) };
  const scope = onMachine === undefined ? 'workspace' : 'user';
  return {
    ...{ agent: agent.id, name: agent.name, level: levelOf(paths, lists, instructions), paths, open, ...told },
    fixes: fixesOf(agent, paths, agent.next?.[scope], told),
  };
}

function stateOf(hook: InstalledHook | undefined, fault: string | undefined, heard: string | undefined): PathState {
  if (hook === undefined) return 'missing';
  if (fault !== undefined) return 'faulty';
  return heard === undefined ? 'installed' : 'proven';
}

function levelOf(
  paths: readonly PathCoverage[],
  lists: readonly string[],
  instructions: readonly string[],
): AgentCoverage['level'] {
  for (const state of ['proven', 'installed', 'faulty'] as const) {
    if (paths.some((one) => one.state === state)) return state;
  }
  if (lists.length > 0) return 'list only';
  return instructions.length > 0 ? 'advice only' : 'ungoverned';
}

function fixesOf(
  { id, name, user, workspace }: Agent,
  paths: readonly PathCoverage[],
  step: string | undefined,
  { problems, lists }: Pick<AgentCoverage, 'problems' | 'lists'>,
): readonly string[] {
  const has = (state: PathState) => paths.some((one) => one.state === state);
  const offers = (user.list ?? workspace.list) !== undefined;
  const command = `\`vireon init --only ${id}\``;
  if (problems.length > 0) return [`mend the file, then ${command}`];
  const off = paths.find(({ fault }) => fault?.includes(' is set in ') || fault?.includes(' is false in '));
  if (off?.fault !== undefined) return [`take it out: ${off.fault}`];
  if (has('missing') || has('faulty')) return [command];
  if (has('installed')) {
    const first = step === undefined ? [] : [step];
    const tried = paths.every(({ state, canary }) => state === 'proven' || canary !== undefined);
    if (tried)
      return [
        ...first,
        `the hooks answer, but ${name} has not called ${has('proven') ? 'all of them' : 'them'} yet: let it do something`,
      ];
    return [...first, `prove it: \`vireon doctor --canary ${id}\`, or let ${name} do something`];
  }
  if (paths.length > 0) return [];
  return offers && lists.length === 0 ? [`${command} writes its static list`] : [];
}

async function listsOf(agent: Agent, ground: Ground, written: readonly Written[]): Promise<readonly string[]> {
  const files = [agent.user.list ?? [], agent.workspace.list ?? []].flat().map((file) => placeOf(file, ground));
  const held = await Promise.all(
    [...new Set(files)].map(async (file) => {
      const text = await textAt(file);
      if (text === undefined) return [];
      const isOwn = path.basename(file).startsWith('vireon.');
      const entry = written.find((one) => one.file === file && one.hosts.includes(agent.id));
      return isOwn || (entry?.part.kind === 'json' && LISTS.some((key) => JSON.stringify(entry.part).includes(key)))
        ? [file]
        : [];
    }),
  );
  return held.flat();
}

/** Keys of hosts' lists. */
const LISTS = ['"tool_permissions":', '"roo-cline.deniedCommands":'];

async function instructionsOf(agent: Agent, ground: Ground): Promise<readonly string[]> {
  const files = [...(agent.user.instructions ?? []), ...(agent.workspace.instructions ?? [])];
  return holding(
    files.map(({ file }) => placeOf(file, ground)),
    /vireon:begin/,
  );
}

async function serversOf(agent: Agent, ground: Ground): Promise<readonly string[]> {
  const files = [agent.user.mcp?.file ?? [], agent.workspace.mcp?.file ?? []].flat();
  return holding(
    files.map((file) => placeOf(file, ground)),
    /"vireon"\s*:|\[mcp_servers\.vireon\]|name: vireon\b/,
  );
}

async function holding(files: readonly string[], ours: RegExp): Promise<readonly string[]> {
  const texts = await Promise.all([...new Set(files)].map(async (file) => ({ file, text: await textAt(file) })));
  return texts.filter(({ text }) => text !== undefined && ours.test(text)).map(({ file }) => file);
}

/** What cannot be read holds nothing that an agent could read either; hooks' files say why. */
async function textAt(file: string): Promise<string | undefined> {
  return readText(file).catch(() => undefined);
}
