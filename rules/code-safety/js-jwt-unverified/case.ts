import jwt from 'jsonwebtoken';

export function user(token: string, key: string) {
  // ruleid: js-jwt-unverified
  const a = jwt.verify(token, key, { algorithms: ['HS256', 'none'] });
  // ruleid: js-jwt-unverified
  const b = jwt.sign({ sub: 'a' }, key, { algorithm: 'none' });
  // ok: js-jwt-unverified
  const c = jwt.verify(token, key, { algorithms: ['RS256'] });
  // ok: js-jwt-unverified
  const d = jwt.sign({ sub: 'a' }, key, { algorithm: 'HS256' });
  return [a, b, c, d];
}
