// Which agents and editors there are: by their programs, and by what they leave in the home and the workspace.

import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from '../model/verbs.js';
import { findRoot } from '../workspace/root.js';
import { AGENTS, type Agent } from './agents.js';
import { exists } from './disk.js';
import { EDITORS, type Editor } from './editors.js';

/** Where init works. */
export interface Ground {
  /** The user's own home. */
  readonly userHome: string;
  readonly workspace: string;
  readonly platform: NodeJS.Platform;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface FoundAgent {
  readonly agent: Agent;
  /** What tells of it on this machine, and in the workspace. */
  readonly onMachine?: string;
  readonly inWorkspace?: string;
}

export interface FoundEditor {
  readonly editor: Editor;
  readonly trace: string;
}

const FOLDERS: Readonly<Record<'linux' | 'darwin', Readonly<Record<string, string>>>> = {
  linux: { '%code%': '.config/Code/User', '%sublime%': '.config/sublime-text' },
  darwin: {
    '%code%': 'Library/Application Support/Code/User',
    '%sublime%': 'Library/Application Support/Sublime Text',
  },
};

/** Variables by which agents move a folder of theirs out of the home. */
const MOVED: readonly (readonly [folder: string, variable: string])[] = [
  ['.claude', 'CLAUDE_CONFIG_DIR'],
  ['.codex', 'CODEX_HOME'],
  ['.copilot', 'COPILOT_HOME'],
];

/** What `--only` may name. */
export const NAMES: readonly string[] = [...new Set([...AGENTS, ...EDITORS].map(({ id }) => id))];

/** `cwd` may lie deep in the workspace. */
export async function groundAt(cwd: string, rest: Omit<Ground, 'workspace'>): Promise<Ground> {
  return { ...rest, workspace: findRoot(cwd) };
}

/** The absolute path of a file as the tables name it. */
export function placeOf(file: string, { userHome, workspace, platform, environment }: Ground): string {
  if (!file.startsWith('~/')) return path.join(workspace, file);
  const folders = FOLDERS[platform === 'darwin' ? 'darwin' : 'linux'];
  const named = file.slice(2).replace(/%\w+%/, (word) => folders[word] ?? word);
  const [folder, variable] = MOVED.find(([one]) => named === one || named.startsWith(`${one}/`)) ?? [];
  const moved = variable === undefined ? undefined : environment[variable];
  if (folder !== undefined && moved !== undefined && path.isAbsolute(moved)) {
    return path.join(moved, named.slice(folder.length));
  }
  return path.join(userHome, named);
}

/** The agents and editors found; those that `only` names, found or not. */
export async function find(
  ground: Ground,
  only?: readonly string[],
): Promise<{ readonly agents: readonly FoundAgent[]; readonly editors: readonly FoundEditor[] }> {
  const [agents, editors] = await Promise.all([findAgents(ground), findEditors(ground)]);
  if (only === undefined) return { agents, editors };
  const unknown = only.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new InvalidInput(`unknown agent or editor \`${unknown}\`; known: ${NAMES.join(', ')}`);
  }
  const named = AGENTS.filter(({ id }) => only.includes(id)).map(
    (agent) => agents.find((one) => one.agent.id === agent.id) ?? { agent, onMachine: 'named by you' },
  );
  return { agents: named, editors: editors.filter(({ editor }) => only.includes(editor.id)) };
}

async function findAgents(ground: Ground): Promise<readonly FoundAgent[]> {
  const all = await Promise.all(
    AGENTS.map(async (agent) => {
      const onMachine =
        (await trace(
          agent.traces.home.map((one) => `~/${one}`),
          ground,
        )) ?? (await program(agent.programs, ground));
      const inWorkspace = isApart(ground) ? await trace(agent.traces.workspace, ground) : undefined;
      return {
        agent,
        ...(onMachine !== undefined && { onMachine }),
        ...(inWorkspace !== undefined && { inWorkspace }),
      };
    }),
  );
  return all.filter(({ onMachine, inWorkspace }) => onMachine !== undefined || inWorkspace !== undefined);
}

/** False where the workspace is the home itself: the same file would be both the user's and the workspace's. */
export function isApart({ userHome, workspace }: Ground): boolean {
  return path.resolve(userHome) !== path.resolve(workspace);
}

async function findEditors(ground: Ground): Promise<readonly FoundEditor[]> {
  const all = await Promise.all(
    EDITORS.map(async (editor) => {
      const found =
        (await trace(
          editor.traces.map((one) => `~/${one}`),
          ground,
        )) ?? (await program(editor.programs, ground));
      return found === undefined ? [] : [{ editor, trace: found }];
    }),
  );
  return all.flat();
}

async function trace(files: readonly string[], ground: Ground): Promise<string | undefined> {
  for (const file of files) if (await exists(placeOf(file, ground))) return placeOf(file, ground);
  return undefined;
}

async function program(names: readonly string[], { environment }: Ground): Promise<string | undefined> {
  const folders = (environment.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  for (const file of names.flatMap((name) => folders.map((folder) => path.join(folder, name)))) {
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}
