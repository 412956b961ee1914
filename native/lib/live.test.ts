import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Json, LiveDocument, type LiveResult, RuleSet } from './index.js';

const SEED = Number(process.env.LIVE_SEED ?? 20_261_121);
const EDITS = Number(process.env.LIVE_EDITS ?? 120);

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, '../../node_modules');
const MAX_LENGTH = 12_000;

/** Small, quick and the same everywhere. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const files: readonly (readonly [language: string, path: string])[] = [
  ['typescript', join(here, 'grammars.ts')],
  ['typescript', join(here, 'ruleset.ts')],
  ['javascript', join(here, '../sources.cjs')],
  ['javascript', join(packages, 'picomatch/lib/parse.js')],
  ['python', join(packages, 'node-gyp/gyp/pylib/gyp/common.py')],
  ['python', join(packages, 'node-gyp/gyp/pylib/gyp/simple_copy.py')],
  ['cpp', join(here, '../src/scan/filter.cc')],
  ['c', join(packages, 'tree-sitter-ruby/src/scanner.c')],
  ['csharp', join(packages, 'node-gyp/lib/Find-VisualStudio.cs')],
  ['go', join(here, '../../examples/gateway/main.go')],
  ['java', join(here, '../../rules/code-safety/java-path-traversal/case.java')],
  ['lua', join(here, '../../server/test/editors/neovim.lua')],
  ['bash', join(here, '../../examples/deploy/release.sh')],
  ['json', join(here, '../package.json')],
];

function textOf(path: string): string {
  const text = readFileSync(path, 'utf8');
  return text.length <= MAX_LENGTH ? text : text.slice(0, text.lastIndexOf('\n', MAX_LENGTH) + 1);
}

interface Scene {
  /** Statements that mean something to each other, far apart. */
  readonly text: string;
  /** Spellings that take each other's place. */
  readonly twists: readonly (readonly [string, string])[];
  readonly rules: readonly Record<string, Json>[];
}

const acrossStatements: readonly Record<string, Json>[] = [
  { id: 'constant', pattern: 'open("secret")' },
  { id: 'constant-off', pattern: 'open("secret")', options: { constant_propagation: false } },
  {
    id: 'comparison',
    patterns: [{ pattern: 'check($X)' }, { 'metavariable-comparison': { metavariable: '$X', comparison: '$X > 15' } }],
  },
  {
    id: 'held',
    patterns: [
      { pattern: 'open($X)' },
      { 'metavariable-regex': { metavariable: '$X', regex: '^sec', 'constant-propagation': true } },
    ],
  },
  { id: 'imported', pattern: 'process_lib.run(...)' },
  { id: 'symbolic', pattern: 'open(build(...))', options: { symbolic_propagation: true } },
  { id: 'twice', patterns: [{ pattern: 'sink($X)' }, { 'pattern-not': 'sink("secret")' }] },
  {
    id: 'between-functions',
    mode: 'taint',
    'pattern-sources': [{ pattern: 'input.query' }],
    'pattern-sinks': [{ pattern: 'process_lib.run(...)' }],
    'pattern-sanitizers': [{ pattern: 'clean(...)' }],
  },
];

const scripted: Scene = {
  text: `import { run, quit as leave } from 'process_lib';
const LIMIT = 10;
const KEY = 'sec' + 'ret';
let other = KEY;
const built = build(KEY);
function source() { return input.query; }
// between
const wrap = (x) => sink(x);
class Box { key = 'secret'; open() { open(this.key); } }
`,
  twists: [
    ['LIMIT = 10', 'LIMIT = 20'],
    ["'ret'", "'rets'"],
    ['const KEY', 'let KEY'],
    ["'process_lib'", "'other_lib'"],
    ['{ run,', '{ walk as run,'],
    ['return input.query', 'return clean(input.query)'],
    ['run(x, KEY)', 'run(clean(x), KEY)'],
    ['const built', 'const built2'],
    ['function source()', 'function sources()'],
    ['// between', 'KEY = other2;'],
    ["key = 'secret'", "key = 'open'"],
    ['open(other);', 'open(other, 1);'],
  ],
  rules: [
    ...acrossStatements,
    { id: 'sequence', pattern: 'const $A = $B;\n...\n$F($A);' },
    { id: 'inside', patterns: [{ pattern: '$F(KEY)' }, { 'pattern-inside': 'function $G(...) { ... }' }] },
    { id: 'file', patterns: [{ pattern: '$F($X)' }, { 'pattern-inside': 'const $X = $V;\n...' }] },
    {
      id: 'not-function',
      patterns: [{ pattern: 'const $X = $Y' }, { 'pattern-not-inside': 'function $F(...) { ... }' }],
    },
  ],
};
const scriptedUses = `
function sink(x) { run(x, KEY); leave(LIMIT); return LIMIT; }
function main() { const a = source(); sink(a); open(KEY); open(other); check(LIMIT); wrap(source()); open(built); sink(KEY); }
open(KEY);
`;

const inPython: Scene = {
  text: `from process_lib import run, quit as leave
LIMIT = 10
KEY = "sec" + "ret"
other = KEY
built = build(KEY)
def source():
    return input.query
# between
class Box:
    key = "secret"
    def open(self):
        open(self.key)
`,
  twists: [
    ['LIMIT = 10', 'LIMIT = 20'],
    ['"ret"', '"rets"'],
    ['import run,', 'import walk as run,'],
    ['from process_lib import run', 'from process_lib import *#'],
    ['return input.query', 'return clean(input.query)'],
    ['run(x, KEY)', 'run(clean(x), KEY)'],
    ['built =', 'built2 ='],
    ['# between', 'KEY = other2'],
    ['key = "secret"', 'key = "open"'],
    ['    open(other)', '    open(other, 1)'],
    ['def source()', 'def sources()'],
  ],
  rules: [
    ...acrossStatements,
    { id: 'sequence', pattern: '$A = $B\n...\n$F($A)' },
    { id: 'inside', patterns: [{ pattern: '$F(KEY)' }, { 'pattern-inside': 'def $G(...):\n    ...' }] },
    { id: 'file', patterns: [{ pattern: '$F($X)' }, { 'pattern-inside': '$X = $V\n...' }] },
  ],
};
const inPythonUses = `
def sink(x):
    run(x, KEY)
    return LIMIT
def main():
    a = source()
    sink(a)
    open(KEY)
    open(other)
    check(LIMIT)
    open(built)
    sink(KEY)
open(KEY)
`;

const inGo: Scene = {
  text: `package main

import "process_lib"

const LIMIT = 10
const KEY = "sec" + "ret"

var built = build(KEY)

func source() string { return input.query }

// between
`,
  twists: [
    ['LIMIT = 10', 'LIMIT = 20'],
    ['"ret"', '"rets"'],
    ['const KEY', 'var KEY'],
    ['import "process_lib"', 'import process_lib "other"'],
    ['return input.query', 'return clean(input.query)'],
    ['// between', 'func other() { KEY = "a" }'],
    ['func source()', 'func sources()'],
  ],
  rules: [
    ...acrossStatements.map((rule) => ({ ...rule })),
    { id: 'sequence', pattern: '$A := $B\n...\n$F($A)' },
    { id: 'inside', patterns: [{ pattern: '$F(KEY)' }, { 'pattern-inside': 'func $G(...) { ... }' }] },
  ],
};
const inGoUses = `
func sink(x string) int {
	process_lib.run(x, KEY)
	return LIMIT
}
func last() {
	a := source()
	sink(a)
	open(KEY)
	check(LIMIT)
	open(built)
}
`;

/** By language: what stands before a file's own text, and what behind it. */
const scenes: Readonly<Record<string, readonly [Scene, string]>> = {
  javascript: [scripted, scriptedUses],
  typescript: [scripted, scriptedUses],
  python: [inPython, inPythonUses],
  go: [inGo, inGoUses],
};

function staged(language: string, text: string): string {
  const [scene, uses] = scenes[language] ?? [{ text: '' }, ''];
  const own = language === 'go' ? text.replace(/^package .*/m, '') : text;
  return `${scene.text}${own}${uses}`;
}

/** Calls, assignments, comparisons, what encloses what, flows, expressions, and what names are known to hold. */
function rulesFor(language: string): Json[] {
  const base = { languages: [language], message: 'found $X', severity: 'WARNING' };
  const code: Json[] = [
    { ...base, id: 'call', pattern: '$X(...)' },
    { ...base, id: 'text', pattern: '$X("...")' },
    { ...base, id: 'assign', pattern: '$X = $Y' },
    { ...base, id: 'same', pattern: '$X == $X' },
    { ...base, id: 'nested', patterns: [{ pattern: '$X(...)' }, { 'pattern-inside': '$F(..., $G(...), ...)' }] },
    { ...base, id: 'not', patterns: [{ pattern: '$X.$Y' }, { 'pattern-not-inside': '$F(...)' }] },
    {
      ...base,
      id: 'flow',
      mode: 'taint',
      'pattern-sources': [{ pattern: '$X.$Y' }],
      'pattern-sinks': [{ pattern: '$F(...)' }],
    },
  ];
  return [
    ...(scenes[language]?.[0].rules ?? []).map((rule) => ({ ...base, message: 'found', ...rule })),
    ...(language === 'json' ? [{ ...base, id: 'pair', pattern: '{ "name": $X }' }] : code),
    { ...base, languages: ['regex'], id: 'regex', 'pattern-regex': '(?<X>\\w+)\\s*[=:]\\s*\\w+' },
    ...[
      '^\\s*\\w+;?$',
      '\\bopen\\b[^;]*;',
      '[\'"][^\'"]*[\'"]',
      '\\w+(?=\\()',
      '\\A\\w+',
      '[(][^)]{0,40}[)]',
      'e*',
    ].map((regex, n) => ({
      ...base,
      languages: ['regex'],
      id: `regex-${n}`,
      message: 'found',
      'pattern-regex': regex,
    })),
    { ...base, languages: ['generic'], id: 'generic', pattern: '( $X )' },
  ];
}

const pieces = [
  '(',
  ')',
  '{',
  '}',
  '"',
  "'",
  '`',
  ';',
  '\n',
  'x',
  ' ',
  '//',
  '/*',
  '*/',
  '#',
  ' = ',
  'f(1)',
  '[',
  'é',
  '😀',
];

/** Inserts, deletes, pastes; what breaks the text is mended a few edits later. */
class Typist {
  readonly #before: string[] = [];
  constructor(
    public text: string,
    private readonly random: (below: number) => number,
    private readonly twists: Scene['twists'],
  ) {}

  edit(): void {
    const { random } = this;
    if (this.#before.length > 0 && random(5) < 2) {
      this.text = this.#before.pop() ?? '';
      return;
    }
    this.#before.push(this.text);
    if (this.twists.length > 0 && random(3) === 0) {
      const [from, to] = this.twists[random(this.twists.length)] ?? ['', ''];
      this.text = this.text.includes(to) ? this.text.replace(to, from) : this.text.replace(from, to);
      return;
    }
    const at = random(this.text.length + 1);
    const line = this.text.lastIndexOf('\n', at - 1) + 1;
    const kind = random(8);
    if (kind < 2) this.#put(at, 0, pieces[random(pieces.length)] ?? '');
    else if (kind < 4) this.#put(at, 1 + random(kind === 2 ? 3 : 150), '');
    else if (kind < 6) this.#put(line, 0, `${this.text.slice(line).split('\n')[0] ?? ''}\n`);
    else this.#put(line, 0, kind === 6 ? '\n' : '   ');
  }

  #put(at: number, deleted: number, inserted: string): void {
    this.text = this.text.slice(0, at) + inserted + this.text.slice(at + deleted);
  }
}

const withoutCertainty = ({ certain: _, superseded: __, ...result }: LiveResult) => result;

describe(`a document that is edited at random (LIVE_SEED=${SEED})`, () => {
  it.each(files)('%s %s', async (language, path) => {
    const rules = new RuleSet(rulesFor(language));
    const document = new LiveDocument();
    const typist = new Typist(staged(language, textOf(path)), randomFrom(SEED), scenes[language]?.[0].twists ?? []);
    let certain = 0;
    for (let edit = 0; edit < EDITS; edit++) {
      const input = { text: typist.text, language, path: 'a' };
      const live = await rules.matchLive(document, input);
      const [full] = rules.match([input]);
      if (live.certain) {
        certain++;
        expect(withoutCertainty(live), `seed ${SEED}, edit ${edit}`).toEqual(full);
      }
      typist.edit();
    }
    expect(certain).toBeGreaterThan(0);
  });

  it.each(Object.entries(scenes))('%s whose statements change what others mean', async (language, [{ twists }]) => {
    const rules = new RuleSet(rulesFor(language));
    const document = new LiveDocument();
    const random = randomFrom(SEED);
    let text = staged(language, '');
    let compared = 0;
    const found = new Set<number>();
    for (let edit = 0; edit < 3 * EDITS; edit++) {
      const input = { text, language, path: 'a' };
      const live = await rules.matchLive(document, input);
      const [full] = rules.match([input]);
      for (const { rule } of full?.matches ?? []) found.add(rule);
      if (live.certain) {
        compared++;
        expect(withoutCertainty(live), `seed ${SEED}, edit ${edit}`).toEqual(full);
      }
      const [from, to] = twists[random(twists.length)] ?? ['', ''];
      text = text.includes(to) ? text.replace(to, from) : text.replace(from, to);
    }
    expect(compared).toBeGreaterThan(EDITS);
    expect(found.size).toBeGreaterThan(10);
  });

  it('is the same to another rule set and in another language', async () => {
    const document = new LiveDocument();
    const text = textOf(join(here, 'ruleset.ts'));
    for (const language of ['typescript', 'javascript', 'typescript', 'python', 'regex'])
      for (const rules of [rulesFor('typescript'), rulesFor('python')]) {
        const set = new RuleSet(rules);
        document.forget();
        expect(withoutCertainty(await set.matchLive(document, { text, language }))).toEqual(
          set.match([{ text, language }])[0],
        );
      }
  });

  it('answers about the newest of many versions that wait, and at most about it', async () => {
    const rules = new RuleSet(rulesFor('typescript'));
    const document = new LiveDocument();
    const versions = readdirSync(here)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => textOf(join(here, name)));
    const waiting = versions.map((text) => rules.matchLive(document, { text, language: 'typescript' }));
    const full = rules.match(versions.map((text) => ({ text, language: 'typescript' })));
    const results = await Promise.all(waiting);
    expect(results.at(-1)?.superseded).toBe(false);
    expect(results.some(({ superseded }) => superseded)).toBe(true);
    for (const [index, live] of results.entries()) {
      if (live.superseded) expect(live.matches).toEqual([]);
      else if (live.certain) expect(withoutCertainty(live)).toEqual(full[index]);
    }
  });
});
