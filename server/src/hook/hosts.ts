import { claudeCode } from './claude-code.js';
import type { Dialect } from './dialect.js';

const DIALECTS: readonly Dialect[] = [claudeCode];

/** Names that `vireon hook <host>` takes. */
export const HOSTS: readonly string[] = DIALECTS.map(({ host }) => host);

export function dialectOf(host: string): Dialect | undefined {
  return DIALECTS.find((dialect) => dialect.host === host);
}
