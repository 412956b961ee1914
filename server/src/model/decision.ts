import type { Approval } from './approval.js';
import type { Finding } from './finding.js';
import type { ObligationKind } from './rule.js';
import type { Mark } from './session.js';

export type Verdict = 'allow' | 'ask' | 'deny';

const STRICTNESS: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

export function strictest(a: Verdict, b: Verdict): Verdict {
  return STRICTNESS[a] >= STRICTNESS[b] ? a : b;
}

/** Several decisions about one call as one: the strictest verdict, every reason. */
export function combined(decisions: readonly [RecordedDecision, ...RecordedDecision[]]): RecordedDecision {
  const verdict = decisions.map((one) => one.verdict).reduce(strictest);
  const deciding = decisions.find((one) => one.verdict === verdict) ?? decisions[0];
  return {
    ...deciding,
    reasons: decisions.flatMap((one) => one.reasons),
    obligations: verdict === 'deny' ? [] : decisions.flatMap((one) => one.obligations),
  };
}

/** What must happen along with an allow. */
export interface Obligation {
  readonly kind: ObligationKind;
  readonly rule: string;
  readonly message?: string;
}

/** A finding and what its rule says about it. */
export interface Reason extends Finding {
  readonly decision: Verdict;
  /** Ways to do it that the rule set allows. */
  readonly alternatives: readonly string[];
  /** Set where the rule is in shadow: `decision` is what it would say, and decides nothing. */
  readonly shadow?: true;
  /** The rule whose `allow` lifted what this one says. */
  readonly liftedBy?: string;
}

/** Verdict, findings as reasons, obligations, rule-set version. */
export interface Decision {
  readonly verdict: Verdict;
  readonly reasons: readonly Reason[];
  readonly obligations: readonly Obligation[];
  /** What the session carries from then on. */
  readonly marks?: readonly Mark[];
  /** Content hash of the rule set that judged, `sha256:` and 16 hex digits. */
  readonly ruleSet: string;
  /** With verdict `ask`: how many different persons must say yes, where one is not enough. */
  readonly persons?: number;
  /** Set where a person had said yes to an act like this one: the rules ask, and it is allowed. */
  readonly approval?: Approval;
}

/** A decision that is on record. */
export interface RecordedDecision extends Decision {
  /** Identifier of the record in the audit log. */
  readonly record: string;
}
