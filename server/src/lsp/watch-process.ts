const INTERVAL_MS = 3000;

/**
 * Calls `onGone` once the process has ended; returns the way to stop watching.
 * A process that cannot be seen from the start (an editor in a container, on another machine) is not watched.
 */
export function watchProcess(pid: number, onGone: () => void): () => void {
  if (!isAlive(pid)) return () => {};
  const timer = setInterval(() => {
    if (isAlive(pid)) return;
    clearInterval(timer);
    onGone();
  }, INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
