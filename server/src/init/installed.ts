// What stands in an agent's settings of our hooks, whoever put it there.

import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { getNodeValue } from 'jsonc-parser';
import { parse } from 'smol-toml';
import type { Agent } from './agents.js';
import { readText } from './disk.js';
import { type Ground, isApart, placeOf } from './find.js';
import { commandsOf, hostOf, isOurHook } from './hook-entry.js';
import { isObject, type Json, treeOf } from './json-text.js';
import { PATHS } from './paths.js';
import type { Scope } from './plan.js';
import { FileProblem } from './problem.js';

/** A hook of ours before one event. */
export interface InstalledHook {
  readonly event: string;
  readonly file: string;
  readonly scope: Scope;
  /** What the host runs, by a shell; or the program and its arguments. */
  readonly command: string | readonly string[];
  /** Why it does not stop anything as it stands. */
  readonly fault?: string;
}

export interface InstalledHooks {
  readonly hooks: readonly InstalledHook[];
  /** Files that cannot be read, with the reason. */
  readonly problems: readonly { readonly file: string; readonly problem: string }[];
  /** Why the host runs none of them. */
  readonly off?: string;
}

/** Read by the host beside those into which init writes. */
const ALSO_READ: Readonly<Record<string, readonly string[]>> = {
  'claude-code': ['.claude/settings.local.json'],
  continue: ['.continue/settings.local.json'],
};

export async function installedHooks(agent: Agent, ground: Ground): Promise<InstalledHooks> {
  const files = [
    ...(agent.user.hooks ?? []).map((file) => ({ file: placeOf(file, ground), scope: 'user' as const })),
    ...(isApart(ground) ? [...(agent.workspace.hooks ?? []), ...(ALSO_READ[agent.id] ?? [])] : []).map((file) => ({
      file: placeOf(file, ground),
      scope: 'workspace' as const,
    })),
  ];
  const hooks: InstalledHook[] = [];
  const problems: { file: string; problem: string }[] = [];
  let off = await switchedOff(agent, ground);
  for (const { file, scope } of files) {
    try {
      const text = await readText(file);
      if (text === undefined) continue;
      const settings = file.endsWith('.json') ? jsonOf(text) : undefined;
      if (isObject(settings) && settings.disableAllHooks === true) off ??= `\`disableAllHooks\` is set in ${file}`;
      const found = settings === undefined ? inScript(text, file, agent.id) : inSettings(settings, agent.id);
      for (const one of found) hooks.push({ ...one, file, scope, ...(await faultOf(one)) });
    } catch (error) {
      if (!(error instanceof FileProblem)) throw error;
      problems.push({ file, problem: error.message });
    }
  }
  return { hooks, problems, ...(off !== undefined && { off }) };
}

type Found = Pick<InstalledHook, 'event' | 'command' | 'fault'>;

function jsonOf(text: string): Json {
  const root = treeOf(text.replace('\uFEFF', ''));
  return root === undefined ? null : getNodeValue(root);
}

/** Entries stand in a list under the name of their event, or say it themselves. */
function inSettings(value: Json, host: string, under = ''): readonly Found[] {
  if (Array.isArray(value)) {
    return value.flatMap((entry: Json) =>
      isOurHook(entry) && commandsOf(entry).some((command) => hostOf(command) === host)
        ? [entryOf(entry, host, under)]
        : inSettings(entry, host, under),
    );
  }
  if (!isObject(value)) return [];
  const isOff = value.enabled === false;
  const found = Object.entries(value).flatMap(([key, member]) => inSettings(member, host, key));
  return isOff ? found.map((one) => ({ ...one, fault: 'it is switched off (`"enabled": false`)' })) : found;
}

function entryOf(entry: Json, host: string, under: string): Found {
  const own = isObject(entry) && typeof entry.trigger === 'string' ? entry.trigger : under;
  const [inner] = isObject(entry) && Array.isArray(entry.hooks) ? entry.hooks : [entry];
  const words = isObject(inner) && Array.isArray(inner.args) ? inner.args.map(String) : undefined;
  const command =
    words === undefined ? (commandsOf(entry)[0] ?? '') : [String(isObject(inner) && inner.command), ...words];
  const isOff = isObject(entry) && entry.enabled === false;
  const fault = isOff ? 'it is switched off (`"enabled": false`)' : openBy(entry, host, own);
  return { event: own, command, ...(fault !== undefined && { fault }) };
}

/** What each host's entry must hold so that a failure of ours stops the act. */
const CLOSED: Readonly<Record<string, RegExp>> = {
  'claude-code': /"onFailure":"block"/,
  cursor: /"failClosed":true/,
  junie: /"blockOnError":true/,
  ...Object.fromEntries(
    ['codex', 'gemini-cli', 'vscode', 'windsurf', 'devin', 'continue', 'kiro'].map((host) => [host, /\bexit 2\b/]),
  ),
};

function openBy(entry: Json, host: string, event: string): string | undefined {
  // What comes after an act cannot let it pass.
  const isClosed = /^(post|after)/i.test(event) || (CLOSED[host]?.test(JSON.stringify(entry)) ?? true);
  return isClosed ? undefined : 'it lets acts pass where Vireon fails';
}

/** A script is the hook of the event that it is named after; a plugin stands before all. */
function inScript(text: string, file: string, host: string): readonly Found[] {
  if (hostOf(text) !== host) return [];
  const started = /^const HOOK = (".*");$/m.exec(text)?.[1];
  if (started === undefined) return [{ event: path.basename(file), command: [file] }];
  return (PATHS[host]?.judged ?? []).map(({ event }) => ({ event, command: String(JSON.parse(started)) }));
}

const FIRST_WORD = /^(?:'(?<quoted>[^']*)'|(?<plain>[^\s'"|&;]+))/;

async function faultOf({ command, fault }: Found): Promise<{ fault?: string }> {
  if (fault !== undefined) return { fault };
  const words = typeof command === 'string' ? FIRST_WORD.exec(command)?.groups : undefined;
  const program = (typeof command === 'string' ? (words?.quoted ?? words?.plain) : command[0]) ?? '';
  if (!path.isAbsolute(program)) return {};
  const runs = await access(program, constants.X_OK).then(
    () => true,
    () => false,
  );
  return runs ? {} : { fault: `its program is not there: ${program}` };
}

async function switchedOff(agent: Agent, ground: Ground): Promise<string | undefined> {
  if (agent.id !== 'codex') return undefined;
  const file = placeOf('~/.codex/config.toml', ground);
  const text = await readText(file);
  if (text === undefined || !/\bhooks\s*=\s*false\b/.test(text)) return undefined;
  const { features } = parse(text.replace('\uFEFF', '')) as { features?: { hooks?: unknown } };
  return features?.hooks === false ? `\`features.hooks\` is false in ${file}` : undefined;
}
