// Runs tests with the addon built under AddressSanitizer and UndefinedBehaviorSanitizer, by g++ alone:
//   npm run test:sanitized [-- FILE_OR_FOLDER…]     without any, those of the addon and of what calls it
// The first report of either ends the process that it is about, and with it the run.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = join(dirname(fileURLToPath(import.meta.url)), '..');
const root = dirname(native);
const build = join(native, 'build/sanitized');
const wanted = process.argv.slice(2);
const files = wanted.length > 0 ? wanted : ['native/lib', 'native/test', 'server/src/engine'];

const flags =
  '-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -fPIC -Wno-maybe-uninitialized -g -O1';
const make = ['-f', 'test/driver.mk', '-j2', `OUT=${build}`, 'LIBRARIES=own', `CXXFLAGS=${flags}`, 'addon'];
const made = spawnSync('make', make, { cwd: native, stdio: ['ignore', 'ignore', 'inherit'] });
if (made.status !== 0) process.exit(made.status ?? 1);

const runtimeOf = (name) => spawnSync('g++', [`-print-file-name=lib${name}.so`], { encoding: 'utf8' }).stdout.trim();
const reports = mkdtempSync(join(tmpdir(), 'vireon-sanitized-'));
// The frames of a sanitized build are some times larger than those that the engine's bounds of depth were made for.
const stack = 'ulimit -s 65536; exec "$0" "$@"';
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const pool = ['--pool=forks', '--no-file-parallelism', '--testTimeout=1200000', '--hookTimeout=1200000'];
const { status } = spawnSync('sh', ['-c', stack, process.execPath, vitest, 'run', ...pool, ...files], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    LD_PRELOAD: [runtimeOf('asan'), runtimeOf('ubsan')].join(' '),
    NODE_OPTIONS: `--require ${join(native, 'test/sanitized-addon.cjs')}`,
    ASAN_OPTIONS: `detect_leaks=0:detect_odr_violation=0:log_path=${join(reports, 'report')}`,
    UBSAN_OPTIONS: `print_stacktrace=1:log_path=${join(reports, 'report')}`,
  },
});
const said = readdirSync(reports).map((name) => readFileSync(join(reports, name), 'utf8'));
rmSync(reports, { recursive: true, force: true });
for (const report of said) process.stderr.write(`${report}\n`);
process.stderr.write(
  `${said.length} reports of the sanitizers on ${files.map((file) => relative(root, join(root, file))).join(', ')}\n`,
);
process.exitCode = said.length > 0 ? 1 : (status ?? 1);
