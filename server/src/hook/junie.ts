import { CLAUDE_TOOLS } from './claude-code.js';
import { CLAUDE_TOOL_FIELDS, claudeEvents, claudeFrame, claudeSettings, claudeSpeech } from './claude-words.js';
import { BLOCKED, dialect, patient, WAIT_TIMEOUT_S } from './dialect.js';
import { toolUse } from './meanings.js';
import { orAsCalled } from './tools.js';

/** Junie's command line; hooks of projects are ignored. Its fields are not documented: Claude's, and exit code 2. */
export const junie = dialect({
  host: 'junie',
  ...claudeFrame,
  events: claudeEvents(toolUse(orAsCalled(CLAUDE_TOOLS), CLAUDE_TOOL_FIELDS), [
    ...['SessionStart', 'SessionEnd', 'Stop', 'StopFailure', 'PostToolUse'],
  ]),
  ...claudeSpeech,
  asks: (event) => event === 'PermissionRequest',
  /** Whether the person would be asked is not known. */
  ask(event, reason) {
    return event === 'PermissionRequest' ? claudeSpeech.ask(event, reason) : this.deny(event, reason);
  },
  deny: (event, reason) => ({ ...claudeSpeech.deny(event, reason), stderr: `${reason}\n`, exitCode: BLOCKED }),
  setup: {
    file: '~/.junie/config.json',
    content: (command) =>
      claudeSettings(['PreToolUse', 'UserPromptSubmit'], {
        command: patient(command),
        blockOnError: true,
        timeout: WAIT_TIMEOUT_S,
      }),
  },
});
