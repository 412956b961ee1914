import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { openCheckpoint, parseVerifierLine, signCheckpoint, verifierLine } from './note.js';

// The example key and note of Go's package `note`, from which C2SP's signed-note comes.
const PETER = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const PETERS_NOTE = `If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const verifiers = [parseVerifierLine(verifierLine({ name: 'log/1', publicKey }))];
const checkpoint = { origin: 'log/1', size: 7, root: Buffer.alloc(32, 1) };
const note = signCheckpoint(checkpoint, { name: 'log/1', privateKey });

it('accepts a signature made elsewhere', () => {
  expect(() => openCheckpoint(PETERS_NOTE, [parseVerifierLine(PETER)])).toThrow('its text is not a checkpoint');
  expect(() => openCheckpoint(PETERS_NOTE.replace('don', 'do'), [parseVerifierLine(PETER)])).toThrow('its signature');
});

it('reads back what it signed', () => {
  expect(openCheckpoint(note, verifiers)).toEqual(checkpoint);
});

it.each([
  ['another size', note.replace('\n7\n', '\n8\n')],
  ['another origin', note.replace('log/1\n7', 'log/2\n7')],
  ['no signature', note.slice(0, note.indexOf('\u2014'))],
  ['another signer', note.replace('\u2014 log/1', '\u2014 log/2')],
  ['nothing', ''],
])('rejects %s', (_, changed) => {
  expect(() => openCheckpoint(changed, verifiers)).toThrow(/its signature is not valid|not a signed note/);
});
