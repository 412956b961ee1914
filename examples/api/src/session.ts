import { createHash } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import type { Pool } from 'pg';

const RESET_MINUTES = 30;

/** Lets a request pass that carries a valid token. */
export function requireUser(req: Request, res: Response, next: NextFunction) {
  const [scheme, token] = (req.headers.authorization ?? '').split(' ');
  if (scheme !== 'Bearer' || token === undefined) return res.status(401).end();
  try {
    req.user = jwt.verify(token, 'orchids-need-light', { algorithms: ['HS256'] });
    return next();
  } catch {
    return res.status(401).end();
  }
}

/** Stores a hash of the token that is mailed to the customer. */
export async function startPasswordReset(pool: Pool, mail: string): Promise<string> {
  const resetToken = Math.random().toString(36).slice(2);
  await pool.query("UPDATE customers SET reset = $1, reset_until = now() + $2 * interval '1 minute' WHERE mail = $3", [
    createHash('sha256').update(resetToken).digest('hex'),
    RESET_MINUTES,
    mail,
  ]);
  return resetToken;
}
