import { CLAUDE_TOOLS } from './claude-code.js';
import { claudeServer } from './claude-words.js';
import { dialect } from './dialect.js';
import { toldAll, toolUse } from './meanings.js';
import { judgeFunction, pluginSpeech } from './plugin.js';
import { fetches, orAsCalled, reads, removes, replaces, runs, searchesWeb, writes } from './tools.js';

/** Known from use, not from the vendor. */
const TOOLS = orAsCalled({
  ...CLAUDE_TOOLS,
  Bash: runs(['cmd', 'command'], 'cwd'),
  create_file: writes('path', 'content'),
  edit_file: replaces('path', { old: 'old_str', new: 'new_str', all: 'replace_all' }),
  delete_file: removes('path'),
  Read: reads(['path', 'file_path']),
  read_web_page: fetches('url'),
  web_search: searchesWeb(['query', 'objective']),
});

/** Amp. Our plugin rejects what may not happen; a plugin that does not load leaves the tools open. */
export const amp = dialect({
  host: 'amp',
  toolEvent: 'tool.call',
  toolField: 'tool',
  event: (payload) => payload.optionalText('event'),
  events: {
    ...toldAll(['session.start', 'tool.result', 'agent.start', 'agent.end']),
    'tool.call': toolUse(TOOLS, { name: 'tool', input: 'input', server: claudeServer }),
  },
  cwd: (payload) => payload.optionalText('directory'),
  call: (payload) => payload.optionalText('call'),
  identity: (payload) => ({ session: payload.optionalText('thread') }),
  ...pluginSpeech,
  setup: {
    file: '.amp/plugins/vireon.ts',
    content: (hook) => `// @ts-nocheck
${judgeFunction(hook)}
export default (amp) => {
  amp.on("tool.call", async (event) => {
    const denial = await judge({
      event: "tool.call",
      directory: process.cwd(),
      tool: event.tool ?? event.name,
      input: event.input ?? event.args ?? {},
      call: event.toolUseID ?? event.id,
      thread: event.thread?.id ?? event.threadID,
    });
    return denial === undefined ? { action: "allow" } : { action: "reject-and-continue", message: denial };
  });
};
`,
  },
});
