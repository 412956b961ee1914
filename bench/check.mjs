// vireon check against ast-grep: the same ten patterns on the same files, cold, findings compared.
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { environment, here, home, inTurns, report, runCommand, vireon } from './measure.mjs';

const source = process.argv[2] ?? join(here, 'node_modules');
const corpus = join(home, 'corpus');

/** Patterns that mean the same in both languages; ast-grep spells `...` as `$$$`. */
const patterns = [
  ['eval', 'eval(...)'],
  ['new-function', 'new Function(...)'],
  ['child-process-exec', 'child_process.exec(...)'],
  ['inner-html', '$EL.innerHTML = $VALUE'],
  ['document-write', 'document.write(...)'],
  ['math-random', 'Math.random()'],
  ['self-compare', '$X === $X'],
  ['empty-catch', 'try { ... } catch ($E) { }'],
  ['console-log', 'console.log(...)'],
  ['json-parse', 'JSON.parse($TEXT)'],
];

const rules = join(home, 'rules');
mkdirSync(rules, { recursive: true });
writeFileSync(
  join(rules, 'ten.yaml'),
  JSON.stringify({
    rules: patterns.map(([id, pattern]) => ({
      id,
      languages: ['javascript'],
      severity: 'WARNING',
      message: id,
      pattern,
      options: { constant_propagation: false },
    })),
  }),
);
const astGrepRules = join(home, 'ast-grep.yml');
writeFileSync(
  astGrepRules,
  patterns
    .map(([id, pattern]) =>
      [
        '---',
        `id: ${id}`,
        'language: JavaScript',
        'severity: warning',
        `message: ${id}`,
        'rule:',
        `  pattern: ${JSON.stringify(pattern.replaceAll('...', '$$$$$$'))}`,
      ].join('\n'),
    )
    .join('\n'),
);

// A copy outside any repository: no ignore file decides what is scanned.
const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.(js|cjs|mjs|jsx)$/.test(name) && lstatSync(join(source, name)).isFile(),
);
for (const name of files) cpSync(join(source, name), join(corpus, name));
const bytes = files.reduce((sum, name) => sum + statSync(join(corpus, name)).size, 0);
process.stdout.write(`corpus: ${files.length} JavaScript files, ${(bytes / 1e6).toFixed(1)} MB\n`);

const astGrep = join(here, 'node_modules/@ast-grep/cli-linux-x64-gnu/ast-grep');
const astGrepArgs = ['scan', '--rule', astGrepRules, '--no-ignore', 'hidden', '--json=stream', corpus];
const vireonArgs = [
  vireon,
  'check',
  '--rules',
  rules,
  '--format',
  'json',
  '--fail-on',
  'never',
  '--no-cache',
  '--no-daemon',
  corpus,
];

let ours = '';
let theirs = '';
const times = await inTurns(
  {
    'vireon check': () => {
      ours = runCommand(process.execPath, vireonArgs, { env: environment });
    },
    'ast-grep 0.51.1': () => {
      theirs = runCommand(astGrep, astGrepArgs, { expect: [0, 1] });
    },
  },
  Number(process.env.ROUNDS ?? 5),
);
report('check: ten patterns, cold', times);

const place = (rule, path, line) => `${rule} ${path}:${line}`;
const { workspace, findings } = JSON.parse(ours);
const found = new Set(
  findings.map((one) => place(one.rule, relative(corpus, join(workspace, one.path)), one.range.start.line + 1)),
);
const expected = new Set(
  theirs
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .map((one) => place(one.ruleId, relative(corpus, one.file), one.range.start.line + 1)),
);
const only = (a, b) => [...a].filter((one) => !b.has(one));
process.stdout.write(
  `\nplaces: ${expected.size} by ast-grep, ${found.size} by vireon; only vireon ${only(found, expected).length}, only ast-grep ${only(expected, found).length}\n`,
);
for (const [name, list] of [
  ['only vireon', only(found, expected)],
  ['only ast-grep', only(expected, found)],
]) {
  for (const one of list.slice(0, 15)) process.stdout.write(`  ${name}: ${one}  ${sourceLine(one)}\n`);
}

function sourceLine(one) {
  const [, path, line] = /^\S+ (.*):(\d+)$/.exec(one);
  return (readFileSync(join(corpus, path), 'utf8').split('\n')[Number(line) - 1] ?? '').trim().slice(0, 100);
}
