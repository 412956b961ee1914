// How each agent writes down a server that it starts.

import type { JsonObject } from './json-text.js';

/** A template with our server in it. */
export type ServerShape = (program: string) => JsonObject;

const started = (program: string) => ({ command: program, args: ['mcp'] });

export const mcpServers: ServerShape & { under(key: string): ServerShape } = Object.assign(
  (program: string) => ({ mcpServers: { vireon: started(program) } }),
  { under: (key: string) => (program: string) => ({ [key]: { vireon: started(program) } }) },
);

export function typedServers(type: string, more: JsonObject = {}): ServerShape {
  return (program) => ({ mcpServers: { vireon: { type, ...started(program), ...more } } });
}

export const vscodeServers: ServerShape = (program) => ({
  servers: { vireon: { type: 'stdio', ...started(program) } },
});

export const opencodeServer: ServerShape = (program) => ({
  mcp: { vireon: { type: 'local', command: [program, 'mcp'], enabled: true } },
});

export function tomlServer(program: string): string {
  return `[mcp_servers.vireon]\ncommand = ${JSON.stringify(program)}\nargs = ["mcp"]`;
}

export function yamlServer(program: string): string {
  return [
    'name: Vireon',
    'version: 0.0.1',
    'schema: v1',
    'mcpServers:',
    '  - name: vireon',
    `    command: ${JSON.stringify(program)}`,
    '    args: ["mcp"]',
  ].join('\n');
}
