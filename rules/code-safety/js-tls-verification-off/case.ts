import https from 'node:https';
import { readFileSync } from 'node:fs';

// ruleid: js-tls-verification-off
export const loose = new https.Agent({ keepAlive: true, rejectUnauthorized: false });

// ruleid: js-tls-verification-off
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';

// ok: js-tls-verification-off
export const strict = new https.Agent({ ca: readFileSync('ca.pem') });

// ok: js-tls-verification-off
export const explicit = new https.Agent({ rejectUnauthorized: true });
