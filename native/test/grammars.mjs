// Lists where the grammars are, for the match driver: GRAMMAR("ruby", "<prebuilt file>", "ruby") a line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

const require = createRequire(import.meta.url);
const find = require('node-gyp-build');
const table = readFileSync(new URL('../lib/grammars.ts', import.meta.url), 'utf8');
for (const [, language, name, part] of table.matchAll(/^ {2}(\w+): \{ package: '([^']+)'(?:, part: '(\w+)')?/gm)) {
  const symbol = (part ?? name.replace(/.*tree-sitter-/, '')).replace('-', '_');
  const file = find.resolve(dirname(require.resolve(`${name}/package.json`)));
  process.stdout.write(`GRAMMAR("${language}", "${file}", "${symbol}")\n`);
}
