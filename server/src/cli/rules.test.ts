import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandbox, VIREON } from '../../test/vireon.js';

const box = sandbox();

beforeAll(() => {
  const rule = (id: string, pattern: string) =>
    `rules:\n  - {id: ${id}, languages: [regex], severity: WARNING, message: No ${id}., pattern-regex: '${pattern}'}\n`;
  box.write({
    '.vireon/rules/no-eval/rule.yaml': rule('no-eval', 'eval\\('),
    '.vireon/rules/no-eval/README.md': '# No eval\n\nIt runs anything.\n',
    '.vireon/rules/no-eval/rule.js': '// ruleid: no-eval\neval(1)\n// ok: no-eval\nparse(1)\n',
    'wrong/rule.yaml': rule('wrong', 'right\\('),
    'wrong/rule.js': '// ruleid: wrong\neval(1)\n// ok: wrong\nright(1)\n',
    'broken/rule.yaml': rule('broken', '('),
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
  [[], 0, ['ok    no-eval  .vireon/rules/no-eval/rule.js:2', '2 cases of 1 rule passed']],
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
