import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox, VIREON } from '../../test/vireon.js';

const box = sandbox();

beforeAll(() => {
  const rule = (id: string, pattern: string, more = '') =>
    `rules:\n  - {id: ${id}, languages: [regex], severity: WARNING, message: No ${id}., pattern-regex: '${pattern}'${more}}\n`;
  box.write({
    '.vireon/rules/no-eval/rule.yaml': rule('no-eval', 'eval\\('),
    '.vireon/rules/no-eval/README.md': '# No eval\n\nIt runs anything.\n',
    '.vireon/rules/no-eval/rule.js': '// ruleid: no-eval\neval(1)\n// ok: no-eval\nparse(1)\n',
    'wrong/rule.yaml': rule('wrong', 'right\\('),
    'wrong/rule.js': '// ruleid: wrong\neval(1)\n// ok: wrong\nright(1)\n',
    'broken/rule.yaml': rule('broken', '('),
    // As Semgrep lays them out: cases by the stem of the rule file, beside it or in a folder of that name.
    'semgrep/fixes.yaml': rule('fixes', 'md5', ', fix: sha256'),
    'semgrep/fixes.py': '# ruleid: fixes\nmd5(x) + md5(y)\n# todook: fixes\nmd5(z)\n# todoruleid: fixes\nsha1(z)\n',
    'semgrep/fixes.fixed.py':
      '# ruleid: fixes\nsha256(x) + sha256(y)\n# todook: fixes\nsha256(z)\n# todoruleid: fixes\nsha1(z)\n',
    'semgrep/fixes/deep/case.ts': '/* ruleid: fixes */\nmd5(x);\n',
    'semgrep/other.py': 'md5(not, ours)\n',
    'semgrep-wrong/fixes.yaml': rule('fixes', 'md5', ', fix: sha256'),
    'semgrep-wrong/fixes.py': '# ruleid: fixes\nmd5(x)\n# ruleid: fixs\nmd6(x)\n',
    'semgrep-wrong/fixes.fixed.py': '# ruleid: fixes\nsha1(x)\n# ruleid: fixs\nmd6(x)\n',
    'acts/rule.yaml': rule('no-rm', 'rm -rf', ', govern: {on: [command], decision: deny}'),
    'acts/cases.yaml': '- {command: rm -rf x, expect: ask}\n- {command: ls, expect: allow}\n',
    '.vireon/rules/no-exec.yaml': [
      'rules:',
      '  - id: no-exec',
      '    languages: [python]',
      '    severity: WARNING',
      '    message: No $X.',
      '    patterns:',
      '      - pattern: exec($X)',
      '      - pattern-not-inside: |',
      '          def safe(...):',
      '              ...',
      '      - metavariable-regex: {metavariable: $X, regex: ^in}',
      '    paths: {exclude: [vendor/]}',
      '  - id: no-rm',
      '    languages: [bash]',
      '    severity: ERROR',
      '    message: No.',
      '    pattern: rm -rf $X',
      '    govern: {on: [command]}',
      '',
    ].join('\n'),
    'a.py': 'exec(inp)\nexec(other)\ndef safe():\n    exec(inp)\nexec(inp2)  # nosemgrep\n',
    'vendor/a.py': 'exec(inp)\n',
    'b.py': 'print(1)\n',
    'a.sh': 'rm -rf x\n',
  });
});

afterAll(() => box.remove());

function rules(...args: string[]) {
  const options = { cwd: box.workspace, env: box.environment, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, 'rules', '--no-daemon', ...args], options);
  return { status, stdout, stderr };
}

it('lists the rules that hold here', () => {
  const { stdout, status } = rules('list');
  expect(stdout).toMatch(/^rule +severity +decision +languages +pack +on\n/);
  expect(stdout).toMatch(/\nno-eval +warning +allow +regex +file,edit\n/);
  expect(status).toBe(0);
  const listed = JSON.parse(rules('list', '--json').stdout).rules.map(({ id }: { id: string }) => id);
  expect(listed).toContain('no-eval');
});

it.each<[string[], number, string[]]>([
  [
    [],
    0,
    ['ok    no-eval  .vireon/rules/no-eval/rule.js:2', 'none  no-exec: has no case', '2 cases of 3 rules passed'],
  ],
  [
    ['wrong'],
    1,
    [
      'FAIL  wrong  wrong/rule.js:2  must match, does not',
      'FAIL  wrong  wrong/rule.js:4  matches, must not',
      '1 did not match',
    ],
  ],
  [['broken'], 1, ['no usable rule was found']],
  [
    ['semgrep'],
    0,
    [
      'ok    fixes  semgrep/fixes.py:2',
      'ok    fixes  semgrep/fixes/deep/case.ts:2',
      'ok    fixes  semgrep/fixes.fixed.py:1',
      '3 cases of 1 rule passed',
    ],
  ],
  [
    ['semgrep-wrong'],
    1,
    [
      'FAIL  fixes  semgrep-wrong/fixes.fixed.py:2  expected `sha1(x)`, got `sha256(x)`',
      '1 came out otherwise than expected',
      '1 problems in rule files',
    ],
  ],
  [['acts'], 1, ['FAIL  no-rm  acts/cases.yaml:1  expected ask, got deny', 'ok    no-rm  acts/cases.yaml:2']],
  [['nowhere'], 2, []],
])('tests %j and ends with %i', (paths, status, lines) => {
  const answer = rules('test', ...paths);
  for (const line of lines) expect(answer.stdout).toContain(line);
  expect(answer.status).toBe(status);
});

it('explains a rule by its manual, its source and what it governs', () => {
  const { stdout } = rules('explain', 'no-eval');
  for (const part of [
    'governs     file, edit',
    'It runs anything.',
    "pattern-regex: 'eval\\('",
    '.vireon/rules/no-eval/rule.yaml:2',
  ]) {
    expect(stdout).toContain(part);
  }
});

it('proposes the rule that was meant', () => {
  const { status, stderr } = rules('explain', 'no-evl');
  expect([status, stderr]).toEqual([2, 'vireon: no rule is named `no-evl`; did you mean `no-eval`?\n']);
});

describe('import', () => {
  beforeAll(() => {
    box.write({
      'gitleaks.toml': "[[rules]]\nid = 'k'\nregex = 'key=(\\w+)'\n[[rules]]\nid = 'j'\nregex = '['\n",
      'ast-grep/a.yml': 'id: a\nlanguage: JavaScript\nmessage: A\nrule: {pattern: f($A)}\n',
      'ast-grep/deep/b.yml': 'id: b\nlanguage: JavaScript\nrule: {pattern: f($A), precedes: {pattern: g()}}\n',
      'wrong.toml': '[[rules',
      'found/a.js': 'f("key=abc");\n',
    });
  });

  it.each<[string, string, string[], string[]]>([
    ['gitleaks', 'gitleaks.toml', ['k'], ['gitleaks.toml: j: the regular expression cannot be compiled']],
    ['ast-grep', 'ast-grep', ['a'], ['not carried over: deep/b.yml: b: `precedes` has no equal']],
  ])('writes rules of %s that find, and names the others', (from, path, ids, left) => {
    const { status, stdout } = rules('import', '--from', from, path, '-o', 'imported.yaml');
    for (const line of left) expect(stdout).toContain(line);
    expect(stdout).toContain('1 rule written to imported.yaml, 1 not carried over\n');
    expect(status).toBe(0);
    const check = [
      'check',
      '--no-daemon',
      '--rules',
      'imported.yaml',
      '--format',
      'json',
      '--fail-on',
      'never',
      'found',
    ];
    const options = { cwd: box.workspace, env: box.environment, encoding: 'utf8' } as const;
    const found = JSON.parse(spawnSync(process.execPath, [VIREON, ...check], options).stdout);
    expect(found.findings.map(({ rule }: { rule: string }) => rule)).toEqual(ids);
  });

  it('prints the rules where no file is named', () => {
    const { stdout, stderr } = rules('import', '--from', 'ast-grep', 'ast-grep/a.yml');
    expect(stdout).toMatch(/^rules:\n {2}- id: a\n/);
    expect(stderr).toBe('1 rule written\n');
  });

  it.each([
    [['--from', 'gitleaks', 'nowhere.toml'], 'cannot be read'],
    [['--from', 'gitleaks', 'wrong.toml'], 'is not TOML: line 1'],
    [['--from', 'ast-grep', 'found'], 'holds no YAML file'],
    [['--from', 'other', 'x'], 'Allowed choices are gitleaks, ast-grep'],
    [['--from', 'ast-grep', 'ast-grep', '-o', 'no/such/folder/x.yaml'], 'cannot be written'],
  ])('ends with 2 for %j', (args, part) => {
    const { status, stderr } = rules('import', ...args);
    expect(stderr).toContain(part);
    expect(status).toBe(2);
  });
});

it('says that an expectation names no rule', () => {
  expect(rules('test', 'semgrep-wrong').stderr).toContain(
    'semgrep-wrong/fixes.py:3:1: no rule beside this file is named `fixs`; did you mean `fixes`?',
  );
});

it.each<[string, string[], string[]]>([
  [
    'tells what each operator found, dropped and left',
    ['no-exec', 'a.py'],
    [
      'patterns\n    line 6: finds 3 places (lines 1, 2, 5); leaves 2 places (lines 1, 5)',
      'pattern exec($X)\n      line 7: finds 4 places (lines 1, 2, 4, 5)',
      'line 8: finds 1 place (lines 3–4); drops 1 place (line 4); leaves 3 places (lines 1, 2, 5)',
      'metavariable-regex $X, regex: ^in\n      line 11: drops 1 place (line 2); leaves 2 places (lines 1, 5)',
      '1 match, 1 taken back by comments:',
      'a.py:1:1  $X = inp\n',
      'a.py:5:1  taken back by the comment in line 5  $X = inp2',
    ],
  ],
  [
    'names the word without which nothing is looked at',
    ['no-exec', 'b.py'],
    ['Skipped: `exec` stands nowhere in the file', 'not looked at', 'No match.'],
  ],
  [
    'names the glob that leaves a file out',
    ['no-exec', 'vendor/a.py'],
    ['`vendor/a.py` fits `vendor/` of its `paths.exclude`'],
  ],
  [
    'names the languages of the rule',
    ['no-exec', 'a.sh'],
    ['it is a rule for python; the file is bash', 'does not run'],
  ],
  ['reads the file in another language', ['no-exec', 'a.sh', '--language', 'py'], ['read as python']],
  [
    'names the acts that the rule judges',
    ['no-rm', 'a.sh'],
    ['it judges command, not files at rest', 'What it would do all the same', '1 match but for the reasons above:'],
  ],
  ['takes a rule from elsewhere', ['wrong', 'a.py', '--rules', 'wrong/rule.yaml'], ['wrong (wrong/rule.yaml) on a.py']],
  [
    'says what is wrong with a broken rule',
    ['broken', 'a.py', '--rules', 'broken'],
    ['it is broken, ', 'does not run'],
  ],
])('%s', (_what, args, parts) => {
  const { stdout, stderr, status } = rules('explain', ...args);
  for (const part of parts) expect(stdout + stderr).toContain(part);
  expect(status).toBe(0);
});

it('gives the steps as JSON', () => {
  const { steps, matches } = JSON.parse(rules('explain', 'no-exec', 'a.py', '--json').stdout);
  expect(steps[0].steps.map(({ operator }: { operator: string }) => operator)).toEqual([
    'pattern',
    'pattern-not-inside',
    'metavariable-regex',
  ]);
  expect(matches[0]).toMatchObject({ range: { start: { line: 0, character: 0 } }, metavariables: { $X: 'inp' } });
});

it('says that a file or rule is not there', () => {
  expect(rules('explain', 'no-exec', 'nowhere.py').stderr).toBe('vireon: `nowhere.py` does not exist\n');
  expect(rules('explain', 'no-exe', 'a.py').stderr).toContain('did you mean `no-exec`?');
});

it('judges cases alike on every machine: where the state lies makes no difference', () => {
  box.write({
    'elsewhere/rule.yaml':
      'rules:\n  - {id: elsewhere, languages: [regex], severity: WARNING, message: No., pattern-regex: never, govern: {on: [edit]}}\n',
    'elsewhere/cases.yaml':
      '- {edit: {path: src/a.ts, content: "a"}, expect: allow}\n- {command: touch src/a.ts, expect: allow}\n',
  });
  // As users have it: the state lies in a hidden folder of their home.
  const { VIREON_HOME: _, ...environment } = box.environment;
  const run = spawnSync(process.execPath, [VIREON, '--no-daemon', 'rules', 'test', 'elsewhere'], {
    cwd: box.workspace,
    env: environment,
    encoding: 'utf8',
  });
  expect(run).toMatchObject({ status: 0, stdout: expect.stringContaining('2 cases of 1 rule passed') });
});
