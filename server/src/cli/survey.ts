// What doctor asks of the agents on this machine and in this workspace.

import { type Proof, prove } from '../init/canary.js';
import { type AgentCoverage, coverageOf } from '../init/coverage.js';
import { type FoundAgent, find, type Ground, groundAt } from '../init/find.js';
import { installedHooks } from '../init/installed.js';
import { manifestIn, type Written } from '../init/manifest.js';
import type { Context } from './context.js';

export interface Survey {
  readonly ground: Ground;
  readonly agents: readonly FoundAgent[];
  readonly written: readonly Written[];
  readonly coverage: readonly AgentCoverage[];
}

export type AgentProof = Proof & { readonly agent: string };

export async function survey({ cwd, userHome, daemonAt }: Context): Promise<Survey> {
  const ground = await groundAt(cwd, { userHome, platform: process.platform, environment: daemonAt.environment });
  const { home } = daemonAt.endpoint;
  const { files: written } = await manifestIn(home).read();
  const { agents } = await find(ground);
  const coverage = await Promise.all(agents.map((agent) => coverageOf(agent, ground, home, written)));
  return { ground, agents, written, coverage };
}

export async function tryCanaries(
  { ground, agents, written }: Survey,
  only: string | undefined,
  context: Context,
): Promise<readonly AgentProof[]> {
  const chosen = only === undefined ? agents : (await find(ground, [only])).agents;
  const verbs = await context.verbs();
  const recorded = async (session: string) =>
    (await verbs.records({ limit: 10, session })).map(({ decision }) => decision.verdict);
  const proofs: AgentProof[] = [];
  for (const { agent } of chosen) {
    const { hooks } = await installedHooks(agent, ground);
    const environment = context.daemonAt.environment;
    const proven = await prove(agent.id, hooks, { cwd: ground.workspace, environment, written, recorded });
    proofs.push(...proven.map((proof) => ({ agent: agent.id, ...proof })));
  }
  return proofs;
}
