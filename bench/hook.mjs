// Spawn → verdict of one hook call: our compiled client, the smallest Node client, cc-safety-net.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { environment, here, home, inTurns, launcher, report, root, runCommand, vireon } from './measure.mjs';

const payload = (command) =>
  JSON.stringify({
    session_id: 'bench',
    cwd: root,
    hook_event_name: 'PreToolUse',
    tool_name: 'Bash',
    tool_input: { command },
    tool_use_id: Math.random().toString(36).slice(2),
  });
const commands = ['ls -la src && git status', 'sudo env A=1 bash -c "git push --force origin main"'];
let turn = 0;
const next = () => payload(commands[turn++ % commands.length]);

runCommand(process.execPath, [vireon, 'up', here]);
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
const ask = (command, args) => () => {
  const destructive = turn % 2 === 1;
  const output = runCommand(command, args, { input: next() });
  if (denied(output) !== destructive)
    throw new Error(`${command}: expected ${destructive ? 'a denial' : 'no denial'}, got ${output}`);
};

// An odd number of contenders would give each of them only one kind of command: each round asks both.
const both = (one) => () => {
  one();
  one();
};
const times = await inTurns(
  {
    'vireon-launcher': both(ask(launcher, ['hook', 'claude-code'])),
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
runCommand(process.execPath, [vireon, 'down'], { env: environment });
