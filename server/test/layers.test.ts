import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

/** From top to bottom: a part may import parts of lower lines, never one of its own line or above. */
const LINES = [
  ['main'],
  ['cli', 'lsp', 'mcp', 'hook'],
  ['daemon'],
  ['app'],
  ['undo', 'init', 'session-road'],
  ['approvals'],
  ['review', 'governed', 'rule-tests', 'explain-match', 'prefixes', 'tool-review'],
  ['normalise', 'engine', 'decide', 'context', 'audit', 'workspace', 'pins'],
  ['yaml', 'sqlite'],
  ['native'],
  ['model'],
];

/** Stricter than the lines: all that these parts may import. */
const ONLY: Record<string, readonly string[]> = {
  model: [],
  decide: ['model'],
  cli: ['daemon', 'app', 'init', 'model'],
  lsp: ['app', 'model'],
  mcp: ['app', 'model'],
  hook: ['app', 'model'],
};

const BUILTIN_OR_PACKAGE_FREE = ['model', 'decide'];

const lineOf = (part: string) => LINES.findIndex((line) => line.includes(part));
const partOf = (file: string) => relative(source, file).split('/')[0]?.replace(/\.ts$/, '') ?? '';

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function imports(): Import[] {
  return readdirSync(source, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .flatMap((name) => {
      const from = join(source, name);
      const text = readFileSync(from, 'utf8');
      const found = text.matchAll(
        /(?:^|\n)\s*(?:import|export)\b[^'";]*?from\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import '([^']+)'/g,
      );
      return [...found].map((match) => ({ from, specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
    });
}

describe('the arrows of the house', () => {
  const all = imports();
  const inside = all.filter((one) => one.specifier.startsWith('.'));

  it('reads the sources', () => {
    expect(inside.length).toBeGreaterThan(20);
  });

  it('knows the line of every part', () => {
    const unknown = new Set(all.map((one) => partOf(one.from)).filter((part) => lineOf(part) < 0));
    expect([...unknown]).toEqual([]);
  });

  it('lets imports go downward only', () => {
    const upward = inside
      .map((one) => ({
        from: partOf(one.from),
        to: partOf(resolve(dirname(one.from), one.specifier.replace(/\.js$/, '.ts'))),
        one,
      }))
      .filter(({ from, to }) => from !== to && (lineOf(to) <= lineOf(from) || (ONLY[from] && !ONLY[from].includes(to))))
      .map(({ one }) => `${relative(source, one.from)} → ${one.specifier}`);
    expect(upward).toEqual([]);
  });

  it('keeps the innermost parts free of packages', () => {
    const foreign = all
      .filter((one) => BUILTIN_OR_PACKAGE_FREE.includes(partOf(one.from)) && !one.specifier.startsWith('.'))
      .map((one) => `${relative(source, one.from)} → ${one.specifier}`);
    expect(foreign).toEqual([]);
  });

  it('lets only native.ts import the addon', () => {
    const importers = all.filter((one) => one.specifier === '@vireon/native').map((one) => relative(source, one.from));
    expect(importers.filter((file) => file !== 'native.ts')).toEqual([]);
  });
});
