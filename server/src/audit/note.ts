// Signed notes and checkpoints as C2SP's `signed-note` and `tlog-checkpoint` define them.
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** The signature algorithms that a note may carry, by C2SP's identifying byte. */
const ALGORITHMS: Readonly<Record<number, string>> = { 1: 'ed25519' };
const ED25519 = 1;

export interface Signer {
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface NoteVerifier {
  readonly name: string;
  readonly algorithm: string;
  readonly keyHash: Buffer;
  readonly publicKey: KeyObject;
}

/** What a checkpoint says: the log `origin` had `size` records with this Merkle root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** The verifier key as one line of text, `<name>+<hash>+<key>`, that anybody may have. */
export function verifierLine({ name, publicKey }: Pick<NoteVerifier, 'name' | 'publicKey'>): string {
  const key = encodedPublicKey(publicKey);
  return `${name}+${keyHash(name, key).toString('hex')}+${key.toString('base64')}`;
}

export function parseVerifierLine(line: string): NoteVerifier {
  const [, name, hash, encoded] = /^(.+?)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(line.trim()) ?? [];
  if (name === undefined || hash === undefined || encoded === undefined) {
    throw new Error(`not a verifier key: \`${line.slice(0, 80)}\``);
  }
  const key = Buffer.from(encoded, 'base64');
  const algorithm = ALGORITHMS[key[0] ?? 0];
  if (algorithm === undefined || key.length !== 33) throw new Error('the verifier key has an unknown algorithm');
  if (keyHash(name, key).toString('hex') !== hash) throw new Error('the verifier key does not fit its hash');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') };
  return {
    name,
    algorithm,
    keyHash: Buffer.from(hash, 'hex'),
    publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
  };
}

export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  const text = `${checkpoint.origin}\n${checkpoint.size}\n${checkpoint.root.toString('base64')}\n`;
  const key = encodedPublicKey(createPublicKey(signer.privateKey));
  const signature = Buffer.concat([keyHash(signer.name, key), sign(null, Buffer.from(text), signer.privateKey)]);
  return `${text}\n\u2014 ${signer.name} ${signature.toString('base64')}\n`;
}

/** Reads a checkpoint and checks that one of the verifiers stands behind it; throws an error that says what is wrong. */
export function openCheckpoint(note: string, verifiers: readonly NoteVerifier[]): Checkpoint {
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw new Error('it is not a signed note');
  const text = note.slice(0, split + 1);
  const signatures = note
    .slice(split + 2)
    .split('\n')
    .filter(Boolean);
  if (!signatures.some((line) => isSignedBy(text, line, verifiers))) throw new Error('its signature is not valid');
  return parseCheckpoint(text);
}

function isSignedBy(text: string, line: string, verifiers: readonly NoteVerifier[]): boolean {
  const [, name, encoded] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
  const signature = Buffer.from(encoded ?? '', 'base64');
  return verifiers.some(
    (verifier) =>
      verifier.name === name &&
      verifier.keyHash.equals(signature.subarray(0, 4)) &&
      verify(null, Buffer.from(text), verifier.publicKey, signature.subarray(4)),
  );
}

function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root] = text.split('\n');
  if (!origin || !/^(0|[1-9][0-9]{0,14})$/.test(size ?? '') || !root) throw new Error('its text is not a checkpoint');
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') };
}

function encodedPublicKey(key: KeyObject): Buffer {
  return Buffer.concat([Buffer.of(ED25519), Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url')]);
}

function keyHash(name: string, key: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(key).digest().subarray(0, 4);
}
