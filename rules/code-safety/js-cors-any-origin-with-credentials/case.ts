import cors from 'cors';
import type { Request, Response } from 'express';

// ruleid: js-cors-any-origin-with-credentials
export const open = cors({ origin: true, credentials: true });

export function echo(req: Request, res: Response) {
  // ruleid: js-cors-any-origin-with-credentials
  res.setHeader('Access-Control-Allow-Origin', req.headers.origin);
}

// ok: js-cors-any-origin-with-credentials
export const known = cors({ origin: ['https://app.acme.dev'], credentials: true });

// ok: js-cors-any-origin-with-credentials
export const anonymous = cors({ origin: '*' });
