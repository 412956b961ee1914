import type { ApprovalOutcome } from '../model/approval.js';
import { combined, type RecordedDecision } from '../model/decision.js';
import { explainRefusal } from '../model/explanation.js';
import { parseJson } from '../model/json.js';
import { InvalidInput, type Verbs } from '../model/verbs.js';
import type { Answer, Dialect, Question } from './dialect.js';
import { dialectOf, HOSTS, speakerOf } from './hosts.js';
import { MAX_DEPTH, Members } from './members.js';
import { decideOnce, type Judge } from './once.js';

/** The most that is read of a payload; a longer one is refused. */
export const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;

/** Below the smallest time that a host gives its hooks, with room for the process to start and end. */
export const ANSWER_WITHIN_MS = 4500;

/** Where the host was not told to wait longer: what is left of its client's time. A later yes holds for the next try. */
export const PERSON_WITHIN_MS = 2000;

/** Where the hook runs. */
export interface HookEnvironment {
  readonly cwd: string;
  readonly answerWithinMs?: number;
  /** Told of every event that could be read, by the host that spoke. */
  readonly heard?: (heard: { readonly host: string; readonly event: string; readonly session?: string }) => void;
  /** Absent where no person can be reached, since the hook runs in a process of its own. */
  readonly persons?: Persons;
}

/** The hook's way to persons. */
export interface Persons extends Pick<Verbs, 'awaitApproval'> {
  /** As long as the host was told to wait; absent: within the time of any other answer. */
  readonly withinMs?: number;
  /** Called when the wait begins. Aborted when the host's hook is gone. */
  startWaiting(): AbortSignal;
}

/** One payload of a host, judged and answered in its own words. Never throws: what fails becomes a refusal. */
export async function answerHook(
  host: string,
  payload: string,
  verbs: Judge,
  environment: HookEnvironment,
): Promise<Answer> {
  const asked = understood(host, payload, environment.cwd);
  if ('answer' in asked) return asked.answer;
  const { dialect, question } = asked;
  environment.heard?.({ host: dialect.host, event: question.event, ...sessionOf(question) });
  try {
    return await judged(dialect, question, verbs, environment);
  } catch (error) {
    return failed(dialect, question, messageOf(error));
  }
}

function sessionOf({ content }: Question): { readonly session?: string } {
  const actor = content.kind === 'proposals' ? content.proposals[0].actor : undefined;
  return actor?.kind === 'agent' && actor.session !== undefined ? { session: actor.session } : {};
}

/** The file that makes a host ask, and where it belongs. */
export function setupOf(host: string, program: string): { readonly file: string; readonly content: string } {
  const dialect = dialectOf(host);
  if (dialect === undefined) throw new InvalidInput(`unknown host \`${host}\`; known hosts: ${HOSTS.join(', ')}`);
  const word = /^[\w./-]+$/.test(program) ? program : `'${program.replaceAll("'", "'\\''")}'`;
  return { file: dialect.setup.file, content: dialect.setup.content(`${word} hook ${host}`) };
}

/** The answer where nobody could judge: refuses what changes something and lets the rest pass with a note. */
export function denyForFailure(host: string, payload: string, reason: string): Answer {
  const asked = understood(host, payload, '/');
  return 'answer' in asked ? asked.answer : failed(asked.dialect, asked.question, reason);
}

/** Where there is nothing to judge, the answer at once. */
type Understood = { readonly dialect: Dialect; readonly question: Question } | { readonly answer: Answer };

function understood(host: string, text: string, cwd: string): Understood {
  const registered = dialectOf(host);
  if (registered === undefined) return { answer: unknownHost(host) };
  let dialect = registered;
  try {
    const payload = parsed(text);
    dialect = speakerOf(payload) ?? registered;
    return { dialect, question: dialect.understand(payload, cwd) };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    return { answer: dialect.refuse(unreadable(error.message)) };
  }
}

function parsed(payload: string): Members {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    throw new InvalidInput(`it is longer than ${MAX_PAYLOAD_BYTES / 1024 / 1024} MiB, which is the most that is read`);
  }
  return Members.of(parseJson(payload, { maxDepth: MAX_DEPTH }), '');
}

type Decisions = [RecordedDecision, ...RecordedDecision[]];

async function judged(
  dialect: Dialect,
  question: Question,
  verbs: Judge,
  { answerWithinMs = ANSWER_WITHIN_MS, persons }: HookEnvironment,
): Promise<Answer> {
  const { content } = question;
  if (content.kind === 'unclear') return failed(dialect, question, content.problem);
  const [first, ...rest] = content.proposals;
  const all = async () => {
    const decisions: Decisions = [await decideOnce(question, first, verbs)];
    for (const one of rest) decisions.push(await decideOnce(question, one, verbs));
    return decisions;
  };
  const decisions = await inTime(all(), answerWithinMs);
  const decision = combined(decisions);
  if (!needsQueue(dialect, question, decisions)) return dialect.answer(question, decision);
  const outcome = persons === undefined ? NOBODY_HERE : await askPersons(decisions, persons);
  if (outcome.outcome === 'denied') return dialect.refuse(explainRefusal(decision, outcome), question);
  const approval = { record: decision.record, answer: 'once', by: [outcome.by ?? ''] } as const;
  return dialect.answer(question, { ...decision, verdict: 'allow', approval });
}

const NOBODY_HERE: ApprovalOutcome = {
  outcome: 'denied',
  reason: 'nobody could be asked, since Vireon runs here without its daemon',
};

/** A host with a prompt of its own asks there, but a prompt reaches only one person. */
function needsQueue(dialect: Dialect, question: Question, decisions: Decisions): boolean {
  if (combined(decisions).verdict !== 'ask' || isTold(question)) return false;
  return !dialect.asks(question) || decisions.some(({ persons = 1 }) => persons > 1);
}

/** Every part of the call needs its yes; the first no is the answer. */
async function askPersons(decisions: Decisions, persons: Persons): Promise<ApprovalOutcome> {
  const gone = persons.startWaiting();
  const withinMs = persons.withinMs ?? PERSON_WITHIN_MS;
  const asked = decisions.filter(({ verdict }) => verdict === 'ask').map(({ record: id }) => id);
  const answered = new AbortController();
  const either = AbortSignal.any([gone, answered.signal]);
  try {
    const outcomes = asked.map((id) => persons.awaitApproval({ id, withinMs }, { signal: either }));
    const no = outcomes.map((one) => one.then((outcome) => (outcome.outcome === 'denied' ? outcome : NEVER)));
    return await Promise.race([...no, Promise.all(outcomes).then(bothIn)]);
  } finally {
    answered.abort();
  }
}

const NEVER = new Promise<never>(() => {});

function bothIn(outcomes: readonly ApprovalOutcome[]): ApprovalOutcome {
  const no = outcomes.find(({ outcome }) => outcome === 'denied');
  const by = [...new Set(outcomes.flatMap((one) => one.by ?? []))].join(' and ');
  return no ?? { outcome: 'approved', by };
}

function failed(dialect: Dialect, question: Question, problem: string): Answer {
  const message = `Vireon could not judge this: ${problem}`;
  if (isTold(question)) return dialect.pass(question);
  if (!question.changes) return dialect.pass(question, message);
  return dialect.refuse(`${message}. It is denied, because what changes something must be judged first.`, question);
}

/** Nobody waits for an answer to what has happened. */
function isTold({ content }: Question): boolean {
  return (
    content.kind === 'proposals' &&
    content.proposals.every(({ act }) => act.kind === 'event' || act.kind === 'tool-result')
  );
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
