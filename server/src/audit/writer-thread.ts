import { workerData } from 'node:worker_threads';
import type { Request } from './protocol.js';
import { serveRequests } from './serve.js';
import { Writer } from './writer.js';

const CHECKPOINT_AFTER_MS = 1000;

const writer = new Writer((workerData as { directory: string }).directory);
let timer: NodeJS.Timeout | undefined;

function checkpointSoon(): void {
  if (!writer.needsCheckpoint) return;
  timer ??= setTimeout(() => {
    timer = undefined;
    writer.checkpoint();
  }, CHECKPOINT_AFTER_MS);
}

function answer(request: Request): unknown {
  switch (request.kind) {
    case 'append': {
      const fates = writer.append(request.entries);
      checkpointSoon();
      return fates;
    }
    case 'checkpoint':
      return writer.checkpoint();
    case 'close':
      clearTimeout(timer);
      writer.close();
      return null;
    default:
      throw new Error(`the writing thread does not ${request.kind}`);
  }
}

checkpointSoon();
serveRequests(answer);
