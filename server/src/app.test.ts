import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, createApp } from './app.js';
import { InvalidInput } from './model/verbs.js';

let top: string;
let root: string;
let app: App;

/** A rule that finds a word. */
function rule(id: string, word: string, more = ''): string {
  return `  - id: ${id}\n    languages: [regex]\n    severity: ERROR\n    message: ${word} is not allowed.\n    pattern-regex: \\b${word}\\b\n${more && `    govern: {${more}}\n`}`;
}

function put(path: string, text: string): string {
  const file = join(top, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function start(): Promise<App> {
  return createApp({
    home: join(top, 'home'),
    version: '1.2.3',
    clock: () => new Date('2026-01-02T03:04:05Z'),
    packsDirectory: join(top, 'packs'),
    userRules: join(top, 'user'),
    pid: 7,
    log: pino({ level: 'silent' }),
  });
}

beforeEach(async () => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-app-')));
  put(
    'packs/words/fruit-a/rule.yaml',
    `rules:\n${rule('fruit-a', 'apple', 'on: [file, edit, prompt, read, fetch, tool-call]')}`,
  );
  put('packs/words/fruit-a/README.md', '# No apples\n');
  put('packs/words/pack.yaml', 'name: words\n');
  put('packs/agent-guard/guard/rule.yaml', `rules:\n${rule('guard', 'sealed', 'on: [edit], actors: {agents: ["*"]}')}`);
  put('ws/.vireon/rules/own.yaml', `rules:\n${rule('fruit-p', 'pear')}`);
  root = join(top, 'ws');
  app = await start();
});

afterEach(async () => {
  await app.close();
  rmSync(top, { recursive: true, force: true });
});

const AGENT = { kind: 'agent', host: 'claude-code', session: 's1' } as const;
const edit = (content: string, path = 'a.txt') => ({
  act: { kind: 'edit', path, content },
  actor: AGENT,
  workspace: root,
});

/** Waits until `look` answers as expected, as a watcher of files has its own pace. */
async function until(look: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it never came to pass');
}

const ids = async () => (await app.listRules(root)).rules.map((one) => one.id).sort();

test('decides, and the record is there before the answer', async () => {
  const decision = await app.decide(edit('an apple'));
  expect(decision).toMatchObject({
    verdict: 'deny',
    reasons: [{ rule: 'fruit-a', message: 'apple is not allowed.', path: 'a.txt' }],
  });
  const [record] = await app.records({ limit: 1 });
  expect(record).toMatchObject({
    id: decision.record,
    seq: 1,
    time: '2026-01-02T03:04:05.000Z',
    decision: { verdict: 'deny' },
  });
});

test('the same words again are judged by the rules for where they stand, and by new rules', async () => {
  put('ws/.vireon/rules/paths.yaml', `rules:\n${rule('fruit-q', 'plum', 'on: [edit], where: {paths: ["in/**"]}')}`);
  await until(async () => (await ids()).includes('fruit-q'));
  const reasons = async (path: string) =>
    (await app.decide(edit('an apple, a plum', path))).reasons.map((reason) => `${reason.rule} in ${reason.path}`);
  const rounds: readonly (readonly [path: string, found: readonly string[]])[] = [
    ['a.txt', ['fruit-a in a.txt']],
    ['in/a.txt', ['fruit-a in in/a.txt', 'fruit-q in in/a.txt']],
    ['a.txt', ['fruit-a in a.txt']],
    ['b.txt', ['fruit-a in b.txt']],
    ['in/a.txt', ['fruit-a in in/a.txt', 'fruit-q in in/a.txt']],
  ];
  for (const [path, found] of rounds) expect((await reasons(path)).sort()).toEqual(found);
  put('ws/.vireon/rules/more.yaml', `rules:\n${rule('fruit-an', 'an', 'on: [edit]')}`);
  await until(async () => (await ids()).includes('fruit-an'));
  expect((await reasons('a.txt')).sort()).toEqual(['fruit-a in a.txt', 'fruit-an in a.txt']);
});

test('a preview leaves no record', async () => {
  expect((await app.preview(edit('an apple'))).verdict).toBe('deny');
  expect(await app.records({ limit: 9 })).toEqual([]);
});

const ACTS: readonly [string, object, string][] = [
  ['a harmless edit', { kind: 'edit', path: 'a.txt', content: 'plum' }, 'allow'],
  ['an edit of what was there', { kind: 'edit', path: 'a.txt', before: 'apple\n', content: 'apple\nplum\n' }, 'allow'],
  ['an edit that brings it', { kind: 'edit', path: 'a.txt', before: 'plum\n', content: 'plum\napple\n' }, 'deny'],
  ['an edit that does not fit', { kind: 'edit', path: 'a.txt', replacements: [{ oldText: 'x', newText: 'y' }] }, 'ask'],
  ['a rule of the workspace', { kind: 'edit', path: 'a.txt', content: 'pear' }, 'deny'],
  ['a prompt', { kind: 'prompt', text: 'an apple' }, 'deny'],
  ['an act that the rule does not name', { kind: 'prompt', text: 'a pear' }, 'allow'],
  ['a tool call', { kind: 'tool-call', tool: 't', arguments: { fruit: 'apple' } }, 'deny'],
  ['an address', { kind: 'fetch', url: 'https://apple.example/x' }, 'deny'],
  ['a path, by the facts', { kind: 'read', path: 'b/apple/c' }, 'deny'],
  ['a file is shown, not stopped', { kind: 'file', path: 'a.txt', content: 'apple' }, 'allow'],
  ['the guard', { kind: 'edit', path: 'a.txt', content: 'sealed' }, 'deny'],
];

test.each(ACTS)('%s', async (_, act, verdict) => {
  expect((await app.decide({ act, actor: AGENT, workspace: root })).verdict).toBe(verdict);
});

test('a person is not governed by the guard', async () => {
  expect((await app.decide({ ...edit('sealed'), actor: { kind: 'person' } })).verdict).toBe('allow');
});

test('finds the workspace from the path', async () => {
  const act = { kind: 'edit', path: join(root, 'deep/down/a.txt'), content: 'pear' };
  const decision = await app.decide({ act, actor: AGENT });
  expect(decision.reasons[0]).toMatchObject({ rule: 'fruit-p', path: 'deep/down/a.txt' });
});

test('refuses a workspace that is none, and a path that hangs in the air', async () => {
  await expect(app.decide({ ...edit('x'), workspace: join(top, 'none') })).rejects.toThrow(InvalidInput);
  await expect(app.decide({ act: { kind: 'read', path: 'a' }, actor: AGENT })).rejects.toThrow('is a relative path');
});

test('unsaved text is what others see', async () => {
  const path = put('ws/open.txt', 'plum\n');
  symlinkSync(root, join(top, 'by-link'));
  await app.openDocument({ path: join(top, 'by-link/open.txt'), content: 'apple\n', version: 1, owner: 'editor' });
  expect((await app.diagnose(path)).findings.map((finding) => finding.rule)).toEqual(['fruit-a']);
  expect(
    (await app.check({ workspace: root, paths: [], cache: false })).findings.map((finding) => finding.path),
  ).toEqual(['open.txt']);
  const replacements = [{ oldText: 'apple', newText: 'apple pear' }];
  expect((await app.decide({ act: { kind: 'edit', path, replacements }, actor: AGENT })).verdict).toBe('deny');
  await app.closeDocument({ path, owner: 'editor' });
  expect((await app.diagnose(path)).findings).toEqual([]);
});

const COMMENTS: readonly [string, string, readonly string[]][] = [
  ['with a reason', 'apple // vireon-ignore: fruit-a -- a test', []],
  ['without a reason', 'apple // vireon-ignore: fruit-a', ['fruit-a']],
  ['with an empty reason', 'apple /* vireon-ignore: fruit-a -- */', ['fruit-a']],
  ['on the line above', '# vireon-ignore: fruit-a -- a test\napple', []],
  ['above, but behind code', 'plum # vireon-ignore: fruit-a -- a test\napple', ['fruit-a']],
  ['for another rule', 'apple // vireon-ignore: fruit-p -- a test', ['fruit-a']],
  ['for two rules', 'apple pear // vireon-ignore: fruit-a, fruit-p -- a test', []],
  ['as Semgrep does', 'apple // nosemgrep: rules.fruit.fruit-a', []],
  ['as Semgrep does, for all', 'apple // nosemgrep', []],
];

test.each(COMMENTS)('takes a finding back by a comment %s', async (_, content, expected) => {
  const { findings } = await app.checkText({ workspace: root, content, path: 'a.txt' });
  expect(findings.map((finding) => finding.rule)).toEqual(expected);
});

test('an agent does not excuse itself', async () => {
  const comment = 'apple // vireon-ignore: fruit-a -- I must';
  expect((await app.decide(edit(comment))).verdict).toBe('deny');
  expect((await app.decide({ ...edit(comment), actor: { kind: 'person' } })).verdict).toBe('allow');
  const act = {
    kind: 'edit',
    path: 'a.txt',
    before: `# vireon-ignore: fruit-a -- agreed\nplum\n`,
    content: `# vireon-ignore: fruit-a -- agreed\napple\n`,
  };
  expect((await app.decide({ act, actor: AGENT, workspace: root })).verdict).toBe('allow');
});

test('rules are reloaded when they change', async () => {
  const told: string[] = [];
  app.onRulesChanged((workspace) => told.push(workspace));
  const before = (await app.listRules(root)).ruleSet;
  put('ws/.vireon/rules/more/new.yaml', `rules:\n${rule('no-plum', 'plum')}`);
  await until(async () => (await ids()).includes('no-plum'));
  expect((await app.listRules(root)).ruleSet).not.toBe(before);
  expect(told).toContain(root);
});

test('a broken change is said, and the last good set stays', async () => {
  const before = await app.listRules(root);
  put('ws/.vireon/rules/own.yaml', 'rules:\n  - id: fruit-p\n    patern: x\n');
  await until(async () => (await app.listRules(root)).problems.length > 0);
  const held = await app.listRules(root);
  expect(held.ruleSet).toBe(before.ruleSet);
  expect(held.problems).toContainEqual(
    expect.objectContaining({ file: join(root, '.vireon/rules/own.yaml'), line: 2, character: 4, rule: 'fruit-p' }),
  );
  expect((await app.status()).degraded[0]).toContain('the last good set stays in force');
  expect((await app.decide(edit('pear'))).verdict).toBe('deny');
  put('ws/.vireon/rules/own.yaml', `rules:\n${rule('fruit-p', 'pear')}`);
  await until(async () => (await app.status()).degraded.length === 0);
});

test('rules of a workspace that had none are noticed', async () => {
  const bare = join(top, 'bare');
  mkdirSync(bare);
  expect((await app.listRules(bare)).rules).toHaveLength(2);
  put('bare/.vireon/rules/a.yaml', `rules:\n${rule('late', 'late')}`);
  await until(async () => (await app.listRules(bare)).rules.length === 3);
});

test('a rule broken from the start asks, but only about acts that it would judge', async () => {
  put('ws/.vireon/rules/own.yaml', `rules:\n${rule('odd', 'odd').replace('\\bodd\\b', "'('")}`);
  await app.close();
  app = await start();
  expect((await app.listRules(root)).problems).toMatchObject([{ rule: 'odd', line: 5, character: 4 }]);
  expect(await app.decide(edit('plum'))).toMatchObject({ verdict: 'ask', reasons: [{ rule: 'odd' }] });
  expect((await app.decide({ act: { kind: 'tool-call', tool: 't' }, actor: AGENT, workspace: root })).verdict).toBe(
    'allow',
  );
});

test('settings switch packs off and override rules, with the guard left alone', async () => {
  put(
    'ws/.vireon/config.yaml',
    'packs: {agent-guard: off}\nexclude: ["vendor/**"]\noverrides:\n  fruit-a: {severity: WARNING, reason: we sell them}\n  guard: {off: true, reason: we may}\n',
  );
  await app.close();
  app = await start();
  expect(await ids()).toEqual(['fruit-a', 'fruit-p', 'guard']);
  expect(await app.decide(edit('apple'))).toMatchObject({
    verdict: 'allow',
    obligations: [{ kind: 'warn', rule: 'fruit-a' }],
  });
  expect((await app.listRules(root)).problems.map(({ line, message }) => [line, message])).toEqual([
    [0, '`agent-guard` protects the rules themselves and stays on'],
    [4, '`guard` is a rule of the organisation; a workspace may not override it'],
  ]);
  put('ws/vendor/x.txt', 'apple');
  put('ws/x.txt', 'apple');
  expect((await app.check({ workspace: root, paths: [], cache: false })).findings.map(({ path }) => path)).toEqual([
    'x.txt',
  ]);
});

test('settings that cannot be read, and rules that are named but missing, ask', async () => {
  put('ws/.vireon/config.yaml', 'rules: [team\n');
  put('bare/.vireon/config.yaml', 'rules: [team]\n');
  await app.close();
  app = await start();
  expect((await app.decide(edit('plum'))).verdict).toBe('ask');
  const act = { kind: 'edit', path: 'a', content: 'plum' };
  const decision = await app.decide({ act, actor: AGENT, workspace: join(top, 'bare') });
  expect(decision).toMatchObject({ verdict: 'ask', reasons: [{ message: expect.stringContaining('does not exist') }] });
  expect((await app.decide({ act: { kind: 'prompt', text: 'plum' }, actor: AGENT, workspace: root })).verdict).toBe(
    'allow',
  );
});

test('checks with only the rules that are named', async () => {
  const file = put('rules.yaml', `rules:\n${rule('only', 'apple')}${rule('broken', 'x').replace('\\bx\\b', "'('")}`);
  put('ws/x.txt', 'apple pear');
  const report = await app.check({ workspace: root, paths: ['x.txt'], rules: [file], cache: false });
  expect(report.findings).toMatchObject([
    { rule: 'only', path: 'x.txt', range: { start: { line: 0, character: 0 } }, snippet: 'apple' },
  ]);
  expect(report.problems).toMatchObject([{ rule: 'broken' }]);
  expect(
    (await app.check({ workspace: root, paths: [], rules: [join(top, 'none.yaml')], cache: false })).problems[0]
      ?.message,
  ).toContain('does not exist');
});

test('a second scan comes from the cache and says the same', async () => {
  put('ws/x.txt', 'apple');
  const once = await app.check({ workspace: root, paths: [], cache: true });
  const twice = await app.check({ workspace: root, paths: [], cache: true });
  expect(twice.findings).toEqual(once.findings);
  expect([once.filesFromCache, twice.filesFromCache > 0]).toEqual([0, true]);
});

test('one id, one rule', async () => {
  put('ws/.vireon/rules/again.yaml', `rules:\n${rule('fruit-a', 'apfel')}`);
  await app.close();
  app = await start();
  expect((await app.listRules(root)).problems[0]?.message).toContain('a rule named `fruit-a` stands already in');
});

test('explains a rule', async () => {
  expect(await app.explainRule(root, 'fruit-a')).toMatchObject({ manual: '# No apples\n', rule: { pack: 'words' } });
  const own = await app.explainRule(root, 'fruit-p');
  expect(own.manual).toContain('pear is not allowed.');
  expect(own.source).toBe(
    readFileSync(join(root, '.vireon/rules/own.yaml'), 'utf8').replace('rules:\n', '').replaceAll(/^ {2}/gm, ''),
  );
  await expect(app.explainRule(root, 'fruit-aa')).rejects.toThrow('did you mean `fruit-a`?');
});

test('a rule file being written is checked where it stands', async () => {
  const path = join(root, '.vireon/rules/draft.yaml');
  await app.openDocument({
    path,
    content: 'rules:\n  - id: x\n    message: m\n    severity: INFO\n    languages: [go]\n    patern: y\n',
    version: 1,
    owner: 'e',
  });
  expect((await app.diagnose(path)).problems[0]).toMatchObject({
    line: 5,
    character: 4,
    message: expect.stringContaining('did you mean `pattern`?'),
  });
  const config = join(root, '.vireon/config.yaml');
  await app.openDocument({ path: config, content: 'strikt: true', version: 1, owner: 'e' });
  expect((await app.diagnose(config)).problems[0]?.message).toContain('did you mean `strict`?');
});

test('runs the cases of rules', async () => {
  put(
    'packs/words/fruit-a/a.txt',
    '# ruleid: fruit-a\napple\n# ok: fruit-a\nplum\n# ok: fruit-a\napple\n# ruleid: fruit-a\nplum\n# todoruleid: fruit-a\nplum\n',
  );
  put(
    'packs/words/fruit-a/cases.yaml',
    '- prompt: apple\n  expect: deny\n- prompt: apple\n  expect: allow\n- read: plum\n  expect: ask\n- dance: x\n  expect: deny\n',
  );
  const report = await app.testRules([]);
  expect(report.cases.map(({ rule: id, line, outcome }) => `${id} ${line} ${outcome}`)).toEqual([
    'fruit-a 1 passed',
    'fruit-a 3 passed',
    'fruit-a 5 unexpected',
    'fruit-a 7 missed',
    'fruit-a 0 passed',
    'fruit-a 2 unexpected',
    'fruit-a 4 missed',
  ]);
  expect(report.problems).toMatchObject([{ line: 6, message: expect.stringContaining('a case is one of') }]);
  expect(report.untested).toEqual(['guard']);
  expect(report.rules).toBe(2);
});

test('alternatives must pass the rule set', async () => {
  put('packs/words/swap/rule.yaml', `rules:\n${rule('swap', 'x', 'alternatives: [plum, apple]')}`);
  expect((await app.testRules([])).alternatives).toEqual([{ rule: 'swap', alternative: 'apple', verdict: 'deny' }]);
});
