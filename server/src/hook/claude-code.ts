import path from 'node:path';
import type { Act, Proposal, Replacement } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Decision, RecordedDecision } from '../model/decision.js';
import { explain, warnings } from '../model/explanation.js';
import { InvalidInput } from '../model/verbs.js';
import type { Answer, Dialect, Question } from './dialect.js';
import type { Members } from './members.js';

const HOST = 'claude-code';

/** Claude Code: `PreToolUse`, `PermissionRequest` and `UserPromptSubmit` are judged, all other events pass. */
export const claudeCode: Dialect = {
  host: HOST,
  understand(payload, cwd) {
    const event = eventOf(payload);
    const call = payload.optionalText('tool_use_id');
    const base = { event, ...(call !== undefined && { call }) };
    if (event === 'UserPromptSubmit') return { ...base, ...proposed(payload, cwd, promptAct), changes: false };
    if (!TOOL_EVENTS.has(event)) return { event, content: { kind: 'nothing' }, changes: false };
    const tool = payload.text('tool_name');
    return { ...base, ...proposed(payload, cwd, toolAct), changes: !HARMLESS_TOOLS.has(tool) };
  },
  answer(question, decision) {
    const reason = explain(decision);
    switch (decision.verdict) {
      case 'deny':
        return refused(question.event, reason);
      case 'ask':
        return asked(question.event, reason);
      case 'allow':
        return allowed(question.event, decision);
    }
  },
  refuse(reason, question) {
    return refused(question?.event ?? 'PreToolUse', reason);
  },
  pass(note) {
    return written(note === undefined ? {} : { systemMessage: note });
  },
};

const TOOL_EVENTS = new Set(['PreToolUse', 'PermissionRequest']);

/** Events that come when the act is over, or that propose none. */
const OTHER_EVENTS = new Set([
  ...['PostToolUse', 'PostToolUseFailure', 'PostToolBatch', 'PermissionDenied', 'UserPromptExpansion', 'SessionStart'],
  ...['SessionEnd', 'Setup', 'Stop', 'StopFailure', 'SubagentStart', 'SubagentStop', 'PreCompact', 'PostCompact'],
  ...['PreModelSwitch', 'PostModelSwitch', 'Notification', 'TeammateIdle', 'TaskCreated', 'TaskCompleted'],
  ...['Elicitation', 'ElicitationResult', 'ConfigChange', 'WorktreeCreate', 'WorktreeRemove', 'InstructionsLoaded'],
  ...['CwdChanged', 'FileChanged', 'DirectoryAdded', 'MessageDisplay'],
]);

/** Tools that change nothing outside the conversation: a failure of ours lets them pass with a note. */
const HARMLESS_TOOLS = new Set([
  ...['Read', 'NotebookRead', 'Grep', 'Glob', 'LS', 'WebFetch', 'WebSearch', 'TodoRead', 'TodoWrite', 'BashOutput'],
  ...['AskUserQuestion', 'ExitPlanMode', 'EnterPlanMode', 'ListMcpResourcesTool', 'ReadMcpResourceTool', 'ToolSearch'],
]);

/** An event that we do not know but that names a tool is taken as the moment before its use. */
function eventOf(payload: Members): string {
  const event = payload.optionalText('hook_event_name');
  if (event !== undefined && (JUDGED.has(event) || OTHER_EVENTS.has(event))) return event;
  if (payload.has('tool_name')) return 'PreToolUse';
  if (event === undefined) throw new InvalidInput('the payload has neither hook_event_name nor tool_name');
  return event;
}

const JUDGED = new Set([...TOOL_EVENTS, 'UserPromptSubmit']);

function proposed(
  payload: Members,
  fallbackCwd: string,
  act: (payload: Members, cwd: string) => Act,
): Pick<Question, 'content'> {
  try {
    const cwd = path.resolve(fallbackCwd, payload.optionalText('cwd') ?? '');
    const proposal = inWorkspace({ act: act(payload, cwd), actor: actorOf(payload) }, cwd);
    return { content: { kind: 'proposal', proposal } };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { content: { kind: 'unclear', problem: error.message } };
  }
}

/** A file keeps its own workspace's rules, wherever the agent's shell has gone; what has no place is done in `cwd`. */
function inWorkspace(proposal: Proposal, cwd: string): Proposal {
  const hasPlace = 'path' in proposal.act || proposal.act.kind === 'command';
  return hasPlace ? proposal : { ...proposal, workspace: cwd };
}

function actorOf(payload: Members): Actor {
  const session = payload.optionalText('session_id');
  const identity = [payload.optionalText('agent_type'), payload.optionalText('agent_id')];
  const agent = identity.filter((part) => part !== undefined && part !== '').join(':');
  return {
    kind: 'agent',
    host: HOST,
    ...(session !== undefined && { session }),
    ...(agent !== '' && { agent }),
  };
}

function promptAct(payload: Members): Act {
  return { kind: 'prompt', text: payload.text('prompt') };
}

function toolAct(payload: Members, cwd: string): Act {
  const tool = payload.text('tool_name');
  const translate = TOOLS.get(tool);
  if (translate !== undefined) return translate(payload.members('tool_input'), cwd);
  const input = payload.has('tool_input') ? payload.members('tool_input').object : {};
  return { kind: 'tool-call', ...toolName(payload, tool), arguments: input };
}

const TOOLS: ReadonlyMap<string, (input: Members, cwd: string) => Act> = new Map([
  ['Bash', (input, cwd): Act => ({ kind: 'command', command: input.text('command'), cwd })],
  ['Edit', (input, cwd): Act => edited(input, cwd, [replacement(input)])],
  ['MultiEdit', (input, cwd): Act => edited(input, cwd, input.list('edits').map(replacement))],
  [
    'Write',
    (input, cwd): Act => ({ kind: 'edit', path: pathIn(input, 'file_path', cwd), content: input.text('content') }),
  ],
  ['NotebookEdit', cellEdited],
  ['Read', (input, cwd): Act => ({ kind: 'read', path: pathIn(input, 'file_path', cwd) })],
  ['NotebookRead', (input, cwd): Act => ({ kind: 'read', path: pathIn(input, 'notebook_path', cwd) })],
  ['Grep', searched],
  ['Glob', searched],
  ['LS', searched],
  ['WebFetch', (input): Act => ({ kind: 'fetch', url: input.text('url'), ...withBody(input.optionalText('prompt')) })],
  ['WebSearch', webSearched],
]);

function edited(input: Members, cwd: string, replacements: readonly Replacement[]): Act {
  const file = pathIn(input, 'file_path', cwd);
  const [first] = replacements;
  // An empty old text is how this host creates a file.
  if (first?.oldText === '' && replacements.length === 1) return { kind: 'edit', path: file, content: first.newText };
  return { kind: 'edit', path: file, replacements };
}

function replacement(input: Members): Replacement {
  return {
    oldText: input.text('old_string'),
    newText: input.text('new_string'),
    ...(input.flag('replace_all') && { replaceAll: true }),
  };
}

function cellEdited(input: Members, cwd: string): Act {
  const id = input.optionalText('cell_id');
  const kind = input.optionalText('cell_type') === 'markdown' ? 'markdown' : 'code';
  const mode = input.optionalText('edit_mode') ?? 'replace';
  return {
    kind: 'edit',
    path: pathIn(input, 'notebook_path', cwd),
    content: mode === 'delete' ? '' : input.text('new_source'),
    // An inserted cell comes after the one that is named, so it replaces none.
    cell: { kind, ...(id !== undefined && mode !== 'insert' && { id }) },
  };
}

function searched(input: Members, cwd: string): Act {
  return { kind: 'read', path: input.has('path') ? pathIn(input, 'path', cwd) : cwd };
}

function webSearched(input: Members): Act {
  const query = input.text('query');
  return { kind: 'fetch', url: `web-search:?q=${encodeURIComponent(query)}`, body: query };
}

function withBody(body: string | undefined): { body?: string } {
  return body === undefined ? {} : { body };
}

function pathIn(input: Members, name: string, cwd: string): string {
  const file = input.text(name);
  if (file === '') throw new InvalidInput(`tool_input.${name} must not be empty`);
  return path.resolve(cwd, file);
}

const MCP_TOOL = /^mcp__(?<server>.+?)__(?<tool>.+)$/s;

function toolName(payload: Members, name: string): { server?: string; tool: string } {
  const { server, tool } = MCP_TOOL.exec(name)?.groups ?? {};
  if (server === undefined || tool === undefined) return { tool: name };
  const declared = payload.has('mcp_server') ? payload.members('mcp_server').optionalText('name') : undefined;
  const prefix = declared === undefined ? undefined : `mcp__${declared.replace(/[^A-Za-z0-9_-]/g, '_')}__`;
  if (declared !== undefined && prefix !== undefined && name.startsWith(prefix)) {
    return { server: declared, tool: name.slice(prefix.length) };
  }
  return { server, tool };
}

function refused(event: string, reason: string): Answer {
  if (event === 'PermissionRequest') return specific(event, { decision: { behavior: 'deny', message: reason } });
  if (event === 'PreToolUse') {
    return specific(event, { permissionDecision: 'deny', permissionDecisionReason: reason });
  }
  return written({ decision: 'block', reason });
}

function asked(event: string, reason: string): Answer {
  // The host is about to ask the person in any case.
  if (event === 'PermissionRequest') return written({});
  if (event === 'PreToolUse') return specific(event, { permissionDecision: 'ask', permissionDecisionReason: reason });
  // A prompt cannot be put on hold: its author reads the reason and decides anew.
  return written({ decision: 'block', reason });
}

/** No `permissionDecision`: an allow of ours would overrule the prompts that the person set up in the host. */
function allowed(event: string, decision: Decision | RecordedDecision): Answer {
  if (warnings(decision).length === 0 || event === 'PermissionRequest') return written({});
  return specific(event, { additionalContext: explain(decision) });
}

function specific(event: string, fields: Readonly<Record<string, unknown>>): Answer {
  return written({ hookSpecificOutput: { hookEventName: event, ...fields } });
}

function written(output: Readonly<Record<string, unknown>>): Answer {
  return { stdout: `${JSON.stringify(output)}\n`, stderr: '', exitCode: 0 };
}
