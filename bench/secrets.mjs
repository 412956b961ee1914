// How many of gitleaks' own samples the imported configuration judges right: node bench/secrets.mjs CONFIGURATION SAMPLES
// SAMPLES is JSON, perhaps gzipped: {"cases": [{"rule", "sample", "match", "path"?}]}. Each counts for its own rule only.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { runCommand, vireon } from './measure.mjs';

const [configuration, samples] = process.argv.slice(2);
if (samples === undefined) {
  process.stderr.write('usage: node bench/secrets.mjs CONFIGURATION SAMPLES\n');
  process.exit(2);
}
const bytes = readFileSync(samples);
const { cases } = JSON.parse(samples.endsWith('.gz') ? gunzipSync(bytes) : bytes);
const folder = mkdtempSync(join(tmpdir(), 'vireon-secrets-'));
const rules = join(folder, 'rules.yaml');
const files = join(folder, 'samples');
const fileOf = (index) => join(String(index), cases[index].path ?? 'sample');
for (const [index, { sample }] of cases.entries()) {
  mkdirSync(join(files, dirname(fileOf(index))), { recursive: true });
  writeFileSync(join(files, fileOf(index)), sample);
}

process.stdout.write(
  runCommand(process.execPath, [
    vireon,
    '--no-daemon',
    'rules',
    'import',
    '--from',
    'gitleaks',
    configuration,
    '-o',
    rules,
  ]),
);
const options = ['--rules', rules, '--format', 'json', '--fail-on', 'never', '--no-cache'];
const report = JSON.parse(runCommand(process.execPath, [vireon, '--no-daemon', 'check', ...options, files]));
const found = new Set(
  report.findings.map(({ path, rule }) => `${path.split('/').find((part) => /^\d+$/.test(part))} ${rule}`),
);
const isFound = (index, rule) => found.has(`${index} ${rule}`) || found.has(`${index} ${rule}-in-path`);
const wrong = cases.flatMap(({ rule, match, sample }, index) =>
  isFound(index, rule) === match
    ? []
    : [`${match ? 'missed' : 'unwanted'}  ${rule}  ${JSON.stringify(sample).slice(0, 160)}`],
);
rmSync(folder, { recursive: true });
const right = cases.length - wrong.length;
process.stdout.write(
  `${wrong.join('\n')}\n${right} of ${cases.length} samples judged right: ${((100 * right) / cases.length).toFixed(2)} %\n`,
);
