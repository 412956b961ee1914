import type { Proposal } from '../model/act.js';
import type { Decision, RecordedDecision } from '../model/decision.js';
import type { Members } from './members.js';

/** What the hook process writes, and how it ends. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A host's payload, understood. */
export interface Question {
  /** The host's name for the moment, e.g. `PreToolUse`; answers are shaped after it. */
  readonly event: string;
  /** What is proposed; `unclear` where the payload does not say it; `nothing` where there is nothing to judge. */
  readonly content:
    | { readonly kind: 'proposal'; readonly proposal: Proposal }
    | { readonly kind: 'unclear'; readonly problem: string }
    | { readonly kind: 'nothing' };
  /** True where a failure must not let the act pass. */
  readonly changes: boolean;
  /** The host's identifier of this call, where it gives one. */
  readonly call?: string;
}

/** How one host speaks: its payloads become questions, decisions become its answers. */
export interface Dialect {
  readonly host: string;
  /** Throws `InvalidInput` where not even the event can be told. */
  understand(payload: Members, cwd: string): Question;
  answer(question: Question, decision: Decision | RecordedDecision): Answer;
  /** The act may not happen, because `reason`. `question` is absent where the payload could not be read. */
  refuse(reason: string, question?: Question): Answer;
  /** No opinion; `note` is for the person at the keyboard. */
  pass(note?: string): Answer;
}
