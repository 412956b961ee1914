import type { Socket } from 'node:net';
import { connectSocket } from './connect-socket.js';
import { distrust, type Endpoint } from './endpoint.js';
import { readLine } from './line.js';
import { asLine, type Header, HookAnswer, MAX_MESSAGE_BYTES, Refused, SILENT_AFTER_MS, WAITING } from './protocol.js';

export interface HookQuestion {
  readonly host: string;
  readonly payload: string;
  readonly cwd: string;
  /** How long the host was told to wait where a person must be asked. */
  readonly waitSeconds?: number;
}

/** The daemon ended or fell silent while a person was asked. */
export class NobodyAnswered extends Error {
  override readonly name = 'NobodyAnswered';
}

/** Asks a daemon that runs; `undefined` where none does. Throws where it does not answer within `withinMs`. */
export async function askHook(
  endpoint: Endpoint,
  uid: number,
  { host, payload, cwd, waitSeconds }: HookQuestion,
  withinMs: number,
): Promise<HookAnswer | undefined> {
  const doubt = distrust(endpoint, uid);
  if (doubt) throw new Error(doubt);
  const socket = await connectSocket(endpoint.socket);
  if (!socket) return undefined;
  try {
    const argv = waitSeconds === undefined ? [host] : [host, '--wait', String(waitSeconds)];
    socket.end(asLine({ peer: 'hook', argv, cwd } satisfies Header) + payload);
    const line: unknown = JSON.parse(await readAnswer(socket, withinMs, waitSeconds ?? 0));
    const refused = Refused.safeParse(line);
    if (refused.success) throw new Error(`the daemon refused: ${refused.data.error}`);
    return HookAnswer.parse(line);
  } finally {
    socket.destroy();
  }
}

async function readAnswer(socket: Socket, withinMs: number, waitSeconds: number): Promise<string> {
  const end = performance.now() + withinMs + waitSeconds * 1000;
  let line = await readLine(socket, MAX_MESSAGE_BYTES, withinMs, 'answer');
  while (`${line}\n` === asLine(WAITING)) {
    const left = Math.max(1, Math.round(end - performance.now()));
    try {
      line = await readLine(socket, MAX_MESSAGE_BYTES, Math.min(SILENT_AFTER_MS, left), 'answer of a person');
    } catch (error) {
      throw new NobodyAnswered(`a person had to confirm this, and ${messageOf(error)}`);
    }
  }
  return line;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
