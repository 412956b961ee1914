// Decisions per second with 1,000 rules: ours over the daemon's socket, recorded; Cedar's in process, 1,000 policies, not recorded.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environment, launcher, percentile, runCommand, vireon } from './measure.mjs';

const cedar = createRequire(import.meta.url)('@cedar-policy/cedar-wasm/nodejs');
const RULES = 1000;
const BATCH = Number(process.env.BATCH ?? 2000);
const ROUNDS = Number(process.env.ROUNDS ?? 5);

const workspace = mkdtempSync(join(tmpdir(), 'vireon-bench-workspace-'));
mkdirSync(join(workspace, '.vireon/rules'), { recursive: true });
const ids = Array.from({ length: RULES }, (_, index) => index);
writeFileSync(
  join(workspace, '.vireon/rules/thousand.yaml'),
  JSON.stringify({
    rules: ids.map((index) => ({
      id: `no-tool-${index}`,
      languages: index % 2 === 0 ? ['bash'] : ['javascript'],
      severity: 'ERROR',
      message: 'not this one',
      pattern: index % 2 === 0 ? `tool${index} ... --force ...` : `tool${index}.run(..., force, ...)`,
      govern: { on: index % 2 === 0 ? ['command'] : ['edit'] },
    })),
  }),
);
const actor = { kind: 'agent', host: 'claude-code', session: 'bench' };
const proposals = ids.map((index) => {
  if (index % 3 === 0)
    return {
      act: { kind: 'command', command: `cd src && tool${index} run --force x | tee out.log`, cwd: workspace },
      actor,
      workspace,
    };
  if (index % 3 === 1) {
    const content = `import { a } from './a.js';\nexport function run${index}(x) {\n  return tool${index}.run(x, force);\n}\n`;
    return { act: { kind: 'edit', path: join(workspace, `src/f${index}.js`), content }, actor, workspace };
  }
  return {
    act: { kind: 'tool-call', server: 'files', tool: 'list', arguments: { path: `src/${index}` } },
    actor,
    workspace,
  };
});

runCommand(process.execPath, [vireon, 'up', workspace]);
const socket = connect(runCommand(launcher, ['--socket-path']).trim());
socket.write(`${JSON.stringify({ peer: 'verbs', cwd: workspace })}\n`);
const waiting = new Map();
createInterface({ input: socket }).on('line', (line) => {
  const { id, result, error } = JSON.parse(line);
  if (error) throw new Error(error.message);
  waiting.get(id)?.(result);
  waiting.delete(id);
});
let lastId = 0;
function decide(proposal) {
  return new Promise((resolve) => {
    waiting.set(++lastId, resolve);
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: lastId, method: 'decide', params: { args: [proposal] } })}\n`);
  });
}

/** `width` requests under way at any time. */
async function ours(width) {
  let next = 0;
  const work = async () => {
    while (next < BATCH) await decide(proposals[next++ % proposals.length]);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: width }, work));
  return (BATCH / (performance.now() - start)) * 1000;
}

cedar.preparsePolicySet('thousand', {
  staticPolicies: {
    others: 'permit(principal, action, resource);',
    ...Object.fromEntries(
      ids.map((index) => [
        `p${index}`,
        `forbid(principal, action == Action::"act", resource) when { context.text like "*tool${index} *--force*" };`,
      ]),
    ),
  },
});
function theirs() {
  const count = Math.min(BATCH, 500);
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const { act } = proposals[index % proposals.length];
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Agent', id: 'a' },
      action: { type: 'Action', id: 'act' },
      resource: { type: 'Workspace', id: 'w' },
      context: { text: act.command ?? act.content ?? JSON.stringify(act.arguments) },
      entities: [],
      preparsedPolicySetId: 'thousand',
    });
    if (answer.type === 'failure') throw new Error(JSON.stringify(answer.errors));
  }
  return (count / (performance.now() - start)) * 1000;
}

const rates = { 'vireon, one at a time': [], 'vireon, 64 at a time': [], 'cedar-wasm 4.13.0, in process': [] };
for (let round = -1; round < ROUNDS; round++) {
  const row = [await ours(1), await ours(64), theirs()];
  if (round < 0) continue;
  for (const [index, list] of Object.values(rates).entries()) list.push(row[index]);
}
const [, , peer] = Object.values(rates).map((list) =>
  percentile(
    list.sort((a, b) => a - b),
    0.5,
  ),
);
process.stdout.write(
  `\ndecide: ${RULES} rules, commands, edits and tool calls mixed; ours durable on disk before the answer\n`,
);
for (const [name, list] of Object.entries(rates)) {
  const median = percentile(list, 0.5);
  process.stdout.write(
    `  ${name.padEnd(34)} ${median.toFixed(0).padStart(8)} decisions/s  ×${(median / peer).toFixed(2)} of cedar-wasm\n`,
  );
}
socket.destroy();
runCommand(process.execPath, [vireon, 'down'], { env: environment });
