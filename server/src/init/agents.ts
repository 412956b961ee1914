// Where each agent program keeps what makes it ask us: its hooks, its MCP servers, its static lists and the texts that
// it reads before it works.

import { mcpServers, opencodeServer, type ServerShape, typedServers, vscodeServers } from './mcp-entry.js';

/** A text that an agent reads as instructions. */
export interface InstructionFile {
  readonly file: string;
  /** Front matter, where the file is of our making. */
  readonly head?: string;
}

/** Files of one agent, in the home (`~/…`) or in a workspace. */
export interface AgentFiles {
  readonly hooks?: readonly string[];
  /** The key under which the file holds what is the whole of other hook files. */
  readonly hooksUnder?: string;
  readonly mcp?: { readonly file: string | readonly string[]; readonly shape: ServerShape | 'toml' | 'yaml' };
  /** Only where the agent asks nobody, or keeps lists in files of their own: hundreds of lines among the user's would bury his. */
  readonly list?: string | readonly string[];
  /** The first that exists is used, else the last. */
  readonly instructions?: readonly InstructionFile[];
}

export interface Agent {
  readonly id: string;
  readonly name: string;
  readonly programs: readonly string[];
  /** Files and folders that tell of it, in the home and in a workspace. */
  readonly traces: { readonly home: readonly string[]; readonly workspace: readonly string[] };
  readonly user: AgentFiles;
  readonly workspace: AgentFiles;
  /** What a person has to do in the agent itself before our hooks are run. */
  readonly next?: { readonly user?: string; readonly workspace?: string };
}

const rules = (file: string, head: string): InstructionFile => ({ file, head: `---\n${head}\n---\n` });
const plain = (...files: readonly string[]): readonly InstructionFile[] => files.map((file) => ({ file }));

const TRUST = 'open the workspace as trusted: in an untrusted one its hooks are not run';

export const AGENTS: readonly Agent[] = [
  {
    id: 'claude-code',
    name: 'Claude Code',
    programs: ['claude'],
    traces: { home: ['.claude', '.claude.json'], workspace: ['.claude', 'CLAUDE.md', '.mcp.json'] },
    user: {
      hooks: ['~/.claude/settings.json'],
      mcp: { file: '~/.claude.json', shape: typedServers('stdio') },
      instructions: plain('~/.claude/CLAUDE.md'),
    },
    workspace: {
      hooks: ['.claude/settings.json'],
      mcp: { file: '.mcp.json', shape: typedServers('stdio') },
      instructions: plain('CLAUDE.md', '.claude/CLAUDE.md', 'CLAUDE.md'),
    },
    next: { workspace: 'approve the server `vireon` of .mcp.json when Claude Code asks' },
  },
  {
    id: 'cursor',
    name: 'Cursor',
    programs: ['cursor', 'cursor-agent'],
    traces: { home: ['.cursor'], workspace: ['.cursor', '.cursorrules'] },
    user: { hooks: ['~/.cursor/hooks.json'], mcp: { file: '~/.cursor/mcp.json', shape: mcpServers } },
    workspace: {
      hooks: ['.cursor/hooks.json'],
      mcp: { file: '.cursor/mcp.json', shape: mcpServers },
      instructions: [
        rules(
          '.cursor/rules/vireon.mdc',
          'description: What Vireon denies, asks and warns about here\nalwaysApply: true',
        ),
      ],
    },
    next: { workspace: TRUST },
  },
  {
    id: 'codex',
    name: 'Codex',
    programs: ['codex'],
    traces: { home: ['.codex'], workspace: ['.codex'] },
    user: {
      hooks: ['~/.codex/hooks.json'],
      mcp: { file: '~/.codex/config.toml', shape: 'toml' },
      list: '~/.codex/rules/vireon.rules',
      instructions: plain('~/.codex/AGENTS.override.md', '~/.codex/AGENTS.md'),
    },
    workspace: {
      hooks: ['.codex/hooks.json'],
      mcp: { file: '.codex/config.toml', shape: 'toml' },
      instructions: plain('AGENTS.override.md', 'AGENTS.md'),
    },
    next: {
      user: 'open `/hooks` in Codex and trust the new hooks: until then they are not run',
      workspace: 'trust the project and, in `/hooks`, the new hooks: until then they are not run',
    },
  },
  {
    id: 'gemini-cli',
    name: 'Gemini CLI',
    programs: ['gemini'],
    traces: { home: ['.gemini/settings.json', '.gemini/GEMINI.md'], workspace: ['.gemini', 'GEMINI.md'] },
    user: {
      hooks: ['~/.gemini/settings.json'],
      mcp: { file: '~/.gemini/settings.json', shape: mcpServers },
      list: '~/.gemini/policies/vireon.toml',
      instructions: plain('~/.gemini/GEMINI.md'),
    },
    workspace: {
      hooks: ['.gemini/settings.json'],
      mcp: { file: '.gemini/settings.json', shape: mcpServers },
      instructions: plain('GEMINI.md'),
    },
    next: { workspace: TRUST },
  },
  {
    id: 'antigravity',
    name: 'Antigravity',
    programs: ['agy', 'antigravity'],
    traces: {
      home: ['.gemini/config', '.gemini/antigravity', '.gemini/antigravity-cli'],
      workspace: ['.agents/hooks.json', '.agents/rules', '.agents/mcp_config.json'],
    },
    user: {
      hooks: ['~/.gemini/config/hooks.json'],
      mcp: { file: '~/.gemini/config/mcp_config.json', shape: mcpServers },
    },
    workspace: {
      hooks: ['.agents/hooks.json'],
      mcp: { file: '.agents/mcp_config.json', shape: mcpServers },
      instructions: [rules('.agents/rules/vireon.md', 'trigger: always_on')],
    },
  },
  {
    id: 'copilot',
    name: 'GitHub Copilot CLI',
    programs: ['copilot'],
    traces: { home: ['.copilot'], workspace: ['.github/copilot-instructions.md', '.github/hooks', '.github/copilot'] },
    user: {
      hooks: ['~/.copilot/hooks/vireon.json'],
      mcp: { file: '~/.copilot/mcp-config.json', shape: typedServers('local', { tools: ['*'] }) },
      instructions: plain('~/.copilot/copilot-instructions.md'),
    },
    workspace: {
      hooks: ['.github/hooks/vireon.json'],
      mcp: { file: '.github/mcp.json', shape: typedServers('local', { tools: ['*'] }) },
      instructions: plain('.github/copilot-instructions.md'),
    },
  },
  {
    id: 'vscode',
    name: 'VS Code agents',
    programs: ['code', 'code-insiders'],
    traces: { home: ['%code%'], workspace: ['.vscode'] },
    user: { hooks: ['~/.copilot/hooks/vireon-vscode.json'], mcp: { file: '~/%code%/mcp.json', shape: vscodeServers } },
    workspace: {
      hooks: ['.github/hooks/vireon-vscode.json'],
      mcp: { file: '.vscode/mcp.json', shape: vscodeServers },
      instructions: plain('.github/copilot-instructions.md'),
    },
    next: { workspace: TRUST },
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    programs: ['windsurf'],
    traces: { home: ['.codeium/windsurf'], workspace: ['.windsurf', '.windsurfrules'] },
    user: {
      hooks: ['~/.codeium/windsurf/hooks.json'],
      mcp: { file: '~/.codeium/windsurf/mcp_config.json', shape: mcpServers },
    },
    workspace: {
      hooks: ['.windsurf/hooks.json'],
      instructions: [...plain('.windsurfrules'), rules('.windsurf/rules/vireon.md', 'trigger: always_on')],
    },
  },
  {
    id: 'devin',
    name: 'Devin CLI',
    programs: ['devin'],
    traces: { home: ['.config/devin'], workspace: ['.devin'] },
    user: {
      hooks: ['~/.config/devin/config.json'],
      hooksUnder: 'hooks',
      mcp: { file: '~/.config/devin/mcp_config.json', shape: mcpServers },
    },
    workspace: {
      hooks: ['.devin/hooks.v1.json'],
      mcp: { file: '.devin/mcp_config.json', shape: mcpServers },
      instructions: [rules('.devin/rules/vireon.md', 'trigger: always_on')],
    },
  },
  {
    id: 'cline',
    name: 'Cline',
    programs: ['cline'],
    traces: { home: ['.cline', 'Documents/Cline'], workspace: ['.clinerules', '.cline'] },
    user: {
      hooks: ['~/Documents/Cline/Hooks/PreToolUse', '~/Documents/Cline/Hooks/UserPromptSubmit'],
      mcp: { file: '~/.cline/mcp.json', shape: mcpServers },
      instructions: plain('~/Documents/Cline/Rules/vireon.md'),
    },
    workspace: {
      hooks: ['.clinerules/hooks/PreToolUse', '.clinerules/hooks/UserPromptSubmit'],
      instructions: plain('.clinerules', '.clinerules/vireon.md'),
    },
    next: {
      user: 'switch hooks on in Cline’s settings: they are off at first',
      workspace: 'switch hooks on in Cline’s settings: they are off at first',
    },
  },
  {
    id: 'opencode',
    name: 'opencode',
    programs: ['opencode'],
    traces: { home: ['.config/opencode'], workspace: ['.opencode', 'opencode.json', 'opencode.jsonc'] },
    user: {
      hooks: ['~/.config/opencode/plugins/vireon.js'],
      mcp: { file: ['~/.config/opencode/opencode.jsonc', '~/.config/opencode/opencode.json'], shape: opencodeServer },
      instructions: plain('~/.config/opencode/AGENTS.md'),
    },
    workspace: {
      hooks: ['.opencode/plugins/vireon.js'],
      mcp: { file: ['opencode.jsonc', 'opencode.json'], shape: opencodeServer },
      instructions: plain('AGENTS.md'),
    },
  },
  {
    id: 'amp',
    name: 'Amp',
    programs: ['amp'],
    traces: { home: ['.config/amp'], workspace: ['.amp'] },
    user: {
      hooks: ['~/.config/amp/plugins/vireon.ts'],
      mcp: { file: '~/.config/amp/settings.json', shape: mcpServers.under('amp.mcpServers') },
      instructions: plain('~/.config/amp/AGENTS.md'),
    },
    workspace: {
      hooks: ['.amp/plugins/vireon.ts'],
      mcp: { file: '.amp/settings.json', shape: mcpServers.under('amp.mcpServers') },
      instructions: plain('AGENTS.md'),
    },
  },
  {
    id: 'junie',
    name: 'Junie',
    programs: ['junie'],
    traces: { home: ['.junie'], workspace: ['.junie'] },
    user: { hooks: ['~/.junie/config.json'], mcp: { file: '~/.junie/mcp/mcp.json', shape: mcpServers } },
    workspace: {
      mcp: { file: '.junie/mcp/mcp.json', shape: mcpServers },
      instructions: plain('.junie/AGENTS.md', 'AGENTS.md', '.junie/guidelines.md'),
    },
    next: { workspace: 'Junie ignores hooks of projects: `vireon init --user --only junie` sets up those of yours' },
  },
  {
    id: 'continue',
    name: 'Continue',
    programs: ['cn'],
    traces: { home: ['.continue'], workspace: ['.continue'] },
    user: {
      hooks: ['~/.continue/settings.json'],
      mcp: { file: '~/.continue/mcpServers/vireon.yaml', shape: 'yaml' },
    },
    workspace: {
      hooks: ['.continue/settings.json'],
      mcp: { file: '.continue/mcpServers/vireon.yaml', shape: 'yaml' },
      instructions: [rules('.continue/rules/vireon.md', 'name: Vireon\nalwaysApply: true')],
    },
    next: { user: 'version 1.5.47 loads hooks and never calls them: until a later one does, nothing is stopped there' },
  },
  {
    id: 'kiro',
    name: 'Kiro',
    programs: ['kiro', 'kiro-cli'],
    traces: { home: ['.kiro'], workspace: ['.kiro'] },
    user: {
      hooks: ['~/.kiro/hooks/vireon.json'],
      mcp: { file: '~/.kiro/settings/mcp.json', shape: mcpServers },
      instructions: [rules('~/.kiro/steering/vireon.md', 'inclusion: always')],
    },
    workspace: {
      hooks: ['.kiro/hooks/vireon.json'],
      mcp: { file: '.kiro/settings/mcp.json', shape: mcpServers },
      instructions: [rules('.kiro/steering/vireon.md', 'inclusion: always')],
    },
  },
  {
    id: 'zed',
    name: 'Zed',
    programs: ['zed', 'zeditor'],
    traces: { home: ['.config/zed'], workspace: ['.zed', '.rules'] },
    user: {
      mcp: { file: '~/.config/zed/settings.json', shape: mcpServers.under('context_servers') },
      list: '~/.config/zed/settings.json',
      instructions: plain('~/.config/zed/AGENTS.md'),
    },
    workspace: {
      mcp: { file: '.zed/settings.json', shape: mcpServers.under('context_servers') },
      list: '.zed/settings.json',
      instructions: plain(
        ...['.rules', '.cursorrules', '.windsurfrules', '.clinerules', '.github/copilot-instructions.md'],
        ...['AGENT.md', 'AGENTS.md'],
      ),
    },
  },
  {
    id: 'roo',
    name: 'Roo Code',
    programs: [],
    traces: { home: ['.roo'], workspace: ['.roo', '.roorules', '.roomodes'] },
    user: { list: '~/%code%/settings.json', instructions: plain('~/.roo/rules/vireon.md') },
    workspace: {
      mcp: { file: '.roo/mcp.json', shape: mcpServers },
      list: '.vscode/settings.json',
      instructions: plain('.roorules', '.roo/rules/vireon.md'),
    },
  },
  {
    id: 'warp',
    name: 'Warp',
    programs: ['warp-terminal', 'warp'],
    traces: { home: ['.warp'], workspace: ['.warp', 'WARP.md'] },
    user: { mcp: { file: '~/.warp/.mcp.json', shape: mcpServers } },
    workspace: {
      mcp: { file: '.warp/.mcp.json', shape: mcpServers },
      instructions: plain('WARP.md', 'AGENTS.md'),
    },
  },
  {
    id: 'jetbrains-ai',
    name: 'JetBrains AI Assistant',
    programs: [],
    traces: { home: ['.jetbrains/acp.json'], workspace: ['.aiassistant'] },
    user: {},
    workspace: {},
  },
];
