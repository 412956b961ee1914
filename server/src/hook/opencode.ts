import { dialect } from './dialect.js';
import { told, toolUse } from './meanings.js';
import { judgeFunction, pluginSpeech } from './plugin.js';
import { fetches, HARMLESS, orAsCalled, patches, reads, replaces, runs, searches, writes } from './tools.js';

const TOOLS = orAsCalled({
  bash: runs('command', 'workdir'),
  edit: replaces('file_path', { old: 'old_string', new: 'new_string', all: 'replace_all' }),
  multiedit: replaces('file_path', { old: 'old_string', new: 'new_string', all: 'replace_all', list: 'edits' }),
  write: writes('file_path', 'content'),
  apply_patch: patches(['patch_text', 'input']),
  patch: patches(['patch_text', 'input']),
  read: reads('file_path'),
  list: searches('path'),
  grep: searches('path'),
  glob: searches('path'),
  webfetch: fetches('url'),
  todoread: HARMLESS,
  todowrite: HARMLESS,
  question: HARMLESS,
});

/** opencode. Our plugin throws where an act may not happen; a plugin that does not load leaves the tools open. */
export const opencode = dialect({
  host: 'opencode',
  toolEvent: 'tool.execute.before',
  toolField: 'tool',
  event: (payload) => payload.optionalText('event'),
  events: {
    'tool.execute.before': toolUse(TOOLS, { name: 'tool', input: 'args' }),
    'tool.execute.after': told('tool.execute.after'),
  },
  cwd: (payload) => payload.optionalText('directory'),
  call: (payload) => payload.optionalText('callID'),
  identity: (payload) => ({ session: payload.optionalText('sessionID') }),
  ...pluginSpeech,
  setup: {
    file: '.opencode/plugins/vireon.js',
    content: (hook) => `${judgeFunction(hook)}
export const Vireon = async ({ directory }) => ({
  "tool.execute.before": async (input, output) => {
    const denial = await judge({ event: "tool.execute.before", directory, ...input, args: output.args });
    if (denial !== undefined) throw new Error(denial);
  },
  "tool.execute.after": async ({ tool, sessionID, callID }) => {
    await judge({ event: "tool.execute.after", directory, tool, sessionID, callID });
  },
});
`,
  },
});
