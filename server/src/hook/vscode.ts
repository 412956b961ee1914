import {
  CLAUDE_TOOL_FIELDS,
  COMMON_EVENTS,
  claudeEvents,
  claudeFrame,
  claudeHooks,
  claudeSpeech,
  settings,
} from './claude-words.js';
import { dialect, guarded } from './dialect.js';
import { toolUse } from './meanings.js';
import { editsCell, fetches, HARMLESS, orAsCalled, patches, reads, replaces, runs, searches, writes } from './tools.js';

const pair = { old: 'old_string', new: 'new_string' };

/** Arguments are in camelCase, which is read for every name here. */
const TOOLS = orAsCalled({
  run_in_terminal: runs('command'),
  create_file: writes('file_path', 'content'),
  replace_string_in_file: replaces('file_path', pair),
  multi_replace_string_in_file: replaces('file_path', { ...pair, list: 'replacements' }),
  apply_patch: patches(['input', 'patch']),
  edit_notebook_file: editsCell('file_path', 'new_code', 'cell_id', 'language', 'edit_type'),
  read_file: reads('file_path'),
  list_dir: searches('path'),
  grep_search: HARMLESS,
  file_search: HARMLESS,
  semantic_search: HARMLESS,
  fetch_webpage: fetches('urls', 'query'),
  get_errors: HARMLESS,
  manage_todo_list: HARMLESS,
});

/** Agents of VS Code's own harness. Matchers are ignored, so the hook sees every tool; without a switch for failures its command line is guarded. */
export const vscode = dialect({
  host: 'vscode',
  ...claudeFrame,
  events: claudeEvents(toolUse(TOOLS, CLAUDE_TOOL_FIELDS), COMMON_EVENTS),
  ...claudeSpeech,
  setup: {
    file: '.github/hooks/vireon-vscode.json',
    content: (command) =>
      settings({
        hooks: {
          ...claudeHooks(['PreToolUse', 'UserPromptSubmit'], { command: guarded(command) }),
          ...claudeHooks(['PostToolUse'], { command }),
        },
      }),
  },
});
