import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { getNodeValue, parseTree } from 'jsonc-parser';
import { parse } from 'smol-toml';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, sandbox, VIREON } from '../../test/vireon.js';
import { AGENTS } from '../init/agents.js';

let box: Sandbox;
let home: string;
beforeEach(() => {
  box = sandbox();
  home = box.environment.HOME ?? '';
  mkdirSync(home);
  // What is on the machine of whoever runs this must not be found.
  box.environment.PATH = path.dirname(process.execPath);
});
afterEach(() => {
  vireon('down');
  box.remove();
});

function vireon(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [VIREON, ...args], {
    env: box.environment,
    cwd: box.workspace,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

function put(files: Readonly<Record<string, string>>, below = home): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(below, name)), { recursive: true });
    writeFileSync(path.join(below, name), content);
  }
}

const text = (name: string) => readFileSync(path.join(home, name), 'utf8');
const value = (content: string) => getNodeValue(parseTree(content) ?? expect.fail('no JSON'));

/** Every name, content, mode and link below the home and the workspace. */
function tree(at: string): unknown {
  return readdirSync(at, { withFileTypes: true })
    .map((entry) => {
      const name = path.join(at, entry.name);
      if (entry.isDirectory()) return [entry.name, tree(name)];
      if (entry.isSymbolicLink()) return [entry.name, readlinkSync(name)];
      return [entry.name, readFileSync(name, 'latin1'), statSync(name).mode];
    })
    .sort();
}
const both = () => [tree(home), tree(box.workspace)];

const CLAUDE = `{
    // which model
    "model": "opus", // the big one
    "hooks": { "PreToolUse": [ { "matcher": "Bash", "hooks": [{ "type": "command", "command": "echo hi" }] } ] },
}
`;

test('every agent is set up, a second run changes nothing, and undo leaves no trace', () => {
  const traces = AGENTS.flatMap(({ traces }) => traces.home.slice(0, 1));
  for (const trace of traces) {
    if (trace.endsWith('.json')) put({ [trace]: '{}' });
    else mkdirSync(path.join(home, trace.replace('%code%', '.config/Code/User')), { recursive: true });
  }
  writeFileSync(path.join(box.workspace, 'AGENTS.md'), '\uFEFF# Mine\r\n\r\nNo end of line');
  put({ '.claude/settings.json': CLAUDE, '.codex/config.toml': 'model = "x" # mine' });
  put({ '.config/opencode/opencode.jsonc': '' });
  const before = both();
  expect(vireon('init', '--yes')).toMatchObject({ status: 0, stdout: expect.stringContaining('Done: ') });
  const after = both();
  const manifest = tree(path.join(box.environment.VIREON_HOME ?? '', 'init'));

  const settings = text('.claude/settings.json');
  expect(settings).toContain('    // which model\n    "model": "opus", // the big one\n');
  expect(value(settings).hooks.PreToolUse).toMatchObject([
    { matcher: 'Bash' },
    { matcher: '*', hooks: [{ command: expect.stringMatching(/vireon\S* hook claude-code$/), onFailure: 'block' }] },
  ]);
  expect(parse(text('.codex/config.toml'))).toMatchObject({ model: 'x', mcp_servers: { vireon: { args: ['mcp'] } } });
  expect(value(text('.cursor/hooks.json')).hooks.preToolUse).toMatchObject([{ failClosed: true }]);
  expect(statSync(path.join(home, 'Documents/Cline/Hooks/PreToolUse')).mode & 0o777).toBe(0o755);
  const told = readFileSync(path.join(box.workspace, 'AGENTS.md'), 'utf8');
  expect(told.startsWith('\uFEFF# Mine\r\n\r\nNo end of line\r\n\r\n<!-- vireon:begin')).toBe(true);
  expect(told).toContain('commands/git');
  expect(Buffer.byteLength(told)).toBeLessThan(8000);

  expect(vireon('init', '--yes')).toMatchObject({ status: 0, stdout: expect.stringContaining('Nothing to do: ') });
  expect(both()).toEqual(after);
  expect(tree(path.join(box.environment.VIREON_HOME ?? '', 'init'))).toEqual(manifest);
  const { coverage } = JSON.parse(vireon('doctor', '--json').stdout);
  const states = coverage.flatMap(({ paths }: { paths: { state: string }[] }) => paths.map(({ state }) => state));
  expect(new Set(states)).toEqual(new Set(['installed']));

  expect(vireon('init', '--undo', '--yes')).toMatchObject({ status: 0 });
  expect(both()).toEqual(before);
  expect(vireon('init', '--undo', '--yes').stdout).toContain('Nothing to do');
});

test.each([
  [['--dry-run'], 0, 'nothing was written'],
  [[], 1, 'nobody can be asked here'],
  [['--json'], 1, '"written": 0'],
])('init %j writes nothing', (args, status, said) => {
  put({ '.cursor/mcp.json': '{}' });
  const before = both();
  const ended = vireon('init', ...args);
  expect(ended).toMatchObject({ status });
  expect(ended.stdout + ended.stderr).toContain(said);
  expect(ended.stdout).toContain('.cursor/hooks.json');
  expect(both()).toEqual(before);
});

const SCRIPT = '/usr/bin/script';

/** On a terminal of its own, as a person has one. */
function onTerminal(answer: string): Promise<{ code: number | null; output: string }> {
  const line = `${process.execPath} ${VIREON} init --only cursor`;
  const child = spawn(SCRIPT, ['-qec', line, '/dev/null'], {
    env: { ...box.environment, PATH: '/usr/bin:/bin' },
    cwd: box.workspace,
  });
  let output = '';
  let isAsked = false;
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (!isAsked && output.includes('[y/N] ')) child.stdin.write(answer);
    isAsked ||= output.includes('[y/N] ');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

test.skipIf(!existsSync(SCRIPT))('a person at a terminal is asked, and only a yes writes', async () => {
  put({ '.cursor/mcp.json': '{}' });
  const before = both();
  const refused = await onTerminal('\n');
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was written.') });
  expect(both()).toEqual(before);
  const agreed = await onTerminal('y\n');
  expect(agreed).toMatchObject({ code: 0, output: expect.stringContaining('Done: ') });
  expect(existsSync(path.join(home, '.cursor/hooks.json'))).toBe(true);
});

test('a broken file is named with the place and left alone, and the rest is done', () => {
  put({ '.cursor/hooks.json': '{\n  "hooks": {,\n}\n', '.codex/config.toml': 'a = \n', '.gemini/settings.json': '[]' });
  const { status, stdout } = vireon('init', '--yes', '--only', 'cursor,codex,gemini-cli');
  expect(status).toBe(3);
  expect(stdout).toMatch(/\.cursor\/hooks\.json\n.*line 2, column 13/);
  expect(stdout).toMatch(/\.codex\/config\.toml\n.*not valid TOML.*\n?.*line 1/);
  expect(text('.cursor/hooks.json')).toBe('{\n  "hooks": {,\n}\n');
  expect(text('.codex/config.toml')).toBe('a = \n');
  expect(text('.gemini/settings.json')).toBe('[]');
  expect(value(text('.cursor/mcp.json')).mcpServers.vireon.args).toEqual(['mcp']);
  expect(text('.codex/hooks.json')).toContain('PermissionRequest');
});

test('a link in the home is followed and kept, with the mode of what it leads to', () => {
  put({ 'dotfiles/claude.json': CLAUDE });
  chmodSync(path.join(home, 'dotfiles/claude.json'), 0o600);
  mkdirSync(path.join(home, '.claude'));
  symlinkSync('../dotfiles/claude.json', path.join(home, '.claude/settings.json'));
  const before = both();
  expect(vireon('init', '--yes', '--only', 'claude-code').status).toBe(0);
  expect(lstatSync(path.join(home, '.claude/settings.json')).isSymbolicLink()).toBe(true);
  expect(text('dotfiles/claude.json')).toContain('hook claude-code');
  expect(statSync(path.join(home, 'dotfiles/claude.json')).mode & 0o777).toBe(0o600);
  vireon('init', '--undo', '--yes');
  expect(both()).toEqual(before);
});

test('a link that leads out of the workspace is not followed', () => {
  put({ '.bashrc': '# mine\n' });
  symlinkSync(path.join(home, '.bashrc'), path.join(box.workspace, 'AGENTS.md'));
  const { status, stdout } = vireon('init', '--yes', '--workspace', '--only', 'codex');
  expect(status).toBe(3);
  expect(stdout).toContain('leads out of the workspace');
  expect(text('.bashrc')).toBe('# mine\n');
});

test('what stands in the way of a plugin or a script is left alone', () => {
  put({ '.clinerules/hooks/PreToolUse': '#!/bin/sh\necho mine\n' }, box.workspace);
  const { status, stdout } = vireon('init', '--yes', '--workspace', '--only', 'cline');
  expect(status).toBe(3);
  expect(stdout).toContain('not of our making');
  expect(readFileSync(path.join(box.workspace, '.clinerules/hooks/PreToolUse'), 'utf8')).toBe('#!/bin/sh\necho mine\n');
});

test('hooks that somebody wrote by hand are brought up to date, and come back', () => {
  const own =
    '{ "hooks": { "PreToolUse": [ { "hooks": [ { "command": "vireon", "args": ["hook", "claude-code"] } ] } ] } }';
  put({ '.claude/settings.json': own });
  vireon('init', '--yes', '--only', 'claude-code');
  expect(value(text('.claude/settings.json')).hooks.PreToolUse).toHaveLength(1);
  expect(text('.claude/settings.json')).toContain('"onFailure": "block"');
  vireon('init', '--undo', '--yes');
  expect(text('.claude/settings.json')).toBe(own);
});

test('what the user changed since stays when it is taken back, in files of our making too', () => {
  put({ '.claude/settings.json': CLAUDE });
  vireon('init', '--yes', '--only', 'claude-code,cursor');
  const edited = text('.claude/settings.json')
    .replace('"opus"', '"haiku"')
    .replace('"hooks": {', '"mine": 1, // new\n    "hooks": {');
  put({
    '.claude/settings.json': edited,
    '.cursor/mcp.json': text('.cursor/mcp.json').replace('"vireon"', '"mine": { "command": "x" }, "vireon"'),
  });
  writeFileSync(
    path.join(box.workspace, 'CLAUDE.md'),
    `${readFileSync(path.join(box.workspace, 'CLAUDE.md'), 'utf8')}\nMine.\n`,
  );
  expect(vireon('init', '--undo', '--yes').status).toBe(0);
  expect(text('.claude/settings.json')).toBe(
    CLAUDE.replace('"opus"', '"haiku"').replace('"hooks": {', '"mine": 1, // new\n    "hooks": {'),
  );
  expect(value(text('.cursor/mcp.json'))).toEqual({ mcpServers: { mine: { command: 'x' } } });
  expect(readFileSync(path.join(box.workspace, 'CLAUDE.md'), 'utf8').trim()).toBe('Mine.');
});

test('a workspace in which alone an agent shows is set up there, and undo in another leaves it', () => {
  mkdirSync(path.join(box.workspace, '.kiro'));
  expect(vireon('init', '--yes').status).toBe(0);
  const settings = path.join(box.workspace, '.kiro/hooks/vireon.json');
  expect(readFileSync(settings, 'utf8')).toContain('hook kiro');
  expect(tree(home)).toEqual([]);
  const elsewhere = path.join(box.workspace, '../elsewhere');
  mkdirSync(elsewhere);
  spawnSync(process.execPath, [VIREON, 'init', '--undo', '--yes'], { env: box.environment, cwd: elsewhere });
  expect(existsSync(settings)).toBe(true);
});

test('the rules of the team stand in what agents are told', () => {
  box.write({
    '.vireon/rules/team.yaml': `rules:
  - id: team-no-drop
    languages: [bash]
    severity: ERROR
    message: Do not drop --> anything. Never.
    pattern: dropall ...
    govern: { on: [command], decision: deny, alternatives: [dropsome] }
`,
  });
  vireon('init', '--yes', '--workspace', '--only', 'codex');
  const told = readFileSync(path.join(box.workspace, 'AGENTS.md'), 'utf8');
  expect(told).toContain('### Rules of this team (1 denied)\n\n- denied: Do not drop anything. Instead: `dropsome`\n');
});

test('an unknown name is refused with those that are known', () => {
  expect(vireon('init', '--only', 'emacs-doctor')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/unknown agent or editor `emacs-doctor`; known: .*codex/),
  });
});
