import { Worker } from 'node:worker_threads';
import { AuditFailure } from './failure.js';
import type { Reply, Request, Requests } from './protocol.js';

type Waiting = { resolve: (answer: unknown) => void; reject: (error: Error) => void };

/** A worker thread that answers requests in order. */
export class Thread {
  private readonly waiting = new Map<number, Waiting>();
  private readonly worker: Worker;
  private calls = 0;
  private ended: AuditFailure | undefined;

  constructor(file: 'writer-thread' | 'reader-thread', directory: string) {
    // Threads run compiled code: under the test runner this module is its TypeScript source, and the file is its twin's neighbour.
    const compiled = new URL(`${file}.js`, import.meta.url.replace('/src/audit/', '/dist/audit/'));
    this.worker = new Worker(compiled, { workerData: { directory }, execArgv: [] });
    this.worker.on('message', (reply: Reply) => this.settle(reply));
    this.worker.on('error', (error) => this.end(`the audit log's thread failed: ${error.message}`));
    this.worker.on('exit', () => this.end("the audit log's thread has ended"));
  }

  get alive(): boolean {
    return this.ended === undefined;
  }

  call<K extends keyof Requests>(request: Request & { kind: K }): Promise<Requests[K]['answer']> {
    if (this.ended !== undefined) return Promise.reject(this.ended);
    this.calls += 1;
    const call = this.calls;
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      this.worker.postMessage({ call, request });
    }) as Promise<Requests[K]['answer']>;
  }

  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private settle(reply: Reply): void {
    const waiting = this.waiting.get(reply.call);
    this.waiting.delete(reply.call);
    if ('failure' in reply) waiting?.reject(new AuditFailure(reply.failure, reply.message));
    else waiting?.resolve(reply.answer);
  }

  private end(message: string): void {
    this.ended ??= new AuditFailure('unknown', message);
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}
