import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Json, RuleSet } from './index.js';

const here = dirname(fileURLToPath(import.meta.url));

/** Only what rules look at is parsed. This one may look anywhere, so beside it everything is. */
const everywhere: Json = {
  id: 'everywhere',
  languages: ['javascript'],
  severity: 'INFO',
  message: '',
  pattern: '$A instanceof $B instanceof $C',
};

const rule = (id: string, pattern: string, options: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  languages: ['javascript'],
  severity: 'INFO',
  message: '$X',
  pattern,
  options,
});

function matches(rules: readonly Json[], text: string) {
  const [result] = new RuleSet(rules).match([{ text, language: 'javascript' }]);
  return result?.matches.filter((match) => match.rule < rules.length - 1 || rules.at(-1) !== everywhere);
}

const patterns = [
  'child_process.exec(...)',
  'path.join($X, ...)',
  '$X === $X',
  '$X === null',
  'typeof $X === "undefined"',
  'try { ... } catch ($X) { }',
  'delete $X[$Y]',
  'new Map($X)',
  'createHash("md5")',
  '$X.length - 1',
  'Object.keys($X)',
  'if ($X) { ... }',
  'function isArray(...) { ... }',
  'foo(...)',
  'use("secret")',
];
const taint: Json = {
  id: 'taint',
  languages: ['javascript'],
  severity: 'INFO',
  message: '$X',
  mode: 'taint',
  'pattern-sources': [{ pattern: 'path.join(...)' }],
  'pattern-sinks': [{ pattern: 'foo(...)' }],
};
const sets = [
  [taint],
  ...patterns.map((pattern) => [rule('one', pattern)]),
  ...patterns.map((pattern) => [rule('one', pattern, { constant_propagation: false })]),
  patterns.map((pattern, index) => rule(`r${index}`, pattern)),
  patterns.map((pattern, index) => rule(`r${index}`, pattern, { constant_propagation: false })),
];

/** So long that to leave it out pays. */
const filler = (name: string) =>
  Array.from(
    { length: 40 },
    (_, index) => `function ${name}${index}(a, b) {\n  // ${index}\n  a.value = b.other + ${index};\n  return a;\n}\n`,
  ).join('');

test.each([
  ['another name of a module', `const cp = require('child_process');\nfunction f(x) { cp.exec(x); }\n${filler('g')}`],
  [
    'an imported name',
    `import { exec as run } from 'child_process';\n${filler('g')}function f(x) { if (x) { run(x); } return run; }`,
  ],
  [
    'a constant that is changed elsewhere',
    `let x = 'secret';\nuse(x);\n${filler('g')}function change(y) { if (y) { x = y; } return y.something.or.other; }\nfunction f() { use(x); }`,
  ],
  [
    'a constant that is declared elsewhere',
    `${filler('g')}function f() { use(x); }\nfunction h(y) { x = 'secret'; return y.one.two.three.four; }`,
  ],
  [
    'a shadowed import',
    `import { exec } from 'child_process';\n${filler('g')}function f() { var cp = 1; foo(exec, cp); }`,
  ],
  [
    'else after what is left out',
    `${filler('g')}function f(a) { if (a) a.b(); else foo(a); }\nfunction h(a) { if (a) foo(a); else a.b(); }`,
  ],
  ['while after do', `${filler('g')}function f(a) { do a.next(); while (foo(a)); do foo(a); while (a.next()); }`],
  [
    'regular expressions and divisions',
    `${filler('g')}function f(a) { if (a) /[/{"]/.test(a); return a++ / 2 / foo(a); }`,
  ],
  ['templates', `${filler('g')}const t = \`\${[1].map((x) => { return foo(\`}\${x}{\`) + \`\${x}\`; })}\`;`],
  [
    'functions that are the same but for what they do',
    `${filler('g')}foo((function () { one.two.three.four.five.six.seven(); return 1; }) === (function () { one.two.three.four.five.six.eight(); return 1; }));`,
  ],
  [
    'functions that are the same',
    `${filler('g')}foo((function () { one.two.three.four.five.six.seven(); }) === (function () {   one.two.three.four.five.six.seven();\n }));`,
  ],
  [
    'comments that end lines',
    `${filler('g')}function f(a) { let b = foo(a) /* one\ntwo */ let c = foo(b) // three\n let d = foo(c)\n return d }`,
  ],
  [
    'an empty body',
    `${filler('g')}function isArray(a) { /* nothing but a remark that is as long as some bodies are */ }`,
  ],
])('%s', (_, text) => {
  for (const rules of sets) expect(matches(rules, text)).toEqual(matches([...rules, everywhere], text));
});

test('real files: the same is found whether or not all of them is parsed', () => {
  const folders = ['vscode-jsonrpc/lib/common', 'zod/v4/core', 'yaml/dist', 'semver/functions'];
  let compared = 0;
  for (const folder of folders) {
    const at = join(here, '../../node_modules', folder);
    for (const name of readdirSync(at)) {
      if (!name.endsWith('.js')) continue;
      const text = readFileSync(join(at, name), 'utf8');
      for (const rules of sets.slice(-2))
        expect(matches(rules, text), `${folder}/${name}`).toEqual(matches([...rules, everywhere], text));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(40);
});
