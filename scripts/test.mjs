// npm test [-- FILE …]: prepares the checkout, runs the tests, and ends with one line that counts them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';

await prepare();

const scratch = mkdtempSync(join(tmpdir(), 'vireon-tests-'));
const report = join(scratch, 'report.json');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`, ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, [vitest, ...args], { cwd: root, stdio: 'inherit' });

let counts;
try {
  counts = JSON.parse(readFileSync(report, 'utf8'));
} catch {
  process.stderr.write('vireon: the test runner left no report, so nothing was counted as passed.\n');
  process.exit(status || 1);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
const skipped = counts.numPendingTests + counts.numTodoTests;
process.stdout.write(
  `${counts.numPassedTests} passed, ${counts.numFailedTests} failed${skipped ? `, ${skipped} skipped` : ''}\n`,
);
process.exit(status ?? 1);
