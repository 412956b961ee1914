import type { Approval } from '../model/approval.js';
import type { Likeness } from './likeness.js';

/** More than sessions of a day bring; the oldest are forgotten, which is to say asked again. */
const MAX_KEPT = 4096;

interface OnceGranted extends Approval {
  /** Milliseconds since 1970. */
  readonly until: number;
}

/** What persons have said and what still holds. It lives as long as its process: what is forgotten is asked again. */
export class ApprovalMemory {
  readonly #forSession = new Map<string, Approval>();
  readonly #once = new Map<string, OnceGranted>();

  rememberForSession({ alike }: Likeness, approval: Approval): void {
    if (alike !== undefined) put(this.#forSession, alike, approval);
  }

  /** For the very same act, tried again before `until`. */
  rememberOnce({ exact }: Likeness, approval: Approval, until: number): void {
    put(this.#once, exact, { ...approval, until });
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
