// One client in front, several servers behind: what is offered, under which names, and what is thought of it.

import { randomUUID } from 'node:crypto';
import {
  type ClientCapabilities,
  type Implementation,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  type ServerCapabilities,
} from '@modelcontextprotocol/server';
import type { ServedText, ToolCallAct } from '../../model/act.js';
import type { Actor } from '../../model/actor.js';
import type { RecordedDecision } from '../../model/decision.js';
import { decisive, explain } from '../../model/explanation.js';
import type { ToolReview } from '../../model/tool-pin.js';
import type { Verbs } from '../../model/verbs.js';
import type { ServerConfig } from './config.js';
import type { Question } from './exchange.js';
import { namesFor, type Target } from './names.js';
import { type Entry, listAll } from './pages.js';
import { screen } from './screen.js';
import { textsOf } from './texts.js';
import { type List, Upstream } from './upstream.js';

/** Tells people beside the protocol: on stderr. */
export type Say = (message: string) => void;

export interface GatewayOptions {
  readonly servers: readonly ServerConfig[];
  /** Absolute path of the workspace. */
  readonly cwd: string;
  readonly version: string;
  /** Who sits at the client. */
  readonly person: string;
  readonly say: Say;
}

/** What a client says of itself when it opens the connection. */
export interface Opening {
  readonly capabilities: ClientCapabilities;
  readonly client: string;
}

/** A thing that a server offers, and the name that the agent knows it by. */
export interface Offered extends Target {
  readonly upstream: Upstream;
  readonly entry: Entry;
}

export interface OfferedTool extends Offered {
  readonly review: ToolReview;
}

/** How a change behind the gateway reaches the client. */
export interface Downstream {
  listChanged(list: List): void;
  resourceUpdated(uri: string): void;
  logged(params: Readonly<Record<string, unknown>>): void;
  /** Asks the client outside of its requests; absent in the era that has no such thing. */
  readonly asked?: (question: Question) => Promise<Result>;
}

export class Gateway {
  readonly upstreams: readonly Upstream[];
  #downstream: Downstream | undefined;
  #opened: (downstream: Downstream) => void = () => {};
  readonly #client = new Promise<Downstream>((resolve) => {
    this.#opened = resolve;
  });
  readonly #session = randomUUID();
  #tools = new Map<string, OfferedTool>();
  #prompts = new Map<string, Offered>();
  #resources = new Map<string, Offered>();
  #templates: readonly Offered[] = [];

  constructor(
    private readonly verbs: Verbs,
    private readonly options: GatewayOptions,
    private readonly opening: Opening,
  ) {
    const client: Implementation = { name: opening.client, title: 'Vireon gateway', version: options.version };
    const { capabilities } = opening;
    const events = {
      say: (server: string, message: string) => options.say(`${server}: ${message}`),
      listChanged: (_: Upstream, list: List) => this.#downstream?.listChanged(list),
      resourceUpdated: (upstream: Upstream, uri: string) => this.#updated(upstream, uri),
      logged: (_: Upstream, params: Readonly<Record<string, unknown>>) => this.#downstream?.logged(params),
      asked: async () => (await this.#client).asked,
      screened: (upstream: Upstream, question: Question) => this.#question(upstream, question),
      heard: <T>(upstream: Upstream, name: string, about: ServedText, value: T) =>
        this.#heard(upstream, { name, about }, value),
    };
    this.upstreams = options.servers.map((config) => new Upstream(config, { client, capabilities, events }));
  }

  /** Changes are told to this client from now on. */
  connect(downstream: Downstream): void {
    this.#downstream = downstream;
  }

  /** The client can be asked from now on. */
  ready(): void {
    if (this.#downstream !== undefined) this.#opened(this.#downstream);
  }

  async start(): Promise<void> {
    await Promise.all(this.upstreams.map((upstream) => upstream.start()));
  }

  async close(): Promise<void> {
    await Promise.all(this.upstreams.map((upstream) => upstream.close()));
  }

  get person(): string {
    return this.options.person;
  }

  get several(): boolean {
    return this.upstreams.length > 1;
  }

  /** All that any server can do; of one that does not run yet anything may come. */
  get capabilities(): ServerCapabilities {
    const known = this.upstreams.map((upstream) => upstream.capabilities);
    const any = (of: (capabilities: ServerCapabilities) => unknown) =>
      known.some((one) => one === undefined || of(one) !== undefined);
    return {
      tools: { listChanged: true },
      ...(any(({ resources }) => resources) && {
        resources: { listChanged: true, ...(any(({ resources }) => resources?.subscribe) && { subscribe: true }) },
      }),
      ...(any(({ prompts }) => prompts) && { prompts: { listChanged: true } }),
      ...(any(({ completions }) => completions) && { completions: {} }),
      ...(any(({ logging }) => logging) && { logging: {} }),
    };
  }

  /** What the servers say of themselves, as far as rules let it through. */
  async instructions(): Promise<string | undefined> {
    const parts: string[] = [];
    for (const upstream of this.upstreams) {
      const { instructions } = upstream;
      if (instructions === undefined || instructions === '') continue;
      const decision = await this.#judge(upstream.name, 'instructions', instructions, 'instructions');
      if (decision.verdict === 'allow') {
        const isClean = decision.obligations.length === 0;
        const words = isClean
          ? instructions
          : await this.screened(instructions, upstream, 'instructions', 'instructions');
        parts.push(this.several ? `## ${upstream.name}\n\n${words}` : words);
      } else this.options.say(`${upstream.name}: its instructions are withheld. ${explain(decision)}`);
    }
    return parts.length === 0 ? undefined : parts.join('\n\n');
  }

  get actor(): Actor {
    return { kind: 'agent', host: this.opening.client, session: this.#session };
  }

  async decide(act: ToolCallAct): Promise<RecordedDecision> {
    return this.verbs.decide({ act, actor: this.actor, workspace: this.options.cwd });
  }

  /** What an answer may be given on as; throws, with the reason, where nothing of it may. */
  async screened<T>(value: T, upstream: Upstream, name: string, about?: ServedText): Promise<T> {
    const judge = (text: string) => this.#judge(upstream.name, name, text, about);
    const from = `${about ?? 'tool'} \`${name}\` of the server \`${upstream.name}\``;
    const outcome = await screen(value, judge, { ...(about && { about }), from });
    if ('value' in outcome) return outcome.value;
    throw new Withheld(`Vireon withholds what came from the ${from}.\n${outcome.withheld}`);
  }

  /** What reaches the agent beside answers stands on record only where a rule has something to say. */
  async #heard<T>(
    upstream: Upstream,
    { name, about }: { readonly name: string; readonly about: ServedText },
    value: T,
  ): Promise<T | undefined> {
    const text = textsOf(value).join('\n');
    if (text === '') return value;
    const act = { kind: 'tool-result', server: upstream.name, tool: name, text, about };
    const { verdict, obligations } = await this.verbs.preview({
      act,
      actor: this.actor,
      workspace: this.options.cwd,
    });
    if (verdict === 'allow' && obligations.length === 0) return value;
    try {
      return await this.screened(value, upstream, name, about);
    } catch (error) {
      if (!(error instanceof Withheld)) throw error;
      this.options.say(`${upstream.name}: ${error.message}`);
      return undefined;
    }
  }

  /** Lists anew: a server that changes its tools need not say so. */
  async listTools(): Promise<ReadonlyMap<string, OfferedTool>> {
    const listed = await this.#listed('tools', 'tools/list', 'tools');
    const reviewed: (Offered & { review: ToolReview })[] = [];
    for (const upstream of this.upstreams) {
      const own = listed.filter((one) => one.upstream === upstream);
      const beside = listed
        .filter((one) => one.upstream !== upstream)
        .map(({ server, name }) => ({ server, tool: name }));
      if (own.length === 0) continue;
      const reviews = await this.verbs.reviewTools({
        workspace: this.options.cwd,
        actor: this.actor,
        server: upstream.name,
        source: upstream.source,
        tools: own.map(({ entry }) => entry),
        beside,
      });
      for (const [index, one] of own.entries()) {
        const review = reviews[index];
        if (review !== undefined) reviewed.push({ ...one, review });
      }
    }
    this.#tools = named(reviewed, this.several);
    this.#tellHeld();
    return this.#tools;
  }

  async tool(name: string): Promise<OfferedTool> {
    const found = this.#tools.get(name) ?? (await this.listTools()).get(name);
    if (found !== undefined) return found;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown tool: ${name}`);
  }

  async listPrompts(): Promise<ReadonlyMap<string, Offered>> {
    const listed = await this.#described(await this.#listed('prompts', 'prompts/list', 'prompts'));
    this.#prompts = named(listed, this.several);
    return this.#prompts;
  }

  async prompt(name: string): Promise<Offered> {
    const found = this.#prompts.get(name) ?? (await this.listPrompts()).get(name);
    if (found !== undefined) return found;
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `Unknown prompt: ${name}`);
  }

  /** By address. Where two servers have the same one, the later's gets the server's name before its scheme. */
  async listResources(): Promise<ReadonlyMap<string, Offered>> {
    const listed = await this.#described(await this.#listed('resources', 'resources/list', 'resources', 'uri'));
    const resources = new Map<string, Offered>();
    for (const one of listed) resources.set(resources.has(one.name) ? `${one.server}+${one.name}` : one.name, one);
    this.#resources = resources;
    return resources;
  }

  async listTemplates(): Promise<readonly Offered[]> {
    const listed = await this.#listed('resources', 'resources/templates/list', 'resourceTemplates', 'uriTemplate');
    this.#templates = await this.#described(listed);
    return this.#templates;
  }

  /** Which servers may know a resource, the likeliest first, and how they call it. */
  async resource(uri: string): Promise<readonly { readonly upstream: Upstream; readonly uri: string }[]> {
    const listed = this.#resources.get(uri) ?? (await this.listResources()).get(uri);
    if (listed !== undefined) return [{ upstream: listed.upstream, uri: listed.name }];
    const templates = this.#templates.length > 0 ? this.#templates : await this.listTemplates();
    const fitting = templates.filter(({ name }) => fits(name, uri)).map(({ upstream }) => upstream);
    const others = this.upstreams.filter((upstream) => upstream.capabilities?.resources !== undefined);
    return [...new Set([...fitting, ...others])].map((upstream) => ({ upstream, uri }));
  }

  async template(uriTemplate: string): Promise<Offered | undefined> {
    const known = this.#templates.find(({ name }) => name === uriTemplate);
    return known ?? (await this.listTemplates()).find(({ name }) => name === uriTemplate);
  }

  async #listed(capability: List, method: string, member: string, key = 'name'): Promise<Offered[]> {
    const lists = this.upstreams.map(async (upstream) => {
      if (upstream.capabilities?.[capability] === undefined) return [];
      try {
        const entries = await listAll(upstream, method, member);
        return entries.flatMap((entry) => {
          const name = entry[key];
          return typeof name === 'string' && name !== '' ? [{ server: upstream.name, name, upstream, entry }] : [];
        });
      } catch (error) {
        // The others' are listed all the same; of this one it is said.
        this.options.say(`${upstream.name}: \`${method}\` failed: ${error instanceof Error ? error.message : error}`);
        return [];
      }
    });
    return (await Promise.all(lists)).flat();
  }

  /** Those of whose description no rule says that an agent must not read it. */
  async #described(listed: readonly Offered[]): Promise<Offered[]> {
    const allowed: Offered[] = [];
    for (const one of listed) {
      const text = wordsOf(one.entry).join('\n');
      const act = { kind: 'tool-result', server: one.server, tool: one.name.slice(0, 500), text, about: 'description' };
      const { verdict, reasons } = await this.verbs.preview({
        act,
        actor: this.actor,
        workspace: this.options.cwd,
      });
      if (verdict === 'allow') allowed.push(one);
      else this.options.say(`${one.server}: \`${one.name}\` is withheld by ${reasons[0]?.rule ?? 'a rule'}`);
    }
    return allowed;
  }

  #tellHeld(): void {
    for (const { server, name, review } of this.#tools.values()) {
      if (review.verdict === 'allow') continue;
      this.options.say(
        `${server}: the tool \`${name}\` is withheld (${review.standing.join(', ')}). ${review.explanation ?? ''}\n` +
          `To take it as it is now: vireon mcp pins --accept ${server}/${name}`,
      );
    }
  }

  #judge(server: string, name: string, text: string, about?: ServedText): Promise<RecordedDecision> {
    const tool = name.slice(0, 500);
    const act = { kind: 'tool-result', server, tool, text, ...(about && { about }) } as const;
    return this.verbs.decide({ act, actor: this.actor, workspace: this.options.cwd });
  }

  /** What a server would have the client's model read, or a person answer, is judged like what a tool gives back. */
  async #question(upstream: Upstream, question: Question): Promise<Question> {
    const { method, params } = question;
    if (method === 'roots/list' || params === undefined) return question;
    if (method === 'sampling/createMessage')
      return { method, params: await this.screened(params, upstream, method, 'request') };
    const text = wordsOf(params).join('\n');
    const decision = await this.#judge(upstream.name, method, text, 'request');
    if (decision.verdict === 'deny') throw new Withheld(explain(decision));
    const asks = this.several || decisive(decision).length > 0;
    const message = `The server \`${upstream.name}\` asks: ${String(params.message ?? '')}`;
    return asks ? { method, params: { ...params, message } } : question;
  }

  #updated(upstream: Upstream, uri: string): void {
    const known = [...this.#resources].find(([, one]) => one.upstream === upstream && one.name === uri);
    this.#downstream?.resourceUpdated(known?.[0] ?? uri);
  }
}

/** A rule keeps what a server said from the agent. */
export class Withheld extends Error {
  override readonly name = 'Withheld';
}

function named<T extends Offered>(listed: readonly T[], several: boolean): Map<string, T> {
  const byTarget = new Map<Target, T>(listed.map((one) => [one, one]));
  const names = new Map<string, T>();
  for (const [name, target] of namesFor(listed, { several })) {
    const one = byTarget.get(target);
    if (one !== undefined) names.set(name, one);
  }
  return names;
}

/** Every string in a description. */
function wordsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}

/** Whether an address may come of a template: what stands before its first variable must agree. */
function fits(template: string, uri: string): boolean {
  const [start = ''] = template.split('{', 1);
  return uri.startsWith(start);
}
