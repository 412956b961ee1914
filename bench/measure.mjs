// Runs contenders in turns, so that the machine's noise falls on all alike, and compares medians.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const here = dirname(fileURLToPath(import.meta.url));
export const root = dirname(here);
export const vireon = join(root, 'server/bin/vireon.js');
export const launcher = join(root, 'native/build/Release/vireon-launcher');

/** A state home of its own, so that a benchmark never meets a running daemon. */
export const home = mkdtempSync(join(tmpdir(), 'vireon-bench-'));
export const environment = { ...process.env, VIREON_HOME: home, NO_COLOR: '1' };

export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Milliseconds of processor time, user and system, of all children that have ended; 0 where the system does not tell. */
function childrenWorked() {
  if (!existsSync('/proc/self/stat')) return 0;
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

/**
 * @param {Record<string, () => void | Promise<void>>} contenders name → one run
 * @param {number} rounds how often each runs, in turns; one more round before them is not counted, unless `warmUp` is false
 * @returns {Promise<Record<string, number[] & { worked: number[] }>>} name → times in milliseconds, ascending; `worked`: processor time of children
 */
export async function inTurns(contenders, rounds, { warmUp = true } = {}) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, Object.assign([], { worked: [] })]));
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const worked = childrenWorked();
      const start = performance.now();
      await run();
      if (round < 0) continue;
      times[name].push(performance.now() - start);
      times[name].worked.push(childrenWorked() - worked);
    }
  }
  for (const list of Object.values(times)) for (const each of [list, list.worked]) each.sort((a, b) => a - b);
  return times;
}

/** Prints a line per contender, with the ratio of its median to the first one's; of processor time too, where children did the work. */
export function report(title, times) {
  const [first] = Object.values(times);
  process.stdout.write(`\n${title}\n`);
  for (const [name, list] of Object.entries(times)) {
    const ms = (share) => percentile(list, share).toFixed(2).padStart(9);
    const ratio = percentile(list, 0.5) / percentile(first, 0.5);
    const [worked, least] = [list, first].map((each) => percentile(each.worked ?? [], 0.5) ?? 0);
    const processor = least > 0 ? `  processor ${worked} ms ×${(worked / least).toFixed(2)}` : '';
    process.stdout.write(
      `  ${name.padEnd(34)} p50 ${ms(0.5)} ms  p95 ${ms(0.95)} ms  p99 ${ms(0.99)} ms  ×${ratio.toFixed(2)}${processor}\n`,
    );
  }
}

/** Runs a command to its end and fails on an exit code that is not expected. */
export function runCommand(command, args, { input, expect = [0], env = environment, cwd = root } = {}) {
  const result = spawnSync(command, args, { input, env, cwd, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (result.error) throw result.error;
  if (!expect.includes(result.status)) {
    throw new Error(`${command} ${args.join(' ')}: exit ${result.status}\n${result.stderr.slice(-2000)}`);
  }
  return result.stdout;
}
