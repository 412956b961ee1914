import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../vireon.js';
import { Editor } from './editor.js';
import { workspace } from './workspace.js';

const PULLS = { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown'] } } };
const frame = (body: string) => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** One server is to survive it all. */
describe('input that no editor sends', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeAll(async () => {
    box = workspace();
    editor = new Editor(box, PULLS);
    for (const method of ['textDocument/hover', 'who/knows']) {
      await expect(editor.request(method, {})).rejects.toMatchObject({ code: -32002 });
    }
    await editor.start();
  });
  afterAll(() => {
    editor.kill();
    box.remove();
  });

  const serves = async () => {
    const uri = await editor.open('served.py', 'python', 'md5');
    expect(await editor.diagnostics(uri)).toHaveLength(1);
    await editor.close(uri);
  };

  it.each([
    ['an unknown method', 'textDocument/rename', {}, -32601],
    ['a second `initialize`', 'initialize', { capabilities: {} }, -32600],
    ['no params', 'textDocument/hover', undefined, -32602],
    ['params by position', 'textDocument/hover', ['a', 'b'], -32602],
    ['a position without numbers', 'textDocument/hover', { textDocument: { uri: 'file:///a' }, position: {} }, -32602],
    [
      'a negative position',
      'textDocument/hover',
      { textDocument: { uri: 'file:///a' }, position: { line: -1, character: 0 } },
      -32602,
    ],
    ['a URI that is none', 'textDocument/diagnostic', { textDocument: { uri: 7 } }, -32602],
    ['an unknown command', 'workspace/executeCommand', { command: 'rm -rf' }, -32602],
    ['a command for other clients', 'workspace/executeCommand', { command: 'vireon.applyAction' }, -32602],
    ['a command without its arguments', 'workspace/executeCommand', { command: 'vireon.explainRule' }, -32602],
    [
      'a rule that is not there',
      'workspace/executeCommand',
      { command: 'vireon.explainRule', arguments: [{ workspace: '/', rule: 'no-such-rule' }] },
      -32803,
    ],
    ['an action that is not ours', 'codeAction/resolve', { title: 'x', data: { kind: 'format-disk' } }, -32602],
  ])('answers %s with an error', async (_name, method, params, code) => {
    await expect(editor.request(method, params)).rejects.toMatchObject({ code, message: expect.stringMatching(/\S/) });
    await serves();
  });

  it.each([
    ['didOpen', { textDocument: null }],
    ['didOpen', { textDocument: { uri: 'file:///a', languageId: 'x', version: 'one', text: 5 } }],
    ['didOpen', { textDocument: { uri: '::::', languageId: 'x', version: 1, text: '' } }],
    ['didOpen', { textDocument: { uri: 'file://elsewhere/a%2fb', languageId: 'x', version: 1, text: '' } }],
    ['didChange', { textDocument: { uri: 'file:///never-opened', version: 2 }, contentChanges: [{ text: '' }] }],
    ['didChange', { textDocument: { uri: 'file:///a' }, contentChanges: 'all' }],
    ['didClose', []],
    ['didClose', { textDocument: { uri: 'file:///never-opened' } }],
  ])('survives %s with %j', async (method, params) => {
    await editor.notify(`textDocument/${method}`, params);
    await serves();
  });

  it('takes positions beyond the end', async () => {
    const uri = await editor.open('a.py', 'python', 'md5');
    const position = { line: 4_000_000_000, character: 4_000_000_000 };
    expect(await editor.request('textDocument/hover', { textDocument: { uri }, position })).toBeNull();
    expect(await editor.codeActions(uri, { start: position, end: position })).toEqual([]);
    await editor.type(uri, { range: { start: position, end: position }, newText: '\nmd5' });
    expect(await editor.diagnostics(uri)).toHaveLength(2);
  });

  it.each([
    ['a cancellation of nothing', frame('{"jsonrpc":"2.0","method":"$/cancelRequest"}')],
    ['an answer to no question', frame('{"jsonrpc":"2.0","id":99,"result":{}}')],
    ['a notification that nobody knows', frame('{"jsonrpc":"2.0","method":"who/knows"}')],
  ])('reads on after %s', async (_name, bytes) => {
    editor.server.stdin.write(bytes);
    await serves();
  });

  it.each([
    ['no JSON', frame('{"jsonrpc":')],
    ['a list', frame('[]')],
    ['a bare number', frame('1')],
    ['null', frame('null')],
    ['a header without length', 'Content-Type: text/plain\r\n\r\n'],
    ['a header without colon', 'what\r\n\r\n'],
  ])('logs %s and reads on', async (_name, bytes) => {
    const logged = () => editor.sent.filter(({ method }) => method === 'window/logMessage').length;
    const before = logged();
    editor.server.stdin.write(bytes);
    await editor.until(() => (logged() > before ? true : undefined));
    await serves();
  });

  it('takes a document of 30 MB', async () => {
    const uri = await editor.open('huge.py', 'python', `${'x = 1\n'.repeat(5_000_000)}`);
    await editor.diagnostics(uri);
    await editor.close(uri);
    await serves();
  });
});

describe('the end', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(() => {
    box = workspace();
    editor = new Editor(box, PULLS);
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it('comes quietly where the stream ends inside a message', async () => {
    await editor.start();
    editor.server.stdin.end('Content-Length: 500\r\n\r\n{"jsonrpc":"2.0","id":1,"meth');
    expect(await editor.exited()).toBe(0);
  });

  it('comes with `exit`, even without `shutdown`', async () => {
    await editor.start();
    await editor.notify('exit', undefined);
    await editor.exited();
    expect(editor.server.signalCode).toBeNull();
  });

  it('comes with `exit` before `initialize`', async () => {
    await editor.notify('exit', undefined);
    await editor.exited();
    expect(editor.server.signalCode).toBeNull();
  });

  it('comes when stdin closes', async () => {
    await editor.start();
    editor.server.stdin.end();
    await editor.exited();
    expect(editor.server.signalCode).toBeNull();
  });

  it('refuses requests after `shutdown`', async () => {
    await editor.start();
    await editor.request('shutdown', undefined);
    await expect(editor.request('textDocument/hover', {})).rejects.toMatchObject({ code: -32600 });
  });

  it('comes when the process that `initialize` names has died', async () => {
    const { spawn } = await import('node:child_process');
    const parent = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    await editor.start({ processId: parent.pid });
    const died = once(parent, 'exit');
    parent.kill();
    await died;
    await editor.exited();
    expect(editor.server.signalCode).toBeNull();
  });

  it('does not come for a process that cannot be seen from here', async () => {
    await editor.start({ processId: 2 ** 22 + 1 });
    const uri = await editor.open('a.py', 'python', 'md5');
    expect(await editor.diagnostics(uri)).toHaveLength(1);
  });
});
