import { claudeServer, settings } from './claude-words.js';
import { blocked, dialect, guarded, patient, WAIT_TIMEOUT_S } from './dialect.js';
import { prompted, toldAll, toolUse } from './meanings.js';
import { byArgument, fetches, orAsCalled, reads, replaces, runs, searchesWeb, writes } from './tools.js';

const creates = writes('path', ['file_text', 'content']);
const changes = replaces('path', { old: 'old_str', new: 'new_str' });
const writesFile = byArgument('command', { create: creates, str_replace: changes });

/** Known from use, not from the vendor. */
const TOOLS = orAsCalled({
  shell: runs('command'),
  execute_bash: runs('command'),
  execute_cmd: runs('command', [], 'cmd'),
  write: writesFile,
  fs_write: writesFile,
  read: reads('path'),
  fs_read: reads('path'),
  web_fetch: fetches('url'),
  web_search: searchesWeb('query'),
});

const MCP_TOOL = /^@(?<server>[^/]+)\/(?<tool>.+)$/s;

const tool = toolUse(TOOLS, {
  name: 'tool_name',
  input: 'tool_input',
  server(name, payload) {
    const { server, tool: called } = MCP_TOOL.exec(name)?.groups ?? {};
    return server === undefined || called === undefined ? claudeServer(name, payload) : { server, tool: called };
  },
});

const OTHER_EVENTS = [
  ...['PostToolUse', 'SessionStart', 'Stop', 'PostFileCreate', 'PostFileSave', 'PostFileDelete', 'PreTaskExec'],
  ...['PostTaskExec', 'Manual', 'postToolUse', 'agentSpawn', 'stop'],
];

/** Kiro, IDE and command line. Exit code 2 before a tool is the one refusal, so its command line is guarded to end in it. */
export const kiro = dialect({
  host: 'kiro',
  toolEvent: 'PreToolUse',
  toolField: 'tool_name',
  event: (payload) => payload.optionalText('hook_event_name'),
  events: {
    ...toldAll(OTHER_EVENTS),
    PreToolUse: tool,
    preToolUse: tool,
    UserPromptSubmit: prompted('prompt'),
    userPromptSubmit: prompted('prompt'),
  },
  cwd: (payload) => payload.optionalText('cwd'),
  call: (payload) => payload.optionalText('tool_use_id'),
  identity: (payload) => ({ session: payload.optionalText('session_id') }),
  deny: (_, reason) => blocked(reason),
  asks: () => false,
  ask: (_, reason) => blocked(reason),
  /** Standard output goes to the model. */
  allow: (_, { warning, note }) => ({
    stdout: warning === undefined ? '' : `${warning}\n`,
    stderr: note === undefined ? '' : `${note}\n`,
    exitCode: 0,
  }),
  setup: {
    file: '.kiro/hooks/vireon.json',
    content: (command) =>
      settings({
        version: 'v1',
        hooks: ['PreToolUse', 'UserPromptSubmit'].map((trigger) => ({
          name: `vireon ${trigger}`,
          trigger,
          matcher: '.*',
          action: { type: 'command', command: guarded(patient(command)) },
          timeout: WAIT_TIMEOUT_S,
          enabled: true,
        })),
      }),
  },
});
