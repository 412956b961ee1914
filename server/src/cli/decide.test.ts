import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandbox, VIREON } from '../../test/vireon.js';

const box = sandbox();
const { workspace, environment } = box;
const AGENT = { kind: 'agent', host: 'claude-code', session: 's' };

const CREDENTIAL = `
  - id: credential
    languages: [regex]
    severity: ERROR
    message: No credentials.
    pattern-regex: token-[0-9A-Za-z]+
    govern: {on: [edit], decision: deny, obligations: [redact]}
`;

beforeAll(() => {
  const rule = (id: string, decision: string) => `
  - {id: ${id}, languages: [regex], severity: ERROR, message: No ${id}., pattern-regex: ${id}, govern: {on: [prompt, edit], decision: ${decision}}}`;
  box.write({ '.vireon/rules/rules.yaml': `rules:${rule('denied', 'deny')}${rule('asked', 'ask')}${CREDENTIAL}` });
});

afterAll(() => {
  vireon(['down']);
  box.remove();
});

function vireon(args: readonly string[], input = '', cwd = workspace) {
  const options = { cwd, env: environment, input, encoding: 'utf8', maxBuffer: 1 << 28 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, ...args], options);
  return { status, stdout, stderr };
}

function prompt(text: string, actor: object = AGENT): string {
  return JSON.stringify({ act: { kind: 'prompt', text }, actor });
}

it.each([
  ['allow', prompt('fine'), 0],
  ['deny', prompt('denied'), 1],
  ['ask', prompt('asked'), 3],
  ['deny', prompt('asked', { kind: 'ci' }), 1],
])('%s: %s', (verdict, proposal, status) => {
  const answer = vireon(['decide', '--no-daemon'], proposal);
  expect([JSON.parse(answer.stdout).verdict, answer.status, answer.stderr]).toEqual([verdict, status, '']);
});

it.each([
  ['nothing', '', 'no proposal on stdin'],
  ['no JSON', '{"act":', 'not JSON'],
  ['a list', '[]', 'not a proposal'],
  ['no act', JSON.stringify({ actor: AGENT }), '`act`'],
  ['an unknown act', JSON.stringify({ act: { kind: 'fly' }, actor: AGENT }), '`edit`'],
])('is told what is wrong with %s', (_, input, message) => {
  const { status, stdout, stderr } = vireon(['decide', '--no-daemon'], input);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});

it('judges by the workspace around the folder it is called in, and names the record', () => {
  box.write({ 'deep/er/x': '' });
  const answer = vireon(['decide', '--no-daemon'], prompt('denied'), join(workspace, 'deep/er'));
  const { record, reasons, ruleSet } = JSON.parse(answer.stdout);
  expect(reasons[0]).toMatchObject({ rule: 'denied', message: 'No denied.', snippet: 'denied', decision: 'deny' });
  expect(ruleSet).toMatch(/^sha256:[0-9a-f]{16}$/);
  const [newest] = JSON.parse(vireon(['audit', 'log', '--limit', '1', '--json', '--no-daemon']).stdout);
  expect([newest.id, newest.proposal.workspace]).toEqual([record, workspace]);
});

it('denies a credential without writing it down', () => {
  const token = 'token-q7Rk2mZ9xW4tB8nV1cL5';
  const act = { kind: 'edit', path: join(workspace, 'a.ts'), content: `const token = '${token}';\n` };
  const answer = vireon(['decide', '--no-daemon'], JSON.stringify({ act, actor: AGENT }));
  expect(JSON.parse(answer.stdout).verdict).toBe('deny');
  const log = vireon(['audit', 'log', '--limit', '1', '--json', '--no-daemon']).stdout;
  const [{ proposal }] = JSON.parse(log);
  expect(proposal.act.content).toMatch(/^const .*\[redacted:[\w-]+\].*;\n$/);
  expect(log).not.toContain(token);
});

const FLAGS = [['--no-daemon'], []];

it.each(FLAGS)('answers a stream in order and goes on after bad lines %s', (...flags) => {
  const texts = Array.from({ length: 700 }, (_, n) => (n % 7 === 3 ? 'denied' : n % 7 === 5 ? undefined : 'fine'));
  const input = texts.map((text) => (text === undefined ? '{"oops"' : prompt(text))).join('\n');
  const { status, stdout, stderr } = vireon(['decide', '--stream', ...flags], `${input}\n\n`);
  const answers = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers.map(({ verdict, error }) => verdict ?? error.slice(0, 8))).toEqual(
    texts.map((text) => (text === undefined ? 'not JSON' : text === 'fine' ? 'allow' : 'deny')),
  );
  expect([status, stderr]).toEqual([0, '']);
});

it('answers each line of a stream as soon as it can, and the last one without a line break', async () => {
  const child = spawn(process.execPath, [VIREON, 'decide', '--stream', '--no-daemon'], {
    cwd: workspace,
    env: environment,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => JSON.parse((await lines.next()).value).verdict;
  child.stdin.write(`${prompt('denied')}\n`);
  expect(await next()).toBe('deny');
  child.stdin.write(`${prompt('fine')}\n${prompt('asked')}`);
  expect(await next()).toBe('allow');
  child.stdin.end();
  expect(await next()).toBe('ask');
  expect((await once(child, 'exit'))[0]).toBe(0);
});

it('answers a line that is too long and reads on', () => {
  const { stdout } = vireon(
    ['decide', '--stream', '--no-daemon'],
    `${'x'.repeat(65 * 1024 * 1024)}\n${prompt('denied')}\n`,
  );
  const [first, second] = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([first.error, second.verdict]).toEqual(['the proposal is longer than 64 MiB', 'deny']);
});
