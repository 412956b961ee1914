/** What a session has seen and must not carry away: it stays until the session ends. */
export interface Mark {
  /** As rules name it, e.g. `secret-material`. */
  readonly name: string;
  /** What was read, in words: a path, or a tool's result. */
  readonly from: string;
  /** ISO 8601. */
  readonly time: string;
}

/** How far an agent is trusted. `low`: asked where others are warned, kept inside the workspace. `none`: may only look. */
export type Trust = 'none' | 'low' | 'normal';

const TRUST: Readonly<Record<Trust, number>> = { none: 0, low: 1, normal: 2 };

export function leastTrust(a: Trust, b: Trust): Trust {
  return TRUST[a] <= TRUST[b] ? a : b;
}
