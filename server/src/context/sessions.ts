// What is known of the sessions of agents: what they have seen, and what they have done. The record of decisions is
// where it lives; here it is kept at hand.

import { createHash } from 'node:crypto';
import type { Act, Proposal } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Limits } from '../model/policy.js';
import type { DecisionRecord } from '../model/record.js';
import type { Mark } from '../model/session.js';
import { type Call, type Reached, reached } from './limits.js';

/** The newest records of a session first. */
export type Recall = (session: string) => Promise<readonly DecisionRecord[]>;

/** Puts on record that a session has another one as its child; resolves when it is durable. */
export type TellKin = (host: string, elder: string, child: string) => Promise<void>;

/** The name of that record's event; `about.session` is the child. */
export const JOINED = 'session-joined';

const MAX_KIN = 50;

const MAX_SESSIONS = 500;
const MAX_MARKS = 100;
const MAX_CALLS = 20_000;

/** A session with its sub-agents: one that was started by another shares everything with it. */
export class Session {
  private marked: Mark[] = [];
  private calls: Call[] = [];
  /** Sessions that it shares everything with. */
  readonly kin = new Set<string>();

  /** The newest last; of many, the first and the newest of each name. */
  get marks(): readonly Mark[] {
    return this.marked;
  }

  mark(marks: readonly Mark[]): void {
    for (const mark of marks) {
      this.marked = this.marked.filter(({ name, from }) => name !== mark.name || from !== mark.from);
      this.marked.push(mark);
    }
    while (this.marked.length > MAX_MARKS) this.marked.splice(MAX_MARKS / 2, 1);
  }

  /** Counts the act and tells the bounds that it goes beyond. What turns out to be denied is taken back. */
  count({ act }: Proposal, time: number, limits: Limits): { readonly exceeded: readonly Reached[]; undo(): void } {
    const call = toCall(act, time);
    if (call === undefined) return { exceeded: [], undo: () => undefined };
    const exceeded = call.isReport === true ? [] : reached(limits, this.calls, call);
    this.add(call);
    return {
      exceeded,
      undo: () => {
        const at = this.calls.lastIndexOf(call);
        if (at >= 0) this.calls.splice(at, 1);
      },
    };
  }

  /** Takes over what another one knows. */
  join(other: Session): void {
    this.mark(other.marked);
    this.calls = [...this.calls, ...other.calls].sort((a, b) => a.time - b.time);
    for (const one of other.kin) this.kin.add(one);
  }

  remember(records: readonly DecisionRecord[]): void {
    for (const { proposal, decision, time } of [...records].reverse()) {
      this.mark(decision.marks ?? []);
      const call = decision.verdict === 'deny' ? undefined : toCall(proposal.act, Date.parse(time));
      if (call !== undefined) this.add(call);
      const child = proposal.act.kind === 'event' && proposal.act.name === JOINED && proposal.act.about?.session;
      if (typeof child === 'string') this.kin.add(child);
    }
  }

  private add(call: Call): void {
    this.calls.push(call);
    if (this.calls.length > MAX_CALLS) this.calls.splice(0, this.calls.length - MAX_CALLS);
  }
}

export class Sessions {
  private readonly known = new Map<string, Promise<Session>>();

  constructor(
    private readonly recall: Recall,
    private readonly tellKin: TellKin,
  ) {}

  /** Nothing where the host does not name its session: one cannot be told from another then. */
  async of(actor: Actor): Promise<Session | undefined> {
    if (actor.kind !== 'agent' || actor.session === undefined) return undefined;
    const own = this.at(actor.host, actor.session);
    const { parent } = actor;
    if (parent === undefined || parent === actor.session) return own;
    return this.family(actor.host, actor.session, parent);
  }

  /** Where it is resumed, the record tells what it has seen. */
  end(actor: Actor): void {
    if (actor.kind === 'agent' && actor.session !== undefined) this.known.delete(keyOf(actor.host, actor.session));
  }

  private async family(host: string, session: string, parent: string): Promise<Session> {
    const elder = await this.at(host, parent);
    const key = keyOf(host, session);
    const own = elder.kin.has(session) ? await this.known.get(key) : await this.at(host, session);
    if (own === elder) return elder;
    if (elder.kin.has(session)) elder.mark(own?.marks ?? []);
    else {
      if (own !== undefined) elder.join(own);
      elder.kin.add(session);
      await this.tellKin(host, parent, session);
    }
    this.known.set(key, Promise.resolve(elder));
    return elder;
  }

  private at(host: string, session: string): Promise<Session> {
    const key = keyOf(host, session);
    const known = this.known.get(key) ?? this.recalled(host, session);
    this.known.delete(key);
    this.known.set(key, known);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MAX_SESSIONS) break;
      this.known.delete(oldest);
    }
    // What could not be recalled is tried again by the next act, and this one fails.
    known.catch(() => this.known.delete(key));
    return known;
  }

  /** With what its children have seen, each of which it shares everything with. */
  private async recalled(host: string, name: string): Promise<Session> {
    const session = new Session();
    session.kin.add(name);
    for (const one of session.kin) {
      if (session.kin.size > MAX_KIN) break;
      const records = await this.recall(one);
      const own = new Session();
      own.remember(records.filter(({ proposal: { actor } }) => actor.kind === 'agent' && actor.host === host));
      session.join(own);
    }
    return session;
  }
}

function keyOf(host: string, session: string): string {
  return JSON.stringify([host, session]);
}

/** What is counted of an act; nothing of what only tells, is shown or is asked. */
function toCall(act: Act, time: number): Call | undefined {
  switch (act.kind) {
    case 'event': {
      const cost = Number(act.about?.cost_usd ?? act.about?.cost);
      return cost > 0 ? { time, act: act.kind, what: '', cost, isReport: true } : undefined;
    }
    case 'command':
      return { time, act: act.kind, what: `${act.cwd ?? ''}\0${act.command}`.slice(-2_000) };
    case 'tool-call': {
      const tool = act.server === undefined ? act.tool : `${act.server}/${act.tool}`;
      return { time, act: act.kind, tool, what: `${tool}\0${hash(act.arguments)}` };
    }
    case 'edit':
    case 'fetch':
      return { time, act: act.kind, what: hash(act) };
    case 'read':
      return { time, act: act.kind, what: `read ${act.path}` };
    default:
      return undefined;
  }
}

function hash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(value ?? null))
    .digest('base64')
    .slice(0, 16);
}
