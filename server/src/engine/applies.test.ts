import { expect, test } from 'vitest';
import type { Actor } from '../model/actor.js';
import type { Govern } from '../model/rule.js';
import { isApplicable, toApplies } from './applies.js';

const GOVERN: Govern = {
  on: ['command'],
  decision: 'deny',
  obligations: [],
  shadow: false,
  priority: 0,
  alternatives: [],
};
const ACTORS: Readonly<Record<string, Actor>> = {
  claude: { kind: 'agent', host: 'claude-code', session: 's1' },
  cursor: { kind: 'agent', host: 'cursor' },
  person: { kind: 'person' },
  ci: { kind: 'ci' },
};
const FACTS = {
  reads: ['src/a.ts'],
  writes: ['infra/prod/.env', '/etc/hosts'],
  programs: [],
  hosts: ['api.example.com'],
  tools: ['github/delete'],
};

const ROWS: readonly [Partial<Govern>, string, boolean][] = [
  [{}, 'claude', true],
  [{}, 'person', true],
  [{ on: ['edit'] }, 'claude', false],
  [{ actors: { agents: ['*'] } }, 'claude', true],
  [{ actors: { agents: ['*'] } }, 'person', false],
  [{ actors: { agents: ['*'] } }, 'ci', false],
  [{ actors: { agents: ['claude-*'] } }, 'claude', true],
  [{ actors: { agents: ['claude-*'] } }, 'cursor', false],
  [{ actors: { except: ['ci'] } }, 'ci', false],
  [{ actors: { except: ['ci'] } }, 'person', true],
  [{ actors: { except: ['cursor'] } }, 'cursor', false],
  [{ actors: { agents: ['*'], except: ['cursor'] } }, 'claude', true],
  [{ actors: { agents: ['*'], except: ['agent'] } }, 'claude', false],
  [{ actors: { agents: [] } }, 'person', true],
  [{ where: { paths: ['infra/**'] } }, 'claude', true],
  [{ where: { paths: ['src/*.ts'] } }, 'claude', true],
  [{ where: { paths: ['*.ts'] } }, 'claude', false],
  [{ where: { paths: ['/etc/**'] } }, 'claude', true],
  [{ where: { paths: [] } }, 'claude', true],
  [{ where: { hosts: ['*.example.com'] } }, 'claude', true],
  [{ where: { hosts: ['example.com'] } }, 'claude', false],
  [{ where: { tools: ['github/*'] } }, 'claude', true],
  [{ where: { tools: ['*'] } }, 'claude', false],
  [{ where: { paths: ['infra/**'], hosts: ['none'] } }, 'claude', false],
  [{ where: { devices: ['plc-*'] } }, 'claude', false],
  [{ percent: 100 }, 'claude', true],
  [{ percent: 0 }, 'claude', false],
];

test.each(ROWS)('%j for %s: %s', (govern, actor, expected) => {
  const applies = toApplies('id', { ...GOVERN, ...govern });
  expect(isApplicable(applies, { act: 'command', actor: ACTORS[actor] ?? { kind: 'person' }, facts: FACTS })).toBe(
    expected,
  );
});

test('a share of sessions: the same session stays on its side, and about as many as said are chosen', () => {
  const applies = toApplies('id', { ...GOVERN, percent: 30 });
  const chosen = (session: string) =>
    isApplicable(applies, { act: 'command', actor: { kind: 'agent', host: 'x', session }, facts: FACTS });
  const sessions = Array.from({ length: 2_000 }, (_, index) => `session ${index}`);
  const count = sessions.filter(chosen).length;
  expect(count).toBeGreaterThan(500);
  expect(count).toBeLessThan(700);
  expect(sessions.filter(chosen)).toHaveLength(count);
});
