import type { Approval } from '../model/approval.js';
import type { Likeness } from './likeness.js';

/** More than sessions of a day bring; the oldest are forgotten, which is to say asked again. */
const MAX_KEPT = 4096;

interface OnceGranted extends Approval {
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What a yes holds for beyond the act that was asked about, by the names that acts are told apart by. */
export interface Grant {
  /** For acts like it in its session. */
  readonly alike?: string;
  /** For the very same act, tried again before `until`. */
  readonly once?: { readonly exact: string; readonly until: number };
}

/** What persons have said and what still holds. The record is where it lives; here it is kept at hand. */
export class ApprovalMemory {
  readonly #forSession = new Map<string, Approval>();
  readonly #once = new Map<string, OnceGranted>();

  remember({ alike, once }: Grant, approval: Approval): void {
    if (alike !== undefined) put(this.#forSession, alike, approval);
    if (once !== undefined) put(this.#once, once.exact, { ...approval, until: once.until });
  }

  /** One that was given for once is used up. */
  use({ record }: Approval): void {
    for (const [exact, granted] of this.#once) if (granted.record === record) this.#once.delete(exact);
  }

  /** The answer that stands for such an act. One that was given for once is used up. */
  recall({ exact, alike }: Likeness, now: number): Approval | undefined {
    const forSession = alike === undefined ? undefined : this.#forSession.get(alike);
    if (forSession !== undefined) return forSession;
    const once = this.#once.get(exact);
    this.#once.delete(exact);
    if (once === undefined || once.until < now) return undefined;
    const { until, ...approval } = once;
    return approval;
  }
}

function put<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  const [oldest] = kept.keys();
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
}
