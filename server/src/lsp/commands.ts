import type { Client } from './client.js';

/** Shows a rule's manual: `[{workspace, rule}]`. */
export const EXPLAIN = 'vireon.explainRule';

/** Makes the edit of a code action, for clients that know code actions only as commands: `[action]`. */
export const APPLY = 'vireon.applyAction';

/** The commands that this client is told of; no others are run. */
export function commandsFor(client: Client): string[] {
  return !client.codeActionLiterals && client.applyEdit ? [EXPLAIN, APPLY] : [EXPLAIN];
}
