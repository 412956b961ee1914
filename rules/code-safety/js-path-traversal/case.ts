import fs from 'node:fs';
import path from 'node:path';
import type { Request, Response } from 'express';

export function serve(req: Request, res: Response, config: { query: { dir: string } }) {
  // ruleid: js-path-traversal
  const file = path.join('/srv/files', req.params.name);
  // ruleid: js-path-traversal
  res.sendFile(req.query.file);
  // ok: js-path-traversal
  const safe = path.join('/srv/files', path.basename(req.params.name));
  // ok: js-path-traversal
  const own = path.join('/srv', config.query.dir);
  const { name } = req.params;
  const wanted = `/srv/files/${name}.txt`;
  // ruleid: js-path-traversal
  fs.readFileSync(wanted);
  // ok: js-path-traversal
  fs.readFileSync(`/srv/files/${Number(req.params.id)}.txt`);
  // ok: js-path-traversal
  fs.readFile(file, () => res.end(safe + own));
}
