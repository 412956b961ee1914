// The ways by which an agent acts, and which of its events stand before each.

/** An event before which a host asks, and what is judged there. */
export interface JudgedPath {
  readonly event: string;
  readonly what: string;
}

export interface AgentPaths {
  readonly judged: readonly JudgedPath[];
  /** What no event of the host stands before. */
  readonly open: readonly string[];
}

const path = (event: string, what: string): JudgedPath => ({ event, what });
const RESULTS = 'results of tools, what they left';
const claudeLike = [path('PreToolUse', 'every tool'), path('UserPromptSubmit', 'prompts')];

export const PATHS: Readonly<Record<string, AgentPaths>> = {
  'claude-code': {
    judged: [...claudeLike, path('PostToolUse', RESULTS)],
    open: ['files that a prompt names with @', 'sessions with --bare or --safe-mode'],
  },
  cursor: {
    judged: [
      path('preToolUse', 'every tool, edits'),
      path('beforeShellExecution', 'commands'),
      path('beforeMCPExecution', 'MCP tools'),
      path('beforeReadFile', 'reading'),
      path('beforeTabFileRead', 'reading by Tab'),
      path('subagentStart', 'sub-agents'),
      path('beforeSubmitPrompt', 'prompts'),
      path('postToolUse', RESULTS),
    ],
    open: ['edits that Tab completes'],
  },
  codex: {
    judged: [
      path('PreToolUse', 'commands, patches, MCP'),
      path('PermissionRequest', 'permissions'),
      path('UserPromptSubmit', 'prompts'),
      path('PostToolUse', RESULTS),
    ],
    open: ['what its own shell tool reads'],
  },
  'gemini-cli': {
    judged: [path('BeforeTool', 'every tool'), path('BeforeAgent', 'prompts'), path('AfterTool', RESULTS)],
    open: ['files that a prompt names with @'],
  },
  antigravity: { judged: [path('PreToolUse', 'every tool')], open: ['prompts'] },
  copilot: {
    judged: [
      path('preToolUse', 'every tool'),
      path('userPromptSubmitted', 'prompts, only recorded'),
      path('postToolUse', RESULTS),
    ],
    open: ['prompts: the host drops the answer'],
  },
  vscode: { judged: [...claudeLike, path('PostToolUse', RESULTS)], open: ['inline suggestions'] },
  windsurf: {
    judged: [
      path('pre_run_command', 'commands'),
      path('pre_write_code', 'edits'),
      path('pre_read_code', 'reading'),
      path('pre_mcp_tool_use', 'MCP tools'),
      path('pre_user_prompt', 'prompts'),
    ],
    open: ['web searches and pages', 'completions by Tab'],
  },
  devin: { judged: claudeLike, open: [] },
  cline: { judged: [path('PreToolUse', 'every tool'), path('UserPromptSubmit', 'prompts')], open: [] },
  opencode: {
    judged: [path('tool.execute.before', 'every tool')],
    open: ['prompts', 'everything, where the plugin does not load'],
  },
  amp: { judged: [path('tool.call', 'every tool')], open: ['prompts', 'everything, where the plugin does not load'] },
  junie: { judged: claudeLike, open: ['Junie in the IDE: its own allowlist alone'] },
  continue: { judged: claudeLike, open: ['everything in 1.5.47: it never calls its hooks'] },
  kiro: { judged: claudeLike, open: ['prompts: the answer is a note to the model'] },
  zed: { judged: [], open: ['everything that its list of commands does not name'] },
  roo: { judged: [], open: ['everything that its list of commands does not name'] },
  warp: { judged: [], open: ['everything: it has no hooks, and its denylist only asks'] },
  'jetbrains-ai': { judged: [], open: ['everything: it has neither hooks nor a list'] },
};
