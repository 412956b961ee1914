import { dialect, json } from './dialect.js';
import { inside, prompted, toldAll, toolUse } from './meanings.js';
import {
  callsServer,
  fetches,
  HARMLESS,
  orAsCalled,
  patches,
  reads,
  replacesBlocks,
  runs,
  searches,
  writes,
} from './tools.js';

const TOOLS = orAsCalled({
  execute_command: runs('command'),
  write_to_file: writes('path', 'content'),
  replace_in_file: replacesBlocks('path', 'diff'),
  apply_patch: patches(['input', 'patch']),
  read_file: reads('path'),
  list_files: searches('path'),
  search_files: searches('path'),
  list_code_definition_names: searches('path'),
  use_mcp_tool: callsServer('server_name', 'tool_name', 'arguments'),
  web_fetch: fetches('url'),
  ask_followup_question: HARMLESS,
  attempt_completion: HARMLESS,
  plan_mode_respond: HARMLESS,
});

/** What the script says where the client dies or is not there. */
const UNANSWERED = JSON.stringify({
  cancel: true,
  errorMessage: 'Vireon did not answer, and so this is blocked.',
  contextModification: '',
});

const OTHER_EVENTS = [
  ...['TaskStart', 'TaskResume', 'TaskCancel', 'TaskComplete', 'PostToolUse', 'Notification', 'PreCompact'],
  ...['TaskError', 'SessionShutdown'],
];

/** Cline. Its one refusal ends the whole task; there is no switch for failures, so the script answers for a client that dies; its hooks are off until switched on. */
export const cline = dialect({
  host: 'cline',
  toolEvent: 'PreToolUse',
  toolField: 'pre_tool_use',
  event: (payload) => payload.optionalText('hook_name'),
  events: {
    ...toldAll(OTHER_EVENTS),
    PreToolUse: inside('pre_tool_use', toolUse(TOOLS, { name: 'tool_name', input: 'parameters' })),
    UserPromptSubmit: inside('user_prompt_submit', prompted('prompt')),
  },
  cwd: (payload) => (payload.has('workspace_roots') ? payload.texts('workspace_roots')[0] : undefined),
  call: () => undefined,
  identity: (payload) => ({ session: payload.optionalText('task_id'), person: payload.optionalText('user_id') }),
  deny: (_, reason) => json({ cancel: true, errorMessage: reason, contextModification: '' }),
  asks: () => false,
  ask: (_, reason) => json({ cancel: true, errorMessage: reason, contextModification: '' }),
  allow: (_, { warning, note }) =>
    json({ cancel: false, contextModification: [warning, note].filter((text) => text !== undefined).join('\n') }),
  setup: {
    file: '.clinerules/hooks/PreToolUse',
    content: (command) => `#!/bin/sh\n${command} || printf '%s\\n' '${UNANSWERED}'\n`,
  },
});
