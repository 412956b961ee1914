// Fuzzes the plain C++ of the addon under AddressSanitizer and UndefinedBehaviorSanitizer:
//   node native/test/fuzz/run.mjs [--seconds 60] [--seed 1] [--per-input 20] [--corpus FOLDER] [--build FOLDER]
//                                 [--whole] [FOLDER_OF_RULE_FILES…]
//   node native/test/fuzz/run.mjs --replay FILE…
// Rules of the repository and of the folders named, with their cases, are the seeds. `--seconds` are of CPU. g++ is all
// it needs: edges are counted by its trace-pc, and driver.cc leads. Where clang++ is at hand libFuzzer leads instead.
// `--whole` runs all seeds, however long they take, before it mutates; else half of the time is theirs.
// An input that crashes, or takes longer than `--per-input` seconds of CPU, ends the run and is named.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ruleSeeds } from './seeds.mjs';

const native = join(dirname(fileURLToPath(import.meta.url)), '../..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    'per-input': { type: 'string', default: '20' },
    build: { type: 'string', default: join(native, 'build/fuzz') },
    corpus: { type: 'string' },
    replay: { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
  },
});
const build = resolve(values.build);
const corpus = resolve(values.corpus ?? join(build, 'corpus'));
const found = join(native, 'test/fuzz/found');

const clang = spawnSync('clang++', ['--version']).status === 0;
const sanitize =
  '-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -Wno-maybe-uninitialized -g -O1';
const flags = clang
  ? [
      'CXX=clang++',
      'CC=clang',
      `CXXFLAGS=${sanitize}`,
      'COVERAGE=-fsanitize=fuzzer-no-link',
      'LIBFUZZER=-fsanitize=fuzzer',
    ]
  : [`CXXFLAGS=${sanitize}`, 'COVERAGE=-fsanitize-coverage=trace-pc'];
const make = ['-f', 'test/driver.mk', '-j2', `OUT=${build}`, 'LIBRARIES=own', ...flags, 'fuzz'];
const made = spawnSync('make', make, { cwd: native, stdio: ['ignore', 'ignore', 'inherit'] });
if (made.status !== 0) process.exit(made.status ?? 1);

/** Inputs of the other targets: the first byte chooses. */
function frameSeeds() {
  const shell = readFileSync(join(native, 'lib/shell.test.ts'), 'utf8').matchAll(/\[\s*'((?:[^'\\]|\\.)*)'/g);
  const plain = (text) => text.replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll("\\'", "'");
  return [
    ...[...shell].map(([, text]) => `\0${plain(text)}`),
    ...['\x01*.c\n!/a/**/b/\n[!a-c]?\\ \n\0a/b/c.c', '\x02é😀\r\n\rx', '\x03abABab', '\x05#!/usr/bin/env -S node'],
    `\x04\x01${'\0'.repeat(76)}\x20\0\0\0\0${'\x04\0\0\0bash\0\x01\0\0\0'.repeat(3)}`,
  ];
}

mkdirSync(corpus, { recursive: true });
if (!values.replay) {
  const folders = [join(native, '../rules'), ...positionals];
  const known = existsSync(found) ? readdirSync(found).map((name) => readFileSync(join(found, name), 'utf8')) : [];
  for (const text of [...frameSeeds(), ...known, ...ruleSeeds(folders)])
    writeFileSync(join(corpus, `seed-${createHash('sha1').update(text).digest('hex').slice(0, 16)}`), text);
}

const options = clang
  ? [
      ...(values.replay ? positionals : [corpus, `-max_total_time=${values.seconds}`, `-seed=${values.seed}`]),
      ...['-max_len=65536', `-timeout=${values['per-input']}`, `-artifact_prefix=${build}/`],
    ]
  : values.replay
    ? ['--replay', ...positionals.map((file) => resolve(file))]
    : [values.seconds, values.seed, corpus, values['per-input'], ...(values.whole ? ['whole'] : [])];
// The sanitizer's frames are some times larger than those that the engine's bounds of depth were made for.
const stack = 'ulimit -s 65536; exec "$0" "$@"';
const { status, signal } = spawnSync('sh', ['-c', stack, join(build, 'fuzz'), ...options], {
  stdio: 'inherit',
  env: {
    ...process.env,
    FUZZ_FOLDER: build,
    ASAN_OPTIONS: 'detect_leaks=1:hard_rss_limit_mb=3000:allocator_may_return_null=0',
    UBSAN_OPTIONS: 'print_stacktrace=1:abort_on_error=1',
  },
});
if (status !== 0 && !clang) process.stderr.write(`The input that failed is ${join(build, 'last')}\n`);
if (status === 0 && !values.corpus) rmSync(join(build, 'last'), { force: true });
process.exitCode = status ?? (signal ? 1 : 0);
