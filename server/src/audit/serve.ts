import { parentPort } from 'node:worker_threads';
import { AuditFailure, messageOf } from './failure.js';
import type { Envelope, Request } from './protocol.js';

/** Answers the requests that reach this thread; an error of one request is its answer and ends nothing else. */
export function serveRequests(answer: (request: Request) => unknown): void {
  parentPort?.on('message', ({ call, request }: Envelope) => {
    try {
      parentPort?.postMessage({ call, answer: answer(request) });
    } catch (error) {
      const failure = error instanceof AuditFailure ? error.kind : 'unreadable';
      parentPort?.postMessage({ call, failure, message: messageOf(error) });
    }
  });
}
