import { settings } from './claude-words.js';
import { dialect, json } from './dialect.js';
import { inside, toldAll, toolUse } from './meanings.js';
import { fetches, orAsCalled, reads, replaces, runs, searches, searchesWeb, writes } from './tools.js';

/** Only `run_command` and its `CommandLine` were seen; the others are judged by name and arguments where they differ. */
const TOOLS = orAsCalled({
  run_command: runs('CommandLine', 'Cwd'),
  write_to_file: writes('TargetFile', 'CodeContent'),
  replace_file_content: replaces('TargetFile', {
    old: 'TargetContent',
    new: 'ReplacementContent',
    all: 'AllowMultiple',
  }),
  multi_replace_file_content: replaces('TargetFile', {
    old: 'TargetContent',
    new: 'ReplacementContent',
    all: 'AllowMultiple',
    list: 'ReplacementChunks',
  }),
  view_file: reads('AbsolutePath'),
  list_dir: searches('DirectoryPath'),
  grep_search: searches('SearchPath'),
  find_by_name: searches('SearchDirectory'),
  read_url_content: fetches('Url'),
  search_web: searchesWeb('query'),
});

/** Antigravity (`agy`). What fails becomes a prompt, and so does an answer without a decision. */
export const antigravity = dialect({
  host: 'antigravity',
  toolEvent: 'PreToolUse',
  toolField: 'tool_call',
  event: (payload) => payload.optionalText('hook_event_name'),
  events: {
    ...toldAll(['PostToolUse', 'PreInvocation', 'PostInvocation', 'Stop']),
    PreToolUse: inside('tool_call', toolUse(TOOLS, { name: 'name', input: 'args' })),
  },
  cwd: (payload) => (payload.has('workspace_paths') ? payload.texts('workspace_paths')[0] : undefined),
  call: (payload) => (payload.has('step_idx') ? String(payload.scalar('step_idx')) : undefined),
  identity: (payload) => ({ session: payload.optionalText('conversation_id') }),
  deny: (_, reason) => json({ decision: 'deny', reason }),
  asks: () => true,
  /** `ask` would be answered by what the person once allowed for good. */
  ask: (_, reason) => json({ decision: 'force_ask', reason }),
  allow(_, { warning, note }) {
    const reason = [warning, note].filter((text) => text !== undefined).join('\n');
    return json({ decision: 'allow', ...(reason !== '' && { reason }) });
  },
  setup: {
    file: '.agents/hooks.json',
    content: (command) =>
      settings({ vireon: { enabled: true, PreToolUse: [{ matcher: '*', hooks: [{ type: 'command', command }] }] } }),
  },
});
