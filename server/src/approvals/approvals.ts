import type { Proposal } from '../model/act.js';
import {
  type AnswerRequest,
  type Approval,
  type ApprovalAnswer,
  type ApprovalListener,
  type ApprovalOutcome,
  narrowest,
  type PendingApproval,
} from '../model/approval.js';
import type { RecordedDecision } from '../model/decision.js';
import type { DecisionRecord } from '../model/record.js';
import { type Cancellation, InvalidInput } from '../model/verbs.js';
import type { Likeness } from './likeness.js';
import { ApprovalMemory, type Grant } from './memory.js';
import { grantOf } from './record.js';

/** What goes on record. */
export type ApprovalNote =
  | { readonly kind: 'asked'; readonly pending: PendingApproval }
  | {
      readonly kind: 'answered';
      readonly pending: PendingApproval;
      readonly answer: AnswerRequest & { readonly person: string };
    }
  | {
      readonly kind: 'ended';
      readonly pending: PendingApproval;
      readonly outcome: ApprovalOutcome;
      readonly grant?: Grant;
    };

export interface ApprovalOptions {
  readonly clock: () => Date;
  /** The user of this machine, who answers where nobody else is named. */
  readonly person: string;
  /** Resolves when it is durable. */
  note(note: ApprovalNote): Promise<void>;
  /** Writes the rule that an `always` proposes, and says where it lies. */
  propose(pending: PendingApproval, by: readonly string[]): Promise<string>;
  /** What nobody waits for any more could not be put on record. */
  onFailure(error: unknown): void;
}

interface Yes {
  readonly person: string;
  readonly answer: ApprovalAnswer;
}

interface Entry {
  pending: PendingApproval;
  readonly likeness: Likeness;
  readonly untilMs: number;
  readonly renew?: Holding['renew'];
  /** True once a peer waits: until then the host may be asking in its own way, and nobody else is told. */
  asked: boolean;
  waiters: number;
  yes: readonly Yes[];
  /** Answers are taken one after the other. */
  turn: Promise<unknown>;
  readonly timer: NodeJS.Timeout;
  readonly settled: Promise<ApprovalOutcome>;
  readonly settle: (outcome: ApprovalOutcome) => void;
}

export interface Holding {
  readonly withinMs: number;
  /** Saves anew what the act will touch, before anybody hears of a yes. */
  readonly renew?: () => Promise<void>;
}

/** More acts than persons can weigh. The oldest that no peer waits for gives way. */
const MAX_HELD = 256;

/**
 * Acts that wait for a person, and what persons said. It lives as long as its process: a process that ends has said
 * no to all that waits.
 */
export class Approvals {
  readonly #entries = new Map<string, Entry>();
  /** How the last ones ended, for a peer that asks a moment late. */
  readonly #ended = new Map<string, ApprovalOutcome>();
  readonly #memory = new ApprovalMemory();
  readonly #listeners = new Set<ApprovalListener>();
  /** Who was shown what. */
  readonly #shown = new Map<string, ApprovalListener[]>();

  constructor(private readonly options: ApprovalOptions) {}

  /** The answer that a person gave to an act like this one, where it still holds. */
  recall(likeness: Likeness): Approval | undefined {
    return this.#memory.recall(likeness, this.#now());
  }

  /** What the records of a session, the newest first, say that persons have said and that was not used up. */
  remember(records: readonly DecisionRecord[]): void {
    for (const record of [...records].reverse()) {
      const grant = grantOf(record);
      if (grant !== undefined) this.#memory.remember(grant, grant.approval);
      if (record.decision.approval?.answer === 'once') this.#memory.use(record.decision.approval);
    }
  }

  /** From now on the act can be asked about and answered. */
  hold(proposal: Proposal, decision: RecordedDecision, likeness: Likeness, { withinMs, renew }: Holding): void {
    this.#withdrawTriedAgain(likeness);
    const time = this.#now();
    const id = decision.record;
    const { promise: settled, resolve: settle } = deferred<ApprovalOutcome>();
    const timer = setTimeout(() => this.#end(id, nobody(withinMs)).catch(this.options.onFailure), withinMs);
    timer.unref();
    const pending: PendingApproval = {
      id,
      time: new Date(time).toISOString(),
      until: new Date(time + withinMs).toISOString(),
      proposal,
      decision,
      persons: decision.persons ?? 1,
      approvedBy: [],
    };
    const entry = {
      pending,
      likeness,
      untilMs: time + withinMs,
      ...(renew && { renew }),
      asked: false,
      waiters: 0,
      yes: [],
      turn: Promise.resolve(),
    };
    this.#entries.set(id, { ...entry, timer, settled, settle });
    this.#makeRoom();
  }

  /** What persons are asked about, the oldest first. */
  list(): readonly PendingApproval[] {
    return [...this.#entries.values()].filter(({ asked }) => asked).map(({ pending }) => pending);
  }

  /** On record before anybody hears of it; of answers that come at once the first counts. */
  async answer(answer: AnswerRequest): Promise<ApprovalOutcome | 'pending'> {
    const entry = this.#require(answer.id);
    const mine = entry.turn.then(() => this.#take(this.#require(answer.id), answer));
    entry.turn = mine.catch(() => undefined);
    return mine;
  }

  async #take(entry: Entry, answer: AnswerRequest): Promise<ApprovalOutcome | 'pending'> {
    const { id, person = this.options.person, reason } = answer;
    if (answer.answer === 'no') {
      await this.options.note({ kind: 'answered', pending: entry.pending, answer: { ...answer, person } });
      return this.#end(id, { outcome: 'denied', by: person, reason: reason ?? 'no reason was given' });
    }
    if (entry.yes.some((yes) => samePerson(yes.person, person)))
      throw new InvalidInput(`\`${person}\` has said yes to \`${id}\` before; it takes another person`);
    const yes = [...entry.yes, { person, answer: answer.answer }];
    const by = yes.map((one) => one.person);
    const isEnough = by.length >= entry.pending.persons;
    const approval: Approval = { record: id, answer: yes.map((one) => one.answer).reduce(narrowest), by };
    const pending = { ...entry.pending, approvedBy: by };
    const rule = isEnough && approval.answer === 'always' ? await this.options.propose(pending, by) : undefined;
    await this.options.note({ kind: 'answered', pending, answer: { ...answer, person } });
    Object.assign(entry, { yes, pending });
    return isEnough ? this.#approve(entry, approval, rule) : 'pending';
  }

  /**
   * Asks persons and waits for them. Who waits shorter than the act can be answered gets a denial; a later yes then
   * holds for the very same act tried again.
   */
  async wait(id: string, withinMs: number, signal?: Cancellation): Promise<ApprovalOutcome> {
    const ended = this.#ended.get(id);
    if (ended !== undefined) return ended;
    const entry = this.#require(id);
    entry.waiters += 1;
    const awaitedUntil = new Date(Math.min(this.#now() + withinMs, entry.untilMs)).toISOString();
    entry.pending = { ...entry.pending, awaitedUntil };
    if (!entry.asked) await this.#ask(entry);
    const { promise, resolve } = deferred<ApprovalOutcome | 'late' | 'gone'>();
    const timer = setTimeout(resolve, Math.min(withinMs, MAX_TIMER_MS), 'late');
    if (signal?.aborted) resolve('gone');
    signal?.addEventListener('abort', () => resolve('gone'), { once: true });
    const outcome = await Promise.race([entry.settled, promise]);
    clearTimeout(timer);
    entry.waiters -= 1;
    if (outcome === 'late') return lateFor(entry.pending, withinMs);
    if (outcome !== 'gone') return outcome;
    const gone: ApprovalOutcome = { outcome: 'denied', reason: 'the agent no longer waits for an answer' };
    return entry.waiters === 0 && this.#entries.has(id) ? this.#end(id, gone) : gone;
  }

  /** Returns the way to stop listening. Shows at once what waits and what nobody else shows. */
  listen(listener: ApprovalListener): () => void {
    this.#listeners.add(listener);
    for (const pending of this.list()) {
      const shown = this.#shown.get(pending.id) ?? [];
      if (shown.length === 0 || listener.covers(pending.proposal.workspace ?? '')) this.#show(pending, [listener]);
    }
    return () => {
      this.#listeners.delete(listener);
      for (const [id, shown] of this.#shown)
        this.#shown.set(
          id,
          shown.filter((one) => one !== listener),
        );
    };
  }

  /** Says no to all that waits. */
  async close(): Promise<void> {
    const ended: ApprovalOutcome = { outcome: 'denied', reason: 'Vireon ended before anybody answered' };
    await Promise.all([...this.#entries.keys()].map((id) => this.#end(id, ended)));
  }

  async #ask(entry: Entry): Promise<void> {
    entry.asked = true;
    await this.options.note({ kind: 'asked', pending: entry.pending });
    if (!this.#entries.has(entry.pending.id)) return;
    const { workspace = '' } = entry.pending.proposal;
    const near = [...this.#listeners].filter((listener) => listener.covers(workspace));
    this.#show(entry.pending, near.length > 0 ? near : [...this.#listeners]);
  }

  #show(pending: PendingApproval, listeners: readonly ApprovalListener[]): void {
    this.#shown.set(pending.id, [...(this.#shown.get(pending.id) ?? []), ...listeners]);
    for (const listener of listeners) listener.asked(pending);
  }

  async #approve(entry: Entry, approval: Approval, proposedRule?: string): Promise<ApprovalOutcome> {
    const { likeness, asked, waiters, untilMs } = entry;
    // Whom nobody waits for any more tries it again, and then it is saved then.
    if (!asked || waiters > 0) await entry.renew?.().catch(this.options.onFailure);
    const ended = this.#ended.get(approval.record);
    if (ended !== undefined) return ended;
    const grant: Grant = {
      ...(approval.answer !== 'once' && likeness.alike !== undefined && { alike: likeness.alike }),
      ...(asked && waiters === 0 && { once: { exact: likeness.exact, until: untilMs } }),
    };
    const approved: ApprovalOutcome = {
      outcome: 'approved',
      by: approval.by.join(' and '),
      ...(proposedRule !== undefined && { proposedRule }),
    };
    const outcome = await this.#end(approval.record, approved, grant);
    this.#memory.remember(grant, approval);
    return outcome;
  }

  async #end(id: string, outcome: ApprovalOutcome, grant?: Grant): Promise<ApprovalOutcome> {
    const entry = this.#entries.get(id);
    if (entry === undefined) return outcome;
    this.#entries.delete(id);
    this.#ended.set(id, outcome);
    const [oldest] = this.#ended.keys();
    if (this.#ended.size > MAX_HELD && oldest !== undefined) this.#ended.delete(oldest);
    clearTimeout(entry.timer);
    try {
      if (entry.asked || outcome.by !== undefined)
        await this.options.note({ kind: 'ended', pending: entry.pending, outcome, ...(grant && { grant }) });
      entry.settle(outcome);
    } catch (error) {
      const unrecorded: ApprovalOutcome = { outcome: 'denied', reason: 'the answer could not be put on record' };
      this.#ended.set(id, unrecorded);
      entry.settle(unrecorded);
      throw error;
    } finally {
      for (const listener of this.#shown.get(id) ?? []) listener.ended(entry.pending, outcome);
      this.#shown.delete(id);
    }
    return outcome;
  }

  /** An agent that tries again asks once, not twice. */
  #withdrawTriedAgain({ exact }: Likeness): void {
    for (const [id, { likeness, waiters, asked }] of this.#entries) {
      if (likeness.exact !== exact || !asked || waiters > 0) continue;
      const again: ApprovalOutcome = { outcome: 'denied', reason: 'the agent tried it again, which is asked anew' };
      this.#end(id, again).catch(this.options.onFailure);
    }
  }

  #makeRoom(): void {
    if (this.#entries.size <= MAX_HELD) return;
    const [idle] = [...this.#entries].filter(([, { waiters }]) => waiters === 0);
    const crowded: ApprovalOutcome = { outcome: 'denied', reason: `more than ${MAX_HELD} acts wait for an answer` };
    if (idle !== undefined) this.#end(idle[0], crowded).catch(this.options.onFailure);
  }

  #require(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry !== undefined) return entry;
    throw new InvalidInput(
      `nothing waits for an answer as \`${id}\`: it was answered, its time ran out, or its agent gave up; \`vireon approve\` lists what waits`,
    );
  }

  #now(): number {
    return this.options.clock().getTime();
  }
}

/** Timers take no more; a longer one would run out at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function nobody(withinMs: number): ApprovalOutcome {
  return { outcome: 'denied', reason: `nobody answered within ${seconds(withinMs)} s` };
}

function lateFor({ id, until }: PendingApproval, withinMs: number): ApprovalOutcome {
  return {
    outcome: 'denied',
    reason: `nobody answered within ${seconds(withinMs)} s, which is as long as this host waits. A person can still say yes until ${until} with \`vireon approve ${id}\`; try the very same again after that`,
  };
}

const seconds = (ms: number) => Math.max(1, Math.round(ms / 1000));

/** As names are told apart here: `Anna ` is `anna`. */
function samePerson(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
