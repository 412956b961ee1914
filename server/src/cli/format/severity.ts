import type { Severity } from '../../model/rule.js';

export type Bound = 'error' | 'warning' | 'info' | 'never';

const RANK: Readonly<Record<Severity, number>> = { ERROR: 3, WARNING: 2, INFO: 1 };
const BOUND: Readonly<Record<Bound, number>> = { error: 3, warning: 2, info: 1, never: Number.POSITIVE_INFINITY };

/** The word that linters use. */
export const WORD: Readonly<Record<Severity, string>> = { ERROR: 'error', WARNING: 'warning', INFO: 'info' };

export function reaches(severity: Severity, bound: Bound): boolean {
  return RANK[severity] >= BOUND[bound];
}
