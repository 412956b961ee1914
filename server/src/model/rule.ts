import type { ActKind } from './act.js';
import type { Verdict } from './decision.js';

/** Semgrep's severities; `CRITICAL`, `HIGH`, `MEDIUM`, `LOW` in a rule file are read as ERROR, ERROR, WARNING, INFO. */
export type Severity = 'ERROR' | 'WARNING' | 'INFO';

/** Who wrote the rule's rank: an outer scope outranks an inner one (organisation > user > workspace). */
export type Scope = 'organisation' | 'user' | 'workspace';

export type ObligationKind = 'warn' | 'redact' | 'rewrite' | 'snapshot';

/** The rule's `govern` key, with its defaults filled in. */
export interface Govern {
  readonly on: readonly ActKind[];
  readonly decision: Verdict;
  readonly obligations: readonly ObligationKind[];
  /** Obligation `snapshot` goes along where it can be kept; where not, the act is allowed and that is said. */
  readonly snapshotIfPossible?: true;
  /** What the session carries from then on, where the act is not denied. */
  readonly mark?: string;
  /** Globs over hosts of agents; `undefined`: everyone. `except` lists hosts or actor kinds left out. */
  readonly actors?: { readonly agents?: readonly string[]; readonly except?: readonly string[] };
  /** Each list restricts the rule to acts that touch something matching one of its globs. */
  readonly where?: {
    readonly paths?: readonly string[];
    readonly hosts?: readonly string[];
    readonly tools?: readonly string[];
    readonly devices?: readonly string[];
    /** Globs over what the session has seen. */
    readonly marks?: readonly string[];
  };
  /** `shadow`: recorded, decides nothing. */
  readonly shadow: boolean;
  /** Share of sessions in which the rule is looked at; absent: all. */
  readonly percent?: number;
  /** Set where the rule file itself says `decision: allow`: a match lifts stricter verdicts on the same place. */
  readonly lifts?: true;
  readonly priority: number;
  readonly alternatives: readonly string[];
  /** Where it asks: how many different persons must say yes; absent: one. */
  readonly approvals?: number;
}

/** What must hold. The matching part stays as it was written and is compiled by the addon. */
export interface Rule {
  readonly id: string;
  readonly languages: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly govern: Govern;
  readonly scope: Scope;
  /** Name of the pack it came with, where it came with one. */
  readonly pack?: string;
  /** Absolute path of its rule file, and the zero-based line where the rule begins. */
  readonly file: string;
  readonly line: number;
  /** Absolute path of its manual (README.md beside the rule), where there is one. */
  readonly manual?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Something wrong in a rule file, where it stands. */
export interface RuleProblem {
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  readonly character: number;
  /** Absent where the file as a whole is at fault. */
  readonly rule?: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}
