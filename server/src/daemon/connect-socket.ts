import { connect, type Socket } from 'node:net';

/** What `connect` says where nobody listens, or where who listened is just leaving. */
const NOBODY = ['ENOENT', 'ECONNREFUSED', 'ECONNRESET', 'EAGAIN', 'EPIPE'];

/** Connects, or resolves to `undefined` where nobody listens. */
export function connectSocket(path: string): Promise<Socket | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error').on('error', ignoreBroken);
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (NOBODY.includes(error.code ?? '')) resolve(undefined);
      else reject(new Error(`the daemon's socket cannot be used: ${error.message}`));
    });
  });
}

/** A broken socket also closes, and closing is what its reader acts on. */
function ignoreBroken(): void {}
