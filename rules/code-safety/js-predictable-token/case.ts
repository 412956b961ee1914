import crypto from 'node:crypto';

export function issue() {
  // ruleid: js-predictable-token
  const resetToken = Math.random().toString(36).slice(2);
  // ruleid: js-predictable-token
  const otp = Math.floor(Math.random() * 1000000);
  // ok: js-predictable-token
  const sessionId = crypto.randomUUID();
  // ok: js-predictable-token
  const jitter = Math.random() * 100;
  // ok: js-predictable-token
  const colour = Math.floor(Math.random() * 360);
  return { resetToken, otp, sessionId, jitter, colour };
}
