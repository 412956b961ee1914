// What each host would send for acts that are always denied to agents, and how it reads the answer. Written after the
// vendors' forms, not after our reading of them.

/** What Vireon's own rules deny to every agent, whatever a workspace says; none of it is ever done. */
const COMMAND = 'vireon down';
const FILE = '.vireon/config.yaml';

export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** A payload of a host, and the rule that must deny it; without one it must be judged, whatever the verdict. */
export interface Canary {
  readonly event: string;
  readonly what: string;
  readonly rule?: string;
  readonly payload: object;
}

export interface CanaryHost {
  canaries(cwd: string, session: string): readonly Canary[];
  /** True where the host would keep the act from happening. */
  denies(ended: Ended): boolean;
}

type Build = (cwd: string, session: string) => object;

const ofCommand = (event: string, build: Build) => ({ event, what: 'a command', rule: 'guard-vireon-down', build });
const ofEdit = (event: string, build: Build) => ({ event, what: 'an edit', rule: 'guard-vireon-files', build });
const ofCall = (event: string, build: Build) => ({ event, what: 'an MCP tool', rule: 'guard-mcp-tools', build });

const ofOther = (event: string, what: string, build: Build) => ({ event, what, build });

interface Kind {
  readonly event: string;
  readonly what: string;
  readonly rule?: string;
  readonly build: Build;
}

const PROMPT = 'This is a trial of Vireon; there is nothing to do.';

function host(kinds: readonly Kind[], denies: CanaryHost['denies']): CanaryHost {
  return {
    canaries: (cwd, session) => kinds.map(({ build, ...kind }) => ({ ...kind, payload: build(cwd, session) })),
    denies,
  };
}

function output({ stdout, code }: Ended): Record<string, unknown> {
  if (code !== 0) return {};
  try {
    const value: unknown = JSON.parse(stdout);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Exit code 2 blocks where stderr says why. */
const isBlocked = ({ stderr, code }: Ended) => code === 2 && stderr.trim() !== '';

function deniesLikeClaude(ended: Ended): boolean {
  const { hookSpecificOutput } = output(ended) as { hookSpecificOutput?: Record<string, unknown> };
  const { hookEventName, permissionDecision, permissionDecisionReason, decision } = hookSpecificOutput ?? {};
  if (hookEventName === 'PermissionRequest') return (decision as { behavior?: unknown })?.behavior === 'deny';
  const isDenied = permissionDecision === 'deny' && typeof permissionDecisionReason === 'string';
  return isBlocked(ended) || (isDenied && permissionDecisionReason !== '');
}

const says = (key: string, value: unknown) => (ended: Ended) => output(ended)[key] === value;

const claude =
  (tool_name: string, tool_input: object, more: object = {}): Build =>
  (cwd, session_id) => ({
    session_id,
    transcript_path: '/dev/null',
    cwd,
    hook_event_name: 'PreToolUse',
    permission_mode: 'default',
    tool_name,
    tool_input: inside(tool_input, cwd),
    tool_use_id: session_id,
    ...more,
  });

/** Paths are absolute, as hosts write them. */
function inside(input: object, cwd: string): object {
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, value === FILE ? `${cwd}/${FILE}` : value]),
  );
}

function claudeLike(
  shell: string,
  write: { readonly tool: string } & Readonly<Record<string, string>>,
  more: object = {},
): CanaryHost {
  const { tool, ...input } = write;
  return host(
    [
      ofCommand('PreToolUse', claude(shell, { command: COMMAND }, more)),
      ofEdit('PreToolUse', claude(tool, input, more)),
      ofCall('PreToolUse', claude('mcp__files__write_file', { path: FILE, content: '' }, more)),
      ofCommand(
        'PermissionRequest',
        claude(shell, { command: COMMAND }, { ...more, hook_event_name: 'PermissionRequest' }),
      ),
      ofOther('UserPromptSubmit', 'a prompt', (cwd, session_id) => ({
        ...{ session_id, transcript_path: '/dev/null', cwd, permission_mode: 'default', ...more },
        hook_event_name: 'UserPromptSubmit',
        prompt: PROMPT,
      })),
      ofOther(
        'PostToolUse',
        'a result',
        claude(
          shell,
          { command: 'true' },
          { ...more, hook_event_name: 'PostToolUse', tool_response: { stdout: PROMPT } },
        ),
      ),
    ],
    deniesLikeClaude,
  );
}

const PATCH = `*** Begin Patch\n*** Add File: ${FILE}\n+packs: {}\n*** End Patch`;
const claudeWrite = { tool: 'Write', file_path: FILE, content: 'packs: {}\n' };

const cursor =
  (event: string, more: object): Build =>
  (cwd, session) => ({
    conversation_id: session,
    generation_id: session,
    session_id: session,
    model: 'none',
    hook_event_name: event,
    cursor_version: '0',
    workspace_roots: [cwd],
    user_email: null,
    transcript_path: null,
    cwd,
    ...more,
  });

const gemini =
  (tool_name: string, tool_input: object, more: object = {}): Build =>
  (cwd, session_id) => ({
    session_id,
    transcript_path: '/dev/null',
    cwd,
    hook_event_name: 'BeforeTool',
    timestamp: new Date(0).toISOString(),
    tool_name,
    tool_input: inside(tool_input, cwd),
    ...more,
  });

const antigravity =
  (name: string, args: object): Build =>
  (cwd, conversationId) => ({
    toolCall: { name, args: inside(args, cwd) },
    stepIdx: 0,
    workspacePaths: [cwd],
    conversationId,
    modelName: 'none',
    transcriptPath: '/dev/null',
  });

const copilot =
  (toolName: string, args: object): Build =>
  (cwd, sessionId) => ({ sessionId, timestamp: 0, cwd, toolName, toolArgs: JSON.stringify(inside(args, cwd)) });

const windsurf =
  (agent_action_name: string, info: object): Build =>
  (cwd, session) => ({
    agent_action_name,
    trajectory_id: session,
    execution_id: session,
    timestamp: new Date(0).toISOString(),
    tool_info: { cwd, ...inside(info, cwd) },
  });

const cline =
  (toolName: string, parameters: object): Build =>
  (cwd, taskId) => ({
    clineVersion: '0',
    hookName: 'PreToolUse',
    timestamp: '0',
    taskId,
    workspaceRoots: [cwd],
    userId: '',
    model: { provider: 'none', slug: 'none' },
    preToolUse: { toolName, parameters },
  });

const opencode =
  (tool: string, args: object): Build =>
  (directory, sessionID) => ({
    event: 'tool.execute.before',
    directory,
    tool,
    sessionID,
    callID: sessionID,
    args: inside(args, directory),
  });

const amp =
  (tool: string, input: object): Build =>
  (directory, thread) => ({
    event: 'tool.call',
    directory,
    tool,
    input: inside(input, directory),
    call: thread,
    thread,
  });

const kiro =
  (tool_name: string, tool_input: object): Build =>
  (cwd, session_id) => ({
    hook_event_name: 'PreToolUse',
    cwd,
    session_id,
    tool_name,
    tool_input: inside(tool_input, cwd),
  });

export const CANARY_HOSTS: Readonly<Record<string, CanaryHost>> = {
  'claude-code': claudeLike('Bash', claudeWrite),
  cursor: host(
    [
      ofCommand('preToolUse', cursor('preToolUse', { tool_name: 'Shell', tool_input: { command: COMMAND } })),
      ofEdit('preToolUse', cursor('preToolUse', { tool_name: 'Write', tool_input: { file_path: FILE, content: '' } })),
      ofCommand('beforeShellExecution', cursor('beforeShellExecution', { command: COMMAND, sandbox: false })),
      ofCall(
        'beforeMCPExecution',
        cursor('beforeMCPExecution', {
          tool_name: 'write_file',
          tool_input: JSON.stringify({ path: FILE }),
          command: 'x',
        }),
      ),
      ofOther('beforeReadFile', 'reading', cursor('beforeReadFile', { file_path: 'README.md', content: '' })),
      ofOther('beforeTabFileRead', 'reading', cursor('beforeTabFileRead', { file_path: 'README.md', content: '' })),
      ofOther(
        'subagentStart',
        'a sub-agent',
        cursor('subagentStart', { subagent_id: 'trial', subagent_type: 'trial', task: PROMPT }),
      ),
      ofOther('beforeSubmitPrompt', 'a prompt', cursor('beforeSubmitPrompt', { prompt: PROMPT, attachments: [] })),
      ofOther(
        'postToolUse',
        'a result',
        cursor('postToolUse', { tool_name: 'Shell', tool_input: { command: 'true' }, tool_output: PROMPT }),
      ),
    ],
    says('permission', 'deny'),
  ),
  codex: claudeLike('Bash', { tool: 'apply_patch', command: PATCH }, { turn_id: '0', model: 'none' }),
  'gemini-cli': host(
    [
      ofCommand('BeforeTool', gemini('run_shell_command', { command: COMMAND })),
      ofEdit('BeforeTool', gemini('write_file', { file_path: FILE, content: '' })),
      ofCall(
        'BeforeTool',
        gemini('mcp_files_write', { path: FILE }, { mcp_context: { server_name: 'files', tool_name: 'write' } }),
      ),
      ofOther('BeforeAgent', 'a prompt', (cwd, session_id) => ({
        ...{ session_id, transcript_path: '/dev/null', cwd, timestamp: new Date(0).toISOString() },
        ...{ hook_event_name: 'BeforeAgent', prompt: PROMPT },
      })),
      ofOther(
        'AfterTool',
        'a result',
        gemini(
          'run_shell_command',
          { command: 'true' },
          { hook_event_name: 'AfterTool', tool_response: { llmContent: PROMPT, returnDisplay: PROMPT } },
        ),
      ),
    ],
    says('decision', 'deny'),
  ),
  antigravity: host(
    [
      ofCommand('PreToolUse', antigravity('run_command', { CommandLine: COMMAND })),
      ofEdit('PreToolUse', antigravity('write_to_file', { TargetFile: FILE, CodeContent: '' })),
    ],
    says('decision', 'deny'),
  ),
  copilot: host(
    [
      ofCommand('preToolUse', copilot('bash', { command: COMMAND })),
      ofEdit('preToolUse', copilot('create', { path: FILE, file_text: '' })),
      ofOther('userPromptSubmitted', 'a prompt', (cwd, sessionId) => ({
        sessionId,
        timestamp: 0,
        cwd,
        prompt: PROMPT,
      })),
      ofOther('postToolUse', 'a result', (cwd, sessionId) => ({
        ...{ sessionId, timestamp: 0, cwd, toolName: 'bash', toolArgs: JSON.stringify({ command: 'true' }) },
        toolResult: { resultType: 'success', textResultForLlm: PROMPT },
      })),
    ],
    (ended) => says('permissionDecision', 'deny')(ended) && typeof output(ended).permissionDecisionReason === 'string',
  ),
  vscode: claudeLike('run_in_terminal', { tool: 'create_file', filePath: FILE, content: '' }),
  windsurf: host(
    [
      ofCommand('pre_run_command', windsurf('pre_run_command', { command_line: COMMAND })),
      ofEdit(
        'pre_write_code',
        windsurf('pre_write_code', { file_path: FILE, edits: [{ old_string: '', new_string: 'x' }] }),
      ),
      ofCall(
        'pre_mcp_tool_use',
        windsurf('pre_mcp_tool_use', {
          mcp_server_name: 'f',
          mcp_tool_name: 'write',
          mcp_tool_arguments: { path: FILE },
        }),
      ),
      ofOther('pre_read_code', 'reading', windsurf('pre_read_code', { file_path: 'README.md' })),
      ofOther('pre_user_prompt', 'a prompt', windsurf('pre_user_prompt', { user_prompt: PROMPT })),
    ],
    isBlocked,
  ),
  devin: claudeLike('exec', claudeWrite),
  cline: host(
    [
      ofCommand('PreToolUse', cline('execute_command', { command: COMMAND })),
      ofEdit('PreToolUse', cline('write_to_file', { path: FILE, content: '' })),
      ofOther('UserPromptSubmit', 'a prompt', (cwd, taskId) => ({
        ...{
          clineVersion: '0',
          hookName: 'UserPromptSubmit',
          timestamp: '0',
          taskId,
          workspaceRoots: [cwd],
          userId: '',
        },
        userPromptSubmit: { prompt: PROMPT, attachments: [] },
      })),
    ],
    says('cancel', true),
  ),
  opencode: host(
    [
      ofCommand('tool.execute.before', opencode('bash', { command: COMMAND })),
      ofEdit('tool.execute.before', opencode('write', { filePath: FILE, content: '' })),
    ],
    says('decision', 'deny'),
  ),
  amp: host(
    [
      ofCommand('tool.call', amp('Bash', { cmd: COMMAND })),
      ofEdit('tool.call', amp('create_file', { path: FILE, content: '' })),
    ],
    says('decision', 'deny'),
  ),
  junie: claudeLike('Bash', claudeWrite),
  continue: claudeLike('Bash', { tool: 'Write', filepath: FILE, content: '' }),
  kiro: host(
    [
      ofCommand('PreToolUse', kiro('execute_bash', { command: COMMAND })),
      ofEdit('PreToolUse', kiro('fs_write', { command: 'create', path: FILE, file_text: '' })),
      ofOther('UserPromptSubmit', 'a prompt', (cwd, session_id) => ({
        ...{ hook_event_name: 'UserPromptSubmit', cwd, session_id, prompt: PROMPT },
      })),
    ],
    isBlocked,
  ),
};
