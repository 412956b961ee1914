import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { connectSocket } from './connect-socket.js';
import { distrust, type Endpoint } from './endpoint.js';
import { readLine } from './line.js';
import { asLine, Greeting, type Header, MAX_HEADER_BYTES, Refused } from './protocol.js';
import { type Start, type Starter, startDaemon } from './start.js';

/** A stream to the daemon, greeted and ready for what the header's peer speaks. */
export interface Link {
  readonly socket: Socket;
  readonly greeting: Greeting;
}

/** The daemon is there and will not serve us; trying again does not help. */
export class DaemonRefused extends Error {
  override readonly name = 'DaemonRefused';
}

const GREETING_MS = 5000;
const START_MS = 20_000;
const MAX_STARTS = 4;
/** Who was outrun waits for the winner to serve, or for one that ends to let go of the lock. */
const FIRST_RETRY_MS = 500;

/** Opens a stream to a daemon that runs, or resolves to `undefined` where none does. */
export async function join(endpoint: Endpoint, uid: number, header: Header): Promise<Link | undefined> {
  const doubt = distrust(endpoint, uid);
  if (doubt) throw new DaemonRefused(doubt);
  const socket = await connectSocket(endpoint.socket);
  if (!socket) return undefined;
  try {
    socket.write(asLine(header));
    return { socket, greeting: await readGreeting(socket, endpoint.stamp) };
  } catch (error) {
    socket.destroy();
    // A daemon that ends while we come in closes without a word; the next one is met by trying again.
    if (error instanceof DaemonRefused) throw error;
    return undefined;
  }
}

/** Opens a stream to the daemon and starts one where none runs. */
export async function joinOrStart(starter: Starter, header: Header): Promise<Link> {
  const { endpoint, uid } = starter;
  const deadline = AbortSignal.timeout(START_MS);
  let start: Start | undefined;
  let starts = 0;
  let nextStart = 0;
  for (let wait = 5; !deadline.aborted; wait = Math.min(wait * 1.5, 100)) {
    const link = await join(endpoint, uid, header);
    if (link) return link;
    const failure = start?.failure();
    if (failure !== undefined) throw new Error(couldNotStart(endpoint, failure));
    const now = performance.now();
    if (starts < MAX_STARTS && now >= nextStart && (start === undefined || start.outrun())) {
      start = startDaemon(starter);
      starts += 1;
      nextStart = now + FIRST_RETRY_MS * 2 ** starts;
    }
    await pause(wait);
  }
  throw new Error(couldNotStart(endpoint, `it did not serve within ${START_MS / 1000} s`));
}

const couldNotStart = (endpoint: Endpoint, why: string) =>
  `the daemon could not be started: ${why}. Its log is ${endpoint.log}; \`--no-daemon\` works without it.`;

async function readGreeting(socket: Socket, stamp: string): Promise<Greeting> {
  const line: unknown = JSON.parse(await readLine(socket, MAX_HEADER_BYTES, GREETING_MS, 'greeting'));
  const refused = Refused.safeParse(line);
  if (refused.success) throw new DaemonRefused(`the daemon refused: ${refused.data.error}`);
  const greeting = Greeting.parse(line);
  if (greeting.stamp !== stamp) {
    throw new DaemonRefused(`the daemon is of another build (${greeting.stamp}, not ${stamp}); run \`vireon down\``);
  }
  return greeting;
}
