import type { ActKind } from './act.js';
import type { Range } from './position.js';

/** Where a text stands in its proposal. */
export type TextOrigin =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command' }
  /** A command found inside another one, with quoting and wrappers resolved (`sudo`, `bash -c`, `$( )`). */
  | { readonly kind: 'nested-command'; readonly within: Range }
  /** Program text given to an interpreter (`python -c`). */
  | { readonly kind: 'argument'; readonly program: string; readonly within: Range }
  | { readonly kind: 'heredoc'; readonly within: Range }
  | { readonly kind: 'tool-arguments' }
  | { readonly kind: 'url' }
  | { readonly kind: 'prompt' }
  | { readonly kind: 'tool-result' }
  /** A prompt or a result as it reads without its disguise: decoded, unaccented, its letters joined. */
  | { readonly kind: 'reading' }
  /** The proposal's facts as JSON, so that rules can speak about paths, programs, hosts and tools. */
  | { readonly kind: 'facts' };

/** Half-open interval of zero-based lines. */
export interface LineSpan {
  readonly start: number;
  readonly end: number;
}

/** A piece of a proposal in one language. */
export interface Text {
  readonly language: string;
  readonly content: string;
  readonly origin: TextOrigin;
  /** Workspace-relative path, for rules with `paths`. */
  readonly path?: string;
  /** The lines that the proposal adds or changes; `all` where everything is new. */
  readonly fresh: 'all' | readonly LineSpan[];
}

/** What a proposal touches. Paths are workspace-relative where inside the workspace, else absolute. */
export interface Facts {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly programs: readonly string[];
  readonly hosts: readonly string[];
  /** `server/tool`, or `tool` where there is no server. */
  readonly tools: readonly string[];
}

/** What could not be judged: a part of the proposal not understood, or a rule that could not be evaluated on it. The failure stance in `decide/` says what follows. */
export interface Gap {
  readonly message: string;
  /** The rule that could not be evaluated, where it is about a rule. */
  readonly rule?: string;
}

/** A normalised proposal. */
export interface Subject {
  readonly act: ActKind;
  readonly texts: readonly Text[];
  readonly facts: Facts;
  readonly gaps: readonly Gap[];
}
