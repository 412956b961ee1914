import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { LAUNCHER, sandbox, setup } from './sandbox.mjs';

// The package keeps its hook code in a webpack chunk under a name of its own; the exports' short names are found by
// what they do, and a version that moves them fails here.

const require = createRequire(import.meta.url);
const HOOKS = '../hooks/dist/index.js';

let box;
let cursor;
before(async () => {
  box = sandbox();
  cursor = await hooksOf(join(dirname(require.resolve('@cursor/sdk')), '../esm'));
});
after(() => box.remove());

async function hooksOf(folder) {
  const chunk = readdirSync(folder).find(
    (name) => name.endsWith('.js') && readFileSync(join(folder, name), 'utf8').includes(`"${HOOKS}"(`),
  );
  assert.ok(chunk, 'the chunk with the hook code');
  const { __webpack_esm_modules__: modules } = await import(pathToFileURL(join(folder, chunk)));
  const exported = {};
  const load = (id) => (id.startsWith('node:') ? require(id) : loadModule(modules, id));
  load.d = (target, getters) => {
    for (const [name, get] of Object.entries(getters)) Object.defineProperty(target, name, { get, enumerable: true });
  };
  modules[HOOKS]({ exports: exported }, exported, load);
  return {
    events: exported._E,
    validate: exported.jO,
    merge: exported.wb,
    refusal: exported.FS,
    reasonOfExit2: exported.Uv,
  };
}

function loadModule(_modules, id) {
  throw new Error(`the hook code needs ${id}`);
}

const base = (event) => ({
  ...{ conversation_id: 'C', generation_id: 'G', session_id: 'C', model: 'm', hook_event_name: event },
  ...{ cursor_version: '2.9.0', workspace_roots: [box.workspace], user_email: null, transcript_path: null },
});

function fire(event, fields, host = 'cursor') {
  const input = JSON.stringify({ ...base(event), ...fields });
  const { stdout, stderr, status } = spawnSync(LAUNCHER, ['hook', host], { input, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const validated = cursor.validate(event, JSON.parse(stdout), {});
  assert.deepEqual(validated.errors ?? [], []);
  return validated.data;
}

test('the events that we register are events of the host', () => {
  const { version, hooks } = JSON.parse(setup('cursor'));
  assert.equal(version, 1);
  for (const event of Object.keys(hooks)) assert.equal(cursor.events[event], event);
});

const shell = (command) => ({ command, cwd: '', sandbox: false });
const write = (content) => ({
  ...{ tool_name: 'Write', tool_use_id: 'u', cwd: box.workspace },
  tool_input: { file_path: `${box.workspace}/a.txt`, content },
});

test('verdicts are what the host takes them for', () => {
  assert.equal(fire('beforeShellExecution', shell('true && dropall x')).permission, 'deny');
  assert.equal(fire('beforeShellExecution', shell('deployall')).permission, 'ask');
  assert.equal(fire('beforeShellExecution', shell('git status')).permission, 'allow');
  assert.equal(fire('preToolUse', write('TEAMKEY1234')).permission, 'deny');
  assert.equal(fire('preToolUse', write('harmless')).permission, 'allow');
  assert.equal(fire('beforeSubmitPrompt', { prompt: 'TEAMKEY1234', attachments: [] }).continue, false);
  assert.equal(fire('beforeSubmitPrompt', { prompt: 'hello', attachments: [] }).continue, true);
});

test('a hook that was registered for Claude Code answers this host in its own words', () => {
  assert.equal(fire('preToolUse', write('TEAMKEY1234'), 'claude-code').permission, 'deny');
});

test('a denial outweighs what other hooks allow', () => {
  const ours = fire('beforeShellExecution', shell('dropall x'));
  assert.equal(cursor.merge('beforeShellExecution', [{ permission: 'allow' }, ours]).permission, 'deny');
});

test('every other event takes the answer', () => {
  for (const event of Object.keys(cursor.events)) {
    if (event.startsWith('before') || event === 'preToolUse' || event === 'subagentStart') continue;
    fire(event, { tool_name: 'Shell', tool_input: { command: 'ls' }, tool_use_id: 'u', loop_count: 0 });
  }
  const started = fire('subagentStart', {
    subagent_id: 's',
    subagent_type: 'explore',
    task: 'look',
    tool_call_id: 't',
  });
  assert.equal(started.permission, 'allow');
});

test('exit code 2, which is left where nothing of ours works, denies', () => {
  const reason = cursor.reasonOfExit2('', 'vireon: this could not be judged', 'hook');
  assert.equal(cursor.refusal('beforeShellExecution', reason).permission, 'deny');
});
