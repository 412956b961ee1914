// The files beside the database: the signing key, the keys to verify with, and the last checkpoint.
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type NoteVerifier, parseVerifierLine, type Signer, verifierLine } from './note.js';

export function databaseFile(directory: string): string {
  return join(directory, 'audit.db');
}

const signingKeyFile = (directory: string) => join(directory, 'signing.key');
const verifierFile = (directory: string) => join(directory, 'verify.keys');
const lastCheckpointFile = (directory: string) => join(directory, 'checkpoint');

/** Makes the folder, for its owner alone, and an empty database file that nobody else may read. */
export function prepareFolder(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  closeSync(openSync(databaseFile(directory), 'a', 0o600));
}

/** The key that signs checkpoints, made on first use. To be called under the database's write lock. */
export function loadSigner(directory: string): Signer {
  const known = existsSync(verifierFile(directory)) ? loadVerifiers(directory) : [];
  const file = signingKeyFile(directory);
  const name = known[0]?.name ?? `vireon-audit/${randomBytes(8).toString('hex')}`;
  if (existsSync(file)) return { name, privateKey: createPrivateKey(readFileSync(file)) };
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const lines = known.length > 0 ? readFileSync(verifierFile(directory), 'utf8') : '';
  // The public half is stored before the private one, so that no checkpoint can outlive a crash without its verifier.
  replaceFile(verifierFile(directory), `${lines}${verifierLine({ name, publicKey })}\n`);
  replaceFile(file, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  return { name, privateKey };
}

/** Every key that ever signed for this log, the first one first; its name is the log's origin. */
export function loadVerifiers(directory: string): readonly NoteVerifier[] {
  const lines = readFileSync(verifierFile(directory), 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map(parseVerifierLine);
}

/** The last signed checkpoint as kept outside the database: what shows that the database lost its tail. */
export function loadLastCheckpoint(directory: string): string | undefined {
  const file = lastCheckpointFile(directory);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

export function storeLastCheckpoint(directory: string, note: string): void {
  replaceFile(lastCheckpointFile(directory), note);
}

function replaceFile(file: string, content: string): void {
  const fresh = `${file}.new`;
  const descriptor = openSync(fresh, 'w', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(fresh, file);
  syncFolder(join(file, '..'));
}

function syncFolder(directory: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
