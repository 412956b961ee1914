import type { Socket } from 'node:net';
import { AbstractMessageReader, AbstractMessageWriter, type DataCallback, type Message } from 'vscode-jsonrpc/node';
import { asLine } from './protocol.js';

// JSON-RPC with one message a line: the usual Content-Length frames have no bound on what a peer may announce.

/** Reads messages from a socket and ends it where one is longer than `maxBytes` or is no JSON. */
export class LineMessageReader extends AbstractMessageReader {
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly socket: Socket,
    private readonly maxBytes: number,
  ) {
    super();
  }

  listen(callback: DataCallback): { dispose(): void } {
    const onData = (chunk: Buffer) => this.#take(chunk, callback);
    const onClose = () => this.fireClose();
    this.socket.on('data', onData).on('close', onClose);
    return { dispose: () => this.socket.off('data', onData).off('close', onClose) };
  }

  #take(chunk: Buffer, callback: DataCallback): void {
    let from = 0;
    for (let newline = chunk.indexOf(10); newline >= 0; newline = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...this.#pieces, chunk.subarray(from, newline)]);
      this.#pieces = [];
      this.#bytes = 0;
      from = newline + 1;
      if (!this.#deliver(line, callback)) return;
    }
    if (from < chunk.length) {
      this.#pieces.push(chunk.subarray(from));
      this.#bytes += chunk.length - from;
    }
    if (this.#bytes > this.maxBytes) this.#end(new Error(`a message is longer than ${this.maxBytes} bytes`));
  }

  #deliver(line: Buffer, callback: DataCallback): boolean {
    let message: Message;
    try {
      message = JSON.parse(line.toString('utf8'));
    } catch (error) {
      this.#end(new Error(`a message is no JSON: ${error instanceof Error ? error.message : String(error)}`));
      return false;
    }
    callback(message);
    return true;
  }

  #end(error: Error): void {
    this.fireError(error);
    this.socket.destroy();
  }
}

export class LineMessageWriter extends AbstractMessageWriter {
  constructor(private readonly socket: Socket) {
    super();
    socket.on('close', () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      this.socket.write(asLine(message), (error) => (error ? reject(error) : resolve()));
    });
  }

  end(): void {
    this.socket.end();
  }
}
