import type { Proposal } from '../model/act.js';
import type { AnswerRequest, ApprovalOutcome, PendingApproval } from '../model/approval.js';
import type { RecordedDecision } from '../model/decision.js';
import { type Cancellation, InvalidInput } from '../model/verbs.js';

interface Waiting {
  pending: PendingApproval;
  readonly settled: Promise<ApprovalOutcome>;
  readonly settle: (outcome: ApprovalOutcome) => void;
}

/** Acts that wait for a person. It lives as long as its process: who dies has answered no. */
export class ApprovalQueue {
  readonly #waiting = new Map<string, Waiting>();

  constructor(private readonly clock: () => Date) {}

  ask(proposal: Proposal, { record, ...decision }: RecordedDecision, withinMs: number): void {
    const now = this.clock().getTime();
    let settle: (outcome: ApprovalOutcome) => void = () => {};
    const settled = new Promise<ApprovalOutcome>((resolve) => {
      settle = resolve;
    });
    const pending: PendingApproval = {
      id: record,
      time: new Date(now).toISOString(),
      until: new Date(now + withinMs).toISOString(),
      proposal,
      decision,
      persons: 1,
      approvedBy: [],
    };
    this.#waiting.set(record, { pending, settled, settle });
    setTimeout(() => this.#end(record, { outcome: 'denied', reason: unanswered(withinMs) }), withinMs).unref();
  }

  list(): readonly PendingApproval[] {
    return [...this.#waiting.values()].map(({ pending }) => pending);
  }

  answer({ id, answer, person, reason }: AnswerRequest): ApprovalOutcome | 'pending' {
    this.#require(id);
    const outcome: ApprovalOutcome = {
      outcome: answer === 'no' ? 'denied' : 'approved',
      by: person,
      ...(reason !== undefined && { reason }),
    };
    this.#end(id, outcome);
    return outcome;
  }

  async wait(id: string, withinMs: number, signal?: Cancellation): Promise<ApprovalOutcome> {
    const { settled } = this.#require(id);
    return new Promise((resolve) => {
      const late = () => resolve({ outcome: 'denied', reason: unanswered(withinMs) });
      const timer = setTimeout(late, withinMs);
      signal?.addEventListener('abort', late, { once: true });
      settled.then((outcome) => {
        clearTimeout(timer);
        resolve(outcome);
      });
    });
  }

  #require(id: string): Waiting {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) throw new InvalidInput(`nothing waits for an answer as \`${id}\``);
    return waiting;
  }

  #end(id: string, outcome: ApprovalOutcome): void {
    this.#waiting.get(id)?.settle(outcome);
    this.#waiting.delete(id);
  }
}

function unanswered(withinMs: number): string {
  return `nobody answered within ${Math.round(withinMs / 1000)} s`;
}
