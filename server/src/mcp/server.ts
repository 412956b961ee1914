import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import { CLIENT_INFO_META_KEY, McpServer, type ServerContext } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import type { Verbs } from '../model/verbs.js';
import { showsForms } from './approval.js';
import { registerCheckCode } from './check-code.js';
import { registerCheckCommand } from './check-command.js';
import { registerExplainRule } from './explain-rule.js';
import { registerListRules } from './list-rules.js';
import { registerProposeEdit } from './propose-edit.js';
import { registerRecentDecisions } from './recent-decisions.js';
import type { Session } from './session.js';
import { LineTransport } from './transport.js';

export interface McpOptions {
  /** Absolute path of the workspace that the client works in. */
  readonly cwd: string;
  readonly version: string;
}

const TOOLS = [
  registerCheckCode,
  registerProposeEdit,
  registerCheckCommand,
  registerListRules,
  registerExplainRule,
  registerRecentDecisions,
];

const INSTRUCTIONS = `Vireon judges what is about to be written or run in this workspace by the team's rules.
Before you change a file call propose_edit, before you run a shell command call check_command, and act on the verdict: on allow go on; on deny do not do it, but follow the reason's fix or one of its alternatives and propose again; on ask let a person confirm first.
check_code shows findings without deciding anything, and sees text that is unsaved in an editor. explain_rule gives a rule's manual.
These tools write nothing and run nothing. An error from a tool is not an allow.`;

/** The tool list is the same for everyone and changes with the version only. */
const CACHE_HINTS = {
  'tools/list': { ttlMs: 3_600_000, cacheScope: 'public' },
  'server/discover': { ttlMs: 3_600_000, cacheScope: 'public' },
} as const;

/** Serves one client in the era that it opens with, until its input ends. */
export async function serveMcp(verbs: Verbs, input: Readable, output: Writable, options: McpOptions): Promise<void> {
  const id = randomUUID();
  const transport = new LineTransport(input, output);
  const closed = new AbortController();
  const connection = { id, asked: new Map(), closed: closed.signal };
  serveStdio(() => serverFor(verbs, options, connection), { transport });
  await transport.closed;
  closed.abort();
}

function serverFor(
  verbs: Verbs,
  { cwd, version }: McpOptions,
  connection: Pick<Session, 'id' | 'asked' | 'closed'>,
): McpServer {
  const server = new McpServer(
    { name: 'vireon', title: 'Vireon', version },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false } }, cacheHints: CACHE_HINTS },
  );
  const session: Session = {
    verbs,
    workspace: cwd,
    ...connection,
    clientOf: (context) => clientOf(server, context),
    asksPerson: ({ mcpReq }) => showsForms(mcpReq.envelope, server.server.getClientCapabilities()),
  };
  for (const register of TOOLS) register(server, session);
  return server;
}

const envelopeSchema = z.object({ [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }) });

/** The newer era names the client with each request, the older one once in the handshake. */
function clientOf(server: McpServer, context: ServerContext): string {
  const envelope = envelopeSchema.safeParse(context.mcpReq.envelope);
  const client = envelope.success ? envelope.data[CLIENT_INFO_META_KEY] : server.server.getClientVersion();
  // Printed in logs and matched by globs: no line breaks, no endless names.
  const name = (client?.name ?? '').replace(/\p{Cc}/gu, '').slice(0, 100);
  return name === '' ? 'mcp-client' : name;
}
