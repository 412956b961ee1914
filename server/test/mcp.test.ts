import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conversations, outputViolations, recorded, type Said, violations } from './mcp-wire.js';
import { sandbox, VIREON } from './vireon.js';

const box = sandbox();

beforeAll(() => {
  box.write({
    '.vireon/config.yaml':
      'packs: { code-safety: false, commands: false, secrets: false, sessions: false, undo: false }\n',
    '.vireon/rules/team.yaml': RULES,
    'src/old.js': 'eval(first);\nconst kept = 1;\n',
  });
});
afterAll(() => box.remove());

const RULES = `rules:
  - id: team-no-eval
    languages: [javascript]
    severity: ERROR
    message: Running text as code lets its author take over. Parse it as data.
    pattern: eval($X)
    fix: JSON.parse($X)
  - id: team-no-force-push
    languages: [bash]
    severity: ERROR
    message: Force-pushing rewrites history that others have.
    pattern: git push ... --force ...
    govern:
      on: [command]
      alternatives: [git push --force-with-lease]
`;

/** What a tool answered, whichever client asked. */
interface Answer {
  readonly structured: Readonly<Record<string, unknown>>;
  readonly text: string;
  readonly isError: boolean;
}

interface Tool {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
}

interface Connection {
  readonly revision: string;
  tools(): Promise<readonly Tool[]>;
  call(name: string, args: object, signal?: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

const SERVER = [process.execPath, VIREON, 'mcp', '--no-daemon'];
const NAME = { name: 'claude-code', version: '2.1.329' };

function serverIn(directory: string) {
  mkdirSync(directory, { recursive: true });
  return { ...recorded(directory, SERVER), env: box.environment, cwd: box.workspace };
}

async function current(directory: string, mode: 'auto' | 'legacy'): Promise<Connection> {
  const client = new Client(NAME, { versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport(serverIn(directory)));
  return {
    revision: String(client.getNegotiatedProtocolVersion()),
    tools: async () => (await client.listTools()).tools,
    call: async (name, args, signal) =>
      answerOf(await client.callTool({ name, arguments: { ...args } }, { ...(signal && { signal }) })),
    close: () => client.close(),
  };
}

async function independent(directory: string): Promise<Connection> {
  const client = new LegacyClient(NAME);
  await client.connect(new LegacyTransport(serverIn(directory)));
  return {
    revision: '2025-11-25',
    tools: async () => (await client.listTools()).tools,
    call: async (name, args, signal) =>
      answerOf(await client.callTool({ name, arguments: { ...args } }, undefined, { ...(signal && { signal }) })),
    close: () => client.close(),
  };
}

function answerOf(result: object): Answer {
  const { content, structuredContent, isError } = result as {
    readonly content: readonly { readonly text: string }[];
    readonly structuredContent?: Record<string, unknown>;
    readonly isError?: boolean;
  };
  return {
    structured: structuredContent ?? {},
    text: content.map(({ text }) => text).join('\n'),
    isError: isError === true,
  };
}

const CLIENTS: readonly [string, string, (directory: string) => Promise<Connection>][] = [
  ['the official client', '2026-07-28', (directory) => current(directory, 'auto')],
  ['the official client in legacy mode', '2025-11-25', (directory) => current(directory, 'legacy')],
  ['the older SDK', '2025-11-25', independent],
];

describe.each(CLIENTS)('%s (%s)', (name, revision, connect) => {
  const record = path.join(box.workspace, '..', name.replaceAll(' ', '-'));
  let connection: Connection;
  beforeAll(async () => {
    connection = await connect(record);
  });

  test('agrees on the revision', () => {
    expect(connection.revision).toBe(revision);
  });

  test('sees six tools that say of themselves that they are harmless', async () => {
    const tools = await connection.tools();
    expect(tools.map((tool) => tool.name)).toEqual([
      'check_code',
      'propose_edit',
      'check_command',
      'list_rules',
      'explain_rule',
      'recent_decisions',
    ]);
    for (const { title, description, inputSchema, outputSchema, annotations } of tools) {
      expect(annotations).toEqual({
        title,
        readOnlyHint: true,
        destructiveHint: false,
        idempotentHint: true,
        openWorldHint: false,
      });
      expect(description?.length).toBeGreaterThan(40);
      expect([inputSchema, outputSchema]).toMatchObject([{ type: 'object' }, { type: 'object' }]);
    }
  });

  test('checks a text', async () => {
    const { structured, text } = await connection.call('check_code', { content: 'eval(x)', language: 'javascript' });
    expect(structured).toMatchObject({
      total: 1,
      findings: [
        { rule: 'team-no-eval', fix: 'JSON.parse(x)', range: { line: 1, column: 1, endLine: 1, endColumn: 8 } },
      ],
    });
    expect(text).toContain('line 1, ERROR team-no-eval');
  });

  test('checks a file', async () => {
    const { structured } = await connection.call('check_code', { path: 'src/old.js' });
    expect(structured).toMatchObject({ total: 1, findings: [{ rule: 'team-no-eval', path: 'src/old.js' }] });
  });

  test('has an edit denied and mended', async () => {
    const { structured, text } = await connection.call('propose_edit', { path: 'src/a.js', content: 'eval(x);\n' });
    expect(structured).toMatchObject({
      verdict: 'deny',
      total: 1,
      reasons: [{ rule: 'team-no-eval', path: 'src/a.js', fresh: true }],
      fixed: { content: 'JSON.parse(x);\n', verdict: 'allow' },
    });
    expect(text).toContain('fix: JSON.parse(x)');
  });

  test('has an edit of other lines allowed', async () => {
    const { structured } = await connection.call('propose_edit', {
      path: path.join(box.workspace, 'src/old.js'),
      replacements: [{ oldText: 'kept = 1', newText: 'kept = 2' }],
    });
    expect(structured.verdict).toBe('allow');
  });

  test('has an edit that does not fit the file left to a person', async () => {
    const { structured, text } = await connection.call('propose_edit', {
      path: 'src/old.js',
      replacements: [{ oldText: 'absent', newText: '' }],
    });
    expect(structured.verdict).toBe('ask');
    expect(text).toContain('does not occur in the file');
  });

  test('has a command denied, with the way that is allowed', async () => {
    const { structured, text } = await connection.call('check_command', {
      command: 'cd src && sudo git push origin main --force',
    });
    expect(structured).toMatchObject({ verdict: 'deny', reasons: [{ rule: 'team-no-force-push' }] });
    expect(text).toContain('instead: git push --force-with-lease');
  });

  test('lists the rules that it asks for', async () => {
    const { structured } = await connection.call('list_rules', { act: 'command', text: 'TEAM-' });
    expect(structured).toMatchObject({ total: 1, rules: [{ id: 'team-no-force-push', decision: 'deny' }] });
  });

  test('explains a rule, and helps with a misspelt one', async () => {
    const { structured } = await connection.call('explain_rule', { rule: 'team-no-eval' });
    expect(structured).toMatchObject({ id: 'team-no-eval', decision: 'deny' });
    expect(structured.source).toContain('eval($X)');
    const misspelt = await connection.call('explain_rule', { rule: 'team-no-evil' });
    expect(misspelt.isError).toBe(true);
    expect(misspelt.text).toContain('team-no-eval');
  });

  test('finds its own decisions on record', async () => {
    const { structured } = await connection.call('recent_decisions', { verdict: 'deny', limit: 1 });
    expect(structured.decisions).toMatchObject([
      { actor: 'claude-code', act: 'command', verdict: 'deny', rules: ['team-no-force-push'] },
    ]);
  });

  test.each<[string, object, string]>([
    ['propose_edit', { path: 'a.js' }, 'exactly one of `content`, `replacements` and `remove`'],
    ['propose_edit', { path: 'a.js', content: '', remove: true }, 'exactly one of'],
    ['propose_edit', { path: 'a.js', contents: '' }, 'unknown argument `contents`; allowed: path, content'],
    ['propose_edit', { path: '', content: '' }, '`path` must not be empty'],
    ['propose_edit', { path: 'a.js', replacements: [] }, '`replacements` must not be empty'],
    ['check_command', { command: '' }, '`command` must not be empty'],
    ['check_command', {}, '`command` must be a string'],
    ['check_command', { command: ['ls'] }, '`command` must be a string'],
    ['check_code', { content: 'x' }, 'give `language` or `path`'],
    ['check_code', {}, 'give `path` (a file) or `content` (a text)'],
    ['list_rules', { act: 'dance' }, '`act` must be one of file, edit'],
    ['list_rules', { limit: 100_000 }, '500'],
    ['recent_decisions', { limit: 0 }, '1'],
  ])('is told what is wrong with the arguments: %s %j', async (tool, args, message) => {
    const answer = await connection.call(tool, args);
    expect(answer.isError).toBe(true);
    expect(answer.text).toContain(message);
  });

  test('can call off a request and ask another', async () => {
    const abort = new AbortController();
    const called = connection.call('check_command', { command: 'ls' }, abort.signal);
    abort.abort();
    await expect(called).rejects.toThrow();
    expect((await connection.call('check_command', { command: 'ls' })).structured.verdict).toBe('allow');
  });

  test('got nothing but messages of its revision', async () => {
    await connection.close();
    const all = conversations(record);
    expect(all.flat().length).toBeGreaterThan(20);
    for (const said of all) {
      expect(violations(revisionOf(said), said)).toEqual([]);
      expect(outputViolations(said)).toEqual([]);
    }
    expect(all.map(revisionOf)).toContain(revision);
  });
});

/** Each process speaks the revision that its first request opens with. */
function revisionOf(said: readonly Said[]): string {
  return said.some(({ request }) => request?.method === 'initialize') ? '2025-11-25' : '2026-07-28';
}

type Wire = Readonly<{ id?: number; result?: Record<string, unknown>; error?: { code: number } }>;

/** Writes `lines` as they are to a server of its own and gives what it wrote back. */
async function raw(...lines: (string | Buffer)[]): Promise<Wire[]> {
  const [command, ...args] = SERVER;
  const server = spawn(String(command), args, { cwd: box.workspace, env: box.environment });
  server.stdin.on('error', () => {});
  for (const line of lines) server.stdin.write(Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
  server.stdin.end();
  const output = (await server.stdout.setEncoding('utf8').toArray()).join('');
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function request(id: number, method: string, params: object = {}): string {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

const HELLO = request(0, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: NAME });

test.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('speaks %s', async (revision) => {
  const requests = [
    request(0, 'initialize', { protocolVersion: revision, capabilities: {}, clientInfo: NAME }),
    request(1, 'tools/list'),
    request(2, 'tools/call', { name: 'check_command', arguments: { command: 'git push --force' } }),
    request(3, 'tools/call', { name: 'check_command', arguments: {} }),
    request(4, 'ping'),
  ];
  const answers = await raw(...requests);
  expect(answers).toHaveLength(requests.length);
  expect(answers.find(({ id }) => id === 0)?.result).toMatchObject({ protocolVersion: revision });
  const said = answers.map((message) => ({ message, request: JSON.parse(requests[message.id ?? 0] ?? '{}') }));
  const schema = revision < '2025-06-18' ? '2025-06-18' : revision;
  expect(violations(schema, said)).toEqual([]);
});

test.each<[string, string | Buffer, number]>([
  ['a message cut off', HELLO.slice(0, 40), -32700],
  ['binary', Buffer.from([0x00, 0xff, 0xfe, 0x80, 0x01]), -32700],
  ['a message of 17 MiB', Buffer.alloc(17 * 1024 * 1024, 'x'), -32700],
  ['deep nesting', `${request(1, 'tools/list').slice(0, -3)}${'['.repeat(200_000)}`, -32700],
  ['JSON of another shape', '{"hello":"world"}', -32600],
  ['a batch', `[${request(1, 'ping')}]`, -32600],
  ['a method that does not exist', request(1, 'tools/sing'), -32601],
  ['a tool that does not exist', request(1, 'tools/call', { name: 'sing', arguments: {} }), -32602],
  ['arguments that are no object', request(1, 'tools/call', { name: 'check_code', arguments: [] }), -32602],
])('answers %s with an error, and goes on', async (_, bad, code) => {
  const answers = await raw(HELLO, bad, request(2, 'ping'));
  expect(answers.map(({ error }) => error?.code).filter(Boolean)).toEqual([code]);
  expect(answers.find(({ id }) => id === 2)?.result).toEqual({});
  expect(
    violations(
      '2025-11-25',
      answers.map((message) => ({ message, request: undefined })),
    ),
  ).toEqual([]);
});
