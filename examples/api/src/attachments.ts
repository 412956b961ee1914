import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Request, Response } from 'express';

const FOLDER = '/srv/orchid/attachments';
const TYPES: Record<string, string> = { '.pdf': 'application/pdf', '.png': 'image/png', '.jpg': 'image/jpeg' };

/** Sends a file that belongs to an order. */
export function attachment(req: Request, res: Response) {
  const order = path.basename(req.params.id);
  const file = path.join(FOLDER, order, req.params.name);
  const type = TYPES[path.extname(file)];
  if (type === undefined) return res.status(404).end();
  res.type(type);
  return createReadStream(file)
    .on('error', () => res.status(404).end())
    .pipe(res);
}
