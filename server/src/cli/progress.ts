import type { CheckProgress } from '../model/verbs.js';
import type { Context } from './context.js';

const BAR = 30;
const LINE_EVERY_MS = 2000;

/** Shows a scan's progress on stderr: a bar on a terminal, a line from time to time elsewhere. */
export function showProgress(
  context: Context,
  workspace: string,
): { show(progress: CheckProgress): void; end(): void } {
  const { stderr, clock } = context;
  if (stderr.isTTY) {
    return {
      show: (progress) => stderr.write(`\r\x1b[2K${bar(progress, stderr.columns || 80)}`),
      end: () => stderr.write('\r\x1b[2K'),
    };
  }
  stderr.write(`Scanning ${workspace}\n`);
  let next = clock().getTime() + LINE_EVERY_MS;
  return {
    show: (progress) => {
      const now = clock().getTime();
      if (now < next) return;
      next = now + LINE_EVERY_MS;
      stderr.write(`${told(progress)}\n`);
    },
    end: () => {},
  };
}

function bar(progress: CheckProgress, columns: number): string {
  const share = progress.walked && progress.filesFound > 0 ? progress.filesDone / progress.filesFound : 0;
  const full = Math.round(share * BAR);
  return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}] ${told(progress)}`.slice(0, columns - 1);
}

const told = ({ filesDone, filesFound, walked }: CheckProgress) =>
  `${filesDone} of ${filesFound}${walked ? '' : ' or more'} files`;
