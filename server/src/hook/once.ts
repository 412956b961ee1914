// A host that loads our hook from two settings files, or that asks before the tool and again before the shell, asks
// twice about one call. It is decided once; the record says who asked again.

import { createHash } from 'node:crypto';
import type { Proposal } from '../model/act.js';
import type { RecordedDecision } from '../model/decision.js';
import type { Verbs } from '../model/verbs.js';
import type { Question } from './dialect.js';

/** All that a hook asks of the app. */
export type Judge = Pick<Verbs, 'decide'>;

/** A call that has been decided, for those who ask about it again. */
interface Decided {
  readonly act: string;
  readonly call: string | undefined;
  readonly decision: Promise<RecordedDecision>;
}

const MAX_RECENT = 512;
const MAX_NAME = 512;
/** Calls without a name that are alike are one call only within this time. */
const SAME_WITHIN_MS = 2000;

export async function decideOnce(question: Question, proposal: Proposal, verbs: Judge): Promise<RecordedDecision> {
  const { event, call, cwd } = question;
  const recent = recentOf(verbs);
  const [act, actor] = [nameOf(proposal.act), nameOf(proposal.actor)];
  // A name used again for another act is another call.
  const named = call === undefined ? undefined : `${actor} ${act} ${call}`;
  const earlier = recent.get(named ?? '') ?? alike(recent.get(actor), act, call);
  if (earlier !== undefined) {
    const decision = await earlier.decision;
    await tellAskedAgain(verbs, cwd, proposal, { record: decision.record, event, ...(call !== undefined && { call }) });
    return decision;
  }
  const decided: Decided = { act, call, decision: verbs.decide(proposal) };
  keep(recent, named === undefined ? [actor] : [named, actor], decided);
  setTimeout(() => forget(recent, actor, decided), SAME_WITHIN_MS).unref();
  return decided.decision;
}

/** The actor's last act and no earlier one: what was done since may have changed what it means. */
function alike(last: Decided | undefined, act: string, call: string | undefined): Decided | undefined {
  // Two names are two calls, however alike.
  const isOther = last?.call !== undefined && call !== undefined && last.call !== call;
  return last?.act === act && !isOther ? last : undefined;
}

async function tellAskedAgain(verbs: Judge, cwd: string, { act, actor }: Proposal, about: Record<string, string>) {
  if (act.kind === 'event') return;
  const told: Proposal = { act: { kind: 'event', name: 'asked-again', about }, actor };
  // Where the agent's folder is gone, the user's home stands for it.
  await verbs.decide({ ...told, workspace: cwd }).catch(() => verbs.decide(told));
}

type Recent = Map<string, Decided>;

const byJudge = new WeakMap<Judge, Recent>();

function recentOf(verbs: Judge): Recent {
  const known = byJudge.get(verbs) ?? new Map<string, Decided>();
  byJudge.set(verbs, known);
  return known;
}

function keep(recent: Recent, keys: readonly string[], decided: Decided): void {
  for (const key of keys) {
    recent.delete(key);
    recent.set(key, decided);
    decided.decision.catch(() => forget(recent, key, decided));
  }
  for (const oldest of recent.keys()) {
    if (recent.size <= MAX_RECENT) break;
    recent.delete(oldest);
  }
}

function forget(recent: Recent, key: string, decided: Decided): void {
  if (recent.get(key) === decided) recent.delete(key);
}

/** The value itself where it is short. */
function nameOf(value: object): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_NAME ? text : createHash('sha256').update(text).digest('base64');
}
