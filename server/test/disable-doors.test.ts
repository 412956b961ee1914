// An agent that tries to get rid of what governs it, through the hooks of its host.

import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Try, triesOf } from './disable-attempts.js';
import { moreTriesOf } from './disable-more.js';
import { LAUNCHER, sandbox, VIREON } from './vireon.js';

const box = sandbox();
const { workspace: W, environment } = box;
const HOME = environment.HOME ?? '';
const HOSTS =
  'claude-code,cursor,codex,gemini-cli,antigravity,copilot,vscode,windsurf,devin,cline,opencode,amp,junie,continue,kiro';

const vireon = (...args: readonly string[]) =>
  spawnSync(process.execPath, [VIREON, ...args], { cwd: W, env: environment, encoding: 'utf8' });

/** Set up as persons do it, with things of their own beside. */
function prepare(): void {
  box.write({
    '.claude/settings.json': '{\n  "theme": "dark"\n}\n',
    '.codex/config.toml': 'model = "a"\n',
    '.vireon/config.yaml': '',
    'package.json': `${JSON.stringify({ scripts: { 'clean-guard': 'rm -rf .vireon', build: 'tsc -b', preinstall: 'node -e 0; rm -rf .vireon', test: 'true' } }, null, 2)}\n`,
    Makefile: 'all:\n\techo hi\nunguard: all\n\t@rm -rf .vireon\n',
    justfile: 'unguard:\n    rm -rf .vireon\n',
    'unguard.sh': '#!/bin/sh\nrm -rf .vireon\n',
    'tidy.sh': '#!/bin/sh\nrm -rf dist\n',
    'unguard.py': 'import shutil\nshutil.rmtree(".vireon")\n',
    'unguard.js': 'require("fs").rmSync(".vireon",{recursive:true})\n',
    'evil.json': '{}',
    'server.pid': '424242\n',
    'src/a.ts': 'a\n',
    'n.ipynb': JSON.stringify({
      cells: [{ cell_type: 'code', id: 'c1', metadata: {}, outputs: [], execution_count: null, source: ['1'] }],
      ...{ metadata: {}, nbformat: 4, nbformat_minor: 5 },
    }),
    'take-out.patch': '--- a/.mcp.json\n+++ b/.mcp.json\n@@ -1,3 +1,1 @@\n {\n-  "x": 1,\n-  "y": 2\n',
    'fine.patch': '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n',
  });
  for (const folder of [path.join(W, '.git/hooks'), HOME]) mkdirSync(folder, { recursive: true });
  for (const script of ['unguard.sh', 'tidy.sh']) chmodSync(path.join(W, script), 0o755);
  for (const scope of ['--workspace', '--user']) expect(vireon('init', scope, '--yes', '--only', HOSTS).status).toBe(0);
  for (const file of ['.mcp.json', '.cursor/mcp.json']) {
    const at = path.join(W, file);
    const value = JSON.parse(readFileSync(at, 'utf8'));
    value.mcpServers.gateway = { command: 'vireon', args: ['mcp', 'gateway', '--config', 'servers.json'] };
    value.mcpServers.other = { command: 'npx', args: ['other'] };
    writeFileSync(at, `${JSON.stringify(value, null, 2)}\n`);
  }
  symlinkSync('.vireon', path.join(W, 'link'));
  symlinkSync('.cursor/hooks.json', path.join(W, 'hooklink.json'));
  linkSync(path.join(W, '.claude/settings.json'), path.join(W, 'settings-hard.json'));
  linkSync(path.join(W, '.vireon/config.yaml'), path.join(W, 'plain.yaml'));
}

type Payload = (one: Try, id: string) => object | undefined;

/** What the agent does in the words of its host; nothing where it has no such tool. */
const PAYLOADS: Readonly<Record<string, Payload>> = {
  'claude-code': (one, id) => {
    const tool = (tool_name: string, tool_input: object) => ({
      ...{ session_id: id, cwd: W, hook_event_name: 'PreToolUse', tool_name, tool_input, tool_use_id: id },
    });
    if ('command' in one) return tool('Bash', one);
    if ('write' in one) return tool('Write', { file_path: one.write[0], content: one.write[1] });
    if ('edit' in one)
      return tool('Edit', { file_path: one.edit[0], old_string: one.edit[1], new_string: one.edit[2] });
    if ('remove' in one) return tool('Bash', { command: `rm ${one.remove}` });
    if ('patch' in one) return tool('Bash', { command: `apply_patch <<'EOP'\n${one.patch}EOP` });
    if ('tool' in one) return tool(`mcp__${one.tool[0]}__${one.tool[1]}`, one.tool[2]);
    const [notebook_path, cell_id, new_source] = one.notebook;
    return tool('NotebookEdit', { notebook_path, cell_id, new_source, cell_type: 'code', edit_mode: 'replace' });
  },
  cursor: (one, id) => {
    const event = (hook_event_name: string, more: object) => ({
      ...{ conversation_id: id, generation_id: id, hook_event_name, workspace_roots: [W] },
      ...more,
    });
    const tool = (tool_name: string, tool_input: object) =>
      event('preToolUse', { tool_name, tool_input, tool_use_id: id, cwd: W });
    if ('command' in one) return event('beforeShellExecution', { ...one, cwd: W });
    if ('write' in one) return tool('Write', { file_path: one.write[0], content: one.write[1] });
    if ('remove' in one) return tool('Delete', { file_path: one.remove });
    if (!('tool' in one)) return undefined;
    const [, tool_name, args] = one.tool;
    return event('beforeMCPExecution', { tool_name, tool_input: JSON.stringify(args), command: 'x' });
  },
  'gemini-cli': (one, id) => {
    const tool = (tool_name: string, tool_input: object, more: object = {}) => ({
      ...{ session_id: id, cwd: W, hook_event_name: 'BeforeTool', timestamp: '0', tool_name, tool_input },
      ...more,
    });
    if ('command' in one) return tool('run_shell_command', one);
    if ('write' in one) return tool('write_file', { file_path: one.write[0], content: one.write[1] });
    if ('edit' in one)
      return tool('replace', { file_path: one.edit[0], old_string: one.edit[1], new_string: one.edit[2] });
    if (!('tool' in one)) return undefined;
    const [server_name, tool_name, args] = one.tool;
    return tool(`mcp_${server_name}_${tool_name}`, args, { mcp_context: { server_name, tool_name } });
  },
  codex: (one, id) =>
    'patch' in one
      ? {
          ...{ session_id: id, cwd: W, hook_event_name: 'PreToolUse', tool_name: 'apply_patch' },
          ...{ tool_input: { command: one.patch }, tool_use_id: id },
        }
      : undefined,
};

/** Where each host's answer says that the act may not happen unseen. */
const VERDICTS: Readonly<Record<string, (answer: Record<string, Record<string, string> & string>) => string>> = {
  'claude-code': (answer) => answer.hookSpecificOutput?.permissionDecision ?? 'allow',
  codex: (answer) => answer.hookSpecificOutput?.permissionDecision ?? 'allow',
  cursor: (answer) => answer.permission ?? 'allow',
  'gemini-cli': (answer) => answer.decision ?? 'allow',
};

let calls = 0;

async function verdictOf(host: string, one: Try): Promise<string | undefined> {
  calls += 1;
  const payload = PAYLOADS[host]?.(one, `s${calls}`);
  if (payload === undefined) return undefined;
  const [program, ...args] = existsSync(LAUNCHER) ? [LAUNCHER] : [process.execPath, VIREON];
  const child = spawn(program ?? '', [...args, 'hook', host], { cwd: W, env: environment });
  let stdout = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stdin.end(JSON.stringify(payload));
  const code = await new Promise((resolve) => child.on('close', resolve));
  return code === 0 ? VERDICTS[host]?.(JSON.parse(stdout || '{}')) : `exit code ${code}`;
}

interface Tried {
  readonly what: string;
  readonly verdict: string;
}

async function tryAll(host: string, tries: readonly Try[]): Promise<Tried[]> {
  const tried: Tried[] = [];
  for (const one of tries) {
    const verdict = await verdictOf(host, one);
    if (verdict !== undefined) tried.push({ what: 'command' in one ? one.command : JSON.stringify(one), verdict });
  }
  return tried;
}

let tries: ReturnType<typeof triesOf>;

beforeAll(() => {
  prepare();
  vireon('status');
  const { pid } = JSON.parse(vireon('status', '--json').stdout);
  box.write({ 'daemon.pid': `${pid}\n` });
  const read = (file: string) => readFileSync(file, 'utf8');
  const places = { workspace: W, user: HOME, state: environment.VIREON_HOME ?? '', pid, program: VIREON, read };
  const [first, more] = [triesOf(places), moreTriesOf(places)];
  tries = {
    attempts: [...first.attempts, ...more.attempts],
    lookalikes: [...first.lookalikes, ...more.lookalikes],
  };
});
afterAll(() => {
  vireon('down');
  box.remove();
});

describe.each(Object.keys(PAYLOADS))('%s', (host) => {
  test('stops every attempt', async () => {
    const tried = await tryAll(host, tries.attempts);
    expect(tried.length).toBeGreaterThan(2);
    expect(tried.filter(({ verdict }) => verdict !== 'ask' && verdict !== 'deny')).toEqual([]);
  });

  test('lets pass what looks alike', async () => {
    expect((await tryAll(host, tries.lookalikes)).filter(({ verdict }) => verdict !== 'allow')).toEqual([]);
  });
});
