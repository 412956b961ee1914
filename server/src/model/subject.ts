import type { ActKind } from './act.js';
import type { Range } from './position.js';
import type { Mark } from './session.js';

/** Where a text stands in its proposal. */
export type TextOrigin =
  /** `cell`: the notebook's cell that it is, counted from 0; positions are the cell's own. */
  | { readonly kind: 'file'; readonly path: string; readonly cell?: number }
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
  /** What a prompt or a result asks of its reader, in concepts and line by line: `~ignore~ ~prior~ ~instructions~`. */
  | { readonly kind: 'gloss' }
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
  /** Hosts, servers or programs that data goes to. */
  readonly sends?: readonly string[];
  /** Of the files written, those that make agents ask Vireon and would no longer, or of which that cannot be told. */
  readonly unguards?: readonly string[];
  /** What the session of the actor has seen. */
  readonly marks?: readonly Mark[];
}

/** What could not be judged: a part of the proposal not understood, or a rule that could not be evaluated on it. The failure stance in `decide/` says what follows. */
export interface Gap {
  readonly message: string;
  /** The rule that could not be evaluated, where it is about a rule. */
  readonly rule?: string;
}

/** A place that an act may change, for those who save what stands there first. Paths are absolute. */
export type Touch =
  | {
      readonly kind: 'path';
      readonly path: string;
      /** With everything below it. */
      readonly tree: boolean;
      /** Where a symbolic link stands there, what it leads to changes too. */
      readonly follows: boolean;
      /** Where a folder stands there, not it changes but these names in it. */
      readonly into?: readonly string[];
    }
  | {
      readonly kind: 'git';
      /** Where git runs. */
      readonly folder: string;
      /**
       * Tracked files that differ from the index or from a commit; files that are not tracked, ignored ones included;
       * files that git begins to track.
       */
      readonly what: 'changed' | 'untracked' | 'added';
      /** Words of the command that name a commit or paths. */
      readonly words: readonly string[];
      /** Paths alone. */
      readonly paths: readonly string[];
    }
  /** It changes something, and what cannot be told before it runs. */
  | {
      readonly kind: 'unknown';
      readonly message: string;
      /** Set for a program of which nothing is known: beside commands that are known it is no hole in what is saved. */
      readonly program?: true;
    };

/** A normalised proposal. */
export interface Subject {
  readonly act: ActKind;
  readonly texts: readonly Text[];
  readonly facts: Facts;
  /** Absent: the act changes no file. */
  readonly touches?: readonly Touch[];
  readonly gaps: readonly Gap[];
}
