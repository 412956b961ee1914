import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run, throughCli } from './scenario/cli-peer.js';
import { asHookSays, hookCanExpress, throughHook } from './scenario/hook-peer.js';
import { asLspShows, Editor, lspCanExpress, throughLsp } from './scenario/lsp-peer.js';
import { mcpCanExpress, throughMcp } from './scenario/mcp-peer.js';
import { type Scenario, scenariosIn } from './scenario/scenario.js';
import { type Sandbox, sandbox } from './vireon.js';

const FOLDER = fileURLToPath(new URL('scenarios', import.meta.url));

/** Rules that hold where a scenario brings none of its own; the shipped packs are then off. */
const TEAM_RULES = readFileSync(path.join(FOLDER, 'team.yaml'), 'utf8');
const PACKS_OFF = 'packs: {code-safety: false, commands: false, secrets: false, sessions: false, undo: false}\n';

const scenarios = scenariosIn(FOLDER);

/** One daemon serves all scenarios, each in a workspace of its own. */
const home = sandbox();
afterAll(async () => {
  await run(['down'], '', home);
  home.remove();
});

test('there are at least forty scenarios, and each act is among them', () => {
  expect(scenarios.length).toBeGreaterThanOrEqual(40);
  expect([...new Set(scenarios.map(({ act }) => act.kind))].sort()).toEqual(
    ['command', 'edit', 'fetch', 'file', 'prompt', 'read', 'tool-call'].sort(),
  );
});

describe.each(scenarios)('$name: $purpose', (scenario) => {
  const box: Sandbox = { ...sandbox(), environment: home.environment };
  let editor: Editor | undefined;

  beforeAll(async () => {
    box.write({ ...setting(scenario), ...scenario.files });
    if (Object.keys(scenario.unsaved).length > 0 || speaks(scenario, 'lsp')) editor = await Editor.start(box);
    for (const [file, text] of Object.entries(scenario.unsaved)) {
      await editor?.type(file, text);
      // An answer means that the server has taken in what was typed before.
      await editor?.diagnostics(file);
    }
  });
  afterAll(async () => {
    await editor?.quit();
    box.remove();
  });

  test('cli', async () => {
    expect(await throughCli(scenario, box)).toEqual(scenario.expected);
  });

  if (speaks(scenario, 'mcp')) {
    test('mcp', async () => {
      expect(await throughMcp(scenario, box)).toEqual(scenario.expected);
    });
  }

  if (speaks(scenario, 'hook')) {
    test('hook', async () => {
      expect(await throughHook(scenario, box)).toEqual(asHookSays(scenario.expected));
    });
  }

  if (speaks(scenario, 'lsp')) {
    test('lsp', async () => {
      if (editor === undefined) throw new Error('no editor');
      expect(await throughLsp(scenario, editor)).toEqual(asLspShows(scenario.expected));
    });
  }
});

const CAN_EXPRESS: Readonly<Record<string, (scenario: Scenario) => boolean>> = {
  mcp: mcpCanExpress,
  hook: hookCanExpress,
  lsp: lspCanExpress,
};

function speaks(scenario: Scenario, peer: string): boolean {
  return scenario.peers === undefined ? (CAN_EXPRESS[peer]?.(scenario) ?? false) : scenario.peers.includes(peer);
}

function setting({ files }: Scenario): Record<string, string> {
  const brings = Object.keys(files).some((file) => file.startsWith('.vireon/'));
  return brings ? {} : { '.vireon/rules/team.yaml': TEAM_RULES, '.vireon/config.yaml': PACKS_OFF };
}
