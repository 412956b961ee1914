import { appendFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Watched } from './watchdog.js';

const { beats, stallMs, pid, log } = workerData as Watched;

// Counted in looks, not in clock time: after the machine slept or the process was stopped, the clock has jumped
// but the main loop has had no chance to beat.
const LOOKS = 10;
const sleeper = new Int32Array(new SharedArrayBuffer(4));
let last = -1;
for (let missed = 0; missed < LOOKS; ) {
  Atomics.wait(sleeper, 0, 0, stallMs / LOOKS);
  const now = Atomics.load(beats, 0);
  missed = now === last ? missed + 1 : 0;
  last = now;
}

const line = { level: 60, time: Date.now(), pid, msg: `the main loop was stuck for ${stallMs} ms: killed` };
try {
  appendFileSync(log, `${JSON.stringify(line)}\n`);
} finally {
  process.kill(pid, 'SIGKILL');
}
