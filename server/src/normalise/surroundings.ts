import type { Mark } from '../model/session.js';
import type { Ground } from './paths.js';

/** What a proposal is read against: the workspace, the user's home, and the documents open in editors. */
export interface Surroundings extends Ground {
  /** What relative paths are read against, absolute: the root, or the folder in it that a peer works in. */
  readonly folder: string;
  /** The unsaved text of a file by its absolute path, where an editor has it open. */
  document(path: string): string | undefined;
  /** What the actor's session has seen. */
  readonly marks?: readonly Mark[];
}
