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
    ...(language === 'json' ? [{ ...base, id: 'pair', pattern: '{ "name": $X }' }] : code),
    { ...base, languages: ['regex'], id: 'regex', 'pattern-regex': '(?<X>\\w+)\\s*[=:]\\s*\\w+' },
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
  ) {}

  edit(): void {
    const { random } = this;
    if (this.#before.length > 0 && random(5) < 2) {
      this.text = this.#before.pop() ?? '';
      return;
    }
    this.#before.push(this.text);
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
    const typist = new Typist(textOf(path), randomFrom(SEED));
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

  it('answers for each of many versions that wait', async () => {
    const rules = new RuleSet(rulesFor('typescript'));
    const document = new LiveDocument();
    const versions = readdirSync(here)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => textOf(join(here, name)));
    const waiting = versions.map((text) => rules.matchLive(document, { text, language: 'typescript' }));
    const full = rules.match(versions.map((text) => ({ text, language: 'typescript' })));
    for (const [index, live] of (await Promise.all(waiting)).entries())
      if (live.certain && !live.superseded) expect(withoutCertainty(live)).toEqual(full[index]);
  });
});
