import type { AnswerRequest, ApprovalListener, ApprovalOutcome, PendingApproval } from './approval.js';
import type { RecordedDecision, Verdict } from './decision.js';
import type { Finding } from './finding.js';
import type { Position, Range } from './position.js';
import type { AuditReport, DecisionRecord } from './record.js';
import type { Rule, RuleProblem } from './rule.js';
import type { SnapshotTotals, TimelineEntry, Undone, UndoOrder, UndoPlan, UndoRequest } from './snapshot.js';
import type { AcceptPins, ToolPin, ToolReview, ToolReviewRequest } from './tool-pin.js';

/** The part of an `AbortSignal` that work needs to notice that it is called off. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
}

/** A piece of work can be followed and called off. */
export interface Watch {
  readonly onProgress?: (progress: CheckProgress) => void;
  readonly signal?: Cancellation;
}

export interface CheckRequest {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  /** Files or folders, absolute or workspace-relative; empty means the workspace. */
  readonly paths: readonly string[];
  /** Rule files or folders; absent means the workspace's rule set. */
  readonly rules?: readonly string[];
  readonly cache: boolean;
}

export interface CheckProgress {
  readonly filesFound: number;
  readonly filesDone: number;
  readonly walked: boolean;
}

export interface CheckReport {
  readonly workspace: string;
  readonly findings: readonly Finding[];
  /** The rules that ran, so that a report can carry their metadata. */
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  /** Places where a bound was hit or a file did not parse whole. */
  readonly notes: readonly { readonly path: string; readonly message: string }[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  readonly languages: Readonly<Record<string, number>>;
  readonly files: number;
  readonly filesFromCache: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly cancelled: boolean;
  readonly ruleSet: string;
}

export interface Diagnosis {
  /** Absolute path of the workspace whose rules judged. */
  readonly workspace: string;
  readonly findings: readonly Finding[];
  /** Set where the document is a rule file. */
  readonly problems: readonly RuleProblem[];
}

export interface RuleList {
  readonly rules: readonly Rule[];
  readonly problems: readonly RuleProblem[];
  readonly ruleSet: string;
}

export interface RuleManual {
  readonly rule: Rule;
  /** Markdown. */
  readonly manual: string;
  /** The rule as written, YAML. */
  readonly source: string;
}

export interface MatchRequest {
  readonly workspace: string;
  readonly rule: string;
  /** Absolute path of the file. */
  readonly path: string;
  /** To be read in this language instead of the one that its name tells. */
  readonly language?: string;
  /** Rule files or folders; absent means the workspace's rule set. */
  readonly rules?: readonly string[];
}

/** A place in a file, and what metavariables stand for in it. */
export interface MatchedRange {
  readonly range: Range;
  readonly metavariables: Readonly<Record<string, string>>;
}

/** How many places there are, and the first few of them. */
export interface MatchedRanges {
  readonly count: number;
  readonly first: readonly MatchedRange[];
}

/** What one operator of a rule did with a file. */
export interface MatchStep {
  /** Its key in the rule, e.g. `pattern-not`. */
  readonly operator: string;
  /** Where the key stands in the rule file. */
  readonly place: Position;
  /** What was written there, on one line. */
  readonly written: string;
  /** False where nothing was left for it to look at. */
  readonly reached: boolean;
  /** What the operator itself matched; conditions match nothing. */
  readonly found: MatchedRanges;
  /** What it took away of the places that came to it. */
  readonly dropped: MatchedRanges;
  /** What was left after it. */
  readonly left: MatchedRanges;
  /** Its operands and conditions, in the order in which they were looked at. */
  readonly steps: readonly MatchStep[];
}

/** Why a rule matches in a file, or does not. */
export interface MatchExplanation {
  readonly rule: Rule;
  /** Absolute. */
  readonly path: string;
  readonly language: string;
  /** Why the rule is not run on this file at all, each reason in a sentence; what it would find stands in `steps` all the same. */
  readonly skipped: readonly string[];
  /** None where the rule is broken or not one for the file's language. */
  readonly steps: readonly MatchStep[];
  /** What the rule finds where it runs. */
  readonly matches: readonly (MatchedRange & {
    /** The line of the comment that takes the finding back. */
    readonly takenBackBy?: number;
  })[];
  /** Bounds that were hit, and that the file did not parse whole. */
  readonly notes: readonly string[];
}

export interface PatternTry {
  readonly pattern: string;
  readonly content: string;
  /** As in rule files; absent: told by `path` and the text. */
  readonly language?: string;
  readonly path?: string;
}

/** What a pattern finds in a text. */
export interface PatternMatches {
  readonly language: string;
  readonly ranges: readonly MatchedRange[];
  /** Why the pattern cannot be used. */
  readonly problem?: string;
  readonly notes: readonly string[];
}

export interface CaseResult {
  readonly rule: string;
  readonly file: string;
  /** Zero-based. */
  readonly line: number;
  readonly outcome: 'passed' | 'missed' | 'unexpected';
  /** What must happen there and what does: `match`, `no match`, a verdict or `warn`, or a line after fixes. */
  readonly expected: string;
  readonly actual: string;
}

/** How a case that failed differs from what must be, in words. */
export function difference({ expected, actual }: Pick<CaseResult, 'expected' | 'actual'>): string {
  if (expected === 'match') return 'must match, does not';
  if (expected === 'no match') return 'matches, must not';
  return `expected ${expected}, got ${actual}`;
}

export interface CaseReport {
  readonly rules: number;
  readonly cases: readonly CaseResult[];
  readonly problems: readonly RuleProblem[];
  /** Alternatives that their own rule set does not allow. */
  readonly alternatives: readonly { readonly rule: string; readonly alternative: string; readonly verdict: Verdict }[];
  /** Rules that have no case. */
  readonly untested: readonly string[];
}

export interface ImportRequest {
  readonly from: 'gitleaks' | 'ast-grep';
  /** Absolute path of gitleaks' configuration, or of a file or folder of ast-grep's rules. */
  readonly path: string;
}

/** A rule of another tool, or a part of its configuration, that has no equal here. */
export interface LeftOut {
  readonly file: string;
  /** Absent where the whole file is meant. */
  readonly rule?: string;
  readonly reason: string;
}

export interface ImportReport {
  readonly rules: number;
  /** A rule file. */
  readonly content: string;
  readonly left: readonly LeftOut[];
}

export interface RecordQuery {
  readonly limit: number;
  /** Only the record with this identifier. */
  readonly id?: string;
  /** Only records before this position. */
  readonly before?: number;
  readonly verdict?: Verdict;
  readonly session?: string;
  readonly workspace?: string;
  /** Only acts that marked their session. */
  readonly marked?: true;
}

export interface TimelineQuery extends Omit<RecordQuery, 'id' | 'marked'> {
  /** Only acts of this agent host. */
  readonly host?: string;
  /** Only acts before which something was saved, and undos. */
  readonly saved?: boolean;
}

export interface Status {
  readonly version: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly workspaces: readonly {
    readonly root: string;
    readonly rules: number;
    readonly problems: number;
    readonly ruleSet: string;
  }[];
  readonly documents: number;
  readonly records: number;
  readonly saved: SnapshotTotals;
  readonly connections: number;
  /** Parts that do not work as they should, each with what to do. */
  readonly degraded: readonly string[];
}

/** Everything that a peer may ask. In one process it is the app itself; else a connection to the daemon. */
/** Every command that begins with these words is judged so, as far as the rules' cases and trying tell. */
export interface CommandPrefix {
  readonly words: readonly string[];
  readonly verdict: Verdict;
  readonly rule: string;
}

export interface CommandPrefixes {
  readonly prefixes: readonly CommandPrefix[];
  /** Rules on commands of which no beginning says what they say. */
  readonly left: readonly string[];
}

export interface Verbs {
  /** Judges and records. Throws `InvalidInput` where the proposal does not have its shape. */
  decide(proposal: unknown): Promise<RecordedDecision>;
  /** Judges without a record: what `decide` would say of each; for previews and alternatives. */
  preview(proposal: unknown): Promise<Omit<RecordedDecision, 'record'>>;
  /** The whole text of the file that a proposed edit would write; `null` where there is none, or it does not fit. */
  editedText(proposal: unknown): Promise<string | null>;
  check(request: CheckRequest, watch?: Watch): Promise<CheckReport>;
  /** Findings of one file as it is, unsaved text first. */
  diagnose(path: string): Promise<Diagnosis>;
  /** Findings of a text that need not be a file. `language` as in rule files, or found from `path`. */
  checkText(request: {
    readonly workspace: string;
    readonly content: string;
    readonly language?: string;
    readonly path?: string;
  }): Promise<Diagnosis>;

  openDocument(document: {
    readonly path: string;
    readonly content: string;
    readonly version: number;
    readonly owner: string;
  }): Promise<void>;
  closeDocument(document: { readonly path: string; readonly owner: string }): Promise<void>;

  listRules(workspace: string): Promise<RuleList>;
  explainRule(workspace: string, id: string): Promise<RuleManual>;
  /** Why a rule matches in a file or does not, operator by operator; unsaved text first. */
  explainMatch(request: MatchRequest): Promise<MatchExplanation>;
  /** What a pattern that belongs to no rule yet finds in a text. */
  tryPattern(request: PatternTry): Promise<PatternMatches>;
  testRules(paths: readonly string[]): Promise<CaseReport>;
  /** Rules of another tool as ours. Throws `InvalidInput` where they cannot be read. */
  importRules(request: ImportRequest): Promise<ImportReport>;
  /** What a static list can say of the rules on commands: see `CommandPrefix`. */
  commandPrefixes(workspace: string): Promise<CommandPrefixes>;

  records(query: RecordQuery): Promise<readonly DecisionRecord[]>;
  verifyAudit(): Promise<AuditReport>;
  /** Native export: JSON lines of records with proofs, written to `file`; returns the number of records. */
  exportAudit(file: string): Promise<number>;

  /** What an undo would do; `null` where no act is left to undo. Throws `InvalidInput` where the one named was not saved. */
  planUndo(request: UndoRequest): Promise<UndoPlan | null>;
  /** Undoes what a plan showed. Throws `InvalidInput` where it must not be done, with nothing changed. */
  undo(order: UndoOrder): Promise<Undone>;
  /** Acts with their decisions and what was saved before them, the newest first. */
  timeline(query: TimelineQuery): Promise<readonly TimelineEntry[]>;

  /** Acts that wait for a person, the oldest first. */
  approvals(): Promise<readonly PendingApproval[]>;
  /** A person's answer; `pending` where more persons must say yes. Throws `InvalidInput` where nothing waits under this name. */
  answerApproval(request: AnswerRequest): Promise<ApprovalOutcome | 'pending'>;
  /**
   * Asks persons about an act whose decision is `ask`, for a peer that has no prompt of its own, and waits for the
   * outcome: denied where nobody answers within `withinMs`.
   */
  awaitApproval(
    request: { readonly id: string; readonly withinMs: number },
    watch?: Pick<Watch, 'signal'>,
  ): Promise<ApprovalOutcome>;
  /** Judges how a server describes its tools, pins what is new and holds what changed; one answer for each tool, in order. */
  reviewTools(request: ToolReviewRequest): Promise<readonly ToolReview[]>;
  /** Every tool that was ever seen behind a gateway. */
  toolPins(): Promise<readonly ToolPin[]>;
  /** A person takes the descriptions that wait. Throws `InvalidInput` where none does under this name. */
  acceptToolPins(request: AcceptPins): Promise<readonly ToolPin[]>;

  status(): Promise<Status>;
}

/** Tells when the rules or settings of a workspace were replaced. The app itself offers it, a connection to it does not. */
export interface RuleEvents {
  /** Returns the way to stop listening. */
  onRulesChanged(listener: (workspace: string) => void): () => void;
}

/** Tells of acts that wait for a person; like `RuleEvents`. */
export interface ApprovalEvents {
  /** Returns the way to stop listening. */
  onApprovals(listener: ApprovalListener): () => void;
}

/** The caller's input is at fault; `message` says what is wrong and what is allowed. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}
