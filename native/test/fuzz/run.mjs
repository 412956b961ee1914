// Fuzzes the plain C++ of the addon's frame under AddressSanitizer and UndefinedBehaviorSanitizer:
//   node native/test/fuzz/run.mjs [seconds] [random seed]
// With clang++ at hand libFuzzer leads; else a driver that only mutates.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const native = join(here, '../..');
const packageOf = (name) => dirname(createRequire(join(native, 'package.json')).resolve(`${name}/package.json`));
const [seconds = '60', seed = '1'] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'vireon-fuzz-'));

const treeSitter = join(packageOf('tree-sitter'), 'vendor/tree-sitter/lib');
const bash = join(packageOf('tree-sitter-bash'), 'src');
const clang = spawnSync('clang++', ['--version']).status === 0;
const sanitize = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g', '-O1'];

function compileC(source, includes, flags) {
  const object = join(work, `${source.replaceAll('/', '_')}.o`);
  execFileSync('cc', [
    '-c',
    '-w',
    '-D_DEFAULT_SOURCE',
    ...flags,
    ...includes.map((i) => `-I${i}`),
    source,
    '-o',
    object,
  ]);
  return object;
}

const includes = [join(native, 'shim/tree-sitter'), join(treeSitter, 'include'), join(treeSitter, 'src')];
const objects = [
  compileC(join(native, 'shim/tree-sitter/core.c'), includes, ['-O1', '-fexceptions']),
  compileC(join(bash, 'parser.c'), [bash], ['-O0']),
  compileC(join(bash, 'scanner.c'), [bash], ['-O1']),
];
const scanned = ['lines', 'hash', 'literals', 'detect', 'cache'].map((name) => `scan/${name}.cc`);
const listed = (folder, kind) =>
  readdirSync(join(native, 'src', folder))
    .filter((name) => kind.test(name))
    .map((name) => `${folder}/${name}`);
const sources = [...listed('walk', /\.cc$/), ...listed('parse', /^(shell.*|bounded|memory)\.cc$/), ...scanned].map(
  (file) => join(native, 'src', file),
);
const program = join(work, 'fuzz');
execFileSync(
  clang ? 'clang++' : 'g++',
  [
    '-std=c++20',
    ...sanitize,
    ...(clang ? ['-fsanitize=fuzzer'] : [join(here, 'driver.cc')]),
    ...[join(native, 'src'), join(packageOf('xxhash-addon'), 'xxHash'), ...includes].map((i) => `-I${i}`),
    join(here, 'targets.cc'),
    ...sources,
    ...objects,
    '-o',
    program,
  ],
  { stdio: 'inherit' },
);

const seeds = join(work, 'seeds');
mkdirSync(seeds);
const texts = [...readFileSync(join(native, 'lib/shell.test.ts'), 'utf8').matchAll(/\[\s*'((?:[^'\\]|\\.)*)'/g)].map(
  ([, text]) => `\0${text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll("\\'", "'")}`,
);
texts.push('\x01*.c\n!/a/**/b/\n[!a-c]?\\ \n\0a/b/c.c', '\x02é😀\r\n\rx', '\x03abABab', '\x05#!/usr/bin/env -S node');
texts.push(`\x04\x01${'\0'.repeat(76)}\x20\0\0\0\0${'\x04\0\0\0bash\0\x01\0\0\0'.repeat(3)}`);
texts.forEach((text, i) => {
  writeFileSync(join(seeds, String(i)), text);
});

const options = clang
  ? [`-max_total_time=${seconds}`, `-seed=${seed}`, '-max_len=4096', seeds]
  : [seconds, seed, seeds];
const environment = {
  ...process.env,
  FUZZ_FOLDER: work,
  ASAN_OPTIONS: 'detect_leaks=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
};
const { status } = spawnSync(program, options, { stdio: 'inherit', env: environment });
if (status !== 0) process.stderr.write(`The input that failed is ${join(work, 'last')}\n`);
process.exitCode = status ?? 1;
