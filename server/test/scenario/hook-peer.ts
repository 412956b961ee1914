import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Act } from '../../src/model/act.js';
import { LAUNCHER, type Sandbox } from '../vireon.js';
import { run } from './cli-peer.js';
import type { Outcome, Scenario } from './scenario.js';

export function hookCanExpress({ act, actor }: Scenario): boolean {
  if (actor.kind !== 'agent' || actor.host !== 'claude-code') return false;
  return act.kind !== 'file' && act.kind !== 'event' && !(act.kind === 'edit' && act.remove === true);
}

/** A Claude Code payload through the real hook: the compiled client where it is built, else through Node. */
export async function throughHook({ act }: Scenario, box: Sandbox): Promise<Outcome> {
  const common = { session_id: 'scenario', cwd: box.workspace, transcript_path: '', permission_mode: 'default' };
  const payload = JSON.stringify({ ...common, ...payloadOf(act, box.workspace) });
  const program = existsSync(LAUNCHER) ? [LAUNCHER] : undefined;
  const { stdout, code } = await run(['hook', 'claude-code'], payload, box, program);
  if (code !== 0) throw new Error(`exit code ${code}`);
  return outcomeIn(JSON.parse(stdout));
}

function payloadOf(act: Act, workspace: string): object {
  if (act.kind === 'prompt') return { hook_event_name: 'UserPromptSubmit', prompt: act.text, source: 'user' };
  if (act.kind === 'event') return { ...act.about, hook_event_name: act.name };
  if (act.kind === 'tool-result')
    return { hook_event_name: 'PostToolUse', tool_name: act.tool, tool_input: {}, tool_response: act.text };
  const [tool_name, tool_input] = toolUse(act, workspace);
  return { hook_event_name: 'PreToolUse', tool_name, tool_input, tool_use_id: 'toolu_1' };
}

function toolUse(act: Exclude<Act, { kind: 'prompt' | 'event' | 'tool-result' }>, workspace: string): [string, object] {
  switch (act.kind) {
    case 'command':
      return ['Bash', { command: act.command, description: 'as proposed' }];
    case 'tool-call':
      return [act.server === undefined ? act.tool : `mcp__${act.server}__${act.tool}`, act.arguments ?? {}];
    case 'fetch':
      return ['WebFetch', { url: act.url, prompt: act.body ?? '' }];
    case 'file':
    case 'read':
      return ['Read', { file_path: path.resolve(workspace, act.path) }];
    case 'edit':
      return edit(act, path.resolve(workspace, act.path));
  }
}

function edit({ content, replacements = [], cell }: Act & { kind: 'edit' }, file: string): [string, object] {
  if (cell !== undefined) {
    const mode = cell.id === undefined ? 'insert' : 'replace';
    const input = { notebook_path: file, new_source: content, cell_type: cell.kind, edit_mode: mode };
    return ['NotebookEdit', { ...input, cell_id: cell.id }];
  }
  if (content !== undefined) return ['Write', { file_path: file, content }];
  const edits = replacements.map(({ oldText, newText, replaceAll = false }) => ({
    old_string: oldText,
    new_string: newText,
    replace_all: replaceAll,
  }));
  return edits.length === 1 ? ['Edit', { file_path: file, ...edits[0] }] : ['MultiEdit', { file_path: file, edits }];
}

interface HookOutput {
  readonly decision?: string;
  readonly reason?: string;
  readonly hookSpecificOutput?: {
    readonly permissionDecision?: string;
    readonly permissionDecisionReason?: string;
    readonly additionalContext?: string;
  };
}

function outcomeIn({ reason, hookSpecificOutput: specific }: HookOutput): Outcome {
  const told = reason ?? specific?.permissionDecisionReason;
  if (told === undefined) {
    return { verdict: 'allow', deciding: [], also: rulesIn(specific?.additionalContext ?? ''), stale: [] };
  }
  const asked = told.startsWith('Vireon wants a person to confirm');
  return { verdict: asked ? 'ask' : 'deny', deciding: rulesIn(told), also: [], stale: [] };
}

function rulesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/^- ([^\s:]+)(?::| \()/gm)].map(([, rule]) => String(rule)))].sort();
}

/** The part of an outcome that a hook's answer can carry. */
export function asHookSays({ verdict, deciding, also }: Outcome): Outcome {
  return { verdict, deciding, also: verdict === 'allow' ? also : [], stale: [] };
}
