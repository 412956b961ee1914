// A corpus copied together out of folders, so that no ignore file decides what is scanned and nothing else changes it.
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const SCRIPT = /\.(js|cjs|mjs|jsx)$/;
const LEFT_OUT = /(^|\/)\.(git|gitignore|semgrepignore|vireonignore)($|\/)/;
const LARGEST = 10 << 20;

/** JavaScript below `scripts/`, each file once; all else below `others-N/`, as often as it takes to reach `wanted` files. */
export function gather(folders, wanted) {
  const root = mkdtempSync(join(tmpdir(), 'vireon-bench-corpus-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));
  const scripts = [];
  let bytes = 0;
  let files = 0;
  for (let round = 0; round === 0 || files < wanted; round++) {
    const before = files;
    for (const [index, folder] of folders.entries()) {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const size = sizeOf(join(folder, name));
        const isScript = SCRIPT.test(name);
        if (size === undefined || LEFT_OUT.test(name) || (round > 0 && (isScript || files >= wanted))) continue;
        const target = join(root, isScript ? 'scripts' : `others-${round}`, String(index), name);
        mkdirSync(dirname(target), { recursive: true });
        copyFileSync(join(folder, name), target);
        files++;
        if (!isScript) continue;
        scripts.push(relative(root, target));
        bytes += size;
      }
    }
    if (files === before) throw new Error('the folders hold nothing that could be copied');
  }
  return { root, files, scripts, bytes };
}

/** Every nth of the scripts, in a folder of their own. */
export function part({ root, scripts }, count) {
  const step = Math.max(1, Math.floor(scripts.length / count));
  const chosen = scripts.filter((_, index) => index % step === 0);
  for (const name of chosen) {
    const target = join(root, 'part', name);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, name), target);
  }
  return { folder: join(root, 'part'), files: chosen.length };
}

function sizeOf(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() && stat.size < LARGEST ? stat.size : undefined;
}
