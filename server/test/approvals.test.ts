import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PendingApproval } from '../src/model/approval.js';
import type { DecisionRecord } from '../src/model/record.js';
import type { TimelineEntry } from '../src/model/snapshot.js';
import { Editor } from './lsp/editor.js';
import { LAUNCHER, type Sandbox, sandbox, VIREON } from './vireon.js';

// Agents that ask, and persons who answer, each in a process of its own.

const RULES = `rules:
  - id: team-deploy
    languages: [bash]
    severity: WARNING
    message: A deployment touches production. A person should know.
    pattern: deploy ...
    govern: { on: [command], decision: ask }
  - id: team-migrate
    languages: [bash]
    severity: WARNING
    message: Moving the data takes two persons.
    pattern: migrate ...
    govern: { on: [command], approvals: 2 }
  - id: team-infra
    languages: [json]
    severity: WARNING
    message: Persons change the infrastructure.
    patterns:
      - pattern: '{..., "writes": [..., "$PATH", ...], ...}'
      - metavariable-regex: { metavariable: $PATH, regex: '^infra/' }
    govern: { on: [edit], decision: ask }
  - id: team-notes
    languages: [bash]
    severity: WARNING
    message: The notes are somebody's.
    pattern: sed -i ... notes.txt
    govern: { on: [command], decision: ask, obligations: [snapshot] }
  - id: team-price
    languages: [regex]
    severity: WARNING
    message: Prices are agreed on first.
    pattern-regex: price = \\d+
    govern: { on: [edit], decision: ask }
`;
const PACKS_OFF = 'packs: { code-safety: false, commands: false, secrets: false, undo: false, injection: false }\n';

let box: Sandbox;

beforeEach(async () => {
  box = sandbox();
  box.write({ '.vireon/rules/team.yaml': RULES, '.vireon/config.yaml': PACKS_OFF });
  await run(['status']);
});
afterEach(async () => {
  await run(['down']);
  box.remove();
});

interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

interface Started {
  readonly pid: number;
  readonly ended: Promise<Ended>;
}

function start(command: readonly string[], input = '', environment: Record<string, string> = {}): Started {
  const [program = '', ...args] = command;
  const child = spawn(program, args, { cwd: box.workspace, env: { ...box.environment, ...environment } });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ stdout, stderr, code })));
  return { pid: child.pid ?? 0, ended };
}

const run = (args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> =>
  start([process.execPath, VIREON, ...args], '', environment).ended;

let calls = 0;

interface Asking {
  readonly session?: string;
  /** Seconds that the host was told to wait; 0: not told. */
  readonly wait?: number;
  readonly node?: boolean;
}

/** A hook of a host that has no prompt of its own. */
function agent(tool: string, given: object, { session = 's1', wait = 60, node = false }: Asking = {}) {
  calls += 1;
  const payload = {
    event: 'tool.call',
    directory: box.workspace,
    tool,
    input: given,
    call: `c${calls}`,
    thread: session,
  };
  const program = node || !existsSync(LAUNCHER) ? [process.execPath, VIREON] : [LAUNCHER];
  const words = wait === 0 ? [] : ['--wait', String(wait)];
  const { pid, ended } = start([...program, 'hook', 'amp', ...words], JSON.stringify(payload));
  const answer = ended.then(({ stdout, code }) => ({ code, ...JSON.parse(stdout || '{}') }));
  return { pid, answer: answer as Promise<{ decision?: string; reason?: string; note?: string; code: number | null }> };
}

const runs = (cmd: string, asking?: Asking) => agent('Bash', { cmd }, asking);

async function waiting(count = 1): Promise<PendingApproval[]> {
  for (let tries = 0; tries < 150; tries++) {
    const list: PendingApproval[] = JSON.parse((await run(['approve', '--json'])).stdout);
    if (list.length >= count) return list;
    await pause(100);
  }
  throw new Error('nothing waits');
}

async function first(): Promise<PendingApproval> {
  const [pending] = await waiting();
  if (pending === undefined) throw new Error('nothing waits');
  return pending;
}

async function records(): Promise<DecisionRecord[]> {
  return JSON.parse((await run(['audit', 'log', '--json', '--limit', '100'])).stdout);
}

/** What the log says of approvals, the oldest first. */
async function told(): Promise<Record<string, string>[]> {
  const events = (await records()).reverse().flatMap(({ proposal: { act } }) => (act.kind === 'event' ? [act] : []));
  return events.filter(({ name }) => name.startsWith('approval')).map(({ name, about = {} }) => ({ name, ...about }));
}

describe('an agent waits for a person', () => {
  test('who says yes once, in full view of what is asked', async () => {
    const { answer } = runs('deploy staging');
    const pending = await first();
    expect(pending).toMatchObject({ persons: 1, approvedBy: [], proposal: { actor: { host: 'amp', session: 's1' } } });
    const shown = (await run(['approve', pending.id])).stdout;
    for (const part of ['amp/s1', 'deploy staging', 'team-deploy', 'A deployment touches production'])
      expect(shown).toContain(part);
    const given = await run(['approve', pending.id, '--once', '--as', 'mara']);
    expect(given).toMatchObject({ code: 0, stdout: expect.stringContaining('Approved by mara') });
    expect(await answer).toMatchObject({ decision: 'allow', code: 0 });
    expect((await run(['approve'])).stdout).toBe('Nothing waits for an answer.\n');

    expect(await told()).toMatchObject([
      { name: 'approval-asked', record: pending.id },
      { name: 'approval-answered', record: pending.id, by: 'mara', answer: 'once', door: 'terminal' },
      { name: 'approval-approved', record: pending.id, by: 'mara' },
    ]);
    const entries: TimelineEntry[] = JSON.parse((await run(['timeline', '--json'])).stdout);
    expect(entries.find(({ record }) => record.id === pending.id)?.approval).toEqual({
      outcome: 'approved',
      by: 'mara',
    });
    expect((await run(['timeline', '--session', 's1'])).stdout).toMatch(/ask .*deploy staging\n +approved by mara\n/);
    expect((await run(['audit', 'verify'])).code).toBe(0);

    const again = runs('deploy staging');
    const next = await first();
    await run(['approve', next.id.slice(-6), '--no', 'use the staging cluster']);
    const refused = await again.answer;
    expect(refused.decision).toBe('deny');
    expect(refused.reason).toContain('was asked and said no: use the staging cluster');
    expect(refused.reason).toContain('team-deploy');
  });

  test('in Node as well as in the compiled client', async () => {
    const { answer } = runs('deploy staging', { node: true });
    await run(['approve', (await first()).id, '--once']);
    expect(await answer).toMatchObject({ decision: 'allow' });
  });

  test('and is denied where nobody answers within the bound', async () => {
    box.write({ '.vireon/config.yaml': `${PACKS_OFF}approvals: { within-seconds: 5 }\n` });
    await run(['down']);
    await run(['status']);
    const { answer } = runs('deploy staging');
    const { id } = await first();
    const { decision, reason } = await answer;
    expect([decision, reason]).toEqual(['deny', expect.stringContaining('nobody answered within 5 s')]);
    expect(await run(['approve', id, '--once'])).toMatchObject({ code: 2 });
    expect((await told()).at(-1)).toMatchObject({ name: 'approval-denied', reason: 'nobody answered within 5 s' });
  });

  test('and a yes that comes after the host stopped waiting holds for the same act, once', async () => {
    const { decision, reason } = await runs('deploy staging', { wait: 0 }).answer;
    expect(decision).toBe('deny');
    expect(reason).toContain('try the very same again');
    await run(['approve', (await first()).id, '--once']);
    expect(await runs('deploy staging --now', { wait: 0 }).answer).toMatchObject({ decision: 'deny' });
    expect(await runs('deploy staging', { wait: 0 }).answer).toMatchObject({ decision: 'allow' });
    expect(await runs('deploy staging', { wait: 0 }).answer).toMatchObject({ decision: 'deny' });
  });

  test('and what persons said holds where the daemon was killed, and no longer than before', async () => {
    const killed = async () => {
      const { pid } = JSON.parse((await run(['status', '--json'])).stdout);
      process.kill(pid, 'SIGKILL');
      await run(['status']);
    };
    const late = await runs('deploy staging', { wait: 0 }).answer;
    expect(late.decision).toBe('deny');
    await run(['approve', (await first()).id, '--once']);
    await killed();
    expect(await runs('deploy staging', { wait: 0 }).answer).toMatchObject({ decision: 'allow' });
    await killed();
    expect(await runs('deploy staging', { wait: 0 }).answer).toMatchObject({ decision: 'deny' });
    await killed();
    const { answer } = runs('deploy production');
    const { id } = await first();
    await run(['approve', id, '--session', '--as', 'mara']);
    expect(await answer).toMatchObject({ decision: 'allow' });
    await killed();
    expect(await runs('deploy production --fast', { wait: 0 }).answer).toMatchObject({ decision: 'allow' });
    expect(await runs('deploy production', { wait: 0, session: 's2' }).answer).toMatchObject({ decision: 'deny' });
    expect((await run(['audit', 'verify'])).code).toBe(0);
  });

  test('and what waits is denied, and said so, where the daemon dies', async () => {
    const { answer } = runs('deploy staging');
    await first();
    const { pid } = JSON.parse((await run(['status', '--json'])).stdout);
    process.kill(pid, 'SIGKILL');
    const { decision, reason } = await answer;
    expect([decision, reason]).toEqual(['deny', expect.stringContaining('without its daemon')]);
    expect((await run(['approve'])).stdout).toBe('Nothing waits for an answer.\n');
  });

  test('and what waits is denied where the daemon is told to end', async () => {
    const { answer } = runs('deploy staging');
    await first();
    await run(['down']);
    expect(await answer).toMatchObject({ decision: 'deny' });
    expect((await told()).at(-1)).toMatchObject({ name: 'approval-denied' });
  });

  test('and nothing waits any more where the agent is gone', async () => {
    const { pid, answer } = runs('deploy staging');
    await first();
    process.kill(pid, 'SIGKILL');
    await answer;
    for (let tries = 0; tries < 100; tries++) {
      if ((await run(['approve'])).stdout === 'Nothing waits for an answer.\n') break;
      await pause(100);
    }
    expect((await told()).at(-1)).toMatchObject({ reason: expect.stringContaining('no longer waits') });
  });
});

describe('what is saved before an act that is asked about', () => {
  const notes = () => path.join(box.workspace, 'notes.txt');
  const act = "sed -i 's/$/ changed/' notes.txt";
  const perform = () => spawnSync('bash', ['-c', act], { cwd: box.workspace });

  test('is what stood there when a person said yes', async () => {
    box.write({ 'notes.txt': 'asked\n' });
    const { answer } = runs(act);
    const { id } = await first();
    writeFileSync(notes(), 'approved\n', { mode: 0o600 });
    await run(['approve', id, '--once']);
    expect(await answer).toMatchObject({ decision: 'allow' });
    perform();
    expect(readFileSync(notes(), 'utf8')).toBe('approved changed\n');
    expect(await run(['undo', id, '--yes'])).toMatchObject({ code: 0 });
    expect(readFileSync(notes(), 'utf8')).toBe('approved\n');
  });

  test('is what stood there when it was asked, where the host asks in its own way', async () => {
    box.write({ 'notes.txt': 'asked\n' });
    const payload = {
      session_id: 's1',
      hook_event_name: 'PreToolUse',
      cwd: box.workspace,
      tool_name: 'Bash',
      tool_input: { command: act },
    };
    const { stdout } = await start([process.execPath, VIREON, 'hook', 'claude-code'], JSON.stringify(payload)).ended;
    expect(JSON.parse(stdout).hookSpecificOutput.permissionDecision).toBe('ask');
    writeFileSync(notes(), 'meanwhile\n');
    perform();
    expect(await run(['undo', '--yes', '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(notes(), 'utf8')).toBe('asked\n');
  });

  test('is kept where it cannot be saved again', async () => {
    box.write({ 'notes.txt': 'asked\n', '.vireon/config.yaml': `${PACKS_OFF}undo: { act-mib: 1 }\n` });
    await run(['down']);
    await run(['status']);
    const { answer } = runs(act);
    const { id } = await first();
    writeFileSync(notes(), 'x'.repeat(2 * 1024 * 1024));
    await run(['approve', id, '--once']);
    expect(await answer).toMatchObject({ decision: 'allow' });
    writeFileSync(notes(), 'after\n');
    expect(await run(['undo', id, '--yes', '--force'])).toMatchObject({ code: 0 });
    expect(readFileSync(notes(), 'utf8')).toBe('asked\n');
  });
});

describe('a yes for the session', () => {
  test('holds for the same rule, program and subcommand, and for nothing else', async () => {
    const { answer } = runs('deploy staging --fast');
    await run(['approve', (await first()).id, '--session', '--as', 'mara']);
    expect(await answer).toMatchObject({ decision: 'allow' });
    const table = [
      ['deploy staging', 's1', 'allow'],
      ['deploy staging --slow', 's1', 'allow'],
      ['sudo deploy staging', 's1', 'deny'],
      ['deploy production', 's1', 'deny'],
      ['deploy staging && deploy production', 's1', 'deny'],
      ['deploy staging > notes.txt', 's1', 'deny'],
      ['deploy staging', 's2', 'deny'],
    ] as const;
    for (const [command, session, decision] of table)
      expect([command, (await runs(command, { session, wait: 0 }).answer).decision]).toEqual([command, decision]);
    const [, allowed] = (await records()).filter(({ proposal: { act } }) => act.kind === 'command').reverse();
    expect(allowed?.decision).toMatchObject({
      verdict: 'allow',
      approval: { by: ['mara'], answer: 'session' },
      reasons: [{ rule: 'team-deploy', decision: 'ask' }],
    });
  });

  test('to one change of what makes agents ask is none to the next', async () => {
    const settings = (content: string, wait: number) =>
      agent('create_file', { path: path.join(box.workspace, '.claude/settings.json'), content }, { wait });
    const { answer } = settings('{"hooks":{"Stop":[]}}', 60);
    await run(['approve', (await first()).id, '--session']);
    expect(await answer).toMatchObject({ decision: 'allow' });
    expect(await settings('{"hooks":{"Stop":[]}}', 0).answer).toMatchObject({ decision: 'allow' });
    expect(await settings('{"hooks":{}}', 0).answer).toMatchObject({ decision: 'deny' });
  });
});

describe('always', () => {
  const adopt = () => {
    const proposed = path.join(box.workspace, '.vireon/proposed');
    const [name = ''] = readdirSync(proposed);
    renameSync(path.join(proposed, name), path.join(box.workspace, '.vireon/rules', name));
  };
  const acts: [string, string, () => ReturnType<typeof agent>, () => ReturnType<typeof agent>][] = [
    [
      'a command with everything in it that patterns know',
      'other',
      () => runs("deploy 'a b' $X [c] | cat", { wait: 60 }),
      () => runs("deploy 'a b' $X [d] | cat", { wait: 0, session: 's8' }),
    ],
    [
      'a new file that the facts are about',
      'facts',
      () => agent('create_file', { path: path.join(box.workspace, 'infra/a.tf'), content: 'x = 1\n' }),
      () => agent('create_file', { path: path.join(box.workspace, 'infra/b.tf'), content: 'x = 1\n' }, { wait: 0 }),
    ],
    [
      'an edit with a text that is asked about',
      'text',
      () => agent('create_file', { path: path.join(box.workspace, 'a.txt'), content: 'price = 12\n' }),
      () =>
        agent(
          'create_file',
          { path: path.join(box.workspace, 'a.txt'), content: 'price = 13\n' },
          { wait: 0, session: 's8' },
        ),
    ],
  ];

  test.each(acts)('proposes a rule that is as narrow as %s', async (_, __, asked, other) => {
    const { answer } = asked();
    const given = await run(['approve', (await first()).id, '--always', '--as', 'mara']);
    expect(given.stdout + given.stderr).toContain('.vireon/proposed/allow-');
    expect(await answer).toMatchObject({ decision: 'allow' });
    expect(await run(['rules', 'test', '.vireon/proposed'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('1 case of 1 rule passed'),
    });
    await run(['down']);
    expect(await runs('deploy x', { wait: 0 }).answer).toMatchObject({ decision: 'deny' });
    adopt();
    await run(['down']);
    await run(['status']);
    expect(await asked().answer).toMatchObject({ decision: 'allow' });
    expect(await other().answer).toMatchObject({ decision: 'deny' });
  });

  test('is refused, and still to be answered, where a rule of a higher rank asks', async () => {
    const { answer } = runs('cp x .claude/settings.json');
    const { id } = await first();
    expect(await run(['approve', id, '--always'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('rule of the organisation'),
    });
    await run(['approve', id, '--no']);
    expect(await answer).toMatchObject({ decision: 'deny' });
    expect(existsSync(path.join(box.workspace, '.vireon/proposed'))).toBe(false);
  });
});

describe('two persons', () => {
  test('must be two', async () => {
    const { answer } = runs('migrate main');
    const { id } = await first();
    expect((await run(['approve', id])).stdout).toContain('It takes 2 persons');
    expect((await run(['approve', id, '--once', '--as', 'anna'])).stdout).toContain("still needs another person's");
    expect(await run(['approve', id, '--once', '--as', 'Anna '])).toMatchObject({ code: 2 });
    expect(await waiting()).toMatchObject([{ approvedBy: ['anna'] }]);
    expect((await run(['approve', id, '--session', '--as', 'ben'])).stdout).toContain('Approved by anna and ben');
    expect(await answer).toMatchObject({ decision: 'allow' });
    // The narrower of two answers holds: nothing is remembered.
    expect(await runs('migrate main', { wait: 0 }).answer).toMatchObject({ decision: 'deny' });
  });

  test('are asked even where the host has a prompt of its own', async () => {
    const payload = {
      hook_event_name: 'PreToolUse',
      session_id: 's1',
      cwd: box.workspace,
      tool_name: 'Bash',
      tool_input: { command: 'migrate main' },
    };
    const { ended } = start([LAUNCHER, 'hook', 'claude-code', '--wait', '60'], JSON.stringify(payload));
    const { id } = await first();
    await run(['approve', id, '--once', '--as', 'anna']);
    await run(['approve', id, '--no', 'not today', '--as', 'ben']);
    expect(JSON.parse((await ended).stdout)).toMatchObject({
      hookSpecificOutput: {
        permissionDecision: 'deny',
        permissionDecisionReason: expect.stringContaining('ben was asked and said no: not today'),
      },
    });
  });
});

describe('only a person answers', () => {
  test.each(['CLAUDECODE', 'CURSOR_AGENT', 'CODEX_SANDBOX', 'GEMINI_CLI', 'OPENCODE', 'CLINE_ACTIVE'])(
    'never a process with %s',
    async (mark) => {
      const { answer } = runs('deploy staging');
      const { id } = await first();
      const refused = await run(['approve', id, '--once'], { [mark]: '1' });
      expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining(mark) });
      expect(await waiting()).toMatchObject([{ id }]);
      await run(['approve', id, '--no']);
      await answer;
    },
  );

  test.each(['vireon approve X --once', 'env -u CLAUDECODE vireon approve X', 'vireon --no-daemon approve X --once'])(
    'never an agent that runs `%s`',
    async (command) => {
      expect(await runs(command, { wait: 0 }).answer).toMatchObject({
        decision: 'deny',
        reason: expect.stringContaining('guard-vireon-down'),
      });
    },
  );
});

describe('in the terminal', () => {
  test('a person answers one act after the other, and sees the difference that an edit makes', async () => {
    box.write({ 'a.txt': 'first\nprice = 10\nlast\n' });
    const one = runs('deploy staging');
    await waiting(1);
    const two = agent('edit_file', { path: path.join(box.workspace, 'a.txt'), old_str: '= 10', new_str: '= 12' });
    await waiting(2);
    mkdirSync(path.join(box.workspace, 'out'));
    // A terminal of its own, as `script` makes one; `x` is no answer and is asked again.
    const talk = spawnSync('python3', ['-c', PTY, process.execPath, VIREON, 'approve', '--as', 'mara'], {
      cwd: box.workspace,
      env: { ...box.environment, TERM: 'dumb', NO_COLOR: '1' },
      input: '',
      encoding: 'utf8',
      timeout: 60_000,
    });
    const seen = talk.stdout.replaceAll('\r', '');
    expect(seen).toContain('deploy staging');
    expect(seen).toMatch(/ -price = 10\n.*\+price = 12/);
    expect(await one.answer).toMatchObject({ decision: 'allow' });
    expect(await two.answer).toMatchObject({ decision: 'deny', reason: expect.stringContaining('too dear') });
  });

  test('--watch tells what comes', async () => {
    const { pid, ended } = start([process.execPath, VIREON, 'approve', '--watch', '--json']);
    const { answer } = runs('deploy staging');
    const { id } = await first();
    await pause(1500);
    process.kill(pid, 'SIGINT');
    expect(JSON.parse((await ended).stdout)).toMatchObject({ id });
    await run(['approve', id, '--once']);
    await answer;
  });
});

/** Runs a program in a terminal, and types what the questions want. */
const PTY = `
import os, pty, sys, select
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], sys.argv[1:])
typed = ['x\\n', 'o\\n', 'n\\n', 'too dear\\n']
seen = ''
new = ''
while True:
    try:
        data = os.read(fd, 4096).decode()
    except OSError:
        break
    if not data:
        break
    seen += data
    new += data
    if typed and ('uit? ' in new or 'because: ' in new):
        os.write(fd, typed.pop(0).encode())
        new = ''
os.waitpid(pid, 0)
sys.stdout.write(seen)
`;

describe('in an editor', () => {
  const ASKS = { window: { showMessage: { messageActionItem: { additionalPropertiesSupport: false } } } };
  const editors: Editor[] = [];
  const open = async (capabilities: object, params: object = {}) => {
    const editor = new Editor(box, capabilities, [process.execPath, VIREON, 'lsp', '--stdio']);
    editors.push(editor);
    return editor.start(params);
  };
  const asked = (editor: Editor) =>
    editor.sent.filter(({ method }) => method === 'window/showMessageRequest').map(({ value }) => value);
  afterEach(() => {
    for (const editor of editors.splice(0)) editor.kill();
  });

  test('the first answer wins; the others are told; who cannot show buttons is not asked', async () => {
    const [near, other] = [await open(ASKS), await open(ASKS)];
    const elsewhere = await open(ASKS, { rootUri: 'file:///nowhere', workspaceFolders: null });
    const poor = await open({});
    let press: (button: object) => void = () => {};
    near.replies.set('window/showMessageRequest', () => new Promise((resolve) => (press = resolve)));
    other.replies.set('window/showMessageRequest', () => new Promise(() => {}));
    const { answer } = runs('deploy staging');
    const [message] = await near.until(() => (asked(near).length > 0 ? asked(near) : undefined));
    expect(message).toMatchObject({
      message: expect.stringContaining('amp wants to run: deploy staging'),
      actions: [
        { title: 'Allow once' },
        { title: 'For this session' },
        { title: 'Always (propose a rule)' },
        { title: 'No' },
      ],
    });
    await other.until(() => (asked(other).length > 0 ? true : undefined));
    press({ title: 'Allow once' });
    expect(await answer).toMatchObject({ decision: 'allow' });
    const end = await other.until(() => other.sent.find(({ method }) => method === 'window/showMessage'));
    expect(end.value).toMatchObject({ message: expect.stringContaining('run: deploy staging: approved by') });
    expect([asked(elsewhere), asked(poor)]).toEqual([[], []]);
    expect(await told()).toMatchObject([{}, { door: 'editor' }, {}]);
  });

  test('one with another workspace is asked where no editor is nearer; closing the message is no answer', async () => {
    const elsewhere = await open(ASKS, { rootUri: 'file:///nowhere', workspaceFolders: null });
    const { answer } = runs('deploy staging');
    await elsewhere.until(() => (asked(elsewhere).length > 0 ? true : undefined));
    const { id } = await first();
    await run(['approve', id, '--no', 'later']);
    expect(await answer).toMatchObject({ decision: 'deny' });
  });
});

describe('through MCP', () => {
  const SERVER = () => ({
    command: process.execPath,
    args: [VIREON, 'mcp'],
    env: box.environment,
    cwd: box.workspace,
  });
  const NAME = { name: 'claude-code', version: '2.1.329' };
  type Reply = { action: 'accept' | 'decline' | 'cancel'; content?: Record<string, string> };
  interface Asker {
    call(command: string): Promise<{ readonly [key: string]: unknown }>;
    close(): Promise<void>;
  }

  async function current(mode: 'auto' | 'legacy', reply: () => Promise<Reply>): Promise<Asker> {
    const client = new Client(NAME, { versionNegotiation: { mode }, capabilities: { elicitation: { form: {} } } });
    client.setRequestHandler('elicitation/create', reply);
    await client.connect(new StdioClientTransport(SERVER()));
    return {
      call: (command) => client.callTool({ name: 'check_command', arguments: { command } }),
      close: () => client.close(),
    };
  }

  async function independent(reply: () => Promise<Reply>): Promise<Asker> {
    const client = new LegacyClient(NAME, { capabilities: { elicitation: {} } });
    client.setRequestHandler(ElicitRequestSchema, reply);
    await client.connect(new LegacyTransport(SERVER()));
    return {
      call: async (command) => ({ ...(await client.callTool({ name: 'check_command', arguments: { command } })) }),
      close: () => client.close(),
    };
  }

  const CLIENTS: [string, (reply: () => Promise<Reply>) => Promise<Asker>][] = [
    ['the official client', (reply) => current('auto', reply)],
    ['the official client in legacy mode', (reply) => current('legacy', reply)],
    ['the first official client', independent],
  ];

  test.each(CLIENTS)('%s shows a form', async (_, connect) => {
    const replies: Reply[] = [
      { action: 'accept', content: { answer: 'once' } },
      { action: 'accept', content: { answer: 'no', reason: 'use the staging cluster' } },
      { action: 'decline' },
    ];
    const client = await connect(async () => replies.shift() ?? { action: 'cancel' });
    expect(await client.call('deploy a')).toMatchObject({ structuredContent: { verdict: 'allow' } });
    const refused = await client.call('deploy b');
    expect(refused).toMatchObject({ structuredContent: { verdict: 'deny' } });
    expect(JSON.stringify(refused.content)).toContain('said no: use the staging cluster');
    expect(await client.call('deploy c')).toMatchObject({ structuredContent: { verdict: 'deny' } });
    expect(await client.call('ls')).toMatchObject({ structuredContent: { verdict: 'allow' } });
    await client.close();
    expect((await told()).filter(({ name }) => name === 'approval-answered')).toMatchObject([
      { answer: 'once', door: 'mcp' },
      { answer: 'no', door: 'mcp', reason: 'use the staging cluster' },
      { answer: 'no', door: 'mcp' },
    ]);
  });

  test('who is quicker at the terminal is heard', async () => {
    let send: (reply: Reply) => void = () => {};
    const client = await current('auto', () => new Promise((resolve) => (send = resolve)));
    const answer = client.call('deploy a');
    const { id } = await first();
    await run(['approve', id, '--no', 'not now', '--as', 'mara']);
    send({ action: 'accept', content: { answer: 'once' } });
    const refused = await answer;
    expect(refused).toMatchObject({ structuredContent: { verdict: 'deny' } });
    expect(JSON.stringify(refused.content)).toContain('mara was asked and said no: not now');
    await client.close();
  });

  test('a client without forms is told to ask', async () => {
    const client = new Client(NAME);
    await client.connect(new StdioClientTransport(SERVER()));
    const answer = await client.callTool({ name: 'check_command', arguments: { command: 'deploy a' } });
    expect(answer).toMatchObject({ structuredContent: { verdict: 'ask' } });
    await client.close();
  });
});
