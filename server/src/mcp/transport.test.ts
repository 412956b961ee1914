import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { JSONRPCMessage } from '@modelcontextprotocol/server';
import { expect, test } from 'vitest';
import { LineTransport, MAX_MESSAGE_BYTES } from './transport.js';

const PING = '{"jsonrpc":"2.0","id":1,"method":"ping"}';

async function received(pieces: readonly (string | Buffer)[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = new LineTransport(input, output);
  const messages: JSONRPCMessage[] = [];
  transport.onmessage = (message) => {
    messages.push(message);
    if ('method' in message && 'id' in message) {
      void transport.send({ jsonrpc: '2.0', id: message.id, result: {} });
    }
  };
  await transport.start();
  for (const piece of pieces) input.write(piece);
  input.end();
  await transport.closed;
  output.end();
  const text = await output.setEncoding('utf8').toArray();
  const answers = text.join('').split('\n').filter(Boolean);
  return { messages, answers: answers.map((line) => JSON.parse(line)) };
}

test.each([
  ['a whole line', [`${PING}\n`]],
  ['a line in pieces', [PING.slice(0, 10), PING.slice(10, 20), `${PING.slice(20)}\n`]],
  ['a character cut in two', splitInside(PING.replace('ping', 'pïng'), 'ï')],
  ['a line with a carriage return', [`${PING}\r\n`]],
  ['empty lines around', [`\n\n${PING}\n\n`]],
  ['a last line without its end', [PING]],
])('reads %s', async (_, pieces) => {
  const { messages, answers } = await received(pieces);
  expect(messages).toHaveLength(1);
  expect(answers).toEqual([{ jsonrpc: '2.0', id: 1, result: {} }]);
});

test.each([
  ['a truncated message', PING.slice(0, 25), -32700, undefined],
  ['binary', Buffer.from([0, 255, 254, 1, 2, 3]), -32700, undefined],
  ['deep nesting', `{"jsonrpc":"2.0","id":1,"method":"x","params":${'['.repeat(100_000)}`, -32700, undefined],
  ['too long a message', `"${'x'.repeat(MAX_MESSAGE_BYTES)}"`, -32700, undefined],
  ['another shape', '{"id":7,"what":1}', -32600, 7],
  ['a list', `[${PING}]`, -32600, undefined],
  ['a number', '5', -32600, undefined],
])('answers %s with an error and goes on', async (_, bad, code, id) => {
  const { answers } = await received([bad, '\n', PING, '\n']);
  expect(answers).toHaveLength(2);
  expect(answers[0]).toMatchObject({ jsonrpc: '2.0', error: { code, message: expect.any(String) } });
  expect(answers[0].id).toBe(id);
  expect(answers[1]).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
});

test('waits for the answers still due when the input ends', async () => {
  const input = new PassThrough();
  const output = new PassThrough();
  const transport = new LineTransport(input, output);
  await transport.start();
  input.end(`${PING}\n`);
  await once(input, 'end');
  await transport.send({ jsonrpc: '2.0', id: 1, result: { late: true } });
  await transport.closed;
  expect(JSON.parse(String(output.read()))).toEqual({ jsonrpc: '2.0', id: 1, result: { late: true } });
});

test('does not wait for the end of a subscription', async () => {
  const input = new PassThrough();
  const transport = new LineTransport(input, new PassThrough());
  await transport.start();
  input.end(`${PING.replace('ping', 'subscriptions/listen')}\n`);
  await transport.closed;
  expect(input.readableEnded).toBe(true);
});

test('does not wait for what was cancelled', async () => {
  const input = new PassThrough();
  const transport = new LineTransport(input, new PassThrough());
  await transport.start();
  input.write(`${PING}\n`);
  input.end('{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}\n');
  await transport.closed;
  expect(input.readableEnded).toBe(true);
});

test('closes when the other side breaks off', async () => {
  const input = new PassThrough();
  const transport = new LineTransport(input, new PassThrough());
  await transport.start();
  input.destroy(new Error('reset'));
  await transport.closed;
  await expect(transport.send({ jsonrpc: '2.0', id: 1, result: {} })).resolves.toBeUndefined();
});

function splitInside(text: string, character: string): Buffer[] {
  const bytes = Buffer.from(`${text}\n`);
  const middle = Buffer.from(text.slice(0, text.indexOf(character))).length + 1;
  return [bytes.subarray(0, middle), bytes.subarray(middle)];
}
