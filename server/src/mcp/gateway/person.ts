// What a rule leaves to a person is asked where the person is.

import type { ApprovalAnswer, ApprovalOutcome } from '../../model/approval.js';
import type { RecordedDecision } from '../../model/decision.js';
import { explain } from '../../model/explanation.js';
import type { Verbs } from '../../model/verbs.js';
import { type Exchange, takesForms } from './exchange.js';

/** What a person said. */
export type Said = { readonly yes: true } | { readonly yes: false; readonly reason: string };

const FORM = {
  type: 'object',
  properties: {
    answer: {
      type: 'string',
      title: 'Allow it?',
      oneOf: [
        { const: 'once', title: 'Yes, this once' },
        { const: 'session', title: 'Yes, and the same in this session' },
        { const: 'no', title: 'No' },
      ],
    },
    reason: { type: 'string', title: 'Why not (the agent reads it)', maxLength: 1000 },
  },
  required: ['answer'],
} as const;

/** For how long an approval elsewhere is waited for, where the client cannot be asked. */
const WAIT_MS = 120_000;

/** Asks by a form of the client, else wherever persons look: a terminal, an editor. */
export async function askPerson(
  decision: RecordedDecision,
  { what, person }: { readonly what: string; readonly person: string },
  exchange: Exchange,
  verbs: Verbs,
): Promise<Said> {
  const outcome = takesForms(exchange.capabilities)
    ? await askHere(decision, what, person, exchange, verbs)
    : await verbs.awaitApproval({ id: decision.record, withinMs: WAIT_MS }, { signal: exchange.signal });
  if (outcome.outcome === 'approved') return { yes: true };
  const by = outcome.by === undefined ? 'Nobody allowed this' : 'A person said no';
  return { yes: false, reason: outcome.reason === undefined ? `${by}.` : `${by}: ${outcome.reason}` };
}

async function askHere(
  decision: RecordedDecision,
  what: string,
  person: string,
  exchange: Exchange,
  verbs: Verbs,
): Promise<ApprovalOutcome> {
  const message = `${what}\n\n${explain(decision)}`;
  const result = await exchange.ask({
    method: 'elicitation/create',
    params: { mode: 'form', message, requestedSchema: FORM },
  });
  const content = (typeof result.content === 'object' ? result.content : {}) as Readonly<Record<string, unknown>>;
  const answer: ApprovalAnswer =
    result.action === 'accept' && (content.answer === 'once' || content.answer === 'session') ? content.answer : 'no';
  const reason = typeof content.reason === 'string' ? content.reason.trim() : '';
  const said = await verbs.answerApproval({
    id: decision.record,
    answer,
    ...(reason !== '' && { reason }),
    person,
    door: 'mcp',
  });
  if (said !== 'pending') return said;
  // Another person must say yes too, elsewhere.
  return verbs.awaitApproval({ id: decision.record, withinMs: WAIT_MS }, { signal: exchange.signal });
}
