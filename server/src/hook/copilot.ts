import { CLAUDE_TOOLS } from './claude-code.js';
import { CLAUDE_TOOL_FIELDS, settings } from './claude-words.js';
import { dialect, json } from './dialect.js';
import { prompted, resulted, told, toldAll, toolUse } from './meanings.js';
import type { Members } from './members.js';
import {
  byArgument,
  fetches,
  HARMLESS,
  orAsCalled,
  patches,
  reads,
  replaces,
  runs,
  searches,
  searchesWeb,
  writes,
} from './tools.js';

const creates = writes('path', ['file_text', 'content']);
const changes = replaces('path', { old: ['old_str', 'old_string'], new: ['new_str', 'new_string'] });

/** Their arguments are not written down by the vendor. */
const TOOLS = orAsCalled({
  bash: runs('command'),
  powershell: runs('command', [], 'powershell'),
  create: creates,
  edit: changes,
  str_replace_editor: byArgument('command', { create: creates, str_replace: changes, view: reads('path') }),
  apply_patch: patches(['input', 'patch', 'command']),
  view: reads('path'),
  grep: searches('path'),
  glob: searches('path'),
  web_fetch: fetches('url'),
  web_search: searchesWeb('query'),
  ask_user: HARMLESS,
});

const OTHER_EVENTS = [
  ...['sessionStart', 'sessionEnd', 'userPromptTransformed', 'postToolUseFailure', 'agentStop'],
  ...['subagentStart', 'subagentStop', 'errorOccurred', 'preCompact', 'notification'],
  ...['PostToolUseFailure', 'SessionStart', 'SessionEnd', 'Stop', 'SubagentStop', 'PreCompact'],
];

/**
 * Copilot's command line and its cloud agent, where `ask` becomes a denial. A command hook that crashes denies before
 * a tool; one that is late lets the tool run, which our own time limit keeps from happening.
 */
export const copilot = dialect({
  host: 'copilot',
  toolEvent: 'preToolUse',
  toolField: 'tool_name',
  event: (payload) => payload.optionalText('hook_event_name') ?? eventByFields(payload),
  events: {
    ...toldAll(OTHER_EVENTS),
    preToolUse: toolUse(TOOLS, { name: 'tool_name', input: 'tool_args' }),
    // A key in PascalCase asks for a payload with Claude's names.
    PreToolUse: toolUse({ ...TOOLS, ...CLAUDE_TOOLS }, CLAUDE_TOOL_FIELDS),
    postToolUse: resulted('postToolUse', { name: 'tool_name' }),
    PostToolUse: resulted('PostToolUse', CLAUDE_TOOL_FIELDS),
    userPromptSubmitted: prompted('prompt'),
    UserPromptSubmit: prompted('prompt'),
    // Its answer can change metadata, not more; the call itself comes as `preToolUse`.
    preMcpToolCall: told('preMcpToolCall', ['server_name']),
  },
  cwd: (payload) => payload.optionalText('cwd') ?? payload.optionalText('working_directory'),
  call: (payload) => payload.optionalText('tool_use_id') ?? payload.optionalText('tool_call_id'),
  identity: (payload) => ({ session: payload.optionalText('session_id') }),
  deny: (event, reason) => decided(event, 'deny', reason),
  asks: (event) => BEFORE_TOOLS.has(event),
  ask: (event, reason) => decided(event, 'ask', reason),
  allow(event, { warning }) {
    return json(warning !== undefined && TAKES_CONTEXT.has(event) ? { additionalContext: warning } : {});
  },
  setup: {
    file: '.github/hooks/vireon.json',
    content(command) {
      const hook = { type: 'command', bash: command, powershell: command, timeoutSec: 30 };
      return settings({ version: 1, hooks: { preToolUse: [hook], userPromptSubmitted: [hook], postToolUse: [hook] } });
    },
  },
});

const BEFORE_TOOLS = new Set(['preToolUse', 'PreToolUse']);
const AFTER_TOOLS = new Set(['postToolUse', 'PostToolUse']);
const TAKES_CONTEXT = new Set([...BEFORE_TOOLS, ...AFTER_TOOLS]);

/** What a prompt's hook answers is dropped. */
function decided(event: string, permissionDecision: 'deny' | 'ask', reason: string) {
  if (BEFORE_TOOLS.has(event)) return json({ permissionDecision, permissionDecisionReason: reason });
  // It has happened; what is wrong with the result can be said beside it.
  if (AFTER_TOOLS.has(event)) return json({ additionalContext: reason });
  return event === 'agentStop' ? json({ decision: 'block', reason }) : json({});
}

/** Payloads in camelCase do not name their event. */
const BY_FIELD: readonly (readonly [field: string, event: string])[] = [
  ['server_name', 'preMcpToolCall'],
  ['tool_result', 'postToolUse'],
  ['transformed_prompt', 'userPromptTransformed'],
  ['error_context', 'errorOccurred'],
  ['stop_reason', 'agentStop'],
  ['source', 'sessionStart'],
];

function eventByFields(payload: Members): string | undefined {
  if (payload.has('tool_name')) return payload.has('error') ? 'postToolUseFailure' : afterOrBefore(payload);
  const found = BY_FIELD.find(([field]) => payload.has(field))?.[1];
  if (found !== undefined) return found;
  return payload.has('prompt') ? 'userPromptSubmitted' : payload.has('reason') ? 'sessionEnd' : undefined;
}

function afterOrBefore(payload: Members): string {
  const found = BY_FIELD.slice(0, 2).find(([field]) => payload.has(field));
  return found?.[1] ?? 'preToolUse';
}
