import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv-draft-04';
import type { Log, Run } from 'sarif';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandbox, VIREON } from '../../test/vireon.js';

const box = sandbox();
const { workspace, environment } = box;

const RULES = `rules:
  - id: no-eval
    languages: [regex]
    severity: ERROR
    message: Do not call eval. It runs whatever it is given.
    pattern-regex: eval\\([^)]*\\)
    metadata: {cwe: ["CWE-95: Eval"], category: security, references: ["https://example.com/eval"]}
  - id: todo
    languages: [regex]
    severity: INFO
    message: A to-do.
    pattern-regex: TODO
`;
const TAINT = `rules:
  - id: flow
    languages: [python]
    severity: ERROR
    message: Do not hand on what comes from outside.
    mode: taint
    pattern-sources: [{pattern: source()}]
    pattern-sinks: [{pattern: sink(...)}]
`;
const BROKEN = `rules:
  - id: broken
    languages: [regex]
    severity: ERROR
    message: x
    pattern-regex: "("
`;

beforeAll(() => {
  box.write({
    '.vireon/rules/rules.yaml': RULES,
    'src/a.js': 'const é = 1; eval(é) // TODO\n',
    'src/b.txt': 'nothing here\n',
    'other/only.yaml': RULES.replaceAll('no-eval', 'other-eval'),
    'other/broken.yaml': BROKEN,
    'taint.yaml': TAINT,
    'taint.py': 'x = source()\ny = f(x)\nsink(y)\n',
    'odd name%20/ü.js': 'eval(1)\n',
  });
});

afterAll(() => {
  vireon(['down']);
  box.remove();
});

function vireon(args: readonly string[], cwd = workspace) {
  const options = { cwd, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, ...args], options);
  return { status, stdout, stderr };
}

function check(...args: string[]) {
  return vireon(['check', '--no-daemon', ...args]);
}

it.each<[string[], number]>([
  [['src'], 1],
  [['src', '--fail-on', 'never'], 0],
  [['src/b.txt', '--fail-on', 'info'], 0],
  [['src', '--rules', 'other/only.yaml'], 1],
  [['src', '--rules', 'other'], 1],
  [['src', '--rules', 'other/broken.yaml'], 2],
  [['nowhere'], 2],
  [['src', '--rules', 'nowhere'], 2],
  [['--format', 'xml'], 2],
  [['--fail-on', 'often'], 2],
])('check %j ends with %i', (args, status) => {
  expect(check(...args).status).toBe(status);
});

it.each([
  ['error', 0],
  ['warning', 0],
  ['info', 1],
])('counts findings from %s on', (bound, status) => {
  box.write({ 'todo.txt': 'TODO\n' });
  expect(check('todo.txt', '--fail-on', bound).status).toBe(status);
});

it('shows findings with their place, and only those of the rules that are named', () => {
  const { stdout } = check('src', '--rules', 'other/only.yaml');
  expect(stdout).toContain('src/a.js\n  1:14  error  other-eval\n');
  expect(stdout).toContain('      1 │ const é = 1; eval(é) // TODO\n        │              ^^^^^^^\n');
  expect(stdout).not.toContain('no-eval');
});

it('reports a broken rule where it stands and runs the others', () => {
  const { stdout, stderr, status } = check('src', '--rules', 'other');
  expect(stderr).toMatch(/vireon: other\/broken\.yaml:6:\d+: rule `broken`: /);
  expect([stdout.includes('other-eval'), status]).toEqual([true, 1]);
});

it('finds the same with and without the daemon, from a subfolder and from elsewhere', () => {
  const findings = (args: string[], cwd?: string) => {
    const { findings, workspace } = JSON.parse(vireon(['check', '--format', 'json', ...args], cwd).stdout);
    return findings.map((one: { rule: string; path: string }) => [one.rule, join(workspace, one.path)]);
  };
  const file = join(workspace, 'src/a.js');
  const expected = [
    ['no-eval', file],
    ['todo', file],
  ];
  expect(findings(['src'])).toEqual(expected);
  expect(findings(['src', '--no-daemon'])).toEqual(expected);
  expect(findings(['--no-daemon'], join(workspace, 'src'))).toEqual(expected);
  expect(findings([file, join(workspace, 'src/b.txt'), '--no-daemon'], '/')).toEqual(expected);
});

const SCHEMA = createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const validate = new Ajv.default({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(
  JSON.parse(readFileSync(SCHEMA, 'utf8')),
);

function sarif(...args: string[]): Run {
  const log: Log = JSON.parse(check('--format', 'sarif', ...args).stdout);
  validate(log);
  expect(validate.errors).toBe(null);
  const [run] = log.runs;
  if (run === undefined) throw new Error('there is no run');
  return run;
}

function pathsIn({ results, originalUriBaseIds }: Run): string[] {
  return (results ?? []).map(({ locations }) => {
    const { uri = '', uriBaseId } = locations?.[0]?.physicalLocation?.artifactLocation ?? {};
    return fileURLToPath(new URL(uri, uriBaseId && originalUriBaseIds?.[uriBaseId]?.uri));
  });
}

it('writes SARIF with metadata, regions and places that resolve', () => {
  const run = sarif('src', 'odd name%20/ü.js');
  expect(pathsIn(run).sort()).toEqual(
    ['odd name%20/ü.js', 'src/a.js', 'src/a.js'].map((path) => join(workspace, path)),
  );
  const rules = run.tool.driver.rules ?? [];
  expect(rules.find(({ id }) => id === 'no-eval')).toMatchObject({
    id: 'no-eval',
    shortDescription: { text: 'Do not call eval.' },
    fullDescription: { text: 'Do not call eval. It runs whatever it is given.' },
    defaultConfiguration: { level: 'error' },
    properties: { tags: ['security', 'CWE-95: Eval', 'regex'] },
  });
  const result = run.results?.find(({ locations }) => locations?.[0]?.physicalLocation?.region?.startColumn === 14);
  expect(result).toMatchObject({
    ruleId: 'no-eval',
    ruleIndex: rules.findIndex(({ id }) => id === 'no-eval'),
    level: 'error',
    locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 14, endLine: 1, endColumn: 21 } } }],
  });
  expect(Object.values(result?.partialFingerprints ?? {})[0]).toMatch(/^[0-9a-f]{16,}$/);
  expect(run.invocations).toMatchObject([{ executionSuccessful: true }]);
});

it('tells the way of tainted data in SARIF', () => {
  const [result] = sarif('taint.py', '--rules', 'taint.yaml').results ?? [];
  const flows = result?.codeFlows?.map(({ threadFlows }) =>
    threadFlows.map(({ locations }) =>
      locations.map(({ location }) => {
        const { artifactLocation, region } = location?.physicalLocation ?? {};
        return [artifactLocation?.uri, region?.startLine, region?.startColumn, region?.endColumn];
      }),
    ),
  );
  expect(flows).toEqual([
    [
      [
        ['taint.py', 1, 5, 13],
        ['taint.py', 1, 1, 2],
        ['taint.py', 2, 1, 2],
        ['taint.py', 3, 1, 8],
      ],
    ],
  ]);
});

it('writes broken rules into SARIF as notifications with their place', () => {
  const [invocation] = sarif('src', '--rules', 'other').invocations ?? [];
  expect(invocation?.toolExecutionNotifications).toMatchObject([
    {
      level: 'error',
      descriptor: { id: 'rule-problem' },
      associatedRule: { id: 'broken' },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'other/broken.yaml' }, region: { startLine: 6 } } }],
    },
  ]);
});

it('is valid SARIF even where nothing could run', () => {
  expect(sarif('src', '--rules', 'other/broken.yaml').invocations?.[0]?.executionSuccessful).toBe(false);
});

function started(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [VIREON, ...args], {
    cwd: workspace,
    env: environment,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

it('ends with 130 when interrupted, with what was seen until then', async () => {
  // Rules for which a regex engine without backtracking has to work: together they would take most of a minute.
  const line = Array.from({ length: 70 }, (_, n) => 'xyyxxy'[(n * n) % 6]).join('');
  const rule = (n: number) =>
    `  - {id: slow-${n}, languages: [regex], severity: ERROR, message: x, pattern-regex: '[xy]*x[xy]{${n}}z'}\n`;
  box.write({ 'slow/rule.yaml': `rules:\n${Array.from({ length: 40 }, (_, n) => rule(25 + n)).join('')}` });
  const files = Array.from({ length: 60 }, (_, n) => [`big/${n}.txt`, `z\n${`${line}${n}\n`.repeat(4000)}`]);
  box.write(Object.fromEntries(files));
  const child = started(['check', 'big', '--rules', 'slow', '--no-daemon', '--no-cache', '--format', 'sarif']);
  let output = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  await new Promise((resolve) => setTimeout(resolve, 700));
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect(code).toBe(130);
  if (output !== '') expect(JSON.parse(output).runs[0].invocations[0].executionSuccessful).toBe(false);
});
