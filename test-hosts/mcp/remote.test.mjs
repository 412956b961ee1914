// Servers that are reached over HTTP, of both eras, behind the gateway.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { bridge } from './http-bridge.mjs';
import { sandbox, VIREON } from './sandbox.mjs';

const FIXTURE = fileURLToPath(new URL('fixture-server.mjs', import.meta.url));

let box;
let servers;
let client;
before(async () => {
  box = sandbox();
  const start = (...words) =>
    bridge([process.execPath, FIXTURE, ...words], { cwd: box.workspace, env: box.environment });
  servers = [await start(), await start('--older')];
  const [newer, older] = servers.map(({ url }) => ({ url, headers: { authorization: 'Bearer test' } }));
  box.write('.vireon/mcp.json', JSON.stringify({ mcpServers: { newer, older } }));
  client = new Client(
    { name: 'remote', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' }, capabilities: { elicitation: {}, sampling: {} } },
  );
  client.setRequestHandler('elicitation/create', () => ({
    action: 'accept',
    content: { username: 'ada', email: 'ada@example.com' },
  }));
  client.setRequestHandler('sampling/createMessage', () => ({
    model: 'none',
    role: 'assistant',
    content: { type: 'text', text: 'Paris' },
  }));
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [VIREON, 'mcp', 'gateway'],
      cwd: box.workspace,
      env: box.environment,
      stderr: 'ignore',
    }),
  );
});
after(async () => {
  await client.close();
  for (const server of servers) server.close();
  box.remove();
});

for (const name of ['newer', 'older']) {
  test(`tools of the ${name} server answer, and ask the client`, async () => {
    const call = async (tool, args) =>
      (await client.callTool({ name: `${name}__${tool}`, arguments: args })).content[0].text;
    assert.equal(await call('test_simple_text', {}), 'This is a simple text response for testing.');
    assert.match(await call('test_elicitation', { message: 'Who are you?' }), /ada@example\.com/);
    assert.equal(await call('test_sampling', { prompt: 'Capital?' }), 'LLM response: Paris');
  });
}
