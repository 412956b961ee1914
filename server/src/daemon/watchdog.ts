import { Worker } from 'node:worker_threads';

const BEAT_MS = 250;

/** What the watching thread is given. */
export interface Watched {
  readonly beats: Int32Array;
  readonly stallMs: number;
  readonly pid: number;
  readonly log: string;
}

/**
 * Kills this process when its main loop has not turned for `stallMs`: a stuck daemon would keep every client waiting,
 * while a dead one is started again by the next.
 */
export function startWatchdog(watched: Omit<Watched, 'beats'>): { stop(): Promise<void> } {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL('./watchdog-thread.js', import.meta.url), {
    workerData: { ...watched, beats } satisfies Watched,
  });
  worker.unref();
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await worker.terminate();
    },
  };
}
