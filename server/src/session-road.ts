// What a session brings to the road of a proposal, and what it takes along from it.

import type { Audit } from './audit/audit.js';
import type { Session } from './context/sessions.js';
import { trustOf } from './context/trust.js';
import { toGlobs } from './engine/applies.js';
import type { Act, Proposal } from './model/act.js';
import type { Decision } from './model/decision.js';
import { allLimits } from './model/policy.js';
import type { DecisionRecord } from './model/record.js';
import type { Settings } from './model/settings.js';
import type { Circumstances } from './review.js';

/** A proposal on its way: to be told how it was decided. */
export interface Entrance {
  readonly circumstances: Circumstances;
  leave(decision: Decision): void;
}

/** Counts the proposal before anything is awaited, so that many at once do not slip through together. */
export function enter(session: Session | undefined, proposal: Proposal, settings: Settings, now: Date): Entrance {
  const counted = session?.count(proposal, now.getTime(), allLimits(settings.policies));
  const circumstances = circumstancesOf(session, proposal, settings, now);
  return {
    circumstances: { ...circumstances, exceeded: counted?.exceeded ?? [] },
    leave(decision) {
      if (decision.verdict === 'deny') counted?.undo();
      session?.mark(decision.marks ?? []);
    },
  };
}

/** What is known without counting: for questions that are not yet proposals. */
export function circumstancesOf(
  session: Session | undefined,
  { actor }: Proposal,
  { policies }: Settings,
  now: Date,
): Circumstances {
  return {
    marks: session?.marks ?? [],
    trust: trustOf(policies, actor),
    exceeded: [],
    isMarked: toGlobs(policies.flatMap(({ marked }) => marked)) ?? (() => false),
    time: now.toISOString(),
  };
}

export function endsSession(act: Act): boolean {
  return act.kind === 'event' && /^session_?end$/i.test(act.name);
}

const PAGE = 1_000;
const MAX_RECALLED = 5_000;

/** The newest records of a session, as far as they are looked at after a restart. */
export async function recallSession(audit: Audit, session: string): Promise<DecisionRecord[]> {
  const records: DecisionRecord[] = [];
  let before: number | undefined;
  while (records.length < MAX_RECALLED) {
    const page = await audit.records({ session, limit: PAGE, ...(before !== undefined && { before }) });
    records.push(...page);
    before = page.at(-1)?.seq;
    if (page.length < PAGE) return records;
  }
  // What marks the session counts however long ago it was.
  const older = { session, marked: true, limit: PAGE, ...(before !== undefined && { before }) } as const;
  return [...records, ...(await audit.records(older))];
}
