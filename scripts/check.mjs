// npm run check [-- --static]: everything that must hold before a commit; --static leaves out the tests.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();

const bin = (name) => join(root, 'node_modules/.bin', name);
const steps = [
  ['types', bin('tsc'), ['-b']],
  ['types of tests', bin('tsc'), ['-p', 'server/test']],
  ['format and lint', bin('biome'), ['check', '--error-on-warnings', '.']],
  ['unused code', bin('knip'), []],
  ['published schemas', process.execPath, ['scripts/schemas.mjs', '--check']],
];
if (!process.argv.includes('--static')) steps.push(['tests', process.execPath, ['scripts/test.mjs']]);

const failed = [];
for (const [label, command, args] of steps) {
  process.stderr.write(`== ${label}\n`);
  if (spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status !== 0) failed.push(label);
}
if (failed.length > 0)
  process.stderr.write(`vireon: failed: ${failed.join(', ')}; \`npm run fix\` mends format and lint.\n`);
process.exit(failed.length > 0 ? 1 : 0);
