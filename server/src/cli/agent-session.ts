/** What agent programs set for the processes that they start, and a person's own terminal does not have. */
const MARKS: Readonly<Record<string, readonly string[]>> = {
  'Claude Code': ['CLAUDECODE', 'CLAUDE_CODE_ENTRYPOINT'],
  Cursor: ['CURSOR_AGENT'],
  Codex: ['CODEX_SANDBOX', 'CODEX_SANDBOX_NETWORK_DISABLED', 'CODEX_THREAD_ID'],
  'Gemini CLI': ['GEMINI_CLI'],
  Antigravity: ['ANTIGRAVITY_AGENT'],
  Copilot: ['COPILOT_CLI', 'COPILOT_AGENT_SESSION_ID'],
  opencode: ['OPENCODE'],
  Amp: ['AMP_CURRENT_THREAD_ID', 'AMP_THREAD_ID'],
  Cline: ['CLINE_ACTIVE'],
  'Roo Code': ['ROO_ACTIVE'],
  Augment: ['AUGMENT_AGENT'],
  Goose: ['GOOSE_TERMINAL'],
  'an agent': ['AI_AGENT', 'AGENT'],
};

/** The agent below whose session this process runs, by the marks that such agents leave; and the mark itself. */
export function agentAround(
  environment: Readonly<Record<string, string | undefined>>,
): { readonly agent: string; readonly mark: string } | undefined {
  for (const [agent, marks] of Object.entries(MARKS)) {
    const mark = marks.find((name) => (environment[name] ?? '') !== '' && environment[name] !== '0');
    if (mark !== undefined) return { agent, mark };
  }
  return undefined;
}
