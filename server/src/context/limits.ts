// What a session has done, counted: whether one more act is within its bounds.

import picomatch from 'picomatch';
import type { Act } from '../model/act.js';
import type { CallLimit, Counted, Limits, Period, RepeatLimit, SpendLimit } from '../model/policy.js';

/** An act that was not denied, as far as it is counted. */
export interface Call {
  /** Milliseconds. */
  readonly time: number;
  readonly act: Act['kind'];
  /** `server/tool`, of tool calls. */
  readonly tool?: string;
  /** Tells the same call from another. */
  readonly what: string;
  /** As a host reports it; else settings say what a call costs. */
  readonly cost?: number;
  /** A host's report of costs is no call. */
  readonly isReport?: true;
}

/** A bound that the next act goes beyond. */
export interface Reached {
  readonly decision: 'ask' | 'deny';
  readonly message: string;
}

const MS: Readonly<Record<Exclude<Period, 'session'>, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Every bound that `next` goes beyond, after `before`, which are in the order of time. */
export function reached(limits: Limits, before: readonly Call[], next: Call): Reached[] {
  return [
    ...limits.calls.flatMap((limit) => tooMany(limit, before, next)),
    ...limits.spend.flatMap((limit) => tooDear(limit, limits, before, next)),
    ...strictestRepeat(limits.repeats).flatMap((limit) => inCircles(limit, before, next)),
  ];
}

function tooMany(limit: CallLimit, before: readonly Call[], next: Call): Reached[] {
  const counts = counted(limit);
  if (!counts(next)) return [];
  const recent = within(limit.per, before, next.time).filter(counts);
  if (recent.length < limit.most) return [];
  const what = [...(limit.tools ?? limit.acts ?? ['acts'])].join(', ');
  const frees = freesAt(limit.per, recent[recent.length - limit.most]?.time);
  const message = `this session has done ${recent.length} of ${limit.most} ${what} ${spelled(limit.per)}; ${frees}`;
  return [{ decision: limit.decision, message: sentence(message) }];
}

function tooDear(limit: SpendLimit, { costs }: Limits, before: readonly Call[], next: Call): Reached[] {
  const priced = costs.map((cost) => ({ each: cost.each, counts: counted(cost) }));
  const costOf = (call: Call) =>
    call.cost ?? priced.filter(({ counts }) => counts(call)).reduce((sum, { each }) => sum + each, 0);
  const recent = within(limit.per, before, next.time);
  const spent = recent.reduce((sum, call) => sum + costOf(call), 0);
  const own = costOf(next);
  if (spent + own <= limit.most || (own === 0 && next.act !== 'tool-call' && next.act !== 'fetch')) return [];
  let left = spent + own;
  const free = recent.find((call) => {
    left -= costOf(call);
    return left <= limit.most;
  });
  const frees = freesAt(limit.per, free?.time);
  const message = `this session has spent ${round(spent)} of ${limit.most} ${spelled(limit.per)} and this costs ${round(own)}; ${frees}`;
  return [{ decision: limit.decision, message: sentence(message) }];
}

/** A pause, or another act in between, begins anew. Who waits in the command itself waits on purpose. */
const CIRCLE_PAUSE_MS = 60_000;
const WAITS = /(^|[\0\s;&|(])(sleep|wait|watch|timeout|inotifywait|Start-Sleep)\s/;

function inCircles({ most, decision }: RepeatLimit, before: readonly Call[], next: Call): Reached[] {
  if (next.isReport === true || !isRepeatable(next)) return [];
  let count = 0;
  let time = next.time;
  for (let index = before.length - 1; index >= 0; index--) {
    const call = before[index];
    if (call === undefined || call.isReport === true) continue;
    if (call.what !== next.what || time - call.time > CIRCLE_PAUSE_MS) break;
    count++;
    time = call.time;
  }
  // Asked once, the count begins anew.
  if (count === 0 || count % most !== 0) return [];
  const message = `this is the same ${next.act} ${count + 1} times in a row: going on as before will bring nothing new; look at what it answered, or do something else`;
  return [{ decision, message: sentence(message) }];
}

/** Looking again is how agents wait. */
function isRepeatable({ act, tool, what }: Call): boolean {
  if (act === 'command') return !WAITS.test(what);
  if (act === 'tool-call')
    return !/(^|[_\-./A-Z])(output|status|wait|poll|todo|read|get|list|screenshot|snapshot)/i.test(tool ?? '');
  return act === 'edit' || act === 'fetch';
}

function strictestRepeat(repeats: readonly RepeatLimit[]): readonly RepeatLimit[] {
  return [...repeats].sort((a, b) => a.most - b.most).slice(0, 1);
}

function counted({ acts, tools }: Counted): (call: Call) => boolean {
  const fits = tools === undefined || tools.length === 0 ? undefined : picomatch([...tools], { dot: true });
  return (call) =>
    call.isReport !== true &&
    (acts === undefined || acts.includes(call.act)) &&
    (fits === undefined || (call.tool !== undefined && fits(call.tool)));
}

function within(per: Period, calls: readonly Call[], now: number): readonly Call[] {
  if (per === 'session') return calls;
  const since = now - MS[per];
  return calls.filter(({ time }) => time > since);
}

function freesAt(per: Period, time: number | undefined): string {
  if (per === 'session' || time === undefined) return 'there is room again in a new session';
  return `there is room again at ${new Date(time + MS[per]).toISOString()}`;
}

function spelled(per: Period): string {
  return per === 'session' ? 'in the session' : `within one ${per}`;
}

function sentence(message: string): string {
  return `${message[0]?.toUpperCase() ?? ''}${message.slice(1)}.`;
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
