import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
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
