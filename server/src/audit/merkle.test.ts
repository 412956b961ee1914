import { describe, expect, it } from 'vitest';
import { inclusionProof, leafHash, MerkleTree, nodeHash } from './merkle.js';

// The reference leaves, roots and audit paths of the Certificate Transparency implementations of RFC 6962.
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const PATHS: [leaf: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
  [
    1,
    5,
    [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    ],
  ],
];

const leaves = LEAVES.map((hex) => leafHash(Buffer.from(hex, 'hex')));

/** Complete subtrees by plain recursion, as an independent store of nodes. */
function node(level: number, index: number): Buffer {
  if (level === 0) return leaves[index] ?? Buffer.alloc(0);
  return nodeHash(node(level - 1, index * 2), node(level - 1, index * 2 + 1));
}

describe('the Merkle tree', () => {
  it.each(ROOTS.map((root, size) => [size, root] as const))('over %i leaves has the published root', (size, root) => {
    const tree = MerkleTree.empty();
    for (const leaf of leaves.slice(0, size)) tree.append(leaf);
    expect(tree.root().toString('hex')).toBe(root);
    expect(MerkleTree.ofSize(size, node).root().toString('hex')).toBe(root);
  });

  it.each(PATHS)('proves leaf %i of %i with the published path', (leaf, size, path) => {
    expect(inclusionProof(leaf, size, node).map((hash) => hash.toString('hex'))).toEqual(path);
  });

  it('hands out each completed subtree once', () => {
    const tree = MerkleTree.empty();
    const completed = leaves.flatMap((leaf) => tree.append(leaf)).map(({ level, index }) => `${level}/${index}`);
    expect(completed).toEqual(['1/0', '1/1', '2/0', '1/2', '1/3', '2/1', '3/0']);
  });
});
