// npm start [-- PATH | -- COMMAND …]: prepares the checkout, then hands over to the command line.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();

const given = process.argv.slice(2);
const callerDirectory = process.env.INIT_CWD ?? process.cwd();
const [first] = given;
const isPath = first !== undefined && !first.startsWith('-') && existsSync(resolve(callerDirectory, first));
const args = first === undefined || isPath ? ['up', ...given] : given;
const child = spawn(process.execPath, [join(root, 'server/bin/vireon.js'), ...args], {
  stdio: 'inherit',
  cwd: callerDirectory,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
