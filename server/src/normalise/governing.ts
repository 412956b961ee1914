// Files that make agents ask Vireon, and what in them does so: the rest of such a file is anybody's to change.

import { type ParseError, parse as parseJsonc } from 'jsonc-parser';
import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

/**
 * `whole`: hooks and policies, every line of which counts. `settings`: a host's settings, some keys of which count.
 * `shared`: settings of much else beside, changed daily. `servers`: lists of MCP servers, of which ours count.
 */
export type Governing = 'whole' | 'settings' | 'shared' | 'servers';

const FILES: readonly (readonly [Governing, readonly string[]])[] = [
  [
    'whole',
    [
      ...['.claude/hooks/*', '.claude/plugins/*', 'managed-settings.json', 'managed-settings.d/*'],
      ...['.cursor/hooks.json', '.cursor/hooks/*', '.cursor/cli.json', '.cursor/permissions.json'],
      ...['.cursor/cli-config.json', '.codex/hooks.json', '.codex/hooks/*', '.codex/rules/*', '.codex/*.rules'],
      ...['.codex/requirements.toml', '.gemini/extensions/*', '.gemini/policies/*', '.gemini/config/hooks.json'],
      ...['.gemini/trustedFolders.json', '.agents/hooks.json', '.agents/hooks/*', '.github/hooks/*'],
      ...['.copilot/hooks/*', '.windsurf/hooks.json', '.codeium/windsurf/hooks.json', '.devin/hooks*'],
      ...['.clinerules/hooks/*', '.cline/hooks/*', 'Cline/Hooks/*', '.opencode/plugin/*', '.opencode/plugins/*'],
      ...['.config/opencode/plugin/*', '.config/opencode/plugins/*', '.amp/plugins/*', '.config/amp/plugins/*'],
      ...['.kiro/hooks/*', '.antigravity/*', '.factory/hooks/*'],
    ],
  ],
  [
    'settings',
    [
      ...['.claude/settings.json', '.claude/settings.local.json', '.claude.json', '.codex/*.toml'],
      ...['.gemini/settings.json', '.copilot/settings.json', '.copilot/config.json', '.github/copilot/settings.json'],
      ...['.github/copilot/settings.local.json', '.devin/config.json', '.devin/config.local.json'],
      ...['.config/devin/config.json', '.amp/settings.json', '.config/amp/settings.json', '.junie/config.json'],
      ...['.continue/settings.json', '.continue/config.yaml', '.continue/config.json', '.continue/permissions.yaml'],
      ...['.kiro/settings/cli.json', '.kiro/agents/*', '.qwen/settings.json', '.factory/settings.json'],
    ],
  ],
  [
    'shared',
    [
      ...['.vscode/settings.json', 'Code/User/settings.json', 'Code - Insiders/User/settings.json', 'opencode.json'],
      ...['opencode.jsonc', '.zed/settings.json', '.config/zed/settings.json'],
    ],
  ],
  [
    'servers',
    [
      ...['.mcp.json', '.cursor/mcp.json', '.vscode/mcp.json', 'Code/User/mcp.json', 'Code - Insiders/User/mcp.json'],
      ...['.gemini/config/mcp_config.json', '.agents/mcp_config.json', '.copilot/mcp-config.json', '.github/mcp.json'],
      ...['.codeium/windsurf/mcp_config.json', '.windsurf/mcp_config.json', '.devin/mcp_config.json'],
      ...['.config/devin/mcp_config.json', '.cline/mcp.json', '.junie/mcp/mcp.json', '.continue/mcpServers/*'],
      ...['.kiro/settings/mcp.json', '.roo/mcp.json', '.warp/.mcp.json'],
    ],
  ],
];

const KINDS = FILES.map(
  ([kind, files]) =>
    [kind, new RegExp(`(?:^|/)(?:${files.map((file) => spelledAsRegex(file)).join('|')})$`, 'i')] as const,
);

function spelledAsRegex(file: string): string {
  return file.replaceAll(/[.+()]/g, '\\$&').replaceAll('*', file.endsWith('/*') ? '.+' : '[^/]*');
}

/** Names without wildcards, from a workspace or a home: where to look for what may be linked to. */
export const GOVERNING_FILES: readonly string[] = FILES.flatMap(([, files]) =>
  files.filter((file) => !/\*/.test(file)),
);

/** Undefined for nearly every file. */
export function governingKind(path: string): Governing | undefined {
  return KINDS.find(([, fits]) => fits.test(path))?.[0];
}

/** Keys of settings that say what an agent may do unasked, and what is run beside it. */
const COUNTS =
  /hook|permission|approv|trust|sandbox|bypass|yolo|dangerous|autorun|allowlist|denylist|^env$|^plugins?$|plugins$|^extensions$|helper|command|disable|exclude|allowed|denied|safe|polic|tools$|secur|profile|^features$|notify/i;
/** Of settings that are shared, the same words where they stand beside an agent's name. */
const COUNTS_AMONG_OTHERS =
  /(?:^|\.)(?:chat|github\.copilot|claude\S*|cline|roo\S*|amp|kiro\S*|windsurf|cursor|gemini\S*|continue|agent\w*)\.(?:\S*(?:hook|approv|permission|allow|den(?:y|ied)|bypass|yolo|trust|sandbox|dangerous))|^(?:permission|plugins?|tools|agent|agent_servers|context_servers|mcp)$|security\.workspace\.trust|terminal\.integrated\.env/i;
const SERVERS = /(?:^|\.)(?:mcpServers|mcp_servers|servers|context_servers|mcp)$/i;
const OURS = /\bvireon\b/i;
const MAX_DEPTH = 5;

/** What of the text governs, in a form that can be compared; empty where nothing does. */
export function governingPart(text: string, path: string, kind: Governing): string {
  if (kind === 'whole') return text;
  if (text.trim() === '') return '';
  const value = parsed(text.replace('\uFEFF', ''), path);
  // What cannot be read is compared as it is.
  if (value === undefined) return text;
  const part = partOf(value, kind === 'shared' ? COUNTS_AMONG_OTHERS : kind === 'settings' ? COUNTS : undefined, 0);
  return part === undefined ? '' : JSON.stringify(part);
}

function parsed(text: string, path: string): unknown {
  try {
    if (path.endsWith('.toml')) return parseToml(text);
    if (/\.ya?ml$/.test(path)) return parseYaml(text, { maxAliasCount: 0 });
    const errors: ParseError[] = [];
    const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
    return errors.length > 0 ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Undefined where nothing in it counts. Keys stand in one order. */
function partOf(value: unknown, counts: RegExp | undefined, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const part = SERVERS.test(key)
      ? ourServers(inner)
      : counts?.test(key)
        ? ordered(inner)
        : partOf(inner, counts, depth + 1);
    return part === undefined ? [] : [[key, part]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ourServers(servers: unknown): unknown {
  if (typeof servers !== 'object' || servers === null) return undefined;
  const ours = Object.entries(servers).filter(([name, server]) => OURS.test(name) || OURS.test(JSON.stringify(server)));
  return ours.length === 0
    ? undefined
    : ordered(Array.isArray(servers) ? ours.map(([, server]) => server) : Object.fromEntries(ours));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, ordered(inner)]),
  );
}
