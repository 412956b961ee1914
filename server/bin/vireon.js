#!/usr/bin/env node
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const builtAt = (place) =>
  statSync(fileURLToPath(new URL(`../${place}`, import.meta.url)), { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** What was compiled in a checkout after the bundle was made is not in it. */
const compiled = ['main.js', 'server.tsbuildinfo', 'decide.tsbuildinfo', 'model.tsbuildinfo'].map(
  (file) => `dist/${file}`,
);
const isCurrent = [...compiled, '../native/lib/tsconfig.tsbuildinfo'].every(
  (place) => builtAt(place) <= builtAt('dist/bundle/main.js'),
);

try {
  await import(isCurrent ? '../dist/bundle/main.js' : '../dist/main.js');
} catch (error) {
  process.stderr.write(`vireon: ${error.message}; build it again with \`npm run build\`\n`);
  // Hosts take this exit code of a hook as: blocked.
  process.exitCode = process.argv[2] === 'hook' ? 2 : 70;
}
