import type { Range } from './position.js';
import type { Severity } from './rule.js';
import type { TextOrigin } from './subject.js';

/** One place where one rule matches. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** In the file, or in the command line for nested texts as far as it can be told. */
  readonly range: Range;
  readonly origin: TextOrigin;
  /** Workspace-relative. */
  readonly path?: string;
  /** The matched text's first line, trimmed, at most 200 characters. */
  readonly snippet: string;
  readonly fix?: string;
  /** Of rules that follow data: the way from its source to where it does harm. */
  readonly trace?: readonly TraceStep[];
  /** False where the match lies wholly on lines that the proposal did not touch. */
  readonly fresh: boolean;
  /** Stable over moves inside a file: hash of rule, path, matched text and its occurrence. */
  readonly fingerprint: string;
}

/** A place on the way of tainted data, in the file of its finding. */
export interface TraceStep {
  readonly role: 'source' | 'step' | 'sink';
  readonly range: Range;
  /** The first line of what stands there, trimmed, at most 200 characters. */
  readonly snippet: string;
}

const DESCRIPTIONS = { source: 'Untrusted data comes from', step: 'It passes', sink: 'It reaches' } as const;

/** One step in words. */
export function describeStep(role: TraceStep['role'], snippet: string): string {
  return `${DESCRIPTIONS[role]} \`${snippet}\``;
}
