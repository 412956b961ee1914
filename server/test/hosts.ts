import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { LAUNCHER, type Sandbox, sandbox, VIREON } from './vireon.js';

// Payloads as each host sends them, and its answers as each host reads them: written after the vendors' code and
// pages, not after ours.

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export type Verdict = 'allow' | 'ask' | 'deny';

export interface HostCase {
  readonly host: string;
  command(command: string, cwd: string): object;
  write(path: string, content: string, cwd: string): object;
  readonly prompt?: (text: string, cwd: string) => object;
  /** What the host makes of a hook before a tool that has ended so. */
  reads(ended: Ended): Verdict;
  /** The host's own switch for hooks that fail, as it stands in its setup. */
  readonly closedBy?: string;
}

const claudeBase = (event: string, cwd: string) => ({
  session_id: 'S1',
  transcript_path: '/tmp/t.jsonl',
  cwd,
  hook_event_name: event,
  permission_mode: 'default',
});

const claudeTool = (tool_name: string, tool_input: unknown, cwd: string, more: object = {}) => ({
  ...claudeBase('PreToolUse', cwd),
  tool_name,
  tool_input,
  tool_use_id: 'toolu_1',
  ...more,
});

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Exit code 2 blocks; at 0 the JSON counts; everything else lets the tool run. */
function claudeReads({ stdout, stderr, code }: Ended): Verdict {
  if (code === 2) return stderr.trim() === '' ? 'allow' : 'deny';
  if (code !== 0) return 'allow';
  const output = parsed(stdout);
  if (output?.decision === 'block') return 'deny';
  const { hookEventName, permissionDecision, permissionDecisionReason } = (output?.hookSpecificOutput ?? {}) as Record<
    string,
    unknown
  >;
  if (hookEventName !== 'PreToolUse' || permissionDecisionReason === '') return 'allow';
  return permissionDecision === 'deny' ? 'deny' : permissionDecision === 'ask' ? 'ask' : 'allow';
}

const byExitCode = ({ code }: Ended): Verdict => (code === 2 ? 'deny' : 'allow');

const plugin = ({ stdout, code }: Ended): Verdict =>
  code === 0 && parsed(stdout)?.decision === 'allow' ? 'allow' : 'deny';

const claudeLike = {
  command: (command: string, cwd: string) => claudeTool('Bash', { command }, cwd),
  write: (path: string, content: string, cwd: string) => claudeTool('Write', { file_path: path, content }, cwd),
  prompt: (prompt: string, cwd: string) => ({ ...claudeBase('UserPromptSubmit', cwd), prompt }),
  reads: claudeReads,
};

const windsurf = (agent_action_name: string, tool_info: object) => ({
  agent_action_name,
  trajectory_id: 'T1',
  execution_id: 'E1',
  timestamp: '2026-11-20T10:00:00Z',
  tool_info,
});

const clineTask = (hookName: string, cwd: string) => ({
  clineVersion: '3.0.65',
  hookName,
  timestamp: '1763633000000',
  taskId: 'T1',
  workspaceRoots: [cwd],
  userId: 'u',
  model: { provider: 'p', slug: 's' },
});

const cursorBase = (event: string, cwd: string) => ({
  conversation_id: 'C1',
  generation_id: 'G1',
  model: 'm',
  hook_event_name: event,
  cursor_version: '2.9.0',
  workspace_roots: [cwd],
  user_email: null,
  transcript_path: null,
});

const geminiBase = (event: string, cwd: string) => ({
  session_id: 'S1',
  transcript_path: '/tmp/t.json',
  cwd,
  hook_event_name: event,
  timestamp: '2026-11-20T10:00:00.000Z',
});

const codexBase = (event: string, cwd: string) => ({
  ...claudeBase(event, cwd),
  turn_id: 'T1',
  model: 'gpt',
  transcript_path: null,
});

export const HOST_CASES: readonly HostCase[] = [
  { host: 'claude-code', ...claudeLike, closedBy: '"onFailure": "block"' },
  {
    host: 'cursor',
    command: (command, cwd) => ({ ...cursorBase('beforeShellExecution', cwd), command, cwd: '', sandbox: false }),
    write: (path, content, cwd) => ({
      ...cursorBase('preToolUse', cwd),
      tool_name: 'Write',
      tool_input: { file_path: path, content },
      tool_use_id: 'U1',
      cwd,
    }),
    prompt: (prompt, cwd) => ({ ...cursorBase('beforeSubmitPrompt', cwd), prompt, attachments: [] }),
    reads({ stdout, code }) {
      if (code === 2) return 'deny';
      if (code !== 0 || stdout.trim() === '') return 'allow';
      const permission = parsed(stdout)?.permission ?? 'allow';
      return permission === 'ask' || permission === 'allow' ? permission : 'deny';
    },
    closedBy: '"failClosed": true',
  },
  {
    host: 'codex',
    command: (command, cwd) => ({ ...claudeTool('Bash', { command }, cwd), ...codexBase('PreToolUse', cwd) }),
    write: (path, content, cwd) => ({
      ...claudeTool('apply_patch', { command: addFile(path, content) }, cwd),
      ...codexBase('PreToolUse', cwd),
    }),
    prompt: (prompt, cwd) => ({ ...codexBase('UserPromptSubmit', cwd), prompt }),
    reads(ended) {
      const verdict = claudeReads(ended);
      return verdict === 'ask' ? 'allow' : verdict;
    },
  },
  {
    host: 'gemini-cli',
    command: (command, cwd) => ({
      ...geminiBase('BeforeTool', cwd),
      tool_name: 'run_shell_command',
      tool_input: { command },
    }),
    write: (path, content, cwd) => ({
      ...geminiBase('BeforeTool', cwd),
      tool_name: 'write_file',
      tool_input: { file_path: path, content },
    }),
    prompt: (prompt, cwd) => ({ ...geminiBase('BeforeAgent', cwd), prompt }),
    reads({ stdout, stderr, code }) {
      const text = stdout.trim() || stderr.trim();
      const output = parsed(text);
      if (output === undefined) return text !== '' && code !== null && code >= 2 ? 'deny' : 'allow';
      if (output.decision === 'deny' || output.decision === 'block') return 'deny';
      return output.decision === 'ask' ? 'ask' : 'allow';
    },
  },
  {
    host: 'antigravity',
    command: (command, cwd) => antigravity('run_command', { CommandLine: command, Cwd: cwd }, cwd),
    write: (path, content, cwd) => antigravity('write_to_file', { TargetFile: path, CodeContent: content }, cwd),
    reads({ stdout, code }) {
      const decision = code === 0 ? parsed(stdout)?.decision : undefined;
      return decision === 'deny' || decision === 'allow' ? decision : 'ask';
    },
  },
  {
    host: 'copilot',
    command: (command, cwd) => copilot('bash', { command, description: 'd' }, cwd),
    write: (path, content, cwd) => copilot('create', { path, file_text: content }, cwd),
    reads({ stdout, code }) {
      if (code !== 0) return 'deny';
      const { permissionDecision: said, permissionDecisionReason: reason } = parsed(stdout) ?? {};
      return (said === 'deny' && reason !== undefined) || said === 'ask' ? said : 'allow';
    },
  },
  {
    host: 'vscode',
    ...claudeLike,
    command: (command, cwd) => claudeTool('run_in_terminal', { command, explanation: 'e' }, cwd),
    write: (path, content, cwd) => claudeTool('create_file', { filePath: path, content }, cwd),
  },
  {
    host: 'windsurf',
    command: (command, cwd) => windsurf('pre_run_command', { command_line: command, cwd }),
    write: (path, content) =>
      windsurf('pre_write_code', { file_path: path, edits: [{ old_string: '', new_string: content }] }),
    prompt: (user_prompt) => windsurf('pre_user_prompt', { user_prompt }),
    reads: byExitCode,
  },
  {
    host: 'devin',
    ...claudeLike,
    command: (command, cwd) => claudeTool('exec', { command }, cwd),
  },
  {
    host: 'cline',
    command: (command, cwd) => ({
      ...clineTask('PreToolUse', cwd),
      preToolUse: { toolName: 'execute_command', parameters: { command, requires_approval: 'false' } },
    }),
    write: (path, content, cwd) => ({
      ...clineTask('PreToolUse', cwd),
      preToolUse: { toolName: 'write_to_file', parameters: { path, content } },
    }),
    prompt: (prompt, cwd) => ({
      ...clineTask('UserPromptSubmit', cwd),
      userPromptSubmit: { prompt, attachments: [] },
    }),
    reads: ({ stdout, code }) => (code === 0 && parsed(stdout)?.cancel === true ? 'deny' : 'allow'),
  },
  {
    host: 'opencode',
    command: (command, directory) => opencode('bash', { command, description: 'd' }, directory),
    write: (filePath, content, directory) => opencode('write', { filePath, content }, directory),
    reads: plugin,
  },
  {
    host: 'amp',
    command: (cmd, directory) => ({ event: 'tool.call', directory, tool: 'Bash', input: { cmd }, call: 'U1' }),
    write: (path, content, directory) => ({
      event: 'tool.call',
      directory,
      tool: 'create_file',
      input: { path, content },
      call: 'U1',
    }),
    reads: plugin,
  },
  { host: 'junie', ...claudeLike, reads: byExitCode, closedBy: '"blockOnError": true' },
  {
    host: 'continue',
    ...claudeLike,
    write: (path, content, cwd) => claudeTool('Write', { filepath: path, content }, cwd),
  },
  {
    host: 'kiro',
    command: (command, cwd) => kiro('execute_bash', { command }, cwd),
    write: (path, content, cwd) => kiro('fs_write', { command: 'create', path, file_text: content }, cwd),
    prompt: (prompt, cwd) => ({ hook_event_name: 'UserPromptSubmit', cwd, prompt }),
    reads: byExitCode,
  },
];

export const addFile = (path: string, content: string) =>
  ['*** Begin Patch', `*** Add File: ${path}`, ...content.split('\n').map((line) => `+${line}`), '*** End Patch'].join(
    '\n',
  );

function antigravity(name: string, args: object, cwd: string) {
  const base = { workspacePaths: [cwd], conversationId: 'C1', modelName: 'm', transcriptPath: '/tmp/t' };
  return { ...base, toolCall: { name, args }, stepIdx: 3 };
}

const copilot = (toolName: string, toolArgs: object, cwd: string) => ({
  sessionId: 'S1',
  timestamp: 1763633000000,
  cwd,
  toolName,
  toolArgs: JSON.stringify(toolArgs),
});

const opencode = (tool: string, args: object, directory: string) => ({
  event: 'tool.execute.before',
  directory,
  tool,
  sessionID: 'ses_1',
  callID: 'call_1',
  args,
});

const kiro = (tool_name: string, tool_input: object, cwd: string) => ({
  hook_event_name: 'preToolUse',
  cwd,
  tool_name,
  tool_input,
});

/** A process of its own, as an agent's host starts it. */
export async function runHook(
  command: readonly string[],
  payload: object | string,
  box: Sandbox,
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: box.workspace, env: { ...box.environment, ...environment } });
  child.stdin.on('error', () => {});
  child.stdin.end(typeof payload === 'string' ? payload : JSON.stringify(payload));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr] = await Promise.all([buffer(child.stdout), buffer(child.stderr)]);
  return { stdout: stdout.toString(), stderr: stderr.toString(), code: await ended };
}

const RULES = `rules:
  - id: team-no-drop
    languages: [bash]
    severity: ERROR
    message: Do not drop.
    pattern: dropall ...
    govern: { on: [command], decision: deny }
  - id: team-ask-deploy
    languages: [bash]
    severity: ERROR
    message: A person must see this.
    pattern: deployall ...
    govern: { on: [command], decision: ask }
  - id: team-warn
    languages: [bash]
    severity: WARNING
    message: Mind the gap.
    pattern: mindgap ...
    govern: { on: [command] }
  - id: team-no-key
    languages: [regex]
    severity: ERROR
    message: This looks like a key.
    pattern-regex: TEAMKEY[0-9]{4}
    govern: { on: [edit, prompt] }
`;

/** A sandbox with the rules that every host is tried with: one denies, one asks, one warns, one looks at text. */
export function prepared(rules = RULES): Sandbox {
  const box = sandbox();
  box.write({ '.vireon/rules/team.yaml': rules });
  return box;
}

export async function discard(box: Sandbox): Promise<void> {
  await runHook([process.execPath, VIREON, 'down'], '', box);
  box.remove();
}

export const launcher = (one: HostCase, ...more: string[]) => [LAUNCHER, 'hook', one.host, ...more];
