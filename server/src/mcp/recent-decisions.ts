import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Act } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { DecisionRecord } from '../model/record.js';
import { answered, argumentsOf, HARMLESS, textIn, verdictSchema } from './convert.js';
import type { Session } from './session.js';

const MAX_SUMMARY = 200;
const VERDICTS = ['allow', 'ask', 'deny'] as const;

const input = argumentsOf({
  limit: z
    .int({ error: '`limit` must be a whole number from 1 to 200' })
    .min(1)
    .max(200)
    .optional()
    .describe('How many to list. Default 20.'),
  verdict: z.enum(VERDICTS, { error: `\`verdict\` must be one of ${VERDICTS.join(', ')}` }).optional(),
  session: textIn('session').max(200).optional().describe('Only decisions about this session of an agent.'),
  before: z
    .int({ error: '`before` must be a whole number' })
    .min(1)
    .optional()
    .describe('Only records before this position (`seq`).'),
});

const output = z.object({
  decisions: z.array(
    z.object({
      record: z.string(),
      seq: z.int().describe('Position in the audit log.'),
      time: z.string(),
      actor: z.string(),
      act: z.string().describe('Kind of act.'),
      summary: z.string().describe('What was proposed, in one line.'),
      verdict: verdictSchema,
      rules: z.array(z.string()).describe('Rules that are among the reasons.'),
    }),
  ),
});

export function registerRecentDecisions(server: McpServer, session: Session): void {
  server.registerTool(
    'recent_decisions',
    {
      title: 'Recent decisions',
      description: 'Lists the latest decisions in this workspace from the audit log, newest first.',
      inputSchema: input,
      outputSchema: output,
      annotations: { title: 'Recent decisions', ...HARMLESS },
    },
    async ({ limit, verdict, session: ofSession, before }) => {
      const records = await session.verbs.records({
        limit: limit ?? 20,
        workspace: session.workspace,
        ...(verdict !== undefined && { verdict }),
        ...(ofSession !== undefined && { session: ofSession }),
        ...(before !== undefined && { before }),
      });
      const decisions = records.map(recordOut);
      return answered({ decisions }, described(decisions));
    },
  );
}

function recordOut({ id, seq, time, proposal, decision }: DecisionRecord) {
  return {
    record: id,
    seq,
    time,
    actor: named(proposal.actor),
    act: proposal.act.kind,
    summary: summaryOf(proposal.act),
    verdict: decision.verdict,
    rules: [...new Set(decision.reasons.map(({ rule }) => rule))],
  };
}

function named(actor: Actor): string {
  if (actor.kind === 'agent') return [actor.host, actor.agent].filter((part) => part !== undefined).join('/');
  return actor.name === undefined ? actor.kind : `${actor.kind} ${actor.name}`;
}

function summaryOf(act: Act): string {
  const text = whole(act);
  const line = text.split('\n', 1)[0] ?? '';
  return line.length < text.length || line.length > MAX_SUMMARY ? `${line.slice(0, MAX_SUMMARY)}…` : line;
}

function whole(act: Act): string {
  switch (act.kind) {
    case 'file':
    case 'edit':
    case 'read':
      return act.path;
    case 'command':
      return act.command;
    case 'tool-call':
    case 'tool-result':
      return act.server === undefined ? act.tool : `${act.server}/${act.tool}`;
    case 'fetch':
      return act.url;
    case 'prompt':
      return act.text;
    case 'event':
      return act.name;
  }
}

function described(decisions: readonly ReturnType<typeof recordOut>[]): string {
  if (decisions.length === 0) return 'No decisions on record.';
  return decisions
    .map(({ time, verdict, actor, act, summary, rules }) =>
      [
        `- ${time} ${verdict} ${act} by ${actor}: ${summary}`,
        ...(rules.length > 0 ? [`(${rules.join(', ')})`] : []),
      ].join(' '),
    )
    .join('\n');
}
