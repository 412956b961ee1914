import { connectSocket } from './connect-socket.js';
import { distrust, type Endpoint } from './endpoint.js';
import { readLine } from './line.js';
import { asLine, type Header, HookAnswer, MAX_MESSAGE_BYTES, Refused } from './protocol.js';

export interface HookQuestion {
  readonly host: string;
  readonly payload: string;
  readonly cwd: string;
}

/** Asks a daemon that runs; `undefined` where none does. Throws where it does not answer within `withinMs`. */
export async function askHook(
  endpoint: Endpoint,
  uid: number,
  { host, payload, cwd }: HookQuestion,
  withinMs: number,
): Promise<HookAnswer | undefined> {
  const doubt = distrust(endpoint, uid);
  if (doubt) throw new Error(doubt);
  const socket = await connectSocket(endpoint.socket);
  if (!socket) return undefined;
  try {
    socket.end(asLine({ peer: 'hook', argv: [host], cwd } satisfies Header) + payload);
    const line: unknown = JSON.parse(await readLine(socket, MAX_MESSAGE_BYTES, withinMs, 'answer'));
    const refused = Refused.safeParse(line);
    if (refused.success) throw new Error(`the daemon refused: ${refused.data.error}`);
    return HookAnswer.parse(line);
  } finally {
    socket.destroy();
  }
}
