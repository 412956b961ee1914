// What is asked reaches a person through the client's own form, where the client has one.

import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Proposal } from '../model/act.js';
import type { ApprovalOutcome } from '../model/approval.js';
import type { RecordedDecision } from '../model/decision.js';
import { explain, explainRefusal } from '../model/explanation.js';
import { InvalidInput } from '../model/verbs.js';
import type { Session } from './session.js';

/** What was asked over one connection, by the record's identifier. */
export type Asked = Map<string, { readonly act: string; readonly decision: RecordedDecision }>;

/** A decision with what a person said about it, in words; or the form that the client must show first. */
export type Answered =
  | { readonly decision: RecordedDecision; readonly text: string }
  | { readonly form: InputRequiredResult };

const MAX_ASKED = 100;
/** Longer than any workspace lets a question stand. */
const AS_LONG_AS_IT_STANDS_MS = 86_400_000;
const KEY = 'approval';

const reply = z.object({
  answer: z.enum(['once', 'session', 'always', 'no']),
  reason: z.string().max(1000).optional(),
});

/** Judges; what is asked is put to the person, and the decision is then theirs. */
export async function decideWithPerson(
  session: Session,
  context: ServerContext,
  proposal: Proposal,
): Promise<Answered> {
  const act = JSON.stringify(proposal.act);
  const id = context.mcpReq.requestState<string>() ?? '';
  const asked = session.asked.get(id);
  session.asked.delete(id);
  if (asked?.act === act) return said(asked.decision, await answerIn(session, context, id));
  const decision = await session.verbs.decide(proposal);
  if (decision.verdict !== 'ask' || !session.asksPerson(context)) return { decision, text: explain(decision) };
  session.asked.set(decision.record, { act, decision });
  const [oldest] = session.asked.keys();
  if (session.asked.size > MAX_ASKED && oldest !== undefined) session.asked.delete(oldest);
  // Whoever is in an editor or at a terminal may be quicker; and what nobody answers ends as such.
  session.verbs
    .awaitApproval({ id: decision.record, withinMs: AS_LONG_AS_IT_STANDS_MS }, { signal: session.closed })
    .catch(() => undefined);
  return { form: formFor(decision, proposal) };
}

function formFor(decision: RecordedDecision, { act }: Proposal): InputRequiredResult {
  const what = act.kind === 'command' ? `Run \`${act.command}\`?` : `Do this ${act.kind}?`;
  return inputRequired({
    inputRequests: {
      [KEY]: inputRequired.elicit({
        message: `${what}\n\n${explain(decision)}`,
        requestedSchema: {
          type: 'object',
          properties: {
            answer: {
              type: 'string',
              title: 'Answer',
              description: 'once; for the same in this session; always (proposes a rule for review); or no',
              enum: ['once', 'session', 'always', 'no'],
            },
            reason: { type: 'string', title: 'Reason', description: 'Where you say no: why. The agent reads it.' },
          },
          required: ['answer'],
        },
      }),
    },
    requestState: decision.record,
  });
}

async function answerIn(session: Session, context: ServerContext, id: string): Promise<ApprovalOutcome | 'pending'> {
  const { inputResponses } = context.mcpReq;
  const view = inputResponse(inputResponses, KEY);
  const given = acceptedContent(inputResponses, KEY, reply);
  const declined =
    view.kind === 'elicit' ? `the form was answered with \`${view.action}\`` : 'the form was not answered';
  const { answer, reason } = given ?? { answer: 'no' as const, reason: declined };
  try {
    return await session.verbs.answerApproval({ id, answer, door: 'mcp', ...(reason && { reason }) });
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    // Somebody else was quicker, or it was answered too late, or with what cannot be done.
    const outcome = await session.verbs.awaitApproval({ id, withinMs: 0 });
    return outcome.by === undefined ? { ...outcome, reason: error.message } : outcome;
  }
}

function said(decision: RecordedDecision, outcome: ApprovalOutcome | 'pending'): Answered {
  if (outcome === 'pending') {
    const text = `${explain(decision)}\nOne person said yes; it takes ${decision.persons}. Another person answers with \`vireon approve ${decision.record}\`; then try again.`;
    return { decision, text };
  }
  if (outcome.outcome === 'denied') {
    return { decision: { ...decision, verdict: 'deny', obligations: [] }, text: explainRefusal(decision, outcome) };
  }
  const approval = { record: decision.record, answer: 'once', by: [outcome.by ?? ''] } as const;
  const allowed: RecordedDecision = { ...decision, verdict: 'allow', approval };
  return { decision: allowed, text: explain(allowed) };
}

const envelopeSchema = z.object({
  [CLIENT_CAPABILITIES_META_KEY]: z.object({ elicitation: z.looseObject({}).optional() }),
});

/** True where the client shows forms to its person: an empty declaration means forms too. */
export function showsForms(
  envelope: unknown,
  declared: { readonly elicitation?: object | undefined } | undefined,
): boolean {
  const told = envelopeSchema.safeParse(envelope);
  const elicitation = told.success ? told.data[CLIENT_CAPABILITIES_META_KEY].elicitation : declared?.elicitation;
  return elicitation !== undefined && (Object.keys(elicitation).length === 0 || 'form' in elicitation);
}
