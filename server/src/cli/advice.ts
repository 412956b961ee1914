import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from './context.js';

/** The compiled client where it was built, else the Node program: what hosts should run at every call. */
export function hookProgram({ root }: World): string {
  const launcher = join(root, 'native/build/Release/vireon-launcher');
  return existsSync(launcher) ? launcher : join(root, 'server/bin/vireon.js');
}

/** What to write into Claude Code's settings so that each of its acts is judged. */
export function claudeHook(world: World): string {
  const hook = {
    type: 'command',
    command: hookProgram(world),
    args: ['hook', 'claude-code'],
    timeout: 10,
    onFailure: 'block',
  };
  const matcher = 'Bash|Edit|Write|NotebookEdit|Read|WebFetch|mcp__.*';
  return JSON.stringify({ hooks: { PreToolUse: [{ matcher, hooks: [hook] }] } });
}

export function editorAdvice(world: World): string {
  return `Connect an editor: let it run \`${hookProgram(world)} lsp --stdio\` as a language server for your files.`;
}

export function agentAdvice(world: World): string {
  return [
    'Set up agents and editors: `vireon init` shows what it would change. By hand:',
    'Connect an agent: as hook of Claude Code, in .claude/settings.json:',
    `  ${claudeHook(world)}`,
    `as MCP server of any agent: \`${hookProgram(world)} mcp\``,
  ].join('\n');
}
