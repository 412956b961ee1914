import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { apartOf } from './entry.js';
import { databaseFile, loadVerifiers } from './folder.js';
import { inclusionProof, type NodeLookup } from './merkle.js';
import { verifierLine } from './note.js';
import { nodeOf, openStoreReadOnly, PAGE, type Store } from './store.js';

/** Writes the log as JSON lines: a head with the newest checkpoint and the keys, then each record with its proof. docs/audit.md has the format. */
export function exportLog(directory: string, file: string): number {
  const store = openStoreReadOnly(databaseFile(directory));
  const target = resolve(file);
  const unfinished = `${target}.unfinished`;
  const descriptor = openSync(unfinished, 'w', 0o600);
  try {
    const count = writeLines(store, directory, (line) => writeSync(descriptor, `${JSON.stringify(line)}\n`));
    fsyncSync(descriptor);
    renameSync(unfinished, target);
    return count;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
    store.close();
  }
}

function writeLines(store: Store, directory: string, write: (line: unknown) => void): number {
  const newest = store
    .prepare<[], { size: number; note: string }>('SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1')
    .get();
  const covered = newest?.size ?? 0;
  write({
    format: 'vireon-audit/1',
    checkpoint: newest?.note ?? null,
    keys: loadVerifiers(directory).map(verifierLine),
  });
  const node = cached(nodeOf(store));
  const page = store.prepare<[number, number], { seq: number; entry: string }>(
    'SELECT seq, entry FROM record WHERE seq > ? ORDER BY seq LIMIT ?',
  );
  const apart = store.prepare<[Buffer], { salt: Buffer; body: string }>(
    'SELECT salt, body FROM apart WHERE commitment = ?',
  );
  let count = 0;
  for (let rows = page.all(0, PAGE); rows.length > 0; rows = page.all(rows.at(-1)?.seq ?? 0, PAGE)) {
    for (const { seq, entry } of rows) {
      const proof =
        seq <= covered ? inclusionProof(seq - 1, covered, node).map((hash) => hash.toString('base64')) : null;
      const texts = apartOf(entry).map(({ commitment }) => {
        const kept = apart.get(Buffer.from(commitment, 'hex'));
        return { commitment, salt: kept?.salt.toString('hex') ?? null, body: kept?.body ?? null };
      });
      write({ seq, entry, proof, ...(texts.length > 0 && { apart: texts }) });
      count += 1;
    }
  }
  return count;
}

const MAX_CACHED_NODES = 65_536;

/** Neighbouring records share nearly all of their proofs' nodes. */
function cached(node: NodeLookup): NodeLookup {
  const known = new Map<string, Buffer>();
  return (level, index) => {
    const key = `${level}/${index}`;
    const hash = known.get(key) ?? node(level, index);
    if (known.size >= MAX_CACHED_NODES) known.clear();
    known.set(key, hash);
    return hash;
  };
}
