// The typed face of the addon: plain values in, plain values out. `binary.ts` finds and loads the binary.
export { LANGUAGES } from './grammars.js';
export { LiveDocument, RuleSet } from './ruleset.js';
export { languageOf, parseShell, syntaxOf } from './shell.js';

/** A node of the concrete tree of a shell that rules do not name. */
export interface SyntaxNode {
  readonly type: string;
  readonly named: boolean;
  /** Not understood, or missing. */
  readonly broken: boolean;
  readonly text: string;
  readonly children: readonly SyntaxNode[];
}

/**
 * A half-open range: [start line, start column, end line, end column], zero-based,
 * columns in UTF-16 code units as in LSP 3.18.
 */
export type Span = readonly [number, number, number, number];

/** A value as YAML or JSON can hold it. Rules cross the border in this form. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Why one rule cannot run. `pointer` leads from the rule's root to the key at fault, e.g. ["patterns", 1, "pattern"]. */
export interface CompileIssue {
  readonly rule: number;
  readonly pointer: readonly (string | number)[];
  readonly message: string;
}

/** One place where one rule matches. `rule` is the index in the list that the rule set was compiled from. */
export interface Match {
  readonly rule: number;
  readonly span: Span;
  /** The rule's message with its metavariables filled in. */
  readonly message: string;
  /** Replacement text for `span`, where the rule has `fix`. */
  readonly fix?: string;
  readonly metavariables: Readonly<Record<string, string>>;
  /** Of scans: the text at `span`, its lines ended by `\n`. Absent where it is long or a comment may take the match back. */
  readonly quote?: string;
  /** Of taint rules: the way from the source to the sink. */
  readonly trace?: readonly TraceStep[];
}

/** A place on the way of tainted data; `text` is what stands there, cut off after 200 bytes. */
export interface TraceStep {
  readonly role: 'source' | 'step' | 'sink';
  readonly span: Span;
  readonly text: string;
}

/** A match or parse that stopped at a bound (steps, time, depth, size) instead of at the end. */
export interface BoundHit {
  readonly rule?: number;
  readonly message: string;
}

/** A text to match, in one language (names as in `LANGUAGES`, and `regex` rules run on every language). */
export interface TextInput {
  readonly text: string;
  readonly language: string;
  /** Workspace-relative, for rules with `paths`; absent means that `paths` is not looked at. */
  readonly path?: string;
  /** Only these rules (indexes); absent means all. */
  readonly rules?: Uint32Array;
}

export interface TextResult {
  readonly matches: readonly Match[];
  readonly bounds: readonly BoundHit[];
  /** True where the text did not parse whole; it was matched where it did. */
  readonly partial: boolean;
}

/** What was found in a version of a text that is being typed. */
export interface LiveResult extends TextResult {
  /**
   * False where the text does not parse whole and was mended starting from the version before: parsed on its own it
   * might be mended in another way.
   */
  readonly certain: boolean;
  /** A newer text of the document was asked about meanwhile: this says nothing. */
  readonly superseded: boolean;
}

/** A place of a text, and what metavariables stand for in it. */
export interface ExplainedRange {
  readonly span: Span;
  readonly metavariables: Readonly<Record<string, string>>;
}

/** How many ranges there are, and the first few of them. */
export interface ExplainedRanges {
  readonly count: number;
  readonly first: readonly ExplainedRange[];
}

/** What one operator of a rule did. */
export interface ExplainedStep {
  /** Its key in the rule, e.g. `pattern-not`. */
  readonly operator: string;
  readonly pointer: readonly (string | number)[];
  /** False where nothing was left for it to look at. */
  readonly reached: boolean;
  /** What the operator itself matched; conditions match nothing. */
  readonly found: ExplainedRanges;
  /** What it took away of the ranges that came to it. */
  readonly dropped: ExplainedRanges;
  /** What was left after it. */
  readonly left: ExplainedRanges;
  /** Its operands and conditions, in the order in which they were looked at. */
  readonly steps: readonly ExplainedStep[];
}

/** One rule before one text. */
export interface Explanation {
  /** False where the rule is not one for the text's language; there are no steps then. */
  readonly runs: boolean;
  /** The glob of `paths.exclude` that the text's path fits. */
  readonly excludedBy?: string;
  /** There are globs in `paths.include`, and none fits. */
  readonly notIncluded: boolean;
  /** Of each list one literal would have to stand in the text; a rule that misses one is not run. */
  readonly missing: readonly (readonly string[])[];
  readonly steps: readonly ExplainedStep[];
  /** What the rule as a whole gave, before comments take findings back. */
  readonly ranges: ExplainedRanges;
  readonly bounds: readonly BoundHit[];
  readonly partial: boolean;
}

export interface ScanRequest {
  /** Absolute. Only files below it are walked; results are named relative to it. */
  readonly root: string;
  /** Files or folders, absolute or relative to `root`; empty means `root` itself. A file named here is scanned whatever its extension or the ignore files say, with each rule's own language. */
  readonly targets: readonly string[];
  /** Where results are kept between runs; absent means no cache. */
  readonly cacheFile?: string;
  /** Texts that stand in for what is on disk (unsaved documents), by path relative to `root`. */
  readonly overlays?: Readonly<Record<string, string>>;
  /** Default 10 MiB; larger files are skipped with a reason. */
  readonly maxFileBytes?: number;
}

export interface ScanProgress {
  readonly filesFound: number;
  readonly filesDone: number;
  /** True once the walk has ended and `filesFound` no longer grows. */
  readonly walked: boolean;
}

export interface FileResult {
  readonly path: string;
  readonly language: string;
  readonly matches: readonly Match[];
  readonly bounds: readonly BoundHit[];
  readonly partial: boolean;
}

export interface ScanResult {
  /** Only files with a match, a bound or a partial parse. */
  readonly files: readonly FileResult[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Number of files looked at, by language; files in no known language count as `other`. */
  readonly languages: Readonly<Record<string, number>>;
  readonly filesScanned: number;
  readonly filesFromCache: number;
  readonly bytes: number;
  readonly cancelled: boolean;
}

/** One simple command in a shell text, as the shell would see its words. */
export interface ShellCommand {
  readonly span: Span;
  readonly words: readonly ShellWord[];
  /** `NAME=value` in front of the command, or alone. */
  readonly assignments: readonly { readonly name: string; readonly value: ShellWord }[];
  readonly redirects: readonly ShellRedirect[];
  /** How this command is joined to the one before it in the same list. */
  readonly joined: 'start' | 'and' | 'or' | 'sequence' | 'pipe' | 'background';
  /** Nesting: indexes of the enclosing construct, e.g. inside `$( )`, a subshell, a function body. */
  readonly context: readonly (
    | 'substitution'
    | 'process-substitution'
    | 'subshell'
    | 'function'
    | 'condition'
    | 'loop'
    | 'group'
  )[];
  /** Name of the function whose body holds this command. */
  readonly inFunction?: string;
}

export interface ShellWord {
  readonly span: Span;
  /** As written. */
  readonly raw: string;
  /** Quotes and escapes resolved; `undefined` where an expansion or substitution makes it unknowable. */
  readonly value?: string;
  /** With unknowable pieces kept as written, e.g. `$HOME/x`. */
  readonly text: string;
  /** True where an unquoted `*`, `?` or `[` stands. */
  readonly glob: boolean;
}

export interface ShellRedirect {
  readonly span: Span;
  /** The number in front of the operator, e.g. 2 in `2>log`. */
  readonly descriptor?: number;
  readonly operator: '>' | '>>' | '<' | '>|' | '&>' | '&>>' | '<>' | '<<' | '<<-' | '<<<' | '>&' | '<&';
  readonly target: ShellWord;
  /** The text of a here-document or here-string, with its own range. */
  readonly body?: { readonly text: string; readonly span: Span; readonly expands: boolean };
}

export interface ShellParse {
  readonly commands: readonly ShellCommand[];
  /** Messages of places that did not parse. */
  readonly errors: readonly { readonly span: Span; readonly message: string }[];
}
