import type { ActKind } from './act.js';
import type { Trust } from './session.js';

/** How long a count goes back; `session`: to its beginning. */
export type Period = 'minute' | 'hour' | 'day' | 'session';

/** Which calls are counted. */
export interface Counted {
  /** Absent: every act that a session does. */
  readonly acts?: readonly ActKind[];
  /** Globs over `server/tool`. */
  readonly tools?: readonly string[];
}

/** How many calls a session may make. */
export interface CallLimit extends Counted {
  readonly per: Period;
  readonly most: number;
  readonly decision: 'ask' | 'deny';
}

/** What one call costs, in the unit that the settings use throughout. */
export interface CallCost extends Counted {
  readonly each: number;
}

/** How much a session may spend. */
export interface SpendLimit {
  readonly per: Period;
  readonly most: number;
  readonly decision: 'ask' | 'deny';
}

/** The same call again and again: an agent that goes round in circles. */
export interface RepeatLimit {
  readonly most: number;
  readonly decision: 'ask' | 'deny';
}

export interface Limits {
  readonly calls: readonly CallLimit[];
  readonly costs: readonly CallCost[];
  readonly spend: readonly SpendLimit[];
  /** The strictest counts; none: off. */
  readonly repeats: readonly RepeatLimit[];
}

/** What settings say of agents and their sessions. */
export interface Policy {
  /** Globs over hosts, or over `host/sub-agent`. */
  readonly trust: Readonly<Record<string, Trust>>;
  /** Globs of places whose content may not leave. */
  readonly marked: readonly string[];
  readonly limits: Limits;
}

/** Without settings only circles are stopped. */
export const DEFAULT_REPEATS: RepeatLimit = { most: 15, decision: 'ask' };

export const DEFAULT_POLICY: Policy = {
  trust: {},
  marked: [],
  limits: { calls: [], costs: [], spend: [], repeats: [DEFAULT_REPEATS] },
};

/** All bounds hold at once. */
export function allLimits(policies: readonly Policy[]): Limits {
  return {
    calls: policies.flatMap(({ limits }) => limits.calls),
    costs: policies.flatMap(({ limits }) => limits.costs),
    spend: policies.flatMap(({ limits }) => limits.spend),
    repeats: policies.flatMap(({ limits }) => limits.repeats),
  };
}
