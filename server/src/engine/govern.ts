// The `govern` key of a rule as it is written, with its defaults filled in.

import type { Verdict } from '../model/decision.js';
import type { Govern, ObligationKind, Severity } from '../model/rule.js';

/** `govern` after the schema has accepted it. */
export interface WrittenGovern {
  readonly on?: Govern['on'];
  readonly decision?: Verdict;
  readonly obligations?: readonly ObligationKind[];
  readonly snapshot?: 'required' | 'if-possible';
  readonly mark?: string;
  readonly actors?: NonNullable<Govern['actors']>;
  readonly where?: NonNullable<Govern['where']>;
  readonly rollout?: { readonly mode?: 'enforce' | 'shadow'; readonly percent?: number };
  readonly priority?: number;
  readonly alternatives?: readonly string[];
  readonly approvals?: number;
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  CRITICAL: 'ERROR',
  HIGH: 'ERROR',
  ERROR: 'ERROR',
  MEDIUM: 'WARNING',
  WARNING: 'WARNING',
};

/** Legacy and newer severities in the three words that we use. */
export function toSeverity(written: string): Severity {
  return SEVERITIES[written] ?? 'INFO';
}

const DEFAULT_DECISION: Readonly<Record<Severity, Verdict>> = { ERROR: 'deny', WARNING: 'allow', INFO: 'allow' };

export function toGovern(written: WrittenGovern, severity: Severity): Govern {
  return {
    on: written.on ?? ['file', 'edit'],
    decision: written.decision ?? (written.approvals === undefined ? DEFAULT_DECISION[severity] : 'ask'),
    obligations: written.obligations ?? (severity === 'WARNING' ? ['warn'] : []),
    shadow: written.rollout?.mode === 'shadow',
    priority: written.priority ?? 0,
    alternatives: written.alternatives ?? [],
    ...(written.snapshot === 'if-possible' && { snapshotIfPossible: true as const }),
    ...(written.mark !== undefined && { mark: written.mark }),
    ...(written.approvals !== undefined && { approvals: written.approvals }),
    ...(written.actors && { actors: written.actors }),
    ...(written.where && { where: written.where }),
    ...(written.rollout?.percent !== undefined && { percent: written.rollout.percent }),
    ...(written.decision === 'allow' && { lifts: true as const }),
  };
}
