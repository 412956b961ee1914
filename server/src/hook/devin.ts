import { CLAUDE_TOOLS } from './claude-code.js';
import {
  CLAUDE_TOOL_FIELDS,
  COMMON_EVENTS,
  claudeEvents,
  claudeFrame,
  claudeSettings,
  claudeSpeech,
} from './claude-words.js';
import { dialect, guarded } from './dialect.js';
import { toolUse } from './meanings.js';
import { orAsCalled, patches, reads, replaces, runs, writes } from './tools.js';

/** Only `exec` is named in the vendor's pages. */
const TOOLS = orAsCalled({
  ...CLAUDE_TOOLS,
  exec: runs(['command', 'cmd'], ['cwd', 'workdir']),
  read: reads(['file_path', 'path']),
  write: writes(['file_path', 'path'], 'content'),
  edit: replaces(['file_path', 'path'], { old: ['old_string', 'old_str'], new: ['new_string', 'new_str'] }),
  apply_patch: patches(['patch', 'input', 'command']),
});

/** Devin's command line and local agent, in Claude's words. What becomes of a failed hook is not documented, so its command line is guarded. */
export const devin = dialect({
  host: 'devin',
  ...claudeFrame,
  events: claudeEvents(toolUse(TOOLS, CLAUDE_TOOL_FIELDS), [...COMMON_EVENTS, 'PostCompaction']),
  ...claudeSpeech,
  setup: {
    file: '.devin/hooks.v1.json',
    content(command) {
      const { hooks } = JSON.parse(
        claudeSettings(['PreToolUse', 'UserPromptSubmit'], { command: guarded(command) }),
      ) as {
        hooks: object;
      };
      return `${JSON.stringify(hooks, undefined, 2)}\n`;
    },
  },
});
