// The road of a proposal.

import { decide } from './decide/decide.js';
import { evaluate } from './engine/evaluate.js';
import type { RuleSet } from './engine/rule-set.js';
import type { Proposal } from './model/act.js';
import type { Decision } from './model/decision.js';
import { normalise } from './normalise/normalise.js';
import type { Surroundings } from './normalise/surroundings.js';

/** Proposal → subject → findings → decision. */
export async function review(proposal: Proposal, rules: RuleSet, surroundings: Surroundings): Promise<Decision> {
  const subject = await normalise(proposal, surroundings);
  const { findings, gaps } = await evaluate(rules, subject, proposal.actor);
  return decide({
    act: subject.act,
    actor: proposal.actor,
    findings,
    gaps: [...subject.gaps, ...gaps],
    rules: (id) => rules.byId.get(id)?.rule,
    ruleSet: rules.version,
    strict: rules.strict,
  });
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
