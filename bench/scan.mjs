// Scans of many files against ast-grep, Semgrep, gitleaks and `git status`; README.md says how to start it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gather, part } from './corpus.mjs';
import { environment, here, home, inTurns, report, root, runCommand, vireon } from './measure.mjs';
import { compare, placesOfAstGrep, placesOfGitleaks, placesOfSemgrep, placesOfVireon } from './places.mjs';
import { astGrepRules, patterns, vireonRules } from './rules.mjs';

const { FILES = '50000', ROUNDS = '5', ONLY = '', SEMGREP, SEMGREP_ROUNDS = '1', SEMGREP_FILES = '1500' } = process.env;
const { GITLEAKS, GITLEAKS_CONFIG } = process.env;
const rounds = Number(ROUNDS);
const given = process.argv.slice(2);
const corpus = gather(
  given.length > 0 ? given : [join(here, 'node_modules'), join(root, 'node_modules')],
  Number(FILES),
);
const scripts = join(corpus.root, 'scripts');
say(`corpus: ${corpus.files} files, of which JavaScript: ${corpus.scripts.length} files, ${megabytes(corpus.bytes)}`);

const fifty = ruleFile('fifty', vireonRules());
const base = [vireon, 'check', '--format', 'json', '--fail-on', 'never'];
const cold = (rules, folder, more = []) =>
  runCommand(process.execPath, [...more, ...base, '--no-daemon', '--no-cache', '--rules', rules, folder], {
    cwd: corpus.root,
  });

const parts = {
  'ast-grep': againstAstGrep,
  semgrep: SEMGREP && againstSemgrep,
  gitleaks: GITLEAKS && GITLEAKS_CONFIG && againstGitleaks,
  memory,
  warm: againstGitStatus,
};
for (const [name, run] of Object.entries(parts))
  if (run && (ONLY === '' || ONLY.split(',').includes(name))) await run();

async function againstAstGrep() {
  const rules = join(home, 'ast-grep.yml');
  writeFileSync(rules, astGrepRules());
  const program = join(here, 'node_modules/@ast-grep/cli-linux-x64-gnu/ast-grep');
  const ignoring = ['hidden', 'vcs', 'dot', 'parent'].flatMap((kind) => ['--no-ignore', kind]);
  const select = ['--globs', '**/*.{js,cjs,mjs,jsx}', '--json=stream'];
  let ours = '';
  let theirs = '';
  const times = await inTurns(
    {
      'vireon check': () => {
        ours = cold(fifty, scripts);
      },
      'ast-grep 0.51.1': () => {
        theirs = runCommand(program, ['scan', '--rule', rules, ...ignoring, ...select, scripts], { expect: [0, 1] });
      },
    },
    rounds,
  );
  report(`cold: ${patterns.length} rules, ${corpus.scripts.length} files`, times);
  compare(
    corpus.root,
    ['vireon', placesOfVireon(ours, corpus.root)],
    ['ast-grep', placesOfAstGrep(theirs, corpus.root)],
    patternOf,
  );
}

async function againstSemgrep() {
  const { folder, files } = part(corpus, Number(SEMGREP_FILES));
  const options = ['--quiet', '--metrics=off', '--disable-version-check', '--no-git-ignore', '--json'];
  const everything = ['--max-target-bytes', '0', '--x-ignore-semgrepignore-files'];
  let ours = '';
  let theirs = '';
  const times = await inTurns(
    {
      'vireon check': () => {
        ours = cold(fifty, folder);
      },
      semgrep: () => {
        theirs = runCommand(SEMGREP, ['scan', ...options, ...everything, '--config', fifty, folder]);
      },
    },
    Number(SEMGREP_ROUNDS),
    { warmUp: Number(SEMGREP_ROUNDS) > 1 },
  );
  report(`cold: the same rules, ${files} of the files, rounds: ${SEMGREP_ROUNDS}`, times);
  compare(
    corpus.root,
    ['vireon', placesOfVireon(ours, corpus.root)],
    ['semgrep', placesOfSemgrep(theirs, corpus.root)],
    patternOf,
  );
}

/** gitleaks' own configuration, imported. */
async function againstGitleaks() {
  const rules = join(home, 'gitleaks.yaml');
  const from = ['--from', 'gitleaks', GITLEAKS_CONFIG, '-o', rules];
  runCommand(process.execPath, [vireon, '--no-daemon', 'rules', 'import', ...from]);
  const found = join(home, 'gitleaks.json');
  const quiet = ['--no-banner', '--log-level', 'error', '--exit-code', '0'];
  let ours = '';
  const times = await inTurns(
    {
      'vireon check': () => {
        ours = cold(rules, scripts);
      },
      gitleaks: () => runCommand(GITLEAKS, ['dir', scripts, '--config', GITLEAKS_CONFIG, ...quiet, '-r', found]),
    },
    rounds,
  );
  report(`secrets: the imported configuration, ${corpus.scripts.length} files`, times);
  compare(
    corpus.root,
    ['vireon', placesOfVireon(ours, corpus.root)],
    ['gitleaks', placesOfGitleaks(readFileSync(found, 'utf8'), corpus.root)],
  );
}

/** With rules that find little, and with one that finds something almost everywhere. */
async function memory() {
  const reporter = join(home, 'peak.cjs');
  const peak = join(home, 'peak');
  writeFileSync(
    reporter,
    `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)));\n`,
  );
  const many = ruleFile('many', {
    rules: [{ id: 'calls', languages: ['javascript'], severity: 'INFO', message: 'a call of $F', pattern: '$F(...)' }],
  });
  say(`\npeak memory of a cold scan of ${corpus.files} files`);
  for (const [name, rules] of [
    ['fifty rules', fifty],
    ['every call is a finding', many],
  ]) {
    const output = cold(rules, corpus.root, ['--require', reporter]);
    const megabytes = Math.round(Number(readFileSync(peak, 'utf8')) / 1024);
    say(`  ${name.padEnd(34)} ${megabytes} MB, ${JSON.parse(output).findings.length} findings`);
  }
}

/** Nothing has changed since the last scan. */
async function againstGitStatus() {
  const git = (...args) => runCommand('git', ['-c', 'core.excludesFile=/dev/null', ...args], { cwd: corpus.root });
  git('init', '-q');
  git('add', '-A', '-f');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@localhost', 'commit', '-qm', 'corpus');
  // Files that are younger than clocks are coarse are looked at again.
  await new Promise((done) => setTimeout(done, 3000));
  // What is found has to be read and told each time: rules that find little show what knowing costs.
  const few = ruleFile('few', vireonRules(patterns.slice(0, 5)));
  const warm =
    (rules, ...more) =>
    () =>
      runCommand(process.execPath, [...base, '--rules', rules, ...more, corpus.root], { cwd: corpus.root });
  // Results are kept for one set of named rules at a time.
  for (const [name, rules] of [
    ['five rules', few],
    ['fifty rules', fifty],
  ]) {
    const contenders = {
      'git status': () => git('status', '--porcelain'),
      'vireon check': warm(rules),
      'vireon check --no-daemon': warm(rules, '--no-daemon'),
    };
    report(`warm: ${corpus.files} files, none changed, ${name}`, await inTurns(contenders, rounds));
  }
  runCommand(process.execPath, [vireon, 'down'], { env: environment });
}

function ruleFile(name, rules) {
  mkdirSync(join(home, name), { recursive: true });
  const file = join(home, name, `${name}.yaml`);
  writeFileSync(file, JSON.stringify(rules));
  return file;
}

function patternOf(rule) {
  return patterns[Number(rule.slice(1))];
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
