import { settings } from './claude-words.js';
import { dialect, guarded, json } from './dialect.js';
import { prompted, resulted, toldAll, toolUse } from './meanings.js';
import type { Members } from './members.js';
import { fetchesIn, HARMLESS, reads, replaces, runs, searches, searchesWeb, type Tool, writes } from './tools.js';

const TOOLS: Readonly<Record<string, Tool>> = {
  run_shell_command: runs('command', ['dir_path', 'directory']),
  write_file: writes('file_path', 'content'),
  replace: replaces('file_path', { old: 'old_string', new: 'new_string', all: 'allow_multiple' }),
  read_file: reads(['file_path', 'absolute_path']),
  read_many_files: HARMLESS,
  list_directory: searches(['dir_path', 'path']),
  glob: searches(['dir_path', 'path']),
  grep_search: searches(['dir_path', 'path']),
  search_file_content: searches(['dir_path', 'path']),
  web_fetch: fetchesIn('prompt'),
  google_web_search: searchesWeb('query'),
  write_todos: HARMLESS,
  ask_user: HARMLESS,
  enter_plan_mode: HARMLESS,
  exit_plan_mode: HARMLESS,
  update_topic: HARMLESS,
  complete_task: HARMLESS,
  get_internal_docs: HARMLESS,
  list_mcp_resources: HARMLESS,
  read_mcp_resource: HARMLESS,
};

const OTHER_EVENTS = [
  ...['AfterTool', 'AfterAgent', 'BeforeModel', 'AfterModel', 'BeforeToolSelection', 'SessionStart', 'SessionEnd'],
  ...['PreCompress', 'Notification'],
];
const TAKES_CONTEXT = new Set(['BeforeAgent', 'SessionStart', 'AfterTool']);

/** Gemini CLI. It has no switch for failures, so its command line is guarded; a hook that is late lets the tool run. */
export const geminiCli = dialect({
  host: 'gemini-cli',
  toolEvent: 'BeforeTool',
  toolField: 'tool_name',
  event: (payload) => payload.optionalText('hook_event_name'),
  events: {
    ...toldAll(OTHER_EVENTS),
    BeforeTool: toolUse(TOOLS, { name: 'tool_name', input: 'tool_input', server: serverOf }),
    BeforeAgent: prompted('prompt'),
    AfterTool: resulted('AfterTool', { name: 'tool_name', server: serverOf }),
  },
  cwd: (payload) => payload.optionalText('cwd'),
  call: () => undefined,
  identity: (payload) => ({ session: payload.optionalText('session_id') }),
  deny: (_, reason) => json({ decision: 'deny', reason }),
  asks: (event) => event === 'BeforeTool',
  ask(event, reason) {
    if (!this.asks(event)) return this.deny(event, reason);
    return json({ decision: 'ask', reason, systemMessage: reason });
  },
  allow(event, { warning, note }) {
    const context = warning !== undefined && TAKES_CONTEXT.has(event);
    const message = note ?? (context ? undefined : warning);
    return json({
      ...(message !== undefined && { systemMessage: message }),
      ...(context && { hookSpecificOutput: { hookEventName: event, additionalContext: warning } }),
    });
  },
  setup: {
    file: '.gemini/settings.json',
    content(command) {
      const hooks = (line: string) => [
        { matcher: '*', hooks: [{ type: 'command', name: 'vireon', command: line, timeout: 10_000 }] },
      ];
      const before = hooks(guarded(command));
      return settings({ hooks: { BeforeTool: before, BeforeAgent: before, AfterTool: hooks(command) } });
    },
  },
});

/** The context tells server and tool apart, which the name `mcp_server_tool` does not. */
function serverOf(name: string, payload: Members): { server: string; tool: string } | undefined {
  if (!payload.has('mcp_context')) return undefined;
  const context = payload.members('mcp_context');
  return { server: context.text('server_name'), tool: context.optionalText('tool_name') ?? name };
}
