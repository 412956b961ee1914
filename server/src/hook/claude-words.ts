// Event names and answers that Claude Code brought up and other hosts took over.

import { type Answer, json, type Speech } from './dialect.js';
import { type Meaning, prompted, resulted, toldAll } from './meanings.js';
import type { Members } from './members.js';

/** The events of a host that has Claude's; `others` are for the record. */
export function claudeEvents(tool: Meaning, others: readonly string[]): Record<string, Meaning> {
  return {
    ...toldAll(others),
    PostToolUse: resulted('PostToolUse', CLAUDE_TOOL_FIELDS),
    PreToolUse: tool,
    PermissionRequest: tool,
    UserPromptSubmit: prompted('prompt'),
  };
}

/** What nearly every such host tells. */
export const COMMON_EVENTS = [
  'PostToolUse',
  'SessionStart',
  'SessionEnd',
  'Stop',
  'SubagentStart',
  'SubagentStop',
  'PreCompact',
];

/** How such a payload frames its event. */
export const claudeFrame = {
  toolEvent: 'PreToolUse',
  toolField: 'tool_name',
  event: (payload: Members) => payload.optionalText('hook_event_name'),
  cwd: (payload: Members) => payload.optionalText('cwd'),
  call: (payload: Members) => payload.optionalText('tool_use_id'),
  identity: (payload: Members) => ({
    session: payload.optionalText('session_id'),
    agent: [payload.optionalText('agent_type'), payload.optionalText('agent_id')].filter(Boolean).join(':'),
  }),
};

const MCP_TOOL = /^mcp__(?<server>.+?)__(?<tool>.+)$/s;

/** `mcp__server__tool`; where the payload names the server, its name may hold underscores. */
export function claudeServer(name: string, payload: Members): { server: string; tool: string } | undefined {
  const { server, tool } = MCP_TOOL.exec(name)?.groups ?? {};
  if (server === undefined || tool === undefined) return undefined;
  const declared = payload.has('mcp_server') ? payload.members('mcp_server').optionalText('name') : undefined;
  const prefix = declared === undefined ? undefined : `mcp__${declared.replace(/[^A-Za-z0-9_-]/g, '_')}__`;
  if (declared !== undefined && prefix !== undefined && name.startsWith(prefix)) {
    return { server: declared, tool: name.slice(prefix.length) };
  }
  return { server, tool };
}

export const CLAUDE_TOOL_FIELDS = { name: 'tool_name', input: 'tool_input', server: claudeServer };

export const claudeSpeech: Speech = {
  deny(event, reason) {
    if (event === 'PermissionRequest') return specific(event, { decision: { behavior: 'deny', message: reason } });
    if (event === 'PreToolUse') {
      return specific(event, { permissionDecision: 'deny', permissionDecisionReason: reason });
    }
    return json({ decision: 'block', reason });
  },
  asks: (event) => event === 'PreToolUse' || event === 'PermissionRequest',
  ask(event, reason) {
    // The host is about to ask the person in any case.
    if (event === 'PermissionRequest') return json({});
    if (event === 'PreToolUse') return specific(event, { permissionDecision: 'ask', permissionDecisionReason: reason });
    // A prompt cannot be put on hold: its author reads the reason and decides anew.
    return json({ decision: 'block', reason });
  },
  /** No `permissionDecision`: an allow of ours would overrule the prompts that the person set up in the host. */
  allow(event, { warning, note }) {
    const context = warning !== undefined && TAKES_CONTEXT.has(event);
    return json({
      ...(note !== undefined && { systemMessage: note }),
      ...(context && { hookSpecificOutput: { hookEventName: event, additionalContext: warning } }),
    });
  },
};

const TAKES_CONTEXT = new Set(['PreToolUse', 'UserPromptSubmit', 'PostToolUse', 'SessionStart']);

export function specific(event: string, fields: Readonly<Record<string, unknown>>): Answer {
  return json({ hookSpecificOutput: { hookEventName: event, ...fields } });
}

/** Settings in Claude's form: one command for each event, given ten seconds, which we use nine of, unless `entry` says more. */
export function claudeSettings(events: readonly string[], entry: Readonly<Record<string, unknown>>): string {
  return settings({ hooks: claudeHooks(events, entry) });
}

export function claudeHooks(events: readonly string[], entry: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    events.map((event) => [event, [{ matcher: '*', hooks: [{ type: 'command', timeout: 10, ...entry }] }]]),
  );
}

export function settings(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
