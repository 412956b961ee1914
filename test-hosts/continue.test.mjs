import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import { sandbox, setup } from './sandbox.mjs';

// The package ships its sources; its bundle exports nothing. Only the logger is replaced, which wants all of it.

const source = join(dirname(createRequire(import.meta.url).resolve('@continuedev/cli/package.json')), 'src/hooks');

let box;
let hooks;
before(async () => {
  box = sandbox();
  box.write('.continue/settings.json', setup('continue'));
  const outfile = join(box.workspace, 'hooks.mjs');
  await build({
    stdin: {
      contents: "export * from './hookRunner.ts'; export * from './hookConfig.ts';",
      resolveDir: source,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile,
    plugins: [
      {
        name: 'logger',
        setup(builder) {
          builder.onResolve({ filter: /logger\.js$/ }, () => ({ path: 'logger', namespace: 'quiet' }));
          const contents =
            'const say = () => {}; export const logger = { debug: say, info: say, warn: say, error: say };';
          builder.onLoad({ filter: /.*/, namespace: 'quiet' }, () => ({ contents }));
        },
      },
    ],
  });
  hooks = await import(outfile);
});
after(() => box.remove());

/** The event through the vendor's loader and runner, with the settings file that we print. */
function fire(hook_event_name, fields) {
  const { hooks: config, disabled } = hooks.loadHooksConfig(box.workspace, '/nonexistent');
  assert.equal(disabled, false);
  const base = { session_id: 'S', transcript_path: '', cwd: box.workspace, permission_mode: 'normal' };
  return hooks.runHooks(config, { ...base, hook_event_name, ...fields }, box.workspace);
}

const bash = (command) => fire('PreToolUse', { tool_name: 'Bash', tool_input: { command }, tool_use_id: 't' });

test('a denied command is blocked, with the rule as the reason', async () => {
  const result = await bash('true && dropall x');
  assert.equal(result.blocked, true);
  assert.match(result.blockReason, /team-no-drop/);
});

test('a command that a person must see is asked about', async () => {
  const result = await bash('deployall');
  assert.equal(result.permissionDecision, 'ask');
  assert.match(result.permissionDecisionReason, /team-ask-deploy/);
});

test('a harmless command goes on', async () => {
  const result = await bash('git status');
  assert.equal(result.blocked, false);
  assert.equal(result.permissionDecision, undefined);
});

test('text written by its own names of arguments is judged', async () => {
  const tool_input = { filepath: 'a.txt', content: 'TEAMKEY1234' };
  const result = await fire('PreToolUse', { tool_name: 'Write', tool_input, tool_use_id: 't' });
  assert.equal(result.blocked, true);
});

test('a prompt that holds a key is blocked, and a harmless one adds nothing to the context', async () => {
  assert.equal((await fire('UserPromptSubmit', { prompt: 'use TEAMKEY1234' })).blocked, true);
  const harmless = await fire('UserPromptSubmit', { prompt: 'hello' });
  assert.equal(harmless.blocked, false);
  assert.equal(harmless.additionalContext, undefined);
});
