// A thousand rules for one editor: public rule files where some are given, then generated ones of varied shapes.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const patterns = [
  'eval(...)',
  'new Function(...)',
  'child_process.exec(...)',
  'child_process.spawn(...)',
  'child_process.execSync(...)',
  '$EL.innerHTML = $VALUE',
  '$EL.outerHTML = $VALUE',
  'document.write(...)',
  'document.writeln(...)',
  'Math.random()',
  '$X === $X',
  '$X !== $X',
  'try { ... } catch ($E) { }',
  'console.log(...)',
  'console.error(...)',
  'console.debug(...)',
  'JSON.parse($TEXT)',
  'JSON.parse(JSON.stringify($X))',
  'crypto.createCipher(...)',
  'crypto.pseudoRandomBytes(...)',
  'new Buffer(...)',
  'fs.readFileSync(...)',
  'fs.writeFileSync(...)',
  'fs.existsSync(...)',
  'fs.exists(...)',
  'fs.chmodSync(...)',
  'process.exit(...)',
  'process.env.NODE_TLS_REJECT_UNAUTHORIZED',
  'setInterval(...)',
  'localStorage.setItem(...)',
  'sessionStorage.getItem(...)',
  'window.open(...)',
  'window.location = $X',
  'location.href = $X',
  'alert(...)',
  'module.parent',
  '$X.hasOwnProperty($Y)',
  'Object.prototype.hasOwnProperty.call(...)',
  'new Array($N)',
  'parseInt($X)',
  '$X.substr(...)',
  'Promise.all(...)',
  '$X.__proto__',
  'arguments.callee',
  'delete $X[$Y]',
  'new RegExp($X)',
  '$X.dangerouslySetInnerHTML',
  'Object.assign(...)',
  '$X.apply($Y, arguments)',
  'Date.now()',
];

const own = { languages: ['javascript', 'typescript'], severity: 'WARNING', message: 'Found by a benchmark.' };
const anyText = { ...own, languages: ['regex'] };

/** What rules of real packs look like: most name a library that a given file does not use. */
const shapes = [
  (n) => ({
    ...own,
    patterns: [{ pattern: `library${n}.call(..., $X, ...)` }, { 'pattern-inside': 'function $F(...) { ... }' }],
  }),
  (n) => ({ ...anyText, 'pattern-regex': `(?i)vendor${n}[_-]?key\\s*[:=]\\s*['"][0-9a-f]{32}['"]` }),
  (n) => ({
    ...own,
    'pattern-either': [{ pattern: `new Client${n}(...)` }, { pattern: `$X.connect${n}({..., insecure: true, ...})` }],
  }),
  (n) => ({
    ...own,
    mode: 'taint',
    'pattern-sources': [{ pattern: '$REQ.query' }],
    'pattern-sinks': [{ pattern: `database${n}.query(...)` }],
  }),
  (n) => ({
    ...own,
    patterns: [
      { pattern: `$X.option${n}($KEY, ...)` },
      { 'metavariable-regex': { metavariable: '$KEY', regex: '.*(?i)(secret|token).*' } },
      { 'pattern-not': `$X.option${n}("", ...)` },
    ],
  }),
];

/** Of rule files below a folder, the rules that may run on JavaScript. */
function rulesBelow(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name) && !/\.test\.ya?ml$/.test(name))
    .sort()
    .flatMap((name) =>
      parseAllDocuments(readFileSync(join(folder, name), 'utf8')).flatMap((one) => one.toJS()?.rules ?? []),
    )
    .filter((rule) =>
      rule.languages?.some((language) => ['javascript', 'js', 'regex', 'generic', 'none'].includes(language)),
    );
}

/** `count` rules, and how many of them are public. */
export function rulesFor(count, folder) {
  const known = folder === undefined ? [] : rulesBelow(folder).slice(0, count);
  const plain = patterns.flatMap((pattern) => [
    { ...own, pattern },
    { ...own, pattern, options: { constant_propagation: false } },
  ]);
  const made = Array.from({ length: count }, (_, n) => plain[n] ?? shapes[n % shapes.length](n));
  const rules = [...known, ...made].slice(0, count).map((rule, n) => ({ ...rule, id: `${rule.id ?? 'made'}-${n}` }));
  return { rules, known: known.length };
}
