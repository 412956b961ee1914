import { describe, expect, test } from 'vitest';
import { tasksIn, tasksOf } from './tasks.js';
import { literal } from './words.js';

const words = (line: string) => line.split(' ').map(literal);

const NAMED: readonly [string, string | undefined, readonly string[]][] = [
  ['npm run build', 'package.json', ['prebuild', 'build', 'postbuild']],
  ['npm test', 'package.json', ['pretest', 'test', 'posttest']],
  ['npm t', 'package.json', ['pretest', 'test', 'posttest']],
  ['npm --prefix web run build', 'web/package.json', ['prebuild', 'build', 'postbuild']],
  ['yarn lint', 'package.json', ['prelint', 'lint', 'postlint']],
  ['pnpm run a b', 'package.json', ['prea', 'a', 'posta']],
  ['npm install --ignore-scripts', undefined, []],
  ['npm view x', undefined, []],
  ['yarn why x', undefined, []],
  ['make -C sub all', 'sub/GNUmakefile', ['all']],
  ['make CC=gcc clean', 'GNUmakefile', ['clean']],
  ['make -n all', undefined, []],
  ['make -f x.mk all', 'x.mk', ['all']],
  ['just deploy prod', 'justfile', ['deploy']],
  ['just --list', undefined, []],
  ['cargo build', undefined, []],
];

test.each(NAMED)('%s', (line, file, names) => {
  const [first] = tasksOf(words(line));
  expect(first?.file).toBe(file);
  expect(first?.tasks.names ?? []).toEqual(names);
});

test('an install runs what the workspace says by itself', () => {
  for (const line of ['npm install', 'npm ci', 'npm i left-pad', 'yarn'])
    expect(tasksOf(words(line))[0]?.tasks.names).toContain('postinstall');
});

describe('the commands of tasks', () => {
  test('of package.json', () => {
    const text = JSON.stringify({ scripts: { prebuild: 'rm -rf dist', build: 'tsc -b', other: 'x' } });
    expect(tasksIn(text, { form: 'package', names: ['prebuild', 'build', 'postbuild'] })).toEqual([
      'rm -rf dist',
      'tsc -b',
    ]);
    for (const broken of ['{', 'null', '[]', '{"scripts": 1}', '{"scripts": {"a": {}}}'])
      expect(tasksIn(broken, { form: 'package', names: ['a'] })).toEqual([]);
  });

  const MAKE = [
    'OUT := build',
    '.PHONY: all clean',
    'all: lib \\',
    '  docs',
    '\t@echo $(OUT) $$HOME $@',
    'lib: ; true',
    '\t-cc a.c # comment',
    'docs::',
    '\t$(MAKE) -C docs $(wildcard *.md)',
    'loop: loop',
    '\tx',
    'clean:',
    '\trm -rf $(OUT)/*',
  ].join('\n');
  const TARGETS: readonly [readonly string[], readonly string[]][] = [
    [[], ['true\ncc a.c # comment', 'MAKE -C docs value', 'echo build $HOME target']],
    [['clean'], ['rm -rf build/*']],
    [['loop'], ['x']],
    [['missing'], []],
  ];
  test.each(TARGETS)('of a Makefile: %j', (names, commands) => {
    expect(tasksIn(MAKE, { form: 'make', names })).toEqual(commands);
  });

  test('of a justfile', () => {
    const text =
      'out := "dist"\ndefault: build\n\nbuild target="x": deps\n    tsc {{ out }}\n    @echo {{target}}\ndeps:\n    npm ci\n';
    expect(tasksIn(text, { form: 'just', names: ['build'] })).toEqual(['npm ci', 'tsc "dist"\necho target']);
    expect(tasksIn(text, { form: 'just', names: [] })).toEqual(['npm ci', 'tsc "dist"\necho target']);
  });
});
