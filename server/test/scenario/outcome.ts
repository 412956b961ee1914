import type { Outcome } from './scenario.js';

interface Reason {
  readonly rule: string;
  readonly fresh: boolean;
  readonly decision: string;
  readonly shadow?: boolean;
}

/** The outcome in a decision as data, from whichever peer. */
export function outcomeIn({ verdict, reasons }: { verdict: string; reasons: readonly Reason[] }): Outcome {
  const fresh = reasons.filter((reason) => reason.fresh && reason.shadow !== true);
  const deciding = fresh.filter(({ decision }) => verdict !== 'allow' && decision === verdict);
  const also = fresh.filter((reason) => !deciding.includes(reason));
  return {
    verdict,
    deciding: rulesOf(deciding),
    also: rulesOf(also),
    stale: rulesOf(reasons.filter((reason) => !reason.fresh)),
  };
}

export function rulesOf(reasons: Iterable<{ readonly rule: string }>): string[] {
  return [...new Set([...reasons].map(({ rule }) => rule))].sort();
}
