// A server that speaks over stdio, reached over HTTP on loopback: messages go through as they are. What belongs to
// HTTP itself (sessions, headers, origins) is the SDK's.

import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
} from '@modelcontextprotocol/node';
import { createMcpHandler, Server } from '@modelcontextprotocol/server';

const REVISION = '2026-07-28';

/** The process behind, and who waits for what it says. */
class Child {
  #waiting = new Map();
  #count = 0;
  onmessage = () => {};

  constructor([command, ...args], options) {
    this.process = spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: this.process.stdout }).on('line', (line) => this.#receive(JSON.parse(line)));
  }

  write(message) {
    this.process.stdin.write(`${JSON.stringify(message)}\n`);
  }

  /** Under an id of its own: clients choose theirs independently of one another. */
  relay(message, transport) {
    const id = `bridge-${this.#count++}`;
    const token = message.params?._meta?.progressToken;
    this.#waiting.set(id, { id: message.id, transport, token });
    this.write({ ...message, id });
    return id;
  }

  async ask(method, params) {
    return new Promise((resolve) => {
      this.relay({ jsonrpc: '2.0', id: 0, method, params }, { send: async ({ result }) => resolve(result) });
    });
  }

  #receive(message) {
    if (message.id !== undefined && message.method === undefined) {
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      return waiting?.transport.send({ ...message, id: waiting.id }, { relatedRequestId: waiting.id });
    }
    const token = message.params?.progressToken;
    const related = [...this.#waiting.values()].filter((one) => one.token === token || token === undefined).at(-1);
    this.onmessage(message, related);
  }

  end() {
    this.process.stdin.end();
  }
}

/** One request of the newer era, given on as it is. */
class Relay extends Server {
  constructor(child, capabilities) {
    super({ name: 'bridge', version: '1.0.0' }, { capabilities });
    this.child = child;
  }

  async connect(transport) {
    transport.onmessage = (message) => {
      if (message.id === undefined) this.child.write(message);
      else this.relayed = this.child.relay(message, transport);
    };
    await transport.start();
  }

  async close() {}
}

/** A request that claims no revision, in its body or its headers, is of the newer era where it names its method in one. */
function isNewer({ headers }, body) {
  if (body?.params?._meta?.['io.modelcontextprotocol/protocolVersion'] !== undefined) return true;
  const claimed = headers['mcp-protocol-version'];
  if (claimed !== undefined) return claimed === REVISION;
  return headers['mcp-method'] !== undefined && body?.method !== 'initialize';
}

const METHOD_NOT_FOUND = -32601;

/** Over HTTP an unknown method has a status of its own; over stdio, where the answer comes from, there is none. */
async function withStatus(answer) {
  if (!answer.headers.get('content-type')?.startsWith('application/json')) return answer;
  const text = await answer.text();
  const isUnknown = text !== '' && JSON.parse(text).error?.code === METHOD_NOT_FOUND;
  return new Response(text === '' ? null : text, { status: isUnknown ? 404 : answer.status, headers: answer.headers });
}

/** Serves `command` at the address that is returned; a process for all of the newer era, one for each older session. */
export async function bridge(command, options) {
  const children = new Set();
  const start = () => {
    const child = new Child(command, options);
    children.add(child);
    return child;
  };
  const modern = start();
  const meta = (more = {}) => ({
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientInfo': { name: 'conformance', version: '1.0.0' },
    'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, sampling: {}, roots: {} },
    ...more,
  });
  // A server of the older era has no such method.
  const { capabilities = {} } = (await modern.ask('server/discover', { _meta: meta() })) ?? {};
  const handler = createMcpHandler(() => new Relay(modern, capabilities), { legacy: 'reject' });
  const tell = {
    'notifications/tools/list_changed': () => handler.notify.toolsChanged(),
    'notifications/prompts/list_changed': () => handler.notify.promptsChanged(),
    'notifications/resources/list_changed': () => handler.notify.resourcesChanged(),
  };
  modern.onmessage = (message, related) => {
    if (tell[message.method] !== undefined) tell[message.method]();
    else if (!message.method.startsWith('notifications/subscriptions'))
      related?.transport.send(message, { relatedRequestId: related.id });
  };
  modern.relay(
    {
      jsonrpc: '2.0',
      id: 0,
      method: 'subscriptions/listen',
      params: {
        _meta: meta(),
        notifications: { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true },
      },
    },
    { send: async () => {} },
  );

  const sessions = new Map();
  const older = async (request, response, body) => {
    const known = sessions.get(request.headers['mcp-session-id']);
    if (known !== undefined) return known.handleRequest(request, response, body);
    if (request.headers['mcp-session-id'] !== undefined) {
      response.writeHead(404, { 'content-type': 'application/json' });
      return response.end('{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}');
    }
    const child = start();
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    transport.onmessage = (message) => {
      if (message.id === undefined || message.method === undefined) child.write(message);
      else child.relay(message, transport);
    };
    child.onmessage = (message, related) => transport.send(message, related && { relatedRequestId: related.id });
    transport.onclose = () => {
      sessions.delete(transport.sessionId);
      child.end();
    };
    await transport.start();
    return transport.handleRequest(request, response, body);
  };

  const validHost = localhostHostValidation();
  const validOrigin = localhostOriginValidation();
  const newer = toNodeHandler({ fetch: async (request, more) => withStatus(await handler.fetch(request, more)) });
  const server = createServer(async (request, response) => {
    if (!validHost(request, response) || !validOrigin(request, response)) return;
    const chunks = await request.toArray();
    const text = Buffer.concat(chunks).toString();
    const body = text === '' ? undefined : JSON.parse(text);
    await (isNewer(request, body) ? newer(request, response, body) : older(request, response, body));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/mcp`,
    close() {
      for (const child of children) child.end();
      server.closeAllConnections();
      server.close();
    },
  };
}
