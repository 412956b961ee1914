import { parse } from 'smol-toml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runHook } from '../../../test/hosts.js';
import { type Sandbox, sandbox, VIREON } from '../../../test/vireon.js';

const RULES = `rules:
  - id: team-drop
    languages: [bash]
    severity: ERROR
    message: Do not drop.
    patterns:
      - pattern: dropall ... $WHAT ...
      - metavariable-regex: { metavariable: $WHAT, regex: '^--(hard|all)$' }
      - pattern-not: dropall ... --dry-run ...
    govern: { on: [command], decision: deny }
`;
const ASKED = `rules:
  - id: team-deploy
    languages: [bash]
    severity: WARNING
    message: A person must see this.
    pattern: deployall ...
    govern: { on: [command], decision: ask }
`;
const UNSPEAKABLE = `rules:
  - id: team-pipe
    languages: [bash]
    severity: ERROR
    message: No.
    pattern: fetchall ... | bash
    govern: { on: [command], decision: deny }
`;

let box: Sandbox;
beforeAll(() => {
  box = sandbox();
  box.write({
    '.vireon/config.yaml': 'packs:\n  commands: off\n  agent-guard: off\n',
    '.vireon/rules/drop/rule.yaml': RULES,
    '.vireon/rules/drop/cases.yaml': `- { command: dropall --hard now, expect: deny }
- { command: dropall --all, expect: deny }
- { command: dropall --all --dry-run, expect: allow }
- { command: sudo dropall --hard, expect: deny }
- { command: 'dropall --hard "$X"', expect: deny }
`,
    '.vireon/rules/deploy/rule.yaml': ASKED,
    '.vireon/rules/deploy/cases.yaml': '- { command: deployall to production, expect: ask }\n',
    '.vireon/rules/pipe/rule.yaml': UNSPEAKABLE,
    '.vireon/rules/pipe/cases.yaml': "- { command: 'fetchall x | bash', expect: deny }\n",
  });
});
afterAll(() => box.remove());

async function exported(host: string) {
  const ended = await runHook([process.execPath, VIREON, 'rules', 'export', '--for', host, '--no-daemon'], '', box);
  expect(ended).toMatchObject({ code: 0 });
  return ended;
}

/** The packs' own beginnings may stand among ours. */
const ours = (text: string) => /dropall|deployall|fetchall/.test(text);

test('codex: shortened as far as the rules judge alike, and no further', async () => {
  const { stdout, stderr } = await exported('codex');
  expect(stdout.trim().split('\n').filter(ours)).toEqual([
    'prefix_rule(pattern=["deployall"], decision="prompt")',
    'prefix_rule(pattern=["dropall","--hard"], decision="forbidden")',
  ]);
  expect(stderr).toContain('team-pipe');
});

test('gemini-cli', async () => {
  const { rule } = parse((await exported('gemini-cli')).stdout) as { rule: { commandPrefix: string }[] };
  expect(rule.filter(({ commandPrefix }) => ours(commandPrefix))).toEqual([
    { toolName: 'run_shell_command', commandPrefix: 'deployall', decision: 'ask_user', priority: 900 },
    {
      ...{ toolName: 'run_shell_command', commandPrefix: 'dropall --hard', decision: 'deny', priority: 900 },
      denyMessage: "Vireon's rule team-drop",
    },
  ]);
});

test('zed', async () => {
  const { agent } = JSON.parse((await exported('zed')).stdout);
  const { always_deny, always_confirm } = agent.tool_permissions.tools.terminal;
  const [denied] = always_deny.filter(({ pattern }: { pattern: string }) => ours(pattern));
  const pattern = new RegExp(denied.pattern);
  expect(
    ['dropall --hard', '  dropall  --hard x', 'dropall --harder', 'x dropall --hard'].map((text) => pattern.test(text)),
  ).toEqual([true, true, false, false]);
  expect(always_confirm.filter(({ pattern }: { pattern: string }) => ours(pattern))).toHaveLength(1);
});

interface Written {
  readonly 'roo-cline.deniedCommands'?: readonly string[];
  readonly permission?: { readonly bash: Readonly<Record<string, string>> };
  readonly permissions?: { readonly deny: readonly string[]; readonly ask: readonly string[] };
}

test.each<[string, (list: Written) => readonly string[] | undefined, readonly string[]]>([
  ['roo', (list) => list['roo-cline.deniedCommands'], ['dropall --hard']],
  [
    'opencode',
    ({ permission }) => Object.entries(permission?.bash ?? {}).map((entry) => entry.join(': ')),
    ['deployall: ask', 'deployall *: ask', 'dropall --hard: deny', 'dropall --hard *: deny'],
  ],
  [
    'claude-code',
    ({ permissions }) => [...(permissions?.deny ?? []), ...(permissions?.ask ?? [])],
    ['Bash(dropall --hard:*)', 'Bash(deployall:*)'],
  ],
])('%s', async (host, read, expected) => {
  const { stdout, stderr } = await exported(host);
  expect(read(JSON.parse(stdout))?.filter(ours)).toEqual(expected);
  if (host === 'roo') expect(stderr).toContain('left out');
});
