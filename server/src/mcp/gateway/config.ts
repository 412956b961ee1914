// Which servers stand behind the gateway, as agents write it: `{"mcpServers": {name: {command, args, env, cwd} or {url, headers}}}`.

import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { parseJson } from '../../model/json.js';
import { InvalidInput } from '../../model/verbs.js';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 20;
const MAX_SERVERS = 100;
const DAY_MS = 86_400_000;

/** Where the servers of a workspace are written, when no file is named. */
const CONFIG_FILE = '.vireon/mcp.json';

interface Common {
  readonly name: string;
  /** How long one request may take. */
  readonly timeoutMs?: number;
}

export interface ChildConfig extends Common {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface RemoteConfig extends Common {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type ServerConfig = ChildConfig | RemoteConfig;

/** What the process knows that configuration may refer to. */
export interface Place {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const text = z.string().max(65_536);
const texts = z.record(z.string().min(1).max(512), text);
/** In prefixes of tools' names, and before a slash in rules. */
const name = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, {
  error: "a server's name must consist of letters, digits, `_`, `.` and `-`, at most 64 of them",
});
const common = { timeout: z.int().min(1).max(DAY_MS).optional(), disabled: z.boolean().optional() };
const child = z.object({
  command: text.min(1),
  args: z.array(text).max(1_000).default([]),
  env: texts.default({}),
  cwd: text.optional(),
  ...common,
});
const remote = z.object({
  url: z.string().min(1).max(4_096),
  headers: texts.default({}),
  ...common,
});
const file = z.object({ mcpServers: z.record(name, z.union([child, remote])) });

/** The servers that a file names, or the workspace's own file where none is named. */
export async function readConfig(named: string | undefined, place: Place): Promise<ServerConfig[]> {
  const at = named === undefined ? ownFile(place.cwd) : path.resolve(place.cwd, named);
  const content = await contentOf(at);
  const result = file.safeParse(parse(content, at));
  if (!result.success) throw new InvalidInput(`${at}: ${result.error.issues.map(inWords).join('; ')}`);
  const entries = Object.entries(result.data.mcpServers).filter(([, one]) => one.disabled !== true);
  if (entries.length === 0) throw new InvalidInput(`${at}: \`mcpServers\` names no server that is not disabled`);
  if (entries.length > MAX_SERVERS) throw new InvalidInput(`${at}: more than ${MAX_SERVERS} servers`);
  return entries.map(([name, one]) => toServer(name, one, place, at));
}

/** One server, given as a command line. */
export function commandConfig(words: readonly string[], named: string | undefined): ChildConfig {
  const [command, ...args] = words;
  if (command === undefined) throw new InvalidInput('no command stands after `--`');
  const result = name.safeParse(named ?? nameOf(words));
  if (!result.success) throw new InvalidInput(`\`--name\`: ${result.error.issues.map(inWords).join('; ')}`);
  return { name: result.data, command, args, env: {} };
}

const RUNNERS = /^(npx|bunx|uvx|pipx|pnpm|yarn|npm|node|bun|deno|python\d?(\.\d+)?|sh|bash|docker|dlx|exec|run|x|-.*)$/;

/** What is run, without what runs it, its folder, version and ending. */
function nameOf(words: readonly string[]): string {
  const plain = words.map((word) =>
    path.basename(word.replace(/(?<=.)@[^/]*$/, '')).replace(/\.(c|m)?[jt]s$|\.py$|\.exe$/, ''),
  );
  const found = plain.find((word) => !RUNNERS.test(word)) ?? plain[0] ?? 'server';
  return (
    found
      .replaceAll(/[^\w.-]/g, '-')
      .replace(/^[^A-Za-z0-9]+/, '')
      .slice(0, 64) || 'server'
  );
}

/** The workspace's file: of the folder, or of the nearest one above that has it. */
function ownFile(cwd: string): string {
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, CONFIG_FILE);
    if (existsSync(candidate)) return candidate;
    if (path.dirname(folder) === folder) break;
  }
  throw new InvalidInput(
    `no servers to stand in front of: there is no \`${CONFIG_FILE}\` here or above. ` +
      'Write one (`{"mcpServers": {…}}`), name a file with `--config`, or give a command after `--`.',
  );
}

async function contentOf(at: string): Promise<string> {
  try {
    const { size } = await stat(at);
    if (size > MAX_BYTES) throw new InvalidInput(`${at}: larger than ${MAX_BYTES} bytes`);
    return await readFile(at, 'utf8');
  } catch (error) {
    if (error instanceof InvalidInput) throw error;
    throw new InvalidInput(`${at}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parse(content: string, at: string): unknown {
  try {
    return parseJson(content, { maxDepth: MAX_DEPTH });
  } catch (error) {
    throw new InvalidInput(`${at}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function toServer(
  name: string,
  one: z.infer<typeof child> | z.infer<typeof remote>,
  { cwd, environment }: Place,
  at: string,
): ServerConfig {
  const fill = (value: string) => filled(value, environment, `${at}: \`${name}\``);
  const fillAll = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]));
  const shared = { name, ...(one.timeout !== undefined && { timeoutMs: one.timeout }) };
  if ('url' in one)
    return { ...shared, url: webAddress(fill(one.url), `${at}: \`${name}\``), headers: fillAll(one.headers) };
  return {
    ...shared,
    command: fill(one.command),
    args: one.args.map(fill),
    env: fillAll(one.env),
    ...(one.cwd !== undefined && { cwd: path.resolve(cwd, fill(one.cwd)) }),
  };
}

/** `${NAME}` and `${NAME:-otherwise}`. */
function filled(value: string, environment: Place['environment'], where: string): string {
  return value.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, otherwise: string | undefined) => {
    const found = environment[name] ?? otherwise;
    if (found === undefined) throw new InvalidInput(`${where}: the environment has no \`${name}\``);
    return found;
  });
}

function webAddress(url: string, where: string): string {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new InvalidInput(`${where}: \`url\` must be an http or https address`);
  return url;
}

function inWords(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? '' : `\`${issue.path.join('.')}\`: `;
  if (issue.code === 'invalid_union') return `${where}a server needs a \`command\` or a \`url\``;
  if (issue.code === 'invalid_key') return `${where}${issue.issues.map((one) => one.message).join('; ')}`;
  return `${where}${issue.message}`;
}
