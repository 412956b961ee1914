import type { Readable, Writable } from 'node:stream';
import { ConnectionLost } from './client.js';
import { joinOrStart } from './link.js';
import type { Header } from './protocol.js';
import type { Starter } from './start.js';

/**
 * Joins two streams to a peer in the daemon; throws where the daemon leaves before the input has ended. An LSP client
 * says `exit` and waits for the server to go first.
 */
export async function pipeToDaemon(starter: Starter, header: Header, input: Readable, output: Writable): Promise<void> {
  const { socket } = await joinOrStart(starter, header);
  let ended = false;
  input.once('end', () => {
    ended = true;
  });
  input.on('data', (chunk: Buffer) => {
    ended = chunk.includes('"exit"');
  });
  input.pipe(socket);
  socket.pipe(output, { end: false });
  await new Promise((resolve) => socket.once('close', resolve));
  if (!ended) throw new ConnectionLost(`the daemon ended the connection; its log is ${starter.endpoint.log}`);
}
