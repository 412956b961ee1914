import type { Actor } from './actor.js';
import type { Verdict } from './decision.js';

/**
 * What is unusual about how a server describes a tool: it describes it otherwise than when a person last knew it; its
 * name is drawn like another's, or nearly like it; another server has a tool of that name; rules object to its words.
 */
export type ToolStanding = 'changed' | 'look-alike' | 'near-name' | 'same-name' | 'suspicious';

/** Where tools come from: the name of a server, and what is started or connected to under that name. */
export interface ToolSource {
  readonly server: string;
  /** Command line or address; another one under the same name is another server. */
  readonly source: string;
}

export interface ToolReviewRequest extends ToolSource {
  /** Absolute path of the workspace. */
  readonly workspace: string;
  readonly actor: Actor;
  /** The tools as the server lists them. */
  readonly tools: readonly Readonly<Record<string, unknown>>[];
  /** Names of tools of other servers that the same agent sees. */
  readonly beside: readonly { readonly server: string; readonly tool: string }[];
}

/** What is thought of one tool's description. */
export interface ToolReview {
  readonly tool: string;
  readonly standing: readonly ToolStanding[];
  /** `allow`: as it was when it was pinned, or pinned now; else it waits for a person. */
  readonly verdict: Verdict;
  /** In words, where there is something to say. */
  readonly explanation?: string;
}

/** A tool as its server described it when it was first seen, or when a person accepted it. */
export interface ToolPin extends ToolSource {
  readonly tool: string;
  /** SHA-256 of the description in canonical JSON. */
  readonly hash: string;
  /** ISO 8601. */
  readonly time: string;
  /** Who accepted it; absent: it was pinned when it was first seen. */
  readonly acceptedBy?: string;
  /** Set where the server describes it otherwise now, or was never taken as it is: this waits for a person. */
  readonly held?: HeldTool;
}

export interface HeldTool {
  readonly hash: string;
  readonly time: string;
  readonly standing: readonly ToolStanding[];
  readonly explanation: string;
  /** Canonical JSON of what was pinned, where something was, and of what waits. */
  readonly before?: string;
  readonly after: string;
}

export interface AcceptPins {
  readonly server: string;
  /** Absent: all of the server's tools. */
  readonly tool?: string;
  readonly person: string;
}
