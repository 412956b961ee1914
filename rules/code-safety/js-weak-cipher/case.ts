import crypto from 'node:crypto';

export function seal(key: Buffer, iv: Buffer) {
  // ruleid: js-weak-cipher
  const a = crypto.createCipheriv('des-ede3-cbc', key, iv);
  // ruleid: js-weak-cipher
  const b = crypto.createCipheriv('aes-128-ecb', key, null);
  // ok: js-weak-cipher
  const c = crypto.createCipheriv('aes-256-gcm', key, iv);
  // ok: js-weak-cipher
  const d = crypto.createDecipheriv('chacha20-poly1305', key, iv);
  return [a, b, c, d];
}
