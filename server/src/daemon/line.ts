import type { Socket } from 'node:net';

/**
 * Reads one line and leaves what follows it in the socket. Throws where the line is longer than `maxBytes`,
 * does not come within `timeoutMs`, or the other side leaves first.
 */
export function readLine(socket: Socket, maxBytes: number, timeoutMs: number, what: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let bytes = 0;
    const timer = setTimeout(() => fail(`the ${what} did not come within ${timeoutMs} ms`), timeoutMs);

    function settle(): void {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', onEnd).off('error', onEnd).off('close', onEnd);
    }
    function fail(message: string): void {
      settle();
      reject(new Error(message));
    }
    function onEnd(): void {
      fail(`the connection ended before the ${what}`);
    }
    function onReadable(): void {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
        const newline = chunk.indexOf(10);
        pieces.push(newline < 0 ? chunk : chunk.subarray(0, newline));
        bytes += newline < 0 ? chunk.length : newline;
        if (bytes > maxBytes) {
          fail(`the ${what} is longer than ${maxBytes} bytes`);
          return;
        }
        if (newline < 0) continue;
        settle();
        if (newline + 1 < chunk.length) socket.unshift(chunk.subarray(newline + 1));
        resolve(Buffer.concat(pieces).toString('utf8'));
        return;
      }
    }
    socket.on('readable', onReadable).on('end', onEnd).on('error', onEnd).on('close', onEnd);
  });
}
