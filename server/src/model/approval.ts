import type { Proposal } from './act.js';
import type { RecordedDecision } from './decision.js';

/**
 * What a person says to an act that wants one: this once, for the same in this session, always (as a rule for
 * review), or no.
 */
export type ApprovalAnswer = 'once' | 'session' | 'always' | 'no';

/** Where a person answered. */
export type ApprovalDoor = 'terminal' | 'editor' | 'mcp' | 'host';

/** The answer that an act did not have to wait for, since a person had given it to one like it. */
export interface Approval {
  /** Of the record of the act that the person was asked about. */
  readonly record: string;
  readonly answer: ApprovalAnswer;
  /** Who said yes. */
  readonly by: readonly string[];
}

/** Waits for acts that want a person, to show them. */
export interface ApprovalListener {
  /** True where it shows what happens in this workspace: those who do are asked before all others. */
  covers(workspace: string): boolean;
  asked(pending: PendingApproval): void;
  ended(pending: PendingApproval, outcome: ApprovalOutcome): void;
}

/** An act that waits for a person. */
export interface PendingApproval {
  /** Of the decision's record. */
  readonly id: string;
  /** ISO 8601: when it was asked, and until when it can be answered. */
  readonly time: string;
  readonly until: string;
  /** Until when its agent waits; after that a yes holds for the very same act tried again. */
  readonly awaitedUntil?: string;
  readonly proposal: Proposal;
  readonly decision: RecordedDecision;
  /** How many different persons must say yes. */
  readonly persons: number;
  readonly approvedBy: readonly string[];
}

export interface AnswerRequest {
  /** Of the decision's record. */
  readonly id: string;
  readonly answer: ApprovalAnswer;
  /** For the agent and the record. */
  readonly reason?: string;
  /** Who answers; absent: the user of this machine. */
  readonly person?: string;
  /** Absent: a terminal. */
  readonly door?: ApprovalDoor;
}

export interface ApprovalOutcome {
  readonly outcome: 'approved' | 'denied';
  /** Absent where nobody answered. */
  readonly by?: string;
  /** Why not, or that nobody answered. */
  readonly reason?: string;
  /** Where `always` put the rule that it proposes; absolute. */
  readonly proposedRule?: string;
}

const REACH: Readonly<Record<ApprovalAnswer, number>> = { no: 0, once: 1, session: 2, always: 3 };

/** Where several persons must say yes, the one who allows the least decides how far it reaches. */
export function narrowest(a: ApprovalAnswer, b: ApprovalAnswer): ApprovalAnswer {
  return REACH[a] <= REACH[b] ? a : b;
}
