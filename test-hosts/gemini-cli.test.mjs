import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { HookAggregator } from '@google/gemini-cli-core/dist/src/hooks/hookAggregator.js';
import { HookRunner } from '@google/gemini-cli-core/dist/src/hooks/hookRunner.js';
import { ConfigSource } from '@google/gemini-cli-core/dist/src/hooks/types.js';
import { sandbox, setup } from './sandbox.mjs';

let box;
let settings;
before(() => {
  box = sandbox();
  settings = JSON.parse(setup('gemini-cli'));
});
after(() => box.remove());

const config = {
  isTrustedFolder: () => true,
  sanitizationConfig: {
    allowedEnvironmentVariables: ['VIREON_HOME'],
    blockedEnvironmentVariables: [],
    enableEnvironmentVariableRedaction: false,
  },
  storage: { getPlansDir: () => '/tmp' },
};

/** The event through the vendor's runner and aggregator, with the hook that our setup file names. */
async function fire(event, fields) {
  const [{ hooks }] = settings.hooks[event];
  const base = { session_id: 'S', transcript_path: '', cwd: box.workspace, timestamp: new Date().toISOString() };
  const runner = new HookRunner(config);
  const hook = { ...hooks[0], source: ConfigSource.User };
  const result = await runner.executeHook(hook, event, { ...base, hook_event_name: event, ...fields });
  return { result, output: new HookAggregator().aggregateResults([result], event).finalOutput };
}

const shell = (command) => fire('BeforeTool', { tool_name: 'run_shell_command', tool_input: { command } });

test('a denied command is blocked, with the rule as the reason', async () => {
  const { result, output } = await shell('true && dropall x');
  assert.equal(result.outputFormat, 'json');
  assert.equal(output.isBlockingDecision(), true);
  assert.match(output.getEffectiveReason(), /team-no-drop/);
});

test('a command that a person must see is asked about', async () => {
  const { output } = await shell('deployall');
  assert.equal(output.isAskDecision(), true);
  assert.match(output.systemMessage, /team-ask-deploy/);
});

test('a harmless command goes on', async () => {
  const { result, output } = await shell('git status');
  assert.equal(result.success, true);
  assert.equal(output.isBlockingDecision(), false);
  assert.equal(output.shouldStopExecution(), false);
});

test('written and replaced text is judged', async () => {
  const file_path = `${box.workspace}/a.txt`;
  const write = await fire('BeforeTool', {
    tool_name: 'write_file',
    tool_input: { file_path, content: 'TEAMKEY1234' },
  });
  assert.equal(write.output.isBlockingDecision(), true);
  box.write('a.txt', 'old\n');
  const tool_input = { file_path, instruction: 'i', old_string: 'old', new_string: 'TEAMKEY1234' };
  const replace = await fire('BeforeTool', { tool_name: 'replace', tool_input });
  assert.equal(replace.output.isBlockingDecision(), true);
});

test('a prompt that holds a key is blocked', async () => {
  const { output } = await fire('BeforeAgent', { prompt: 'use TEAMKEY1234' });
  assert.equal(output.isBlockingDecision(), true);
});

test('a tool input that cannot be read is blocked', async () => {
  const { output } = await fire('BeforeTool', { tool_name: 'write_file', tool_input: { file_path: 7 } });
  assert.equal(output.isBlockingDecision(), true);
});
