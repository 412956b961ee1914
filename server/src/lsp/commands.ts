import type { Client } from './client.js';

/** Shows a rule's manual: `[{workspace, rule}]`. */
export const EXPLAIN = 'vireon.explainRule';

/** Makes the edit of a code action, for clients that know code actions only as commands: `[action]`. */
export const APPLY = 'vireon.applyAction';

/** Runs the cases of a rule file, or of one rule in it: `[{uri, rule?}]`. */
export const RUN_CASES = 'vireon.runCases';

/** Looks for a pattern in an open document: `[uri, pattern, language?]`. */
export const TRY_PATTERN = 'vireon.tryPattern';

/** Says how a rule would begin that looks for a text: `[{draft}]`; for clients that cannot be given a new file. */
export const SHOW_DRAFT = 'vireon.showDraft';

const EVERYWHERE = [EXPLAIN, RUN_CASES, TRY_PATTERN, SHOW_DRAFT];

/** The commands that this client is told of; no others are run. */
export function commandsFor(client: Client): string[] {
  return !client.codeActionLiterals && client.applyEdit ? [...EVERYWHERE, APPLY] : EVERYWHERE;
}
