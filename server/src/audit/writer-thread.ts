import { workerData } from 'node:worker_threads';
import type { Request } from './protocol.js';
import { serveRequests } from './serve.js';
import { Writer } from './writer.js';

const CHECKPOINT_AFTER_MS = 1000;

const { directory } = workerData as { directory: string };
let writer: Writer | undefined;
let timer: NodeJS.Timeout | undefined;

/** Opened with the first request, so that a log that cannot be opened is that request's answer. */
function opened(): Writer {
  writer ??= new Writer(directory);
  return writer;
}

function checkpointSoon(): void {
  if (!writer?.needsCheckpoint) return;
  timer ??= setTimeout(() => {
    timer = undefined;
    writer?.checkpoint();
  }, CHECKPOINT_AFTER_MS);
}

function answer(request: Request): unknown {
  switch (request.kind) {
    case 'append': {
      const answer = opened().append(request.entries.map((entry) => JSON.parse(entry)));
      checkpointSoon();
      return answer;
    }
    case 'checkpoint':
      return opened().checkpoint();
    case 'close':
      clearTimeout(timer);
      writer?.close();
      return null;
    default:
      throw new Error(`the writing thread does not ${request.kind}`);
  }
}

serveRequests(answer);
