import jwt from 'jsonwebtoken';
import session from 'express-session';

const key = process.env.JWT_KEY ?? '';

export function token(id: string) {
  // ruleid: js-hardcoded-signing-key
  return jwt.sign({ id }, 'kitchen-sink-9', { expiresIn: '1h' });
}

// ruleid: js-hardcoded-signing-key
export const a = session({ resave: false, secret: 'kitchen-sink-9' });

// ok: js-hardcoded-signing-key
export const b = session({ resave: false, secret: key });

export function check(text: string) {
  // ok: js-hardcoded-signing-key
  return jwt.verify(text, key);
}
