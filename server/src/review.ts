// The road of a proposal.

import { type Case, decide, decideWithoutSnapshot } from './decide/decide.js';
import { evaluate } from './engine/evaluate.js';
import type { RuleSet } from './engine/rule-set.js';
import type { Proposal } from './model/act.js';
import type { Decision } from './model/decision.js';
import type { Gap, Subject } from './model/subject.js';
import { normalise } from './normalise/normalise.js';
import type { Surroundings } from './normalise/surroundings.js';

/** Saves what the act will touch; answers with what keeps it from that, which must be said. */
export type Keep = (subject: Subject) => Promise<readonly Gap[]>;

/** Proposal → subject → findings → decision; where the decision owes a snapshot, it is taken before anyone hears of it. */
export async function review(
  proposal: Proposal,
  rules: RuleSet,
  surroundings: Surroundings,
  keep?: Keep,
): Promise<Decision> {
  const subject = await normalise(proposal, surroundings);
  const { findings, gaps } = await evaluate(rules, subject, proposal.actor);
  const one: Case = {
    act: subject.act,
    actor: proposal.actor,
    findings,
    gaps: [...subject.gaps, ...gaps],
    rules: (id) => rules.byId.get(id)?.rule,
    ruleSet: rules.version,
    strict: rules.strict,
  };
  const decision = decide(one);
  if (keep === undefined || !decision.obligations.some(({ kind }) => kind === 'snapshot')) return decision;
  const lost = await keep(subject);
  return lost.length === 0 ? decision : decideWithoutSnapshot(one, lost);
}

/** The decision about a proposal that could not be judged at all: the failure stance. */
export function refuse(proposal: Proposal, rules: RuleSet, message: string): Decision {
  const { act, actor } = proposal;
  const gaps = [{ message }];
  return decide({
    act: act.kind,
    actor,
    findings: [],
    gaps,
    rules: () => undefined,
    ruleSet: rules.version,
    strict: rules.strict,
  });
}
