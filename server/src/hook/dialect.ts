import path from 'node:path';
import type { Act, Proposal } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Decision, RecordedDecision } from '../model/decision.js';
import { explain, explainResult, warnings } from '../model/explanation.js';
import { InvalidInput } from '../model/verbs.js';
import { type Meaning, unknownEvent } from './meanings.js';
import type { Members } from './members.js';

/** What the hook process writes, and how it ends. */
export interface Answer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** A host's payload, understood. */
export interface Question {
  /** The host's name for the moment, e.g. `PreToolUse`; answers are shaped after it. */
  readonly event: string;
  /** What is proposed, a call may touch several files; `unclear` where the payload does not say it. */
  readonly content:
    | { readonly kind: 'proposals'; readonly proposals: readonly [Proposal, ...Proposal[]] }
    | { readonly kind: 'unclear'; readonly problem: string };
  /** True where a failure must not let the act pass. */
  readonly changes: boolean;
  /** The host's identifier of this call, where it gives one. */
  readonly call?: string;
  /** Where the agent works. */
  readonly cwd: string;
}

/** How one host speaks: its payloads become questions, decisions become its answers. */
export interface Dialect {
  readonly host: string;
  readonly setup: Setup;
  /** Throws `InvalidInput` where not even the event can be told. */
  understand(payload: Members, cwd: string): Question;
  /** True where the host puts a question to its person at this moment: it has a prompt of its own. */
  asks(question: Question): boolean;
  answer(question: Question, decision: Decision | RecordedDecision): Answer;
  /** The act may not happen, because `reason`. `question` is absent where the payload could not be read. */
  refuse(reason: string, question?: Question): Answer;
  /** No opinion; `note` is for the person at the keyboard. */
  pass(question: Question, note?: string): Answer;
}

/** A file that makes the host ask us, and closes it where we fail, as far as the host can be closed. */
export interface Setup {
  /** From the project's folder, or `~/`. */
  readonly file: string;
  /** `hook` is the command line that answers, e.g. `vireon hook cursor`. */
  content(hook: string): string;
}

/** Seconds that the settings we propose give to a hook that must wait for a person, and those that it uses of them. */
export const WAIT_TIMEOUT_S = 300;
const WAIT_S = WAIT_TIMEOUT_S - 20;

/** The hook for a host that has no prompt of its own and whose time limit can be set. */
export function patient(hook: string): string {
  return `${hook} --wait ${WAIT_S}`;
}

/** The hook for a host without a switch: a client that dies or is not there ends in the code that blocks. */
export function guarded(hook: string): string {
  return `${hook} || { [ $? -eq 2 ] || echo 'Vireon did not answer, and so this is blocked.' >&2; exit 2; }`;
}

/** What is said along with an allow. */
export interface Words {
  /** For the agent. */
  readonly warning?: string;
  /** For the person. */
  readonly note?: string;
}

/** The shapes of a host's answers. */
export interface Speech {
  deny(event: string, reason: string): Answer;
  /** True where the host puts `ask` to its person at this event. */
  asks(event: string): boolean;
  /** Where the host does not ask, a denial. */
  ask(event: string, reason: string): Answer;
  allow(event: string, words: Words): Answer;
}

export interface Identity {
  readonly session?: string | undefined;
  /** The sub-agent that acts, and the one that started it. */
  readonly agent?: string | undefined;
  readonly parent?: string | undefined;
  readonly person?: string | undefined;
}

/** A host as its own documentation tells it. */
export interface Host extends Speech {
  readonly host: string;
  readonly setup: Setup;
  /** The name of the event, where the payload has one. */
  event(payload: Members): string | undefined;
  readonly events: Readonly<Record<string, Meaning>>;
  /** The event before a tool is used: what an event that we do not know is taken for where it names a tool. */
  readonly toolEvent: string;
  /** The field that names the tool. */
  readonly toolField: string;
  /** The working directory, where the payload tells it. */
  cwd(payload: Members): string | undefined;
  call(payload: Members): string | undefined;
  identity(payload: Members): Identity;
}

export function dialect(host: Host): Dialect {
  const known = new Map(Object.entries(host.events));
  return {
    host: host.host,
    setup: host.setup,
    understand(payload, fallback) {
      const event = eventOf(payload, host, known);
      const meaning = known.get(event) ?? unknownEvent(event);
      const base = { event, changes: meaning.changes(payload) };
      let cwd = fallback;
      try {
        cwd = path.resolve(fallback, host.cwd(payload) ?? '');
        const call = host.call(payload);
        const [first, ...rest] = meaning.acts(payload, cwd).map((act) => proposed(act, payload, host, cwd));
        if (first === undefined) throw new InvalidInput('the call names nothing that it would do');
        const content = { kind: 'proposals', proposals: [first, ...rest] } as const;
        return { ...base, cwd, content, ...(call !== undefined && { call }) };
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        return { ...base, cwd, content: { kind: 'unclear', problem: error.message } };
      }
    },
    asks: (question) => host.asks(question.event) || isPrompt(question),
    answer(question, decision) {
      const { event } = question;
      if (isResult(question)) return answerResult(host, event, decision);
      if (decision.verdict === 'deny') return host.deny(event, explain(decision));
      const isAsked = decision.verdict === 'ask';
      if (isAsked && !isPrompt(question)) return host.ask(event, explain(decision));
      return host.allow(event, isAsked || warnings(decision).length > 0 ? { warning: explain(decision) } : {});
    },
    refuse: (reason, question) => host.deny(question?.event ?? host.toolEvent, reason),
    pass: ({ event }, note) => host.allow(event, note === undefined ? {} : { note }),
  };
}

function isResult({ content }: Question): boolean {
  return content.kind === 'proposals' && content.proposals.some(({ act }) => act.kind === 'tool-result');
}

/** It has happened: the agent is told what stands in the result, and nobody is asked. */
function answerResult(host: Speech, event: string, decision: Decision | RecordedDecision): Answer {
  const said = explainResult(decision);
  if (said === undefined) return host.allow(event, {});
  return decision.verdict === 'deny' ? host.deny(event, said) : host.allow(event, { warning: said });
}

/** Who would be asked about a prompt has just written it, so the agent is told instead. */
function isPrompt({ content }: Question): boolean {
  return content.kind === 'proposals' && content.proposals.every(({ act }) => act.kind === 'prompt');
}

function eventOf(payload: Members, host: Host, known: ReadonlyMap<string, Meaning>): string {
  const event = host.event(payload);
  if (event !== undefined && known.has(event)) return event;
  if (payload.has(host.toolField)) return host.toolEvent;
  if (event === undefined || event === '') {
    throw new InvalidInput(`the payload has neither the name of an event nor ${host.toolField}`);
  }
  return event;
}

/** A file keeps its own workspace's rules, wherever the agent's shell has gone; what has no place is done in `cwd`. */
function proposed(act: Act, payload: Members, host: Host, cwd: string): Proposal {
  const actor = actorOf(host.host, host.identity(payload));
  const hasPlace = 'path' in act || act.kind === 'command';
  return hasPlace ? { act, actor } : { act, actor, workspace: cwd };
}

function actorOf(host: string, identity: Identity): Actor {
  const told = Object.entries(identity).filter(([, value]) => value !== undefined && value !== '');
  return { kind: 'agent', host, ...Object.fromEntries(told) };
}

/** One JSON object on standard output, which most hosts want. */
export function json(output: Readonly<Record<string, unknown>>): Answer {
  return { stdout: `${JSON.stringify(output)}\n`, stderr: '', exitCode: 0 };
}

/** The exit code that nearly every host takes as: blocked, and stderr says why. */
export const BLOCKED = 2;

export function blocked(reason: string): Answer {
  return { stdout: '', stderr: `${reason}\n`, exitCode: BLOCKED };
}

export const SILENT: Answer = { stdout: '', stderr: '', exitCode: 0 };
