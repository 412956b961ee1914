import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, TextEdit } from 'vscode-languageserver/node';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { workspace } from './workspace.js';

const capabilitiesOf = (editor: string) => fixtures.find(({ name }) => name === editor)?.capabilities;
const PULLS = capabilitiesOf('vscode-codeserver-1.139.1');
const IS_PUSHED = capabilitiesOf('kate-22.12.3');

const at = (line: number, character: number, newText: string): TextEdit => ({
  range: { start: { line, character }, end: { line, character } },
  newText,
});
const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);

describe('open documents', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(() => {
    box = workspace();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it('are judged by their unsaved text', async () => {
    box.write({ 'a.py': 'eval(x)\n' });
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', '');
    expect(await editor.diagnostics(uri)).toEqual([]);
    await editor.type(uri, at(0, 0, 'md5'));
    expect(codes(await editor.diagnostics(uri))).toEqual(['no-weak-hash']);
  });

  it('take incremental changes in order, with columns in UTF-16', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'x = "🙂"\n');
    await editor.type(uri, at(0, 8, ' # m'), at(0, 12, 'd'), at(0, 13, '5'));
    const [diagnostic] = await editor.diagnostics(uri);
    expect(editor.text(uri)).toBe('x = "🙂" # md5\n');
    expect(diagnostic?.range).toEqual({ start: { line: 0, character: 11 }, end: { line: 0, character: 14 } });
  });

  it('are pushed for the newest version only', async () => {
    const withVersion = { textDocument: { publishDiagnostics: { versionSupport: true } } };
    editor = await new Editor(box, withVersion).start();
    const uri = await editor.open('a.py', 'python', '');
    await editor.type(uri, ...[...'eval(md5)'].map((letter, i) => at(0, i, letter)));
    const diagnostics = await editor.diagnostics(uri, ({ length }) => length === 2);
    expect(codes(diagnostics).sort()).toEqual(['no-eval', 'no-weak-hash']);
    expect(editor.pushed(uri).map(({ version }) => version)).toEqual(expect.arrayContaining([10]));
    expect(editor.pushed(uri).length).toBeLessThan(5);
  });

  it('lose their pushed diagnostics on closing, and get none after it', async () => {
    editor = await new Editor(box, IS_PUSHED).start();
    const uri = await editor.open('a.py', 'python', 'md5');
    await editor.diagnostics(uri, ({ length }) => length === 1);
    await editor.type(uri, at(0, 0, 'eval( '));
    await editor.close(uri);
    await editor.diagnostics(uri, ({ length }) => length === 0);
    const other = await editor.open('b.py', 'python', 'md5');
    await editor.diagnostics(other, ({ length }) => length === 1);
    expect(editor.pushed(uri).at(-1)?.diagnostics).toEqual([]);
  });

  it('are again what is on disk once they are closed', async () => {
    box.write({ 'a.py': 'eval(x)\n' });
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'md5');
    expect(codes(await editor.diagnostics(uri))).toEqual(['no-weak-hash']);
    await editor.close(uri);
    expect(await editor.diagnostics(uri)).toEqual([]);
    await editor.open('a.py', 'python', 'eval(x)\n');
    expect(codes(await editor.diagnostics(uri))).toEqual(['no-eval']);
  });

  it('are left alone where they are no files', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = 'untitled:Untitled-1';
    const textDocument = { uri, languageId: 'python', version: 1, text: 'md5' };
    await editor.notify('textDocument/didOpen', { textDocument });
    expect(await editor.diagnostics(uri)).toEqual([]);
  });

  it('are judged anew when rules change', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'sha1(x)');
    expect(await editor.diagnostics(uri)).toEqual([]);
    box.write({
      '.vireon/rules/no-sha1.yaml':
        'rules:\n  - id: no-sha1\n    languages: [regex]\n    severity: WARNING\n    message: Weak.\n    pattern-regex: sha1\n',
    });
    await editor.until(() => editor.sent.find(({ method }) => method === 'workspace/diagnostic/refresh'));
    expect(codes(await editor.diagnostics(uri))).toEqual(['no-sha1']);
  });

  it('are pushed anew when rules change', async () => {
    editor = await new Editor(box, IS_PUSHED).start();
    const uri = await editor.open('a.py', 'python', 'md5(x)');
    await editor.diagnostics(uri, ({ length }) => length === 1);
    rmSync(path.join(box.workspace, '.vireon/rules/no-weak-hash/rule.yaml'));
    await editor.diagnostics(uri, ({ length }) => length === 0);
  });
});

describe('code actions', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(() => {
    box = workspace();
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  const everywhere = { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } };
  const titled = (actions: readonly object[], start: string) =>
    actions.find((action) => 'title' in action && String(action.title).startsWith(start)) as never;

  it('ignore a finding with a comment of the language, indented like it', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'if x:\r\n    eval(x)\r\n');
    const actions = await editor.codeActions(uri, { start: { line: 1, character: 4 }, end: { line: 1, character: 4 } });
    await editor.choose(titled(actions, 'Ignore no-eval'));
    expect(editor.text(uri)).toBe('if x:\r\n    # vireon-ignore: no-eval -- reason\r\n    eval(x)\r\n');
    expect(await editor.diagnostics(uri)).toEqual([]);
  });

  it('offer no comment where the language has none', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.json', 'json', '{"a": "eval("}\n');
    const actions = await editor.codeActions(uri, everywhere);
    expect(actions.map(({ title }) => title)).toEqual(['Explain no-eval']);
  });

  it('fix all of one rule, and everything on request only', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'md5\nmd5\neval(x)\n');
    const actions = await editor.codeActions(uri, everywhere);
    expect(actions.filter((action) => 'isPreferred' in action)).toEqual([]);
    expect(actions.filter((action) => 'kind' in action && action.kind !== 'quickfix')).toEqual([]);
    expect(titled(actions, 'Fix all no-weak-hash')).toMatchObject({ kind: 'quickfix' });

    const all = await editor.codeActions(uri, everywhere, ['source.fixAll']);
    expect(all).toMatchObject([{ kind: 'source.fixAll.vireon' }]);
    await editor.choose(all[0] as never);
    expect(editor.text(uri)).toBe('sha256\nsha256\neval(x)\n');
    expect(await editor.codeActions(uri, everywhere, ['source'])).toEqual([]);
    expect(await editor.codeActions(uri, everywhere, ['refactor'])).toEqual([]);
  });

  it('that have become moot resolve to no edit', async () => {
    editor = await new Editor(box, PULLS).start();
    const uri = await editor.open('a.py', 'python', 'md5\n');
    const [fix] = await editor.codeActions(uri, everywhere);
    await editor.type(uri, { range: everywhere, newText: '' });
    expect(await editor.resolve(fix as never)).not.toHaveProperty('edit');
  });
});
