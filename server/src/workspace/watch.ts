// Says when rule files or settings change on disk.

import { watch as watchFiles } from 'chokidar';

/** Editors write in bursts; a set is compiled once for each. */
const QUIET_MS = 80;

export interface FileWatch {
  close(): Promise<void>;
}

/** Calls `onChange` after files at or below the paths were added, changed or removed. Paths need not exist yet. */
export async function watch(
  paths: readonly string[],
  onChange: () => void,
  onError: (error: unknown) => void,
): Promise<FileWatch> {
  let timer: NodeJS.Timeout | undefined;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(onChange, QUIET_MS);
    timer.unref();
  };
  const watcher = watchFiles([...paths], {
    ignoreInitial: true,
    depth: 16,
    persistent: false,
    ignored: (path) => /[\\/](node_modules|\.git)$/.test(path),
  });
  watcher.on('all', soon);
  watcher.on('error', onError);
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  // What changes while the watch is being set up is not reported: one look afterwards finds it.
  soon();
  return {
    async close() {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}
