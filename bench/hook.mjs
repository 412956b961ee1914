// 64 clients at once; then, of a daemon that has served these, spawn → verdict of one hook call: our compiled client, the
// smallest Node client, cc-safety-net. `CALLS=0` leaves the clients out, and the daemon is new.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment, here, home, inTurns, launcher, percentile, report, runCommand, vireon } from './measure.mjs';

// A workspace in which every pack is on, those that wait for files of their kind too.
const workspace = mkdtempSync(join(tmpdir(), 'vireon-bench-workspace-'));
mkdirSync(join(workspace, '.vireon'));
const packs = ['git', 'clouds', 'containers', 'kubernetes', 'databases', 'publishing', 'ci', 'services', 'system'];
const all = [...packs, 'filesystem', 'network', 'shell', 'protected-branches'].map((name) => `commands/${name}`);
writeFileSync(join(workspace, '.vireon/config.yaml'), `packs:\n${all.map((name) => `  ${name}: on\n`).join('')}`);

const payload = (command) =>
  JSON.stringify({
    session_id: 'bench',
    cwd: workspace,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: Math.random().toString(36).slice(2),
  });
const commands = ['ls -la src && git status', 'sudo env A=1 bash -c "git push --force origin main"'];
// The same in other words each time, which nobody can have kept an answer for.
const unseen = [
  (n) => `ls -la src/${n} && git status`,
  (n) => `sudo env A=${n} bash -c "git push --force origin ${n}"`,
];
let turn = 0;
const next = () => payload(commands[turn++ % commands.length]);
const nextUnseen = () => payload(unseen[turn % unseen.length](`t${turn++}`));

runCommand(process.execPath, [vireon, 'up', workspace]);
const socket = runCommand(launcher, ['--socket-path']).trim();

// The least that a Node program must do: read standard input, ask the daemon, print its answer.
const smallest = join(home, 'smallest.mjs');
writeFileSync(
  smallest,
  `import { connect } from 'node:net';
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const socket = connect(process.argv[2]);
socket.write(JSON.stringify({ peer: 'hook', argv: ['claude-code'], cwd: process.cwd() }) + '\\n');
socket.end(Buffer.concat(chunks));
let answer = '';
for await (const chunk of socket) answer += chunk;
process.stdout.write(JSON.parse(answer).stdout);
`,
);

const denied = (output) => output.includes('"deny"');
const ask =
  (command, args, input = next) =>
  () => {
    const destructive = turn % 2 === 1;
    const output = runCommand(command, args, { input: input() });
    if (denied(output) !== destructive)
      throw new Error(`${command}: expected ${destructive ? 'a denial' : 'no denial'}, got ${output}`);
  };

// 64 clients at once, each with a connection for each call as the compiled client makes it; durable before the answer.
const CLIENTS = 64;
const CALLS = Number(process.env.CALLS ?? 3000);
const request = (client) =>
  new Promise((resolve, reject) => {
    const connection = connect(socket);
    let answer = '';
    connection.on('data', (chunk) => {
      answer += chunk;
    });
    connection.on('error', reject);
    connection.on('close', () => resolve(answer));
    const call = payload(`${commands[client % commands.length]} # ${client}`);
    connection.end(`${JSON.stringify({ peer: 'hook', argv: ['claude-code'], cwd: workspace })}\n${call}`);
  });
const waits = [];
let started = 0;
const client = async (number) => {
  while (started++ < CALLS) {
    const start = performance.now();
    const answer = await request(number);
    if (!answer.includes('exitCode')) throw new Error(`no answer: ${answer}`);
    waits.push(performance.now() - start);
  }
};
const begin = performance.now();
await Promise.all(Array.from({ length: CLIENTS }, (_, number) => client(number)));
const seconds = (performance.now() - begin) / 1000;
waits.sort((a, b) => a - b);
const at = (share) => percentile(waits, share).toFixed(1);
if (CALLS > 0)
  process.stdout.write(
    `\nhook: ${CLIENTS} clients at once, ${waits.length} calls\n  ${(waits.length / seconds).toFixed(0)} decisions/s  p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms\n`,
  );

// An odd number of contenders would give each of them only one kind of command: each round asks both.
const both = (one) => () => {
  one();
  one();
};
const times = await inTurns(
  {
    'vireon-launcher': both(ask(launcher, ['hook', 'claude-code'])),
    'vireon-launcher, commands never seen': both(ask(launcher, ['hook', 'claude-code'], nextUnseen)),
    'smallest Node client, same daemon': both(ask(process.execPath, [smallest, socket])),
    'cc-safety-net 2.4.5': both(
      ask(process.execPath, [
        join(here, 'node_modules/cc-safety-net/dist/bin/cc-safety-net.js'),
        'hook',
        '--claude-code',
      ]),
    ),
  },
  Number(process.env.ROUNDS ?? 100),
);
report('hook: two calls, one allowed and one denied, spawn to verdict', times);
const [, never, , guard] = Object.values(times).map((list) => percentile(list, 0.5));
process.stdout.write(`  cc-safety-net to commands never seen: ×${(guard / never).toFixed(2)}\n`);
process.stdout.write(
  `\nload average ${loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}\n`,
);
runCommand(process.execPath, [vireon, 'down'], { env: environment });
