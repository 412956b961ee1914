// Contents of files, each kept once under its SHA-256, in pieces, deflated where that pays.

import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type BytePath, raw, shownPath } from './bytes.js';
import type { Deadline } from './deadline.js';
import type { Store } from './store.js';
import { reasonOf, Unsaveable } from './unsaveable.js';

const PIECE_BYTES = 4 * 1024 * 1024;
const DEFLATE_FROM_BYTES = 128;
const SAMPLE_BYTES = 16 * 1024;
const PAYS_BELOW = 0.9;

export function hashOf(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

/** The SHA-256 of a file's content. */
export function hashFile(path: BytePath): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces(path)) hash.update(piece);
  return hash.digest();
}

/** Keeps the content of a file and returns its SHA-256. */
export function keepFile(store: Store, path: BytePath, size: number, deadline?: Deadline): Buffer {
  if (size <= PIECE_BYTES) {
    const whole = Buffer.concat([...pieces(path)]);
    return keep(store, path, hashOf(whole), [whole], deadline);
  }
  return keep(store, path, hashFile(path), pieces(path), deadline);
}

function keep(store: Store, path: BytePath, hash: Buffer, content: Iterable<Buffer>, deadline?: Deadline): Buffer {
  if (store.prepare('SELECT 1 FROM content WHERE hash = ?').get(hash) !== undefined) return hash;
  const insert = store.prepare('INSERT INTO chunk (hash, idx, deflated, bytes) VALUES (?, ?, ?, ?)');
  const check = createHash('sha256');
  let stored = 0;
  let index = 0;
  for (const piece of content) {
    deadline?.check();
    check.update(piece);
    const bytes = deflated(piece) ?? piece;
    insert.run(hash, index, bytes === piece ? 0 : 1, bytes);
    stored += bytes.length;
    index += 1;
  }
  if (!check.digest().equals(hash)) throw new Unsaveable(`\`${shownPath(path)}\` changes while it is saved; try again`);
  store.prepare('INSERT INTO content (hash, stored) VALUES (?, ?)').run(hash, stored);
  return hash;
}

/** Smaller, or `undefined` where that does not pay: a sample tells before the whole is tried. */
function deflated(piece: Buffer): Buffer | undefined {
  if (piece.length < DEFLATE_FROM_BYTES) return undefined;
  const pays = (bytes: Buffer, small: Buffer) => small.length < bytes.length * PAYS_BELOW;
  const sample = piece.subarray(0, SAMPLE_BYTES);
  const first = deflateRawSync(sample, { level: 1 });
  if (!pays(sample, first)) return undefined;
  const whole = sample.length === piece.length ? first : deflateRawSync(piece, { level: 1 });
  return pays(piece, whole) ? whole : undefined;
}

/** The pieces of a content that was kept. Throws where the store does not hold it as it was. */
export function* kept(store: Store, hash: Buffer): Generator<Buffer> {
  const rows = store.prepare<[Buffer], { deflated: number; bytes: Buffer }>(
    'SELECT deflated, bytes FROM chunk WHERE hash = ? ORDER BY idx',
  );
  const check = createHash('sha256');
  // Not iterated lazily: the connection is needed for other statements in between.
  for (const { deflated, bytes } of rows.all(hash)) {
    const piece = deflated === 1 ? inflateRawSync(bytes, { maxOutputLength: PIECE_BYTES }) : bytes;
    check.update(piece);
    yield piece;
  }
  if (!check.digest().equals(hash)) throw new Unsaveable('a saved file is not in the store as it was saved');
}

/** The content of a file in pieces, without following a link or waiting on a pipe. */
export function* pieces(path: BytePath): Generator<Buffer> {
  const descriptor = opened(path);
  try {
    const before = fstatSync(descriptor);
    if (!before.isFile()) throw new Unsaveable(`\`${shownPath(path)}\` is no file any more; try again`);
    for (;;) {
      const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, Math.max(before.size, 64 * 1024)));
      const read = filled(descriptor, piece, path);
      if (read > 0) yield piece.subarray(0, read);
      if (read < piece.length) break;
    }
    const after = fstatSync(descriptor);
    if (after.mtimeMs !== before.mtimeMs || after.size !== before.size)
      throw new Unsaveable(`\`${shownPath(path)}\` changes while it is saved; try again`);
  } finally {
    closeSync(descriptor);
  }
}

function filled(descriptor: number, piece: Buffer, path: BytePath): number {
  let at = 0;
  try {
    while (at < piece.length) {
      const read = readSync(descriptor, piece, at, piece.length - at, null);
      if (read === 0) break;
      at += read;
    }
  } catch (error) {
    throw new Unsaveable(`\`${shownPath(path)}\` cannot be read: ${reasonOf(error)}`);
  }
  return at;
}

function opened(path: BytePath): number {
  try {
    return openSync(raw(path), constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    throw new Unsaveable(`\`${shownPath(path)}\` cannot be read: ${reasonOf(error)}`);
  }
}
