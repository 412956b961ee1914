import { settings } from './claude-words.js';
import { dialect, json } from './dialect.js';
import { always, prompted, resulted, toldAll, toolUse } from './meanings.js';
import type { Members } from './members.js';
import {
  callsServer,
  fetches,
  HARMLESS,
  orAsCalled,
  reads,
  removes,
  runs,
  searches,
  searchesWeb,
  startsAgent,
  writes,
} from './tools.js';

/** Arguments of Cursor's own tools are not written down by their vendor. */
const TOOLS = orAsCalled({
  Shell: runs('command', ['working_directory', 'cwd']),
  Read: reads(['file_path', 'path', 'target_file']),
  Write: writes(['file_path', 'path', 'target_file'], ['content', 'contents', 'file_text']),
  Delete: removes(['file_path', 'path', 'target_file']),
  Grep: searches('path'),
  Glob: searches(['path', 'target_directory']),
  LS: searches(['path', 'target_directory']),
  WebFetch: fetches('url'),
  WebSearch: searchesWeb(['query', 'search_term']),
  TodoWrite: HARMLESS,
});

const OTHER_EVENTS = [
  ...['afterShellExecution', 'afterMCPExecution', 'afterFileEdit', 'afterTabFileEdit', 'postToolUse'],
  ...['postToolUseFailure', 'afterAgentResponse', 'afterAgentThought', 'preCompact', 'sessionStart', 'sessionEnd'],
  ...['stop', 'subagentStop', 'workspaceOpen'],
];

const PERMISSION_EVENTS = new Set([
  ...[
    'preToolUse',
    'beforeShellExecution',
    'beforeMCPExecution',
    'beforeReadFile',
    'beforeTabFileRead',
    'subagentStart',
  ],
]);
/** Reading cannot be asked about. */
const NEVER_ASKS = new Set(['beforeReadFile', 'beforeTabFileRead']);
const TAKES_CONTEXT = new Set([
  'preToolUse',
  'beforeSubmitPrompt',
  'postToolUse',
  'postToolUseFailure',
  'sessionStart',
]);

const mcpTool = (name: string) => (name.startsWith('MCP:') ? { tool: name.slice('MCP:'.length) } : undefined);

/** Cursor. Its switch for failures is `failClosed`; on the events that ask for permission bad JSON denies as well. */
export const cursor = dialect({
  host: 'cursor',
  toolEvent: 'preToolUse',
  toolField: 'tool_name',
  event: (payload) => payload.optionalText('hook_event_name'),
  events: {
    ...toldAll(OTHER_EVENTS),
    postToolUse: resulted('postToolUse', { name: 'tool_name', server: mcpTool }),
    afterMCPExecution: resulted('afterMCPExecution', { name: 'tool_name' }),
    afterShellExecution: resulted('afterShellExecution', { name: 'tool_name' }),
    preToolUse: toolUse(TOOLS, { name: 'tool_name', input: 'tool_input', server: mcpTool }),
    beforeShellExecution: always(runs('command')),
    beforeMCPExecution: always(callsServer([], 'tool_name', 'tool_input')),
    beforeReadFile: always(reads('file_path')),
    beforeTabFileRead: always(reads('file_path')),
    subagentStart: always(startsAgent('subagent_type', 'task')),
    beforeSubmitPrompt: prompted('prompt'),
  },
  /** Cursor's command line leaves `cwd` empty. */
  cwd: (payload) => payload.optionalText('cwd') || root(payload),
  call: (payload) => payload.optionalText('tool_use_id'),
  identity: (payload) => ({
    session: payload.optionalText('conversation_id') ?? payload.optionalText('session_id'),
    agent: payload.optionalText('subagent_id'),
    parent: payload.optionalText('parent_tool_call_id'),
    person: payload.optionalText('user_email'),
  }),
  deny(event, reason) {
    if (PERMISSION_EVENTS.has(event)) return json({ permission: 'deny', user_message: reason, agent_message: reason });
    return json({ continue: false, user_message: reason });
  },
  asks: (event) => PERMISSION_EVENTS.has(event) && !NEVER_ASKS.has(event),
  ask(event, reason) {
    if (!this.asks(event)) return this.deny(event, reason);
    return json({ permission: 'ask', user_message: reason, agent_message: reason });
  },
  /** Empty output counts as a failure here, and no `permission` as no opinion. */
  allow(event, { warning, note }) {
    return json({
      ...(PERMISSION_EVENTS.has(event) && { permission: 'allow' }),
      ...(event === 'beforeSubmitPrompt' && { continue: true }),
      ...(note !== undefined && { user_message: note }),
      ...(warning !== undefined && TAKES_CONTEXT.has(event) && { additional_context: warning }),
    });
  },
  setup: {
    file: '.cursor/hooks.json',
    content: (command) => {
      const events = [...PERMISSION_EVENTS, 'beforeSubmitPrompt', 'postToolUse'];
      const hook = { command, timeout: 10, failClosed: true };
      return settings({ version: 1, hooks: Object.fromEntries(events.map((event) => [event, [hook]])) });
    },
  },
});

function root(payload: Members): string | undefined {
  return payload.has('workspace_roots') ? payload.texts('workspace_roots')[0] : undefined;
}
