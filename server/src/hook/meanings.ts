// What an event of a host means: the acts that it proposes.

import type { Act } from '../model/act.js';
import { InvalidInput } from '../model/verbs.js';
import type { Members } from './members.js';
import type { Tool } from './tools.js';

export interface Meaning {
  acts(payload: Members, cwd: string): readonly Act[];
  /** False where nothing outside the conversation changes: a failure of ours then lets it pass with a note. */
  changes(payload: Members): boolean;
}

/** How a host's payload names a tool and its input. */
export interface ToolFields {
  readonly name: string;
  readonly input: string;
  /** The server and the tool in an MCP tool's name; nothing where the tool is the host's own. */
  server?(name: string, payload: Members): { readonly server?: string; readonly tool: string } | undefined;
}

/** A tool about to be used. One that the table does not name is judged by its name and arguments. */
export function toolUse(tools: Readonly<Record<string, Tool>>, fields: ToolFields): Meaning {
  const known = new Map(Object.entries(tools));
  return {
    changes: (payload) => known.get(payload.text(fields.name))?.changes ?? true,
    acts(payload, cwd) {
      const name = payload.text(fields.name);
      const tool = known.get(name);
      if (tool?.acts !== undefined) return tool.acts(payload, fields.input, cwd);
      const input = payload.has(fields.input) ? payload.members(fields.input).object : {};
      return [{ kind: 'tool-call', tool: name, ...fields.server?.(name, payload), arguments: input }];
    },
  };
}

/** An event that is one tool of its own. */
export function always(tool: Tool, input?: string): Meaning {
  return {
    changes: () => tool.changes,
    acts(payload, cwd) {
      if (tool.acts === undefined) throw new InvalidInput('the event names no act');
      return tool.acts(payload, input, cwd);
    },
  };
}

/** What stands in an object of its own inside the payload. */
export function inside(field: string, meaning: Meaning): Meaning {
  return {
    changes: (payload) => meaning.changes(payload.members(field)),
    acts: (payload, cwd) => meaning.acts(payload.members(field), cwd),
  };
}

export function prompted(field: string): Meaning {
  return { changes: () => false, acts: (payload) => [{ kind: 'prompt', text: payload.text(field) }] };
}

/** Something that has happened, or that no rule can speak about but by its name: for the record. */
export function told(name: string, more: readonly string[] = []): Meaning {
  return {
    changes: () => false,
    acts: (payload) => [{ kind: 'event', name, ...aboutOf(payload, more) }],
  };
}

/** Where hosts put what a tool gave back. */
const RESULTS = ['tool_response', 'tool_output', 'tool_result', 'result_json', 'output', 'response'];

/** A tool that has run: for the record, and its result as a text that may hold what an agent should not obey. */
export function resulted(name: string, fields: Pick<ToolFields, 'name' | 'server'>): Meaning {
  return {
    changes: () => false,
    acts(payload) {
      const event = { kind: 'event', name, ...aboutOf(payload, []) } as const;
      const text = RESULTS.flatMap((field) => textsIn(payload.value(field))).join('\n');
      if (text.trim() === '') return [event];
      const tool = payload.optionalText(fields.name) || name;
      return [event, { kind: 'tool-result', tool, ...fields.server?.(tool, payload), text: bounded(text) }];
    },
  };
}

/** Of a longer result the beginning and the end are looked at. */
const MAX_RESULT = 256 * 1024;

function bounded(text: string): string {
  if (text.length <= MAX_RESULT) return text;
  return `${text.slice(0, (MAX_RESULT * 3) / 4)}\n${text.slice(-MAX_RESULT / 4)}`;
}

/** Every text of a value, however it is wrapped. */
function textsIn(value: unknown, depth = 0): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || depth > MAX_RESULT_DEPTH) return [];
  return Object.values(value).flatMap((inner) => textsIn(inner, depth + 1));
}

const MAX_RESULT_DEPTH = 20;

export function toldAll(names: readonly string[]): Record<string, Meaning> {
  return Object.fromEntries(names.map((name) => [name, told(name)]));
}

/** What a host's next version may bring is judged as a tool of that name. */
export function unknownEvent(name: string): Meaning {
  return {
    changes: () => true,
    acts: (payload) => [{ kind: 'tool-call', tool: name, arguments: withoutFrame(payload.object) }],
  };
}

/** Short facts that hosts tell of an event; texts, which may hold anything, are not among them. */
const ABOUT = [
  ...['source', 'reason', 'trigger', 'status', 'model', 'tool_name', 'tool_use_id', 'file_path', 'duration_ms'],
  ...['duration', 'success', 'is_interrupt', 'failure_type', 'notification_type', 'agent_type', 'agent_id'],
  ...['subagent_type', 'subagent_id', 'mcp_server_name', 'mcp_tool_name', 'tool_call_id', 'permission_mode'],
  ...[
    'cost_usd',
    'cost',
    'exit_code',
    'loop_count',
    'composer_mode',
    'tool',
    'call_id',
    'session_id',
    'memory_type',
    'stop_reason',
  ],
];
const MAX_ABOUT = 1024;

function aboutOf(payload: Members, more: readonly string[]): { about?: Record<string, string> } {
  const found = [...ABOUT, ...more].flatMap((name) => {
    const value = payload.scalar(name);
    return value === undefined ? [] : [[name, String(value).slice(0, MAX_ABOUT)] as const];
  });
  return found.length === 0 ? {} : { about: Object.fromEntries(found) };
}

/** Fields that every event has; their paths are not what the event would touch. */
const FRAME =
  /^(cwd|transcript_?path|session_?id|hook_?event_?name|workspace_?(roots|paths)|timestamp|permission_?mode)$/i;

function withoutFrame(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !FRAME.test(key)));
}
