#!/usr/bin/env node
// Verifies a file that `vireon audit export FILE` wrote. Needs Node and nothing else, Vireon least of all:
//   node verify-audit-export.mjs FILE [KEY]
// KEY is a line of the log's `verify.keys` that you got some other way; without it the export's own key is believed.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const [file, trustedKey] = process.argv.slice(2);
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const leafHash = (data) => sha256(Buffer.of(0), data);
const nodeHash = (left, right) => sha256(Buffer.of(1), left, right);

function readKey(line) {
  const [, name, hash, encoded] = /^(.+?)\+([0-9a-f]{8})\+(\S+)$/.exec(line.trim());
  const key = Buffer.from(encoded, 'base64');
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.subarray(1).toString('base64url') };
  return { name, hash, publicKey: createPublicKey({ key: jwk, format: 'jwk' }) };
}

// A checkpoint is a C2SP signed note: origin, size and root, an empty line, signatures.
function readCheckpoint(note, keys) {
  const split = note.lastIndexOf('\n\n');
  const text = note.slice(0, split + 1);
  const signed = note
    .slice(split + 2)
    .split('\n')
    .some((line) => {
      const [, name, encoded] = /^\u2014 (\S+) (\S+)$/.exec(line) ?? [];
      const signature = Buffer.from(encoded ?? '', 'base64');
      return keys.some(
        (key) =>
          key.name === name &&
          key.hash === signature.subarray(0, 4).toString('hex') &&
          verify(null, Buffer.from(text), key.publicKey, signature.subarray(4)),
      );
    });
  if (!signed) throw new Error('the checkpoint is not signed by a known key');
  const [origin, size, root] = text.split('\n');
  return { origin, size: Number(size), root };
}

// RFC 9162, section 2.1.3.2.
function rootFromProof(index, size, leaf, proof) {
  let [position, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (position % 2 === 1 || position === last) {
      hash = nodeHash(sibling, hash);
      while (position % 2 === 0 && position !== 0) [position, last] = [position / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [position, last] = [Math.floor(position / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

function checkRecord({ seq, entry, proof, apart = [] }, expected, checkpoint) {
  if (seq !== expected) throw new Error(`record ${expected} is missing`);
  const { seq: own, apart: references = [] } = JSON.parse(entry);
  if (own !== seq) throw new Error(`record ${seq} says that it is number ${own}`);
  if (proof !== null) {
    const root = rootFromProof(
      seq - 1,
      checkpoint.size,
      leafHash(entry),
      proof.map((hash) => Buffer.from(hash, 'base64')),
    );
    if (root?.toString('base64') !== checkpoint.root) throw new Error(`record ${seq} is not the one that was signed`);
  } else if (seq <= (checkpoint?.size ?? 0)) {
    throw new Error(`record ${seq} has no proof`);
  }
  for (const { commitment } of references) {
    const kept = apart.find((text) => text.commitment === commitment);
    if (kept === undefined || kept.body === null) throw new Error(`record ${seq}: a text kept apart is missing`);
    const actual = sha256(Buffer.from(kept.salt, 'hex'), kept.body).toString('hex');
    if (actual !== commitment) throw new Error(`record ${seq}: a text kept apart was changed`);
  }
}

let head;
let checkpoint;
let count = 0;
try {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line === '') continue;
    if (head === undefined) {
      head = JSON.parse(line);
      if (head.format !== 'vireon-audit/1') throw new Error(`unknown format ${head.format}`);
      if (head.checkpoint !== null)
        checkpoint = readCheckpoint(head.checkpoint, (trustedKey ? [trustedKey] : head.keys).map(readKey));
    } else {
      count += 1;
      checkRecord(JSON.parse(line), count, checkpoint);
    }
  }
  if (count < (checkpoint?.size ?? 0)) throw new Error(`record ${count + 1} is missing`);
  process.stdout.write(
    `${count} records verified, ${checkpoint?.size ?? 0} of them under the checkpoint of ${checkpoint?.origin ?? 'nobody'}\n`,
  );
} catch (error) {
  process.stdout.write(`NOT VERIFIED: ${error.message}\n`);
  process.exitCode = 1;
}
