// `vireon mcp gateway`: an MCP server to the agent, a client to the servers behind.

import type { Readable, Writable } from 'node:stream';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  type ClientCapabilities,
  type JSONRPCMessage,
  type MessageExtraInfo,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type Transport,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';
import type { Verbs } from '../../model/verbs.js';
import { LineTransport } from '../transport.js';
import { callTool } from './call-tool.js';
import { Exchanges } from './exchange.js';
import { Gateway, type GatewayOptions, type Offered, type Opening, Withheld } from './gateway.js';
import { type List, NotRunning, type Upstream } from './upstream.js';

const LAST_ANSWERS_MS = 3_000;

/** Serves one client, in the era that it opens with, until its input ends. */
export async function serveGateway(
  verbs: Verbs,
  input: Readable,
  output: Writable,
  options: GatewayOptions,
): Promise<void> {
  const lines = new LineTransport(input, output);
  const front = new Front(lines);
  const connection = new Connection(verbs, options, front);
  input.once('end', () => {
    connection.end();
    // What the client still waits for by then, nobody answers any more.
    setTimeout(() => void lines.close(), LAST_ANSWERS_MS).unref();
  });
  serveStdio(({ era }) => connection.serverFor(era), {
    transport: front,
    onerror: (error) => options.say(`the client: ${error.message}`),
  });
  await lines.closed;
  await connection.close();
}

const subscriptionSchema = z.object({
  id: z.union([z.string(), z.number()]),
  params: z.object({ notifications: z.object({ resourceSubscriptions: z.array(z.string()).max(1_000) }) }),
});
const cancelledSchema = z.object({ params: z.object({ requestId: z.union([z.string(), z.number()]) }) });

/** The client's side of the wire, which also hears what the SDK keeps to itself. */
class Front implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: <T extends JSONRPCMessage>(message: T, extra?: MessageExtraInfo) => void;
  /** What the client says of itself in its first request. */
  readonly opening: Promise<Opening>;
  onsubscribe: (id: string | number, uris: readonly string[]) => void = () => {};
  onunsubscribe: (id: string | number) => void = () => {};
  #open: (opening: Opening) => void = () => {};

  constructor(private readonly lines: LineTransport) {
    this.opening = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  async start(): Promise<void> {
    this.lines.onclose = () => this.onclose?.();
    this.lines.onerror = (error) => this.onerror?.(error);
    this.lines.onmessage = (message) => {
      this.#note(message);
      this.onmessage?.(message);
    };
    await this.lines.start();
  }

  send(message: JSONRPCMessage): Promise<void> {
    return this.lines.send(message);
  }

  close(): Promise<void> {
    return this.lines.close();
  }

  #note(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    this.#open(openingOf(message.params ?? {}));
    if (message.method === 'subscriptions/listen') {
      const listen = subscriptionSchema.safeParse(message);
      if (listen.success) this.onsubscribe(listen.data.id, listen.data.params.notifications.resourceSubscriptions);
    }
    if (message.method === 'notifications/cancelled') {
      const cancelled = cancelledSchema.safeParse(message);
      if (cancelled.success) this.onunsubscribe(cancelled.data.params.requestId);
    }
  }
}

const openingSchema = z.object({
  capabilities: z.looseObject({}).optional().catch(undefined),
  clientInfo: z.object({ name: z.string() }).optional().catch(undefined),
  _meta: z
    .object({
      [CLIENT_CAPABILITIES_META_KEY]: z.looseObject({}).optional().catch(undefined),
      [CLIENT_INFO_META_KEY]: z.object({ name: z.string() }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

function openingOf(params: object): Opening {
  const { capabilities, clientInfo, _meta } = openingSchema.parse(params);
  const info = _meta?.[CLIENT_INFO_META_KEY] ?? clientInfo;
  // Printed in logs and matched by globs: no line breaks, no endless names.
  const client = (info?.name ?? '').replace(/\p{Cc}/gu, '').slice(0, 100);
  return {
    capabilities: (_meta?.[CLIENT_CAPABILITIES_META_KEY] ?? capabilities ?? {}) as ClientCapabilities,
    client: client === '' ? 'mcp-client' : client,
  };
}

/** The servers are started for the client: with what it declared, once it has declared it. */
class Connection {
  #gateway: Promise<Gateway> | undefined;
  #exchanges: Exchanges | undefined;
  #ended = false;
  readonly #subscriptions = new Map<string | number, (() => Promise<void>)[]>();

  constructor(
    private readonly verbs: Verbs,
    private readonly options: GatewayOptions,
    private readonly front: Front,
  ) {
    front.onsubscribe = (id, uris) => void this.#listen(id, uris);
    front.onunsubscribe = (id) => void this.#unlisten(id);
  }

  async serverFor(era: 'legacy' | 'modern'): Promise<Server> {
    this.#gateway ??= this.#start();
    const gateway = await this.#gateway;
    const instructions = await gateway.instructions();
    const { version } = this.options;
    const server = new Server(
      { name: 'vireon-gateway', title: 'Vireon gateway', version },
      { capabilities: gateway.capabilities, ...(instructions !== undefined && { instructions }) },
    );
    const exchanges = new Exchanges(server);
    if (this.#ended) exchanges.end();
    this.#exchanges = exchanges;
    gateway.connect({
      listChanged: (list) => tell(server, list, gateway),
      resourceUpdated: (uri) => void server.sendResourceUpdated({ uri }).catch(() => {}),
      logged: (params) => {
        if (era === 'legacy') server.notification({ method: 'notifications/message', params }).catch(() => {});
      },
      ...(era === 'legacy' && {
        asked: ({ method, params }) => server.request({ method, params: { ...params } }, z.looseObject({})),
      }),
    });
    if (era === 'modern') gateway.ready();
    server.oninitialized = () => gateway.ready();
    register(server, gateway, this.verbs, exchanges);
    return server;
  }

  /** No answer will come from the client any more. */
  end(): void {
    this.#ended = true;
    this.#exchanges?.end();
  }

  async close(): Promise<void> {
    this.end();
    const gateway = await this.#gateway;
    await gateway?.close();
  }

  async #start(): Promise<Gateway> {
    const gateway = new Gateway(this.verbs, this.options, await this.front.opening);
    await gateway.start();
    return gateway;
  }

  /** A newer client names the resources that it follows in the request that the SDK answers itself. */
  async #listen(id: string | number, uris: readonly string[]): Promise<void> {
    const gateway = await this.#gateway;
    if (gateway === undefined) return;
    const ends: (() => Promise<void>)[] = [];
    this.#subscriptions.set(id, ends);
    for (const uri of uris) {
      try {
        ends.push(await subscribe(gateway, uri));
      } catch (error) {
        this.options.say(`${uri} cannot be followed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }

  async #unlisten(id: string | number): Promise<void> {
    const ends = this.#subscriptions.get(id) ?? [];
    this.#subscriptions.delete(id);
    for (const end of ends) await end().catch(() => {});
  }
}

function tell(server: Server, list: List, { capabilities }: Gateway): void {
  if (capabilities[list] === undefined) return;
  const method = `notifications/${list}/list_changed` as const;
  server.notification({ method }).catch(() => {});
}

/** The resource is followed where it is found. */
async function subscribe(gateway: Gateway, uri: string): Promise<() => Promise<void>> {
  const places = await gateway.resource(uri);
  const place = places.find(({ upstream }) => upstream.capabilities?.resources?.subscribe === true);
  if (place === undefined)
    throw new ProtocolError(ProtocolErrorCode.InvalidParams, `no server offers to follow ${uri}`);
  return place.upstream.subscribe(place.uri);
}

/** The index of what is served; each entry asks the servers and screens what they say. */
function register(server: Server, gateway: Gateway, verbs: Verbs, exchanges: Exchanges): void {
  const { capabilities } = gateway;
  const followed = new Map<string, () => Promise<void>>();

  server.setRequestHandler('tools/list', async () => {
    const tools = [...(await gateway.listTools())].filter(([, { review }]) => review.verdict === 'allow');
    return { tools: tools.map(([name, { entry }]) => ({ ...entry, name })) as never };
  });
  server.setRequestHandler(
    'tools/call',
    (request, context) =>
      exchanges.serve(request, context, (exchange) => callTool(gateway, verbs, request.params, exchange)) as never,
  );

  if (capabilities.prompts) {
    server.setRequestHandler('prompts/list', async () => {
      const prompts = [...(await gateway.listPrompts())];
      return { prompts: prompts.map(([name, { entry }]) => ({ ...entry, name })) as never };
    });
    server.setRequestHandler(
      'prompts/get',
      (request, context) =>
        exchanges.serve(request, context, async (exchange) => {
          const { upstream, name } = await gateway.prompt(request.params.name);
          const result = await upstream.request('prompts/get', { ...request.params, name }, exchange);
          return screened(gateway, result, { upstream, name, about: 'prompt' });
        }) as never,
    );
  }

  if (capabilities.resources) {
    server.setRequestHandler('resources/list', async () => {
      const resources = [...(await gateway.listResources())];
      return { resources: resources.map(([uri, { entry }]) => ({ ...entry, uri })) as never };
    });
    server.setRequestHandler('resources/templates/list', async () => ({
      resourceTemplates: (await gateway.listTemplates()).map(({ entry }) => entry) as never,
    }));
    server.setRequestHandler(
      'resources/read',
      (request, context) =>
        exchanges.serve(request, context, async (exchange) => {
          const places = await gateway.resource(request.params.uri);
          return readFirst(gateway, places, (place) =>
            place.upstream.request('resources/read', { ...request.params, uri: place.uri }, exchange),
          );
        }) as never,
    );
  }

  if (capabilities.resources?.subscribe) {
    server.setRequestHandler('resources/subscribe', async ({ params: { uri } }) => {
      if (!followed.has(uri)) followed.set(uri, await subscribe(gateway, uri));
      return {};
    });
    server.setRequestHandler('resources/unsubscribe', async ({ params: { uri } }) => {
      await followed.get(uri)?.();
      followed.delete(uri);
      return {};
    });
  }

  if (capabilities.completions) {
    server.setRequestHandler('completion/complete', async ({ params }) => {
      const target = await completing(gateway, params.ref);
      if (target === undefined) return { completion: { values: [] } };
      const result = await target.upstream.request('completion/complete', { ...params, ref: target.ref });
      return screened(gateway, result, { upstream: target.upstream, name: target.name, about: 'completion' }) as never;
    });
  }

  if (capabilities.logging) {
    server.setRequestHandler('logging/setLevel', async ({ params }) => {
      exchanges.logLevel = params.level;
      const logging = gateway.upstreams.filter((one) => one.capabilities?.logging !== undefined && !one.isModern);
      await Promise.all(logging.map((upstream) => upstream.request('logging/setLevel', { ...params })));
      return {};
    });
  }

  server.setNotificationHandler('notifications/roots/list_changed', async () => {
    for (const upstream of gateway.upstreams) await upstream.notify('notifications/roots/list_changed');
  });
}

interface Served {
  readonly upstream: Upstream;
  readonly name: string;
  readonly about: 'resource' | 'prompt' | 'completion';
}

async function screened(gateway: Gateway, result: Result, { upstream, name, about }: Served): Promise<Result> {
  try {
    return await gateway.screened(result, upstream, name, about);
  } catch (error) {
    if (error instanceof Withheld) throw new ProtocolError(ProtocolErrorCode.InvalidRequest, error.message);
    throw error;
  }
}

type Place = Awaited<ReturnType<Gateway['resource']>>[number];

/** Of the servers that may know a resource, the first that does. */
async function readFirst(
  gateway: Gateway,
  places: readonly Place[],
  read: (place: Place) => Promise<Result>,
): Promise<Result> {
  let failure: unknown = new ProtocolError(ProtocolErrorCode.InvalidParams, 'Resource not found');
  for (const place of places) {
    try {
      const result = await read(place);
      return await screened(gateway, result, { upstream: place.upstream, name: place.uri, about: 'resource' });
    } catch (error) {
      if (!(error instanceof ProtocolError || error instanceof NotRunning) || error.message.startsWith('Vireon'))
        throw error;
      failure = error;
    }
  }
  throw failure;
}

async function completing(
  gateway: Gateway,
  ref: { readonly type: string; readonly name?: string; readonly uri?: string },
): Promise<{ readonly upstream: Upstream; readonly name: string; readonly ref: object } | undefined> {
  let offered: Offered | undefined;
  if (ref.name !== undefined) offered = await gateway.prompt(ref.name);
  else if (ref.uri !== undefined) offered = (await gateway.template(ref.uri)) ?? undefined;
  if (offered?.upstream.capabilities?.completions === undefined) return undefined;
  return {
    upstream: offered.upstream,
    name: offered.name,
    ref: ref.name === undefined ? ref : { ...ref, name: offered.name },
  };
}
