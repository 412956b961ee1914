import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic, InlayHint } from 'vscode-languageserver/node';
import type { CaseReport } from '../../src/model/verbs.js';
import type { Sandbox } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { overreach } from './takes.js';
import { workspace } from './workspace.js';

const RULE = [
  'rules:',
  '  - id: no-sha1',
  '    languages: [python]',
  '    severity: WARNING',
  '    message: Weak.',
  '    pattern: sha1($X)',
  '  - id: no-md4',
  '    languages: [python]',
  '    severity: WARNING',
  '    message: Weak.',
  '    pattern: md4($X)',
  '',
].join('\n');
const CASES =
  '# ruleid: no-sha1\nsha1(a)\n# ok: no-sha1\nsha2(a)\n# ruleid: no-md4\nmd4 (a)\n# ruleid: no-md4\nmd5(a)\n';

const capable = fixtures.filter(({ capabilities }) => 'codeLens' in (capabilities.textDocument as object));
const inClientsWay = (capabilities: unknown) => (capabilities as { textDocument: object }).textDocument;

describe.each(fixtures)('the cases of a rule in $name', ({ capabilities }) => {
  let box: Sandbox;
  let editor: Editor;
  let rules: string;
  let cases: string;

  beforeEach(async () => {
    box = workspace();
    box.write({ '.vireon/rules/weak.yaml': RULE, '.vireon/rules/weak.py': CASES });
    editor = await new Editor(box, capabilities).start();
    rules = await editor.open('.vireon/rules/weak.yaml', 'yaml', RULE);
    cases = await editor.open('.vireon/rules/weak.py', 'python', CASES);
  });
  afterEach(() => {
    editor.kill();
    box.remove();
  });

  const isCase = ({ code }: Diagnostic) => code === 'case';
  const told = async (uri: string, count: number) =>
    (await editor.diagnostics(uri, (all) => all.filter(isCase).length === count)).filter(isCase);

  it('are run on demand, and each result stands beside its case', async () => {
    const position = { line: 7, character: 6 };
    const [run] = (await editor.codeActions(rules, { start: position, end: position })) as CodeAction[];
    const command = typeof run?.command === 'object' ? run.command : run;
    expect(command).toMatchObject({ title: 'Run the cases of no-md4', command: 'vireon.runCases' });
    expect(await told(cases, 0)).toEqual([]);

    const report = await editor.request<CaseReport>('workspace/executeCommand', command);
    expect(report.cases).toMatchObject([{ outcome: 'passed' }, { outcome: 'missed', line: 7 }]);
    expect(editor.sent.find(({ method }) => method === 'window/showMessage')?.value).toEqual({
      type: 2,
      message: 'no-md4: 1 of 2 cases right: weak.py:8 must match, does not',
    });

    const hasHints = 'inlayHint' in inClientsWay(capabilities);
    const beside = await told(cases, hasHints ? 1 : 4);
    expect(beside.find(({ severity }) => severity === 1)).toMatchObject({
      range: { start: { line: 7, character: 0 }, end: { line: 7, character: 6 } },
      message: 'no-md4: must match, does not',
    });
    const rest = beside.filter(({ severity }) => severity !== 1);
    expect(rest.map(({ message }) => message)).toEqual(
      hasHints
        ? []
        : ['no-sha1: matches, as it must', 'no-sha1: does not match, as it must not', 'no-md4: matches, as it must'],
    );
    expect(await told(rules, 1)).toMatchObject([
      { range: { start: { line: 6, character: 8 } }, message: expect.stringMatching(/^1 case is wrong, .*weak\.py/) },
    ]);

    // What is typed next is judged at once.
    await editor.type(cases, {
      range: { start: { line: 7, character: 0 }, end: { line: 7, character: 3 } },
      newText: 'md4',
    });
    expect(await told(rules, 0)).toEqual([]);
    expect(overreach(capabilities, editor.sent)).toEqual([]);
  });
});

describe.each(capable)('above a rule in $name', ({ capabilities }) => {
  it('stands how its cases fare', async () => {
    const box = workspace();
    box.write({ '.vireon/rules/weak.yaml': RULE, '.vireon/rules/weak.py': CASES });
    const editor = await new Editor(box, capabilities).start();
    const uri = await editor.open('.vireon/rules/weak.yaml', 'yaml', RULE);
    const lenses = () => editor.request<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const titles = async () => (await lenses()).map(({ command }) => command?.title);
    expect(await titles()).toEqual(['Run cases (2 of 2 cases right)', 'Run cases (1 of 2 cases right)']);
    expect((await lenses())[1]?.range.start).toEqual({ line: 6, character: 8 });

    const rename = (end: number, newText: string) =>
      editor.type(uri, { range: { start: { line: 10, character: 13 }, end: { line: 10, character: end } }, newText });
    await rename(16, 'sha1');
    expect((await titles())[1]).toBe('Run cases (0 of 3 cases right)');
    await rename(17, 'md5');

    const source = await editor.open('.vireon/rules/weak.py', 'python', CASES);
    const range = { start: { line: 0, character: 0 }, end: { line: 8, character: 0 } };
    const hints = () => editor.request<InlayHint[]>('textDocument/inlayHint', { textDocument: { uri: source }, range });
    expect(await hints()).toEqual([]);
    await editor.request('workspace/executeCommand', (await lenses())[1]?.command);
    await editor.until(() => editor.sent.find(({ method }) => method === 'workspace/inlayHint/refresh'));
    expect((await hints()).map(({ position, label }) => [position, label])).toEqual([
      [{ line: 1, character: 7 }, '✓ no-sha1: matches, as it must'],
      [{ line: 3, character: 7 }, '✓ no-sha1: does not match, as it must not'],
      [{ line: 5, character: 7 }, '✗ no-md4: must match, does not'],
      [{ line: 7, character: 6 }, '✓ no-md4: matches, as it must'],
    ]);
    expect(overreach(capabilities, editor.sent)).toEqual([]);
    editor.kill();
    box.remove();
  });
});

it('a file that holds no rules has no lenses', async () => {
  const box = workspace();
  const editor = await new Editor(box, capable[0]?.capabilities).start();
  const uri = await editor.open('values.yaml', 'yaml', 'a: 1\n');
  expect(await editor.request('textDocument/codeLens', { textDocument: { uri } })).toBeNull();
  editor.kill();
  box.remove();
});
