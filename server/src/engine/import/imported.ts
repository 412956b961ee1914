import type { LeftOut } from '../../model/verbs.js';
import type { Json } from '../../native.js';

/** What became of another tool's rules. */
export interface Imported {
  /** Each with where it stands: `rule` is its name there. */
  readonly rules: { readonly file: string; readonly rule: string; readonly value: Json }[];
  readonly left: LeftOut[];
}
