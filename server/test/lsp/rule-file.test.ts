import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CompletionItem, Diagnostic, Hover } from 'vscode-languageserver/node';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { overreach } from './takes.js';
import { workspace } from './workspace.js';

const RULE = [
  'rules:',
  '  - id: no-sha1',
  '    languages: [regex]',
  '    serverity: WARNING',
  '    message: Weak.',
  '    pattern-regex: sha1',
  '    gov',
  '',
].join('\n');

describe.each(fixtures)('a rule file in $name', ({ capabilities }) => {
  let box: Sandbox;
  let editor: Editor;
  let uri: string;

  beforeEach(async () => {
    box = workspace();
    editor = await new Editor(box, capabilities).start();
    uri = await editor.open('.vireon/rules/no-sha1.yaml', 'yaml', RULE);
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  it('is served', async () => {
    const items = await editor.request<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: { line: 6, character: 7 },
    });
    const govern = items.find(({ label }) => label === 'govern');
    expect(govern?.textEdit).toEqual({
      range: { start: { line: 6, character: 4 }, end: { line: 6, character: 7 } },
      newText: 'govern:',
    });
    expect(items.map(({ label }) => label)).not.toContain('message');

    await editor.type(uri, {
      range: { start: { line: 6, character: 0 }, end: { line: 7, character: 0 } },
      newText: '',
    });
    const isSpelling = ({ message }: Diagnostic) => typeof message === 'string' && message.includes('serverity');
    const problems = await editor.diagnostics(uri, (all) => all.some(isSpelling));
    expect(problems.find(isSpelling)).toMatchObject({
      range: { start: { line: 3, character: 4 }, end: { line: 3, character: 13 } },
      severity: 1,
      source: 'vireon',
      message: expect.stringContaining('`severity`'),
    });

    const hover = await editor.request<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 5, character: 8 },
    });
    expect(JSON.stringify(hover.contents)).toContain('regular expression');
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });
});

describe('completion', () => {
  it('is silent in other files', async () => {
    const box = workspace();
    const editor = await new Editor(box, {}).start();
    const uri = await editor.open('values.yaml', 'yaml', 'severity: \n');
    const position = { line: 0, character: 10 };
    expect(await editor.request('textDocument/completion', { textDocument: { uri }, position })).toBeNull();
    editor.kill();
    box.remove();
  });
});
