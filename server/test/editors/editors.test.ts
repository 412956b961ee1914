import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serverCommand } from '../lsp/editor.js';
import { workspace } from '../lsp/workspace.js';
import type { Sandbox } from '../vireon.js';

const script = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const succeeds = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: 'ignore' }).status === 0;

const ALE = '/usr/share/vim-ale';
const neovim = succeeds('nvim', '--version');
const ale = existsSync(ALE) && succeeds('vim.nox', '--version') && succeeds('script', '--version');
const eglot = succeeds(
  'emacs',
  '--batch',
  '--eval',
  '(unless (or (locate-library "eglot") (file-expand-wildcards "/usr/share/emacs/site-lisp/elpa*/eglot-*")) (kill-emacs 1))',
);

const missing = [
  neovim ? [] : ['Neovim (Debian: neovim)'],
  ale ? [] : ['Vim with ALE (Debian: vim-nox vim-ale)'],
  eglot ? [] : ['Emacs with eglot (Debian: emacs-nox elpa-eglot)'],
].flat();

describe('real editors', () => {
  let box: Sandbox;

  beforeEach(() => {
    box = workspace();
    box.write({ 'hash.py': 'import hashlib\n\ndef digest(text):\n    return hashlib.md5(text)\n', '.git/HEAD': '' });
  });
  afterEach(() => {
    box.remove();
  });

  function run(program: string, args: readonly string[], separator: string, environment: Record<string, string> = {}) {
    const home = path.join(box.workspace, '..', 'user');
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: box.workspace,
      env: {
        ...box.environment,
        TERM: 'xterm',
        XDG_STATE_HOME: `${home}/state`,
        XDG_DATA_HOME: `${home}/data`,
        XDG_CONFIG_HOME: `${home}/config`,
        VIREON_COMMAND: serverCommand().join(separator),
        ...environment,
      },
      input: '',
      encoding: 'utf8',
      timeout: 50_000,
    });
    return { status, output: `${stdout}${stderr}${error?.message ?? ''}` };
  }

  it.skipIf(!neovim)('Neovim', () => {
    const { status, output } = run('nvim', ['--headless', '--clean', '-c', `luafile ${script('neovim.lua')}`], '\t');
    expect(output).not.toContain('FAIL');
    expect(status, output).toBe(0);
  });

  it.skipIf(!ale)('Vim with ALE', () => {
    const report = path.join(box.workspace, 'report');
    const line = `vim.nox -N -u ${script('ale.vim')} -c 'call Main()'`;
    const { output } = run('script', ['-qec', line, '/dev/null'], ' ', { VIREON_ALE: ALE, VIREON_REPORT: report });
    expect(existsSync(report) ? readFileSync(report, 'utf8') : output).toMatch(
      /^(?!.*FAIL).*\nok {3}the diagnostic goes\n$/s,
    );
  });

  it.skipIf(!eglot)('Emacs with eglot', () => {
    const { status, output } = run('emacs', ['--batch', '-Q', '-l', script('eglot.el')], '\t');
    expect(output).not.toContain('FAIL');
    expect(status, output).toBe(0);
  });

  if (missing.length > 0) {
    it(`that are missing here: ${missing.join(', ')}`, ({ skip }) => {
      skip(`not installed: ${missing.join(', ')}`);
    });
  }
});
