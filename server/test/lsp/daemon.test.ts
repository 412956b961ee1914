import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordedDecision } from '../../src/model/decision.js';
import { type Sandbox, VIREON } from '../vireon.js';
import { Editor, fixtures } from './editor.js';
import { workspace } from './workspace.js';

const LAUNCHER = fileURLToPath(new URL('../../../native/build/Release/vireon-launcher', import.meta.url));
const PULLS = fixtures.find(({ name }) => name.startsWith('vscode'))?.capabilities;

describe('an editor joined to the daemon', () => {
  let box: Sandbox;
  let editor: Editor;

  beforeEach(async () => {
    box = workspace();
    editor = await new Editor(box, PULLS, [process.execPath, VIREON, 'lsp', '--stdio']).start();
  });
  afterEach(() => {
    editor.kill();
    vireon(['down']);
    box.remove();
  });

  function vireon(args: readonly string[], input = ''): string {
    const options = { cwd: box.workspace, env: box.environment, input, encoding: 'utf8' } as const;
    return spawnSync(process.execPath, [VIREON, ...args], options).stdout;
  }

  /** What an agent is told that replaces `unsaved` in a.py. */
  function decide(newText: string): RecordedDecision {
    const replacements = [{ oldText: 'unsaved', newText }];
    const act = { kind: 'edit', path: `${box.workspace}/a.py`, replacements };
    return JSON.parse(vireon(['decide'], JSON.stringify({ act, actor: { kind: 'agent', host: 'claude-code' } })));
  }

  it('shares its unsaved text with agents', async () => {
    box.write({ 'a.py': 'on disk\n' });
    const uri = await editor.open('a.py', 'python', 'unsaved\n');
    expect(await editor.diagnostics(uri)).toEqual([]);
    expect(decide('eval(x)')).toMatchObject({ verdict: 'deny', reasons: [{ rule: 'no-eval' }] });
    expect(decide('fine')).toMatchObject({ verdict: 'allow' });
  });

  it('is told of changed rules', async () => {
    const uri = await editor.open('a.py', 'python', 'sha1(x)\n');
    expect(await editor.diagnostics(uri)).toEqual([]);
    box.write({
      '.vireon/rules/no-sha1.yaml':
        'rules:\n  - id: no-sha1\n    languages: [regex]\n    severity: WARNING\n    message: Weak.\n    pattern-regex: sha1\n',
    });
    await editor.until(() => editor.sent.find(({ method }) => method === 'workspace/diagnostic/refresh'));
    expect(await editor.diagnostics(uri)).toMatchObject([{ code: 'no-sha1' }]);
  });

  it('leaves no document open when it dies', async () => {
    await editor.diagnostics(await editor.open('a.py', 'python', 'unsaved\n'));
    expect(vireon(['status'])).toContain('1 open document');
    editor.kill();
    await editor.exited();
    await expect.poll(() => vireon(['status']), { timeout: 20_000 }).toContain('0 open documents');
  });

  it('leaves with success, and without ending the daemon', async () => {
    expect(await editor.quit()).toBe(0);
    expect(vireon(['status'])).toContain('open document');
  });

  it.skipIf(!existsSync(LAUNCHER))('leaves with success through the compiled client, too', async () => {
    const other = await new Editor(box, PULLS, [LAUNCHER, 'lsp', '--stdio']).start();
    expect(await other.quit()).toBe(0);
    expect(await editor.quit()).toBe(0);
  });
});
