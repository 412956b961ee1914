import type { Verdict } from './decision.js';
import { DEFAULT_POLICY, type Policy } from './policy.js';
import type { Position } from './position.js';
import type { Severity } from './rule.js';
import type { UndoBounds } from './snapshot.js';

/** What a workspace says about one rule that it did not write. */
export interface Override {
  readonly off?: boolean;
  readonly severity?: Severity;
  readonly decision?: Verdict;
  readonly reason: string;
  /** Where it stands in the settings. */
  readonly place: Position;
}

/** `.vireon/config.yaml` with its defaults filled in. */
export interface Settings {
  /** Absolute path, whether it exists or not. */
  readonly file: string;
  /** Packs switched on or off by name; a pack not named is on. */
  readonly packs: Readonly<Record<string, boolean>>;
  /** Further rule files or folders, absolute. */
  readonly rules: readonly string[];
  /** Globs of files left out of scans and diagnostics. Edits are judged all the same. */
  readonly exclude: readonly string[];
  /** What cannot be judged is denied instead of asked. */
  readonly strict: boolean;
  readonly overrides: Readonly<Record<string, Override>>;
  readonly undo: UndoBounds;
  /** What this file says of agents and their sessions, then what outer settings say. */
  readonly policies: readonly Policy[];
  /** How long a person may take to answer. */
  readonly approvals: { readonly withinMs: number };
}

const MIB = 1024 * 1024;

export const UNDO_BOUNDS: UndoBounds = {
  maxActFiles: 20_000,
  maxActBytes: 128 * MIB,
  maxStoreBytes: 2048 * MIB,
  maxDays: 14,
};

export const APPROVALS = { withinMs: 300_000 };

export function defaultSettings(file: string): Settings {
  return {
    file,
    packs: {},
    rules: [],
    exclude: [],
    strict: false,
    overrides: {},
    undo: UNDO_BOUNDS,
    policies: [DEFAULT_POLICY],
    approvals: APPROVALS,
  };
}
