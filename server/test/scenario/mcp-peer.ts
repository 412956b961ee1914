import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { type Sandbox, VIREON } from '../vireon.js';
import { outcomeIn, rulesOf } from './outcome.js';
import type { Outcome, Scenario } from './scenario.js';

const TOOLS: Readonly<Record<string, string>> = { file: 'check_code', edit: 'propose_edit', command: 'check_command' };

export function mcpCanExpress({ act, actor }: Scenario): boolean {
  return actor.kind === 'agent' && act.kind in TOOLS && !(act.kind === 'edit' && act.cell !== undefined);
}

/** The official client, under the agent's own name. */
export async function throughMcp({ act, actor }: Scenario, box: Sandbox): Promise<Outcome> {
  const name = actor.kind === 'agent' ? actor.host : actor.kind;
  const client = new Client({ name, version: '1.0.0' }, { versionNegotiation: { mode: 'legacy' } });
  const server = { command: process.execPath, args: [VIREON, 'mcp'], env: box.environment, cwd: box.workspace };
  await client.connect(new StdioClientTransport(server));
  try {
    const { kind, ...args } = act;
    const { structuredContent, isError, content } = await client.callTool({
      name: String(TOOLS[kind]),
      arguments: args,
    });
    if (isError === true) throw new Error(JSON.stringify(content));
    return kind === 'file' ? shown(structuredContent as Findings) : outcomeIn(structuredContent as never);
  } finally {
    await client.close();
  }
}

interface Findings {
  readonly findings: readonly { readonly rule: string }[];
}

/** A file is looked at, and nothing is decided about it. */
function shown({ findings }: Findings): Outcome {
  return { verdict: 'allow', deciding: [], also: rulesOf(findings), stale: [] };
}
