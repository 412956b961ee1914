import {
  CLAUDE_TOOL_FIELDS,
  COMMON_EVENTS,
  claudeEvents,
  claudeFrame,
  claudeSettings,
  claudeSpeech,
  specific,
} from './claude-words.js';
import { dialect, guarded, json, patient, WAIT_TIMEOUT_S } from './dialect.js';
import { toolUse } from './meanings.js';
import { HARMLESS, orAsCalled, patches, reads, runsWords, searchesWeb } from './tools.js';

const TOOLS = {
  Bash: runsWords('command', 'workdir'),
  apply_patch: patches(['command', 'input', 'patch']),
  ...orAsCalled({ view_image: reads('path'), web_search: searchesWeb('query') }),
  update_plan: HARMLESS,
};

/** Keys that an event's answer does not have make the hook fail, and what fails here lets the act pass. */
const BLOCKS = new Set(['UserPromptSubmit', 'PostToolUse', 'Stop', 'SubagentStop']);
const TAKES_CONTEXT = new Set(['PreToolUse', 'UserPromptSubmit', 'PostToolUse', 'SessionStart', 'SubagentStart']);
const TAKES_NOTHING = new Set(['SessionEnd', 'Interrupt']);

/** Codex. It has no switch for failures, so its command line is guarded; its hooks run only after the person has trusted them, unless managed. */
export const codex = dialect({
  host: 'codex',
  ...claudeFrame,
  events: claudeEvents(toolUse(TOOLS, CLAUDE_TOOL_FIELDS), [
    ...COMMON_EVENTS,
    'PostCompact',
    'Interrupt',
    'StopFailure',
  ]),
  deny(event, reason) {
    if (event === 'PreToolUse' || event === 'PermissionRequest') return claudeSpeech.deny(event, reason);
    if (BLOCKS.has(event)) return json({ decision: 'block', reason });
    return json(TAKES_NOTHING.has(event) ? {} : { systemMessage: reason });
  },
  asks: (event) => event === 'PermissionRequest',
  /** `ask` is in the schema but not supported: the hook would fail, and the tool would run. */
  ask(event, reason) {
    return event === 'PermissionRequest' ? json({}) : this.deny(event, reason);
  },
  allow(event, { warning, note }) {
    if (warning !== undefined && TAKES_CONTEXT.has(event)) return specific(event, { additionalContext: warning });
    return json(note === undefined || TAKES_NOTHING.has(event) ? {} : { systemMessage: note });
  },
  setup: {
    file: '.codex/hooks.json',
    content: (command) =>
      claudeSettings(['PreToolUse', 'PermissionRequest', 'UserPromptSubmit', 'PostToolUse'], {
        command: guarded(patient(command)),
        timeout: WAIT_TIMEOUT_S,
      }),
  },
});
