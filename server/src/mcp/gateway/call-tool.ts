import type { Result } from '@modelcontextprotocol/server';
import type { ToolCallAct } from '../../model/act.js';
import { explain } from '../../model/explanation.js';
import type { Verbs } from '../../model/verbs.js';
import type { Exchange } from './exchange.js';
import { type Gateway, type OfferedTool, Withheld } from './gateway.js';
import { askPerson } from './person.js';
import { NotRunning } from './upstream.js';

/** A call is proposed, judged, perhaps asked about, forwarded, and its result judged. */
export async function callTool(
  gateway: Gateway,
  verbs: Verbs,
  params: { readonly name: string; readonly arguments?: Readonly<Record<string, unknown>> | undefined },
  exchange: Exchange,
): Promise<Result> {
  const tool = await gateway.tool(params.name);
  const decision = await gateway.decide(actOf(tool, params.arguments));
  if (decision.verdict === 'deny') return refused(explain(decision));
  if (decision.verdict === 'ask') {
    const what = `The agent wants to call the tool \`${tool.name}\` of the server \`${tool.server}\`${withArguments(params.arguments)}`;
    const said = await askPerson(decision, { what, person: gateway.person }, exchange, verbs);
    if (!said.yes) return refused(`${said.reason}\n${explain(decision)}${remedy(tool)}`);
  }
  return forwarded(gateway, tool, params, exchange);
}

async function forwarded(
  gateway: Gateway,
  tool: OfferedTool,
  params: { readonly arguments?: Readonly<Record<string, unknown>> | undefined },
  exchange: Exchange,
): Promise<Result> {
  try {
    const { _meta, arguments: given } = { ...params } as { _meta?: Record<string, unknown>; arguments?: object };
    const result = await tool.upstream.request(
      'tools/call',
      { name: tool.name, ...(given && { arguments: given }), ...(_meta && { _meta: passedOn(_meta) }) },
      exchange,
    );
    return await gateway.screened(result, tool.upstream, tool.name);
  } catch (error) {
    if (error instanceof Withheld || error instanceof NotRunning) return refused(error.message);
    throw error;
  }
}

/** The gateway has its own progress token with the server. */
function passedOn({ progressToken, ...meta }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return meta;
}

function actOf(tool: OfferedTool, given: Readonly<Record<string, unknown>> | undefined): ToolCallAct {
  const { server, name, entry, review } = tool;
  const annotations = hintsIn(entry.annotations);
  const standing = review.verdict === 'allow' ? [] : review.standing;
  return {
    kind: 'tool-call',
    server,
    tool: name,
    arguments: given ?? {},
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(standing.length > 0 && { standing }),
  };
}

const MAX_HINTS = 50;
const MAX_HINT = 1000;

function hintsIn(annotations: unknown): Record<string, unknown> {
  if (typeof annotations !== 'object' || annotations === null) return {};
  const hints = Object.entries(annotations)
    .filter(([, value]) => ['string', 'boolean', 'number'].includes(typeof value))
    .slice(0, MAX_HINTS)
    .map(([key, value]) => [key.slice(0, 100), typeof value === 'string' ? value.slice(0, MAX_HINT) : value]);
  return Object.fromEntries(hints);
}

const MAX_SHOWN = 2_000;

/** What a person reads before saying yes. */
function withArguments(given: Readonly<Record<string, unknown>> | undefined): string {
  if (given === undefined || Object.keys(given).length === 0) return '.';
  const text = JSON.stringify(given, undefined, 2);
  return ` with:\n${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}`;
}

function remedy({ server, name, review }: OfferedTool): string {
  if (review.verdict === 'allow') return '';
  return `\nA person can take the tool as it is now: vireon mcp pins --accept ${server}/${name}`;
}

function refused(text: string): Result {
  return { content: [{ type: 'text', text }], isError: true };
}
