import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sandbox, VIREON } from '../../test/vireon.js';

const box = sandbox();
const { workspace, environment } = box;

const rule = `rules:
  - {id: denied, languages: [regex], severity: ERROR, message: "No\\e[2J.", pattern-regex: denied, govern: {on: [prompt]}}
`;

beforeAll(() => {
  box.write({ '.vireon/rules/rule.yaml': rule });
  const proposals = ['fine', 'denied', 'also fine'].map((text, n) =>
    JSON.stringify({ act: { kind: 'prompt', text }, actor: { kind: 'agent', host: 'claude-code', session: `s${n}` } }),
  );
  // One after the other: a stream judges several at once, and its records stand in the order in which they were judged.
  for (const proposal of proposals) vireon(['decide'], proposal);
});

afterAll(() => box.remove());

function vireon(args: readonly string[], input = '') {
  const options = { cwd: workspace, env: environment, input, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, '--no-daemon', ...args], options);
  return { status, stdout, stderr };
}

it.each<[string[], string[]]>([
  [[], ['also fine', 'denied', 'fine']],
  [['--limit', '1'], ['also fine']],
  [['--verdict', 'deny'], ['denied']],
  [['--session', 's0'], ['fine']],
  [['--session', 'none'], []],
])('logs %j', (args, texts) => {
  const records = JSON.parse(vireon(['audit', 'log', '--json', ...args]).stdout);
  expect(records.map((one: { proposal: { act: { text: string } } }) => one.proposal.act.text)).toEqual(texts);
});

it('logs for people, with nothing that acts on their terminal', () => {
  const { stdout, status } = vireon(['audit', 'log', '--limit', '2']);
  expect(stdout).toMatch(/^ {5}3 {2}\S+Z {2}allow {2}claude-code\/s2 {2}prompt also fine\n {5}2 {2}\S+Z {2}deny /);
  expect(stdout).toContain('\n        denied: No\u241b[2J.\n        record ');
  expect(status).toBe(0);
});

it.each([[['--limit', '0']], [['--limit', 'x']], [['--verdict', 'maybe']]])('refuses %j', (args) => {
  expect(vireon(['audit', 'log', ...args]).status).toBe(2);
});

it('exports a file that can be verified without Vireon', () => {
  const file = join(workspace, 'out.jsonl');
  expect(vireon(['audit', 'export', 'out.jsonl']).stdout).toBe(`Wrote 3 records to ${file}\n`);
  expect(readFileSync(file, 'utf8').trimEnd().split('\n').length).toBe(4);
  const script = new URL('../../../docs/verify-audit-export.mjs', import.meta.url).pathname;
  expect(spawnSync(process.execPath, [script, file], { encoding: 'utf8' }).stdout).toMatch(/^3 records verified, 3 /);
});

it('says that the log is whole, and where it is not', () => {
  expect(vireon(['audit', 'verify'])).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^The audit log is whole: 3 records/),
  });
  const database = new Database(join(environment.VIREON_HOME ?? '', 'audit/audit.db'));
  database.exec(
    "DROP TRIGGER record_no_update; UPDATE record SET entry = replace(entry, 'denied', 'Denied') WHERE seq = 2",
  );
  database.close();
  const { stdout, status } = vireon(['audit', 'verify']);
  expect(stdout).toContain('\n  changed at record 2: the text of record 2 does not fit its hash\n');
  expect(status).toBe(1);
});
