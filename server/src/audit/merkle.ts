import { createHash } from 'node:crypto';

/** A complete subtree: it stands over the leaves from `index * 2^level` to before `(index + 1) * 2^level`. */
export interface TreeNode {
  readonly level: number;
  readonly index: number;
  readonly hash: Buffer;
}

export type NodeLookup = (level: number, index: number) => Buffer;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

export function leafHash(data: string | Buffer): Buffer {
  return createHash('sha256').update(LEAF).update(data).digest();
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return createHash('sha256').update(NODE).update(left).update(right).digest();
}

/** The Merkle tree of RFC 6962 §2.1, kept as its complete subtrees from the left: enough to grow it and to tell its root. */
export class MerkleTree {
  private readonly peaks: TreeNode[];

  private constructor(
    peaks: TreeNode[],
    private leaves: number,
  ) {
    this.peaks = peaks;
  }

  static empty(): MerkleTree {
    return new MerkleTree([], 0);
  }

  static ofSize(size: number, node: NodeLookup): MerkleTree {
    const peaks = peaksOf(size).map(({ level, index }) => ({ level, index, hash: node(level, index) }));
    return new MerkleTree(peaks, size);
  }

  get size(): number {
    return this.leaves;
  }

  /** Adds a leaf; returns the subtrees that it completed, the smallest first. */
  append(leaf: Buffer): readonly TreeNode[] {
    const completed: TreeNode[] = [];
    let top: TreeNode = { level: 0, index: this.leaves, hash: leaf };
    for (let left = this.peaks.at(-1); left?.level === top.level; left = this.peaks.at(-1)) {
      this.peaks.pop();
      top = { level: top.level + 1, index: left.index / 2, hash: nodeHash(left.hash, top.hash) };
      completed.push(top);
    }
    this.peaks.push(top);
    this.leaves += 1;
    return completed;
  }

  root(): Buffer {
    if (this.peaks.length === 0) return createHash('sha256').digest();
    return this.peaks.map((peak) => peak.hash).reduceRight((right, left) => nodeHash(left, right));
  }
}

function peaksOf(size: number): { level: number; index: number }[] {
  const peaks: { level: number; index: number }[] = [];
  let start = 0;
  for (let level = 52; level >= 0; level -= 1) {
    const span = 2 ** level;
    if (size - start < span) continue;
    peaks.push({ level, index: start / span });
    start += span;
  }
  return peaks;
}

/** The audit path of RFC 6962 §2.1.1 for the leaf at `index` in the tree over the first `size` leaves. */
export function inclusionProof(index: number, size: number, node: NodeLookup): Buffer[] {
  return pathBetween(index, 0, size, node);
}

function pathBetween(index: number, start: number, end: number, node: NodeLookup): Buffer[] {
  if (end - start <= 1) return [];
  const middle = start + largestPowerBelow(end - start);
  if (index < middle) return [...pathBetween(index, start, middle, node), subtreeHash(middle, end, node)];
  return [...pathBetween(index, middle, end, node), subtreeHash(start, middle, node)];
}

function subtreeHash(start: number, end: number, node: NodeLookup): Buffer {
  const span = end - start;
  const half = largestPowerBelow(span);
  if (span === 1 || half * 2 === span) return node(Math.log2(span), start / span);
  return nodeHash(node(Math.log2(half), start / half), subtreeHash(start + half, end, node));
}

/** The largest power of two that is smaller than `size`. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The hash chain beside the tree: it tells which single record does not fit its predecessor. */
export function chainHash(previous: Buffer, leaf: Buffer): Buffer {
  return createHash('sha256').update(previous).update(leaf).digest();
}
