import type { Proposal } from './act.js';
import type { Decision } from './decision.js';

/**
 * What a person says to an act that wants one: this once, for the same in this session, always (as a rule for
 * review), or no.
 */
export type ApprovalAnswer = 'once' | 'session' | 'always' | 'no';

/** Where a person answered. */
export type ApprovalDoor = 'terminal' | 'editor' | 'mcp' | 'host';

/** An act that waits for a person. */
export interface PendingApproval {
  /** Of the decision's record. */
  readonly id: string;
  /** ISO 8601: when it was asked, and until when it can be answered. */
  readonly time: string;
  readonly until: string;
  readonly proposal: Proposal;
  readonly decision: Decision;
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
  /** Who answers. */
  readonly person: string;
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
