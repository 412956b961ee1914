import { createHash } from 'node:crypto';
import type { Proposal } from '../model/act.js';
import type { RecordedDecision } from '../model/decision.js';
import { parseJson } from '../model/json.js';
import { InvalidInput, type Verbs } from '../model/verbs.js';
import type { Answer, Dialect, Question } from './dialect.js';
import { dialectOf, HOSTS } from './hosts.js';
import { MAX_DEPTH, Members } from './members.js';

/** The most that is read of a payload; a longer one is refused. */
export const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;

/** Below the smallest time that a host gives its hooks, with room for the process to start and end. */
export const ANSWER_WITHIN_MS = 4500;

/** Where the hook runs. */
export interface HookEnvironment {
  readonly cwd: string;
  readonly answerWithinMs?: number;
}

/** All that a hook asks of the app. */
export type Judge = Pick<Verbs, 'decide'>;

/** One payload of a host, judged and answered in its own words. Never throws: what fails becomes a refusal. */
export async function answerHook(
  host: string,
  payload: string,
  verbs: Judge,
  environment: HookEnvironment,
): Promise<Answer> {
  const dialect = dialectOf(host);
  if (dialect === undefined) return unknownHost(host);
  const question = understood(dialect, payload, environment.cwd);
  if (!question.ok) return dialect.refuse(unreadable(question.problem));
  try {
    return await judged(dialect, question.value, verbs, environment.answerWithinMs ?? ANSWER_WITHIN_MS);
  } catch (error) {
    return failed(dialect, question.value, messageOf(error));
  }
}

/** The answer where nobody could judge: refuses what changes something and lets the rest pass with a note. */
export function denyForFailure(host: string, payload: string, reason: string): Answer {
  const dialect = dialectOf(host);
  if (dialect === undefined) return unknownHost(host);
  const question = understood(dialect, payload, '/');
  return question.ok ? failed(dialect, question.value, reason) : dialect.refuse(unreadable(question.problem));
}

type Understood = { readonly ok: true; readonly value: Question } | { readonly ok: false; readonly problem: string };

function understood(dialect: Dialect, payload: string, cwd: string): Understood {
  try {
    return { ok: true, value: dialect.understand(parsed(payload), cwd) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { ok: false, problem: error.message };
  }
}

function parsed(payload: string): Members {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new InvalidInput(`it is longer than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MiB, which is the most that is read`);
  }
  return Members.of(parseJson(payload, { maxDepth: MAX_DEPTH }), '');
}

async function judged(dialect: Dialect, question: Question, verbs: Judge, withinMs: number): Promise<Answer> {
  const { content } = question;
  if (content.kind === 'nothing') return dialect.pass();
  if (content.kind === 'unclear') return failed(dialect, question, content.problem);
  return dialect.answer(question, await inTime(decided(question, content.proposal, verbs), withinMs));
}

function failed(dialect: Dialect, question: Question, problem: string): Answer {
  if (question.content.kind === 'nothing') return dialect.pass();
  const message = `Vireon could not judge this: ${problem}`;
  if (!question.changes) return dialect.pass(message);
  return dialect.refuse(`${message}. It is denied, because what changes something must be judged first.`, question);
}

/** A host that loads the same hook from two settings files asks twice about one call: the second gets the first's answer. */
function decided(question: Question, proposal: Proposal, verbs: Judge): Promise<RecordedDecision> {
  if (question.call === undefined) return verbs.decide(proposal);
  const calls = recentCalls(verbs);
  const key = keyOf(question.event, question.call, proposal);
  const earlier = calls.get(key);
  if (earlier !== undefined) return earlier;
  const decision = verbs.decide(proposal);
  calls.set(key, decision);
  decision.catch(() => calls.delete(key));
  for (const oldest of calls.keys()) {
    if (calls.size <= MAX_RECENT_CALLS) break;
    calls.delete(oldest);
  }
  return decision;
}

const MAX_RECENT_CALLS = 512;

const recent = new WeakMap<Judge, Map<string, Promise<RecordedDecision>>>();

function recentCalls(verbs: Judge): Map<string, Promise<RecordedDecision>> {
  const known = recent.get(verbs) ?? new Map<string, Promise<RecordedDecision>>();
  recent.set(verbs, known);
  return known;
}

/** With what is proposed in it: an identifier used again for another act is another call. */
function keyOf(event: string, call: string, proposal: Proposal): string {
  return createHash('sha256')
    .update(JSON.stringify([event, call, proposal]))
    .digest('base64');
}

async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no decision within ${withinMs} ms`)), withinMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unreadable(problem: string): string {
  return `Vireon could not read the hook's payload: ${problem}. The act is denied, because it could not be judged.`;
}

function unknownHost(host: string): Answer {
  const message = `vireon hook: unknown host \`${host}\`; known hosts: ${HOSTS.join(', ')}\n`;
  return { stdout: '{}\n', stderr: message, exitCode: 2 };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
