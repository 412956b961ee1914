import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver/node';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { overreach } from './takes.js';
import { workspace } from './workspace.js';

const SOURCE = 'import hashlib\n\ndef digest(text):\n    return hashlib.md5(text)\n';
const MD5 = { start: { line: 3, character: 19 }, end: { line: 3, character: 22 } };

describe('what each editor can take', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(() => {
    box = workspace();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it.each(fixtures)('$name', async ({ capabilities, clientInfo }) => {
    editor = await new Editor(box, capabilities).start({ clientInfo });
    const uri = await editor.open('hash.py', 'python', SOURCE);

    const [diagnostic] = await editor.diagnostics(uri);
    expect(diagnostic).toMatchObject({
      range: MD5,
      severity: 2,
      source: 'vireon',
      code: 'no-weak-hash',
      message: 'MD5 can be forged. Use SHA-256.',
    });

    const hover = await editor.request<Hover>('textDocument/hover', { textDocument: { uri }, position: MD5.end });
    expect(JSON.stringify(hover.contents)).toContain('Collisions of MD5 are made in seconds.');

    const actions = (await editor.codeActions(uri, MD5, ['quickfix'])) as CodeAction[];
    expect(actions.map(({ title }) => title)).toEqual([
      'Replace with `sha256` (no-weak-hash)',
      'Ignore no-weak-hash here…',
      'Explain no-weak-hash',
    ]);

    const explain = actions[2]?.command;
    expect(editor.offered.executeCommandProvider?.commands).toContain(explain?.command);
    await editor.request('workspace/executeCommand', explain);
    const shown = await editor.until(() => editor.sent.find(({ method }) => method.startsWith('window/show')));
    expect(JSON.stringify(shown.value)).toMatch(/no-weak-hash\/README\.md|Collisions of MD5/);

    await editor.choose(actions[0] as CodeAction);
    expect(editor.text(uri)).toBe(SOURCE.replace('md5', 'sha256'));
    expect(await editor.diagnostics(uri, ({ length }) => length === 0)).toEqual([]);

    await editor.request('textDocument/completion', { textDocument: { uri }, position: MD5.start });
    await editor.close(uri);
    expect(await editor.quit()).toBe(0);
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });
});

describe('clients that no editor is', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(() => {
    box = workspace();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it.each([
    ['nothing', {}],
    ['nulls', { textDocument: null, workspace: null, window: null, general: null }],
    ['wrong types', { textDocument: { codeAction: 7, diagnostic: true, hover: [1] }, workspace: 'yes', window: [] }],
    ['no object', 'all of them'],
  ])('declares %s', async (_name, capabilities) => {
    editor = await new Editor(box, capabilities).start();
    const uri = await editor.open('hash.py', 'python', SOURCE);
    expect(await editor.diagnostics(uri)).toHaveLength(1);
    expect(await editor.codeActions(uri, MD5)).toEqual([
      expect.objectContaining({ title: 'Explain no-weak-hash', command: 'vireon.explainRule' }),
    ]);
    const hover = await editor.request<Hover>('textDocument/hover', { textDocument: { uri }, position: MD5.start });
    expect(hover.contents).toContain('Collisions');
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });

  it('knows code actions only as commands, and lets edits be applied', async () => {
    const capabilities = { workspace: { applyEdit: true } };
    editor = await new Editor(box, capabilities).start();
    const uri = await editor.open('hash.py', 'python', SOURCE);
    const [fix] = await editor.codeActions(uri, MD5);
    expect(fix).toMatchObject({ title: 'Replace with `sha256` (no-weak-hash)', command: 'vireon.applyAction' });
    await editor.request('workspace/executeCommand', fix);
    expect(editor.sent.find(({ method }) => method === 'workspace/applyEdit')?.value).toMatchObject({
      edit: { changes: { [uri]: [{ range: MD5, newText: 'sha256' }] } },
    });
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });
});

describe('one way of diagnostics', () => {
  const pulling = fixtures.filter(({ capabilities }) => 'diagnostic' in (capabilities.textDocument as object));

  it.each(pulling)('$name is told nothing that it did not ask for', async ({ capabilities }) => {
    const box = workspace();
    const editor = await new Editor(box, capabilities).start();
    const uri = await editor.open('hash.py', 'python', SOURCE);
    const first = await editor.request<{ resultId: string; items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    });
    expect(first.items).toHaveLength(1);
    const again = { textDocument: { uri }, previousResultId: first.resultId };
    expect(await editor.request('textDocument/diagnostic', again)).toEqual({
      kind: 'unchanged',
      resultId: first.resultId,
    });
    expect(editor.pushed(uri)).toEqual([]);
    editor.kill();
    box.remove();
  });
});
