// Source lists and include folders of the C and C++ that our addon compiles out of npm packages.
// binding.gyp calls this file with one of the names in `answers`: node sources.cjs re2
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const packageDir = (name) => path.dirname(require.resolve(`${name}/package.json`));
const relative = (file) => path.relative(__dirname, file).split(path.sep).join('/');

/** RE2 and abseil sources, as listed by the re2 package's own binding.gyp (its Node binding in lib/ left out). */
function re2Sources() {
  const dir = packageDir('re2');
  const gyp = fs.readFileSync(path.join(dir, 'binding.gyp'), 'utf8');
  const listed = [...gyp.matchAll(/"(vendor\/[^"]+\.cc)"/g)].map((m) => m[1]);
  return listed
    .filter((file) => process.platform === 'win32' || !/win32_waiter|time_zone_name_win/.test(file))
    .map((file) => relative(path.join(dir, file)));
}

const treeSitterLib = () => path.join(packageDir('tree-sitter'), 'vendor/tree-sitter/lib');

/** Node's own headers, which lie beside a Node that is installed, and those of its addons in C++. */
function nodeInclude() {
  const beside = path.join(path.dirname(process.execPath), '../include/node');
  return [relative(beside), relative(packageDir('node-addon-api'))];
}

/** The most static way to link that this compiler can: each library that is not looked for saves time at every start. */
function launcherLink() {
  const compiler = process.env.CXX ?? 'c++';
  const links = (flags) =>
    spawnSync(compiler, ['-x', 'c++', '-', '-o', '/dev/null', ...flags], {
      input: '#include <string>\nint main(int c, char** v) { return std::string(v[0]).size() == c; }',
    }).status === 0;
  return [['-static'], ['-static-libstdc++', '-static-libgcc']].find(links) ?? [];
}

/** PCRE2, built without just-in-time compilation: its sources then hold only stand-ins for it. */
function pcre2Sources() {
  const dir = path.join(packageDir('pcre2'), 'deps/pcre2/src');
  const left = /^pcre2_(dftables|fuzzsupport|jit_match|jit_misc|jit_test|printint)\.c$/;
  const listed = fs.readdirSync(dir).filter((file) => /^pcre2_\w+\.c$/.test(file) && !left.test(file));
  return ['shim/pcre2/chartables.c', ...listed.map((file) => relative(path.join(dir, file)))];
}

/** Parsers of packages that bring sources only. */
const GRAMMARS = ['tree-sitter-dart-orchard/src', 'tree-sitter-sfapex/apex/src'];

function grammarSources() {
  return GRAMMARS.flatMap((place) => {
    const [name, ...inside] = place.split('/');
    const dir = path.join(packageDir(name), ...inside);
    return ['parser.c', 'scanner.c'].map((file) => path.join(dir, file)).filter((file) => fs.existsSync(file));
  }).map(relative);
}

const answers = {
  grammars: grammarSources,
  pcre2: pcre2Sources,
  'pcre2-include': () => ['shim/pcre2', relative(path.join(packageDir('pcre2'), 'deps/pcre2/src'))],
  re2: re2Sources,
  're2-include': () => ['vendor/re2', 'vendor/abseil-cpp'].map((d) => relative(path.join(packageDir('re2'), d))),
  'tree-sitter': () => ['shim/tree-sitter/core.c'],
  'tree-sitter-include': () => [
    'shim/tree-sitter',
    ...['include', 'src'].map((d) => relative(path.join(treeSitterLib(), d))),
  ],
  'launcher-link': launcherLink,
  'node-include': nodeInclude,
  'xxhash-include': () => [relative(path.join(packageDir('xxhash-addon'), 'xxHash'))],
  vireon: () =>
    ['walk', 'scan', 'parse', 'match'].flatMap((d) => {
      const dir = path.join(__dirname, 'src', d);
      if (!fs.existsSync(dir)) return [];
      return fs
        .readdirSync(dir, { recursive: true })
        .filter((f) => f.endsWith('.cc') && !f.endsWith('.test.cc'))
        .sort()
        .map((f) => `src/${d}/${f}`);
    }),
};

process.stdout.write(answers[process.argv[2]]().join('\n'));
