// The road of a proposal.

import { type Case, decide, decideWithoutSnapshot, type Exceeded } from './decide/decide.js';
import { marksOf } from './decide/marks.js';
import { evaluate } from './engine/evaluate.js';
import type { RuleSet } from './engine/rule-set.js';
import type { Proposal } from './model/act.js';
import type { Decision } from './model/decision.js';
import type { Mark, Trust } from './model/session.js';
import type { Gap, Subject } from './model/subject.js';
import { normalise } from './normalise/normalise.js';
import type { Surroundings } from './normalise/surroundings.js';

/** Saves what the act will touch; answers with what keeps it from that, which must be said. */
export type Keep = (subject: Subject) => Promise<readonly Gap[]>;

/** What is known of the actor and its session. */
export interface Circumstances {
  readonly marks: readonly Mark[];
  readonly trust: Trust;
  /** Bounds of the session that the act goes beyond. */
  readonly exceeded: readonly Exceeded[];
  /** Of the places that an act reads, those whose content may not leave. */
  readonly isMarked: (path: string) => boolean;
  /** ISO 8601. */
  readonly time: string;
}

/** Proposal → subject → findings → decision; where the decision owes a snapshot, it is taken before anyone hears of it. */
export async function review(
  proposal: Proposal,
  rules: RuleSet,
  surroundings: Surroundings,
  circumstances?: Circumstances,
  keep?: Keep,
): Promise<Decision> {
  const { marks = [], trust = 'normal', exceeded = [] } = circumstances ?? {};
  const subject = await normalise(proposal, marks.length === 0 ? surroundings : { ...surroundings, marks });
  const { findings, gaps } = await evaluate(rules, subject, proposal.actor);
  const one: Case = {
    act: subject.act,
    actor: proposal.actor,
    findings,
    gaps: [...subject.gaps, ...gaps],
    rules: (id) => rules.byId.get(id)?.rule,
    ruleSet: rules.version,
    strict: rules.strict,
    facts: subject.facts,
    trust,
    exceeded,
  };
  const decision = withMarks(decide(one), proposal, subject, one.rules, circumstances);
  if (keep === undefined || !decision.obligations.some(({ kind }) => kind === 'snapshot')) return decision;
  const lost = await keep(subject);
  if (lost.length === 0) return decision;
  return withMarks(decideWithoutSnapshot(one, lost), proposal, subject, one.rules, circumstances);
}

function withMarks(
  decision: Decision,
  { act, actor }: Proposal,
  { facts }: Subject,
  rules: Case['rules'],
  circumstances: Circumstances | undefined,
): Decision {
  if (circumstances === undefined || actor.kind !== 'agent') return decision;
  const marked = facts.reads.filter(circumstances.isMarked);
  const marks = marksOf(decision, { act, time: circumstances.time, rules, marked });
  return marks.length === 0 ? decision : { ...decision, marks };
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
