// What was asked and answered, as acts of their own in the log, tied to the record of the act that was asked about.

import type { Proposal } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Approval, ApprovalOutcome } from '../model/approval.js';
import type { DecisionRecord } from '../model/record.js';
import type { ApprovalNote } from './approvals.js';
import type { Grant } from './memory.js';

/** Identifier and proposal of a note's record. `account`: of the machine's users, the one who can reach this process. */
export function noteRecord(note: ApprovalNote, account: string | undefined): { id: string; proposal: Proposal } {
  const { id, proposal } = note.pending;
  const { workspace, actor } = proposal;
  const told = tell(note, account);
  return {
    id: `${id}-${told.suffix}`,
    proposal: {
      act: { kind: 'event', name: told.name, about: { record: id, ...told.about } },
      actor: told.actor ?? actor,
      ...(workspace !== undefined && { workspace }),
    },
  };
}

/** Where the record of how it ended is found. */
export const outcomeRecord = (id: string) => `${id}-ended`;

interface Told {
  readonly suffix: string;
  readonly name: string;
  readonly about: Readonly<Record<string, string>>;
  readonly actor?: Actor;
}

function tell(note: ApprovalNote, account: string | undefined): Told {
  const { pending } = note;
  const { approvedBy, persons, until } = pending;
  switch (note.kind) {
    case 'asked':
      return { suffix: 'asked', name: 'approval-asked', about: { until, persons: String(persons) } };
    case 'answered': {
      const { answer, person, reason, door = 'terminal' } = note.answer;
      const { actor } = pending.proposal;
      const session = actor.kind === 'agent' && actor.session !== undefined ? { session: actor.session } : {};
      return {
        suffix: answer === 'no' ? 'no' : `yes-${approvedBy.length}`,
        name: 'approval-answered',
        actor: { kind: 'person', name: person, ...session },
        about: {
          answer,
          by: person,
          door,
          ...(reason !== undefined && { reason }),
          ...(persons > 1 && { persons: `${approvedBy.length} of ${persons}` }),
          ...(account !== undefined && { account }),
        },
      };
    }
    case 'ended': {
      const { outcome, by, reason, proposedRule } = note.outcome;
      const { grant } = note;
      return {
        suffix: 'ended',
        name: `approval-${outcome}`,
        about: {
          ...(by !== undefined && { by }),
          ...(reason !== undefined && { reason }),
          ...(proposedRule !== undefined && { rule: proposedRule }),
          ...(grant?.alike !== undefined && { alike: grant.alike }),
          ...(grant?.once !== undefined && {
            exact: grant.once.exact,
            until: new Date(grant.once.until).toISOString(),
          }),
        },
      };
    }
  }
}

/** What a record says of how it ended. */
export function outcomeOf(proposal: Proposal | undefined): ApprovalOutcome | undefined {
  if (proposal?.act.kind !== 'event') return undefined;
  const { name, about = {} } = proposal.act;
  const outcome = OUTCOMES.get(name as 'approval-approved');
  if (outcome === undefined) return undefined;
  const { by, reason, rule } = about;
  return {
    outcome,
    ...(by !== undefined && { by }),
    ...(reason !== undefined && { reason }),
    ...(rule !== undefined && { proposedRule: rule }),
  };
}

/** What a yes holds for beyond the act that was asked about, as its record says. */
export function grantOf({ proposal: { act } }: DecisionRecord): (Grant & { readonly approval: Approval }) | undefined {
  if (act.kind !== 'event' || act.name !== 'approval-approved') return undefined;
  const { record, by, alike, exact, until } = act.about ?? {};
  if (record === undefined || by === undefined) return undefined;
  const once = exact !== undefined && until !== undefined ? { exact, until: Date.parse(until) } : undefined;
  return {
    approval: { record, answer: alike === undefined ? 'once' : 'session', by: [by] },
    ...(alike !== undefined && { alike }),
    ...(once !== undefined && { once }),
  };
}

const OUTCOMES = new Map([
  ['approval-approved', 'approved'],
  ['approval-denied', 'denied'],
] as const satisfies readonly (readonly [string, ApprovalOutcome['outcome']])[]);
