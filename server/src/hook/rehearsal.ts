// The first thousand decisions of a process take twice the time of later ones, until V8 has compiled what it sees most.
// So a daemon that was asked once asks itself, in pauses, and throws the answers away.

import { setTimeout } from 'node:timers/promises';
import type { Verbs } from '../model/verbs.js';
import { answerHook } from './server.js';

const TIMES = 2_000;
const PAUSE_MS = 5;

/** What agents do all day, in Claude Code's words; nothing that has files of the workspace read. */
const CALLS: readonly (readonly [tool: string, input: object])[] = [
  ['Bash', { command: 'git status && git diff --stat' }],
  ['Bash', { command: 'pytest -q 2>&1 | tail -20' }],
  ['Bash', { command: 'sudo env A=1 bash -c "ls -la src"' }],
  ['Bash', { command: 'cd src && grep -rn "TODO" --include=*.ts . > found.txt' }],
  ['Bash', { command: 'rm -rf ./build; for f in a b; do wc -l "$f"; done' }],
  ['Bash', { command: 'sudo bash -c "git push --force origin main"' }],
  ['Bash', { command: 'python3 -c "print(1)" | xargs -n1 echo' }],
  ['Write', { file_path: 'notes.md', content: '# Notes\n\nNothing yet.\n' }],
  ['Read', { file_path: 'notes.md' }],
];

/** Nothing of it is recorded or counted. */
export async function rehearse({ preview }: Pick<Verbs, 'preview'>, cwd: string): Promise<void> {
  const judge: Pick<Verbs, 'decide'> = { decide: async (value) => ({ ...(await preview(value)), record: '' }) };
  for (let time = 0; time < TIMES; time++) {
    await setTimeout(PAUSE_MS, undefined, { ref: false });
    const [tool, input] = CALLS[time % CALLS.length] ?? [];
    const call = { hook_event_name: 'PreToolUse', tool_name: tool, tool_input: input, tool_use_id: String(time), cwd };
    await answerHook('claude-code', JSON.stringify(call), judge, { cwd });
  }
}
