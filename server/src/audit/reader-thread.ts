import { workerData } from 'node:worker_threads';
import { exportLog } from './export.js';
import type { Request } from './protocol.js';
import { serveRequests } from './serve.js';
import { verifyLog } from './verify.js';

const { directory } = workerData as { directory: string };

function answer(request: Request): unknown {
  switch (request.kind) {
    case 'verify':
      return verifyLog(directory);
    case 'export':
      return exportLog(directory, request.file);
    default:
      throw new Error(`the reading thread does not ${request.kind}`);
  }
}

serveRequests(answer);
