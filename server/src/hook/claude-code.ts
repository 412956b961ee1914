import {
  CLAUDE_TOOL_FIELDS,
  COMMON_EVENTS,
  claudeEvents,
  claudeFrame,
  claudeSettings,
  claudeSpeech,
} from './claude-words.js';
import { dialect } from './dialect.js';
import { resulted, told, toolUse } from './meanings.js';
import {
  editsCell,
  fetches,
  HARMLESS,
  reads,
  replaces,
  runs,
  searches,
  searchesWeb,
  type Tool,
  writes,
} from './tools.js';

/** Tools of Claude Code; hosts that call their tools alike share the table. */
export const CLAUDE_TOOLS: Readonly<Record<string, Tool>> = {
  Bash: runs('command'),
  Edit: replaces('file_path', { old: 'old_string', new: 'new_string', all: 'replace_all' }),
  MultiEdit: replaces('file_path', { old: 'old_string', new: 'new_string', all: 'replace_all', list: 'edits' }),
  Write: writes('file_path', 'content'),
  NotebookEdit: editsCell('notebook_path', 'new_source', 'cell_id', 'cell_type', 'edit_mode'),
  Read: reads('file_path'),
  NotebookRead: reads('notebook_path'),
  Grep: searches('path'),
  Glob: searches('path'),
  LS: searches('path'),
  WebFetch: fetches('url', 'prompt'),
  WebSearch: searchesWeb('query'),
  TodoRead: HARMLESS,
  TodoWrite: HARMLESS,
  BashOutput: HARMLESS,
  AskUserQuestion: HARMLESS,
  EnterPlanMode: HARMLESS,
  ExitPlanMode: HARMLESS,
  ListMcpResourcesTool: HARMLESS,
  ReadMcpResourceTool: HARMLESS,
  ToolSearch: HARMLESS,
};

const OTHER_EVENTS = [
  ...COMMON_EVENTS,
  ...['PostToolUseFailure', 'PostToolBatch', 'PermissionDenied', 'UserPromptExpansion', 'Setup', 'StopFailure'],
  ...['PostCompact', 'PreModelSwitch', 'PostModelSwitch', 'Notification', 'TeammateIdle', 'TaskCreated'],
  ...['TaskCompleted', 'Elicitation', 'ElicitationResult', 'WorktreeCreate', 'WorktreeRemove', 'InstructionsLoaded'],
  ...['CwdChanged', 'FileChanged', 'DirectoryAdded', 'MessageDisplay'],
];

/** Claude Code. Its switch for failures is `onFailure`, without which a hook that fails lets the act pass. */
export const claudeCode = dialect({
  host: 'claude-code',
  ...claudeFrame,
  events: {
    ...claudeEvents(toolUse(CLAUDE_TOOLS, CLAUDE_TOOL_FIELDS), OTHER_EVENTS),
    // Settings that changed while a session runs: a rule `on: [event]` may keep the change out.
    ConfigChange: told('ConfigChange'),
    PostToolUseFailure: resulted('PostToolUseFailure', CLAUDE_TOOL_FIELDS),
  },
  ...claudeSpeech,
  setup: {
    file: '.claude/settings.json',
    content: (command) =>
      claudeSettings(['PreToolUse', 'UserPromptSubmit', 'PostToolUse'], { command, onFailure: 'block' }),
  },
});
