// Findings and policy become a decision. Pure: no I/O, no clock, no logger.

import { type ActKind, changesSomething } from '../model/act.js';
import { type Actor, canBeAsked } from '../model/actor.js';
import type { Approval } from '../model/approval.js';
import { type Decision, type Obligation, type Reason, strictest, type Verdict } from '../model/decision.js';
import type { Finding } from '../model/finding.js';
import { isBefore } from '../model/position.js';
import type { Rule, Scope } from '../model/rule.js';
import type { Trust } from '../model/session.js';
import type { Facts, Gap } from '../model/subject.js';
import { distrusted } from './trust.js';

/** What there is to decide upon. */
export interface Case {
  readonly act: ActKind;
  readonly actor: Actor;
  readonly findings: readonly Finding[];
  readonly rules: (id: string) => Rule | undefined;
  readonly gaps: readonly Gap[];
  readonly ruleSet: string;
  /** What cannot be judged is denied instead of asked. */
  readonly strict: boolean;
  /** What the act touches; absent where it could not be told. */
  readonly facts?: Facts;
  /** How far the agent is trusted; absent: as everybody. */
  readonly trust?: Trust;
  /** Bounds of the session that the act goes beyond. */
  readonly exceeded?: readonly Exceeded[];
}

/** A bound of the session that an act goes beyond. */
export interface Exceeded {
  readonly decision: 'ask' | 'deny';
  /** What was counted, the bound, and when there is room again. */
  readonly message: string;
}

export function decide(one: Case): Decision {
  const judged = [
    ...lift(
      one.findings.map((finding) => toReason(finding, one)),
      one,
    ),
    ...one.gaps.map((gap) => gapReason(gap, one)),
    ...(one.exceeded ?? []).map((exceeded) => ownReason('vireon/limit', exceeded)),
  ];
  const warned = judged.filter((reason) => decides(reason) && reason.liftedBy === undefined && warns(reason, one));
  const reasons = [...judged, ...distrusted(one, warned).map((said) => ownReason('vireon/trust', said))];
  const strictestSaid = reasons
    .filter(decides)
    .reduce<Verdict>((verdict, { decision }) => strictest(verdict, decision), 'allow');
  const verdict = answerable(strictestSaid, one);
  return {
    verdict,
    reasons: [...reasons].sort((a, b) => weight(b) - weight(a)),
    obligations: verdict === 'deny' ? [] : obligations(reasons, one),
    ruleSet: one.ruleSet,
    ...(verdict === 'ask' && personsFor(reasons, one)),
  };
}

/** As many as the rule that wants the most, among those that ask. */
function personsFor(reasons: readonly Reason[], one: Case): Pick<Decision, 'persons'> {
  const asking = reasons.filter((reason) => decides(reason) && reason.decision === 'ask');
  const persons = Math.max(1, ...asking.map(({ rule }) => one.rules(rule)?.govern.approvals ?? 1));
  return persons > 1 ? { persons } : {};
}

/** The decision about an act that a person has answered before: what is asked is allowed, and says whose yes it is. */
export function decideApproved({ persons: _, ...decision }: Decision, approval: Approval): Decision {
  return { ...decision, verdict: 'allow', approval };
}

/**
 * The decision where the snapshot that it owes could not be taken. An act whose undo was promised follows the failure
 * stance; one whose undo was only offered is allowed, and what is lost is said.
 */
export function decideWithoutSnapshot(one: Case, lost: readonly Gap[]): Decision {
  const decision = decide(one);
  const owing = decision.obligations.filter(({ kind }) => kind === 'snapshot');
  const others = decision.obligations.filter(({ kind }) => kind !== 'snapshot');
  const message = `This cannot be undone by Vireon: ${lost.map((gap) => gap.message).join('; ')}.`;
  if (owing.some(({ rule }) => one.rules(rule)?.govern.snapshotIfPossible !== true)) {
    const strict = decide({ ...one, gaps: [...one.gaps, { message, rule: NOT_SAVED }] });
    return { ...strict, obligations: strict.obligations.filter(({ kind }) => kind !== 'snapshot') };
  }
  const said: Reason = { ...gapReason({ message }, one), rule: NOT_SAVED, severity: 'WARNING', decision: 'allow' };
  return {
    ...decision,
    reasons: [...decision.reasons, said],
    obligations: [...others, { kind: 'warn', rule: NOT_SAVED, message }],
  };
}

const NOBODYS = { act: 'event', strict: false } as const;

/** In the place of a rule's id. */
const NOT_SAVED = 'vireon/not-saved';

function toReason(finding: Finding, one: Case): Reason {
  const rule = one.rules(finding.rule);
  return {
    ...finding,
    message: finding.message + readBefore(rule, one.facts),
    decision: rule === undefined || isMadeHarmless(rule, one) ? 'allow' : rule.govern.decision,
    alternatives: rule?.govern.alternatives ?? [],
    ...(rule?.govern.shadow && { shadow: true as const }),
  };
}

/** A result exists already: where what a rule objects to can be taken out of it, the rest may be read. */
function isMadeHarmless(rule: Rule, one: Case): boolean {
  return one.act === 'tool-result' && rule.govern.obligations.includes('redact');
}

/** A rule about what the session has seen says where that was. */
function readBefore(rule: Rule | undefined, facts: Facts | undefined): string {
  if (rule?.govern.where?.marks === undefined || facts?.marks === undefined) return '';
  const sources = [...new Set(facts.marks.map(({ from }) => `\`${from}\``))];
  return ` The session has read ${sources.slice(-MAX_SOURCES).join(', ')}.`;
}

const MAX_SOURCES = 5;

function warns({ rule }: Reason, one: Case): boolean {
  return one.rules(rule)?.govern.obligations.includes('warn') === true;
}

/** What no rule file says. */
function ownReason(rule: string, { decision, message }: Pick<Reason, 'decision' | 'message'>): Reason {
  return { ...gapReason({ message }, NOBODYS), rule, decision };
}

/** The failure stance: what cannot be judged is never silently allowed where the act changes something. */
function gapReason(gap: Gap, one: Pick<Case, 'act' | 'strict'>): Reason {
  return {
    rule: gap.rule ?? 'vireon/not-understood',
    severity: 'ERROR',
    message:
      gap.rule === undefined || gap.rule === NOT_SAVED
        ? gap.message
        : `This rule could not judge the act: ${gap.message}`,
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
    origin: { kind: 'facts' },
    snippet: '',
    fresh: true,
    fingerprint: '',
    decision: changesSomething(one.act) ? (one.strict ? 'deny' : 'ask') : 'allow',
    alternatives: [],
  };
}

/** Only what is new decides, and what is in force. */
function decides(reason: Reason): boolean {
  return reason.fresh && reason.shadow !== true;
}

/** A file at rest is shown, never stopped; a question that nobody can answer is a denial. */
function answerable(verdict: Verdict, one: Case): Verdict {
  if (one.act === 'file') return 'allow';
  return verdict === 'ask' && !canBeAsked(one.actor) ? 'deny' : verdict;
}

/** An `allow` that a rule file writes out lifts stricter verdicts on the same place, as far as its scope and priority reach. */
function lift(reasons: readonly Reason[], one: Case): Reason[] {
  const lifting = reasons.filter(
    (reason) => decides(reason) && one.rules(reason.rule)?.govern.lifts === true && reason.decision === 'allow',
  );
  return reasons.map((reason) => {
    if (reason.decision === 'allow') return reason;
    const by = lifting.find(
      (allow) => covers(allow, reason) && outranks(one.rules(allow.rule), one.rules(reason.rule)),
    );
    return by === undefined ? reason : { ...reason, decision: 'allow', liftedBy: by.rule };
  });
}

const RANK: Readonly<Record<Scope, number>> = { workspace: 0, user: 1, organisation: 2 };

function outranks(allow: Rule | undefined, other: Rule | undefined): boolean {
  if (allow === undefined || other === undefined) return false;
  const difference = RANK[allow.scope] - RANK[other.scope];
  return difference > 0 || (difference === 0 && allow.govern.priority >= other.govern.priority);
}

/** An allow speaks for the place that it matched, and for nothing else in the same proposal. */
function covers(allow: Reason, other: Reason): boolean {
  if (allow.path !== other.path || (allow.origin.kind === 'facts') !== (other.origin.kind === 'facts')) return false;
  const around = !isBefore(other.range.start, allow.range.start) && !isBefore(allow.range.end, other.range.end);
  // Nested texts share the range of the command that holds them all: there only the words tell them apart.
  return around && (!('within' in allow.origin) || allow.snippet.includes(other.snippet));
}

function obligations(reasons: readonly Reason[], one: Case): Obligation[] {
  const seen = new Set<string>();
  return reasons
    .filter((reason) => decides(reason) && reason.liftedBy === undefined)
    .flatMap((reason) =>
      (one.rules(reason.rule)?.govern.obligations ?? []).map((kind) => ({
        kind,
        rule: reason.rule,
        message: reason.message,
      })),
    )
    .filter(({ kind, rule }) => !seen.has(`${kind} ${rule}`) && seen.add(`${kind} ${rule}`));
}

/** Reasons that decided come first, the strictest before the others. */
function weight(reason: Reason): number {
  const strictness = { allow: 0, ask: 1, deny: 2 }[reason.decision];
  return decides(reason) ? strictness + 3 : strictness;
}
