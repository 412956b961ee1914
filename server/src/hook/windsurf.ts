import { settings } from './claude-words.js';
import { blocked, dialect, guarded, SILENT } from './dialect.js';
import { always, inside, prompted, toldAll } from './meanings.js';
import type { Members } from './members.js';
import { callsServer, reads, replaces, runs } from './tools.js';

const INFO = 'tool_info';

const OTHER_EVENTS = [
  ...['post_run_command', 'post_write_code', 'post_read_code', 'post_mcp_tool_use', 'post_cascade_response'],
  ...['post_cascade_response_with_transcript', 'post_setup_worktree'],
];

/** Windsurf's Cascade. It knows one answer, exit code 2, and its command line is guarded to end in it. */
export const windsurf = dialect({
  host: 'windsurf',
  toolEvent: 'pre_mcp_tool_use',
  toolField: INFO,
  event: (payload) => payload.optionalText('agent_action_name'),
  events: {
    ...toldAll(OTHER_EVENTS),
    pre_run_command: inside(INFO, always(runs('command_line', 'cwd'))),
    pre_write_code: inside(
      INFO,
      always(replaces('file_path', { old: 'old_string', new: 'new_string', list: 'edits' })),
    ),
    pre_read_code: inside(INFO, always(reads('file_path'))),
    pre_mcp_tool_use: inside(INFO, always(callsServer('mcp_server_name', 'mcp_tool_name', 'mcp_tool_arguments'))),
    pre_user_prompt: inside(INFO, prompted('user_prompt')),
  },
  cwd: (payload) => infoOf(payload)?.optionalText('cwd'),
  call: () => undefined,
  identity: (payload) => ({ session: payload.optionalText('trajectory_id') }),
  deny: (event, reason) => (event.startsWith('post_') ? SILENT : blocked(reason)),
  asks: () => false,
  ask: (event, reason) => (event.startsWith('post_') ? SILENT : blocked(reason)),
  allow: (_, { note }) => (note === undefined ? SILENT : { ...SILENT, stderr: `${note}\n` }),
  setup: {
    file: '.windsurf/hooks.json',
    content(command) {
      const events = ['pre_run_command', 'pre_write_code', 'pre_read_code', 'pre_mcp_tool_use', 'pre_user_prompt'];
      const hook = { command: guarded(command), show_output: true };
      return settings({ hooks: Object.fromEntries(events.map((event) => [event, [hook]])) });
    },
  },
});

function infoOf(payload: Members): Members | undefined {
  return payload.has(INFO) ? payload.members(INFO) : undefined;
}
