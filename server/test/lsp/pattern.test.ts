import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, Diagnostic, Hover } from 'vscode-languageserver/node';
import type { PatternMatches } from '../../src/model/verbs.js';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { overreach } from './takes.js';
import { workspace } from './workspace.js';

const SOURCE = 'import os\n\ndef run(cmd):\n    os.system(cmd)\n    os.system("ls")\n';
const CALL = { start: { line: 3, character: 4 }, end: { line: 3, character: 18 } };

describe.each(fixtures)('a pattern in $name', ({ capabilities }) => {
  let box: Sandbox;
  let editor: Editor;
  let uri: string;

  beforeEach(async () => {
    box = workspace();
    editor = await new Editor(box, capabilities).start();
    uri = await editor.open('run.py', 'python', SOURCE);
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  const tryPattern = (...args: unknown[]) =>
    editor.request<PatternMatches | null>('workspace/executeCommand', {
      command: 'vireon.tryPattern',
      arguments: [uri, ...args],
    });
  const isTried = ({ code }: Diagnostic) => code === 'tried-pattern';
  const tried = async (count: number) =>
    (await editor.diagnostics(uri, (all) => all.filter(isTried).length === count)).filter(isTried);

  it('can be tried in the open text', async () => {
    expect(await tryPattern('os.system($CMD)')).toMatchObject({
      language: 'python',
      ranges: [
        { range: CALL, metavariables: { $CMD: 'cmd' } },
        { range: { start: { line: 4, character: 4 } }, metavariables: { $CMD: '"ls"' } },
      ],
    });
    expect(await tried(2)).toMatchObject([
      { range: CALL, severity: 3, message: 'The pattern matches here.\n$CMD = cmd' },
      { severity: 3 },
    ]);
    expect(await tryPattern('l[a-z]"', 'regex')).toMatchObject({ language: 'regex', ranges: [{}] });
    expect(await tried(1)).toHaveLength(1);
    expect((await tryPattern('os.system('))?.problem).toMatch(/./);
    expect(await tryPattern('os.system(...)')).toMatchObject({ ranges: [{}, {}] });
    await editor.type(uri, { range: { start: CALL.end, end: CALL.end }, newText: ' ' });
    expect(await tried(0)).toEqual([]);
    await tryPattern('os.system(...)');
    expect(await tryPattern('')).toBeNull();
    expect(await tried(0)).toEqual([]);
    await expect(
      editor.request('workspace/executeCommand', { command: 'vireon.tryPattern', arguments: ['file:///x', 'a'] }),
    ).rejects.toThrow('open file:///x');
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });

  it('can become a rule', async () => {
    const offered = (await editor.codeActions(uri, CALL)) as CodeAction[];
    const titles = offered.map(({ title }) => title);
    expect(titles).toEqual(['Try this as a pattern here', 'Make a rule of this']);
    const make = offered[1];
    const creates = JSON.stringify(capabilities).includes('"create"');
    const draft = 'rules:\n  - id: new-rule\n    languages: [python]\n';
    if (creates) {
      expect(make?.edit?.documentChanges).toMatchObject([
        { kind: 'create', uri: editor.uri('.vireon/rules/new-rule.yaml') },
        { edits: [{ newText: expect.stringContaining(draft) }] },
      ]);
      expect(JSON.stringify(make?.edit)).toContain('pattern: |\\n      os.system(cmd)\\n');
    } else {
      await editor.request('workspace/executeCommand', typeof make?.command === 'object' ? make.command : make);
      const message = editor.sent.find(({ method }) => method === 'window/showMessage');
      expect(JSON.stringify(message?.value)).toContain(JSON.stringify(draft).slice(1, -1));
    }
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });
});

describe('writing a rule', () => {
  const RULE = [
    'rules:',
    '  - id: other',
    '    pattern: no($ELSE)',
    '  - id: no-system',
    '    languages: [python]',
    '    severity: WARNING',
    '    message: Do not run $',
    '    patterns:',
    '      - pattern: $M.system($CMD, $...REST)',
    '      - pattern-regex: "(?<NAMED>x)"',
    '      - focus-metavariable: ',
    '      - metavariable-regex:',
    '          metavariable: $C',
    '',
  ].join('\n');
  let box: Sandbox;
  let editor: Editor;
  let uri: string;

  beforeEach(async () => {
    box = workspace();
    editor = await new Editor(box, { textDocument: { hover: { contentFormat: ['markdown'] } } }).start();
    uri = await editor.open('.vireon/rules/a.yaml', 'yaml', RULE);
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  const complete = (line: number, character: number) =>
    editor.request<CompletionItem[]>('textDocument/completion', {
      textDocument: { uri },
      position: { line, character },
    });

  it.each([
    ['in its message', 6, 25],
    ['in focus-metavariable', 10, 28],
    ['in metavariable-regex', 12, 26],
  ])('offers its metavariables %s', async (_where, line, character) => {
    const items = await complete(line, character);
    expect(items.map(({ label }) => label)).toEqual(expect.arrayContaining(['$CMD', '$M', '$NAMED', '$...REST']));
    expect(items.map(({ label }) => label)).not.toContain('$ELSE');
    const text = RULE.split('\n')[line] ?? '';
    const start = text.includes('$') ? text.lastIndexOf('$') : character;
    expect(items[0]?.textEdit).toMatchObject({
      range: { start: { line, character: start }, end: { line, character } },
    });
  });

  it('explains an operator with an example', async () => {
    const hover = await editor.request<Hover>('textDocument/hover', {
      textDocument: { uri },
      position: { line: 10, character: 12 },
    });
    expect(hover.contents).toEqual({
      kind: 'markdown',
      value: expect.stringMatching(/^focus-metavariable: Narrows .*\n\n```yaml\nfocus-metavariable: \$URL\n```$/s),
    });
  });
});
