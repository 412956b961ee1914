import { CLAUDE_TOOLS } from './claude-code.js';
import {
  CLAUDE_TOOL_FIELDS,
  COMMON_EVENTS,
  claudeEvents,
  claudeFrame,
  claudeSettings,
  claudeSpeech,
} from './claude-words.js';
import { dialect, guarded, SILENT } from './dialect.js';
import { toolUse } from './meanings.js';
import { fetches, HARMLESS, reads, searches, writes } from './tools.js';

const TOOLS = {
  ...CLAUDE_TOOLS,
  Write: writes(['filepath', 'file_path'], 'content'),
  Read: reads(['filepath', 'file_path']),
  List: searches('dirpath'),
  Search: searches('path'),
  Fetch: fetches('url'),
  Diff: HARMLESS,
  Checklist: HARMLESS,
  Status: HARMLESS,
};

const OTHER_EVENTS = [
  ...COMMON_EVENTS,
  ...['PostToolUseFailure', 'Notification', 'ConfigChange', 'TeammateIdle', 'TaskCompleted', 'WorktreeCreate'],
  'WorktreeRemove',
];

/** What is written at these events goes to the model, `{}` as well. */
const READS_OUTPUT = new Set(['UserPromptSubmit', 'SessionStart']);

/** Continue's command line, `cn`. It has no switch for failures, so its command line is guarded. */
export const continueCli = dialect({
  host: 'continue',
  ...claudeFrame,
  events: claudeEvents(toolUse(TOOLS, CLAUDE_TOOL_FIELDS), OTHER_EVENTS),
  ...claudeSpeech,
  allow(event, words) {
    const isEmpty = words.warning === undefined;
    return isEmpty && READS_OUTPUT.has(event) ? SILENT : claudeSpeech.allow(event, words);
  },
  setup: {
    file: '.continue/settings.json',
    content: (command) => claudeSettings(['PreToolUse', 'UserPromptSubmit'], { command: guarded(command) }),
  },
});
