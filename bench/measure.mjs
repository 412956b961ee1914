// Runs contenders in turns, so that the machine's noise falls on all alike, and compares medians.
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
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

/**
 * @param {Record<string, () => void | Promise<void>>} contenders name → one run
 * @param {number} rounds how often each runs, in turns; one more round before them is not counted, unless `warmUp` is false
 * @returns {Promise<Record<string, number[]>>} name → times in milliseconds, ascending
 */
export async function inTurns(contenders, rounds, { warmUp = true } = {}) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = warmUp ? -1 : 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  for (const list of Object.values(times)) list.sort((a, b) => a - b);
  return times;
}

/** Prints a line per contender, with the ratio of its median to the first one's. */
export function report(title, times) {
  const [first] = Object.values(times);
  process.stdout.write(`\n${title}\n`);
  for (const [name, list] of Object.entries(times)) {
    const ms = (share) => percentile(list, share).toFixed(2).padStart(9);
    const ratio = percentile(list, 0.5) / percentile(first, 0.5);
    process.stdout.write(
      `  ${name.padEnd(34)} p50 ${ms(0.5)} ms  p95 ${ms(0.95)} ms  p99 ${ms(0.99)} ms  ×${ratio.toFixed(2)}\n`,
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
