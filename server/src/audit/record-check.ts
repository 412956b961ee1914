import { apartOf, commitmentOf, positionOf } from './entry.js';
import type { Faults } from './faults.js';
import { chainHash, leafHash, MerkleTree, type TreeNode } from './merkle.js';
import type { Checkpoint } from './note.js';
import type { RecordRow, Store } from './store.js';

/** Follows the log from its first record and compares each with its hash, its place, its predecessor, the tree and the signatures. */
export class RecordCheck {
  records = 0;
  private readonly tree = MerkleTree.empty();
  private completed: TreeNode[] = [];
  /** The stored chain value of the record before; `undefined` where that record is missing. */
  private chain: Buffer | undefined = Buffer.alloc(32);
  private next = 1;
  /** By how much the records' own numbers are ahead of their places, after removals and insertions. */
  private shift = 0;
  /** False once the leaves cannot be those that were signed; the signatures that follow say nothing new then. */
  private treeHolds = true;
  private signedUpTo = 0;
  /** Signed sizes whose root is another one; told after the page's subtrees, which tell the place more exactly. */
  private readonly contradicted: { first: number; size: number }[] = [];
  private missingNodes = 0;
  private readonly signed: Checkpoint[];
  private readonly entryAt;
  private readonly apart;
  private readonly nodes;

  constructor(
    store: Store,
    signed: readonly Checkpoint[],
    private readonly faults: Faults,
  ) {
    this.signed = [...signed];
    this.entryAt = store.prepare<[number], string>('SELECT entry FROM record WHERE seq = ?').pluck();
    this.apart = store.prepare<[Buffer], { salt: Buffer; body: string }>(
      'SELECT salt, body FROM apart WHERE commitment = ?',
    );
    this.nodes = store.prepare<[number, number, number], { idx: number; hash: Buffer }>(
      'SELECT idx, hash FROM node WHERE level = ? AND idx BETWEEN ? AND ?',
    );
  }

  root(): string {
    return this.tree.root().toString('base64');
  }

  end(): void {
    if (this.missingNodes > 0) this.faults.add('removed', `${this.missingNodes} stored nodes of the tree are missing`);
  }

  page(rows: readonly RecordRow[]): void {
    for (const row of rows) this.row(row);
    this.checkNodes();
    for (const { first, size } of this.contradicted.splice(0)) this.tellUnsigned(first, size);
  }

  row(row: RecordRow): void {
    if (row.seq > this.next) this.tellGap(row.seq);
    this.checkText(row);
    this.checkChain(row);
    this.chain = row.chain;
    this.next = row.seq + 1;
    this.records += 1;
    this.completed.push(...this.tree.append(row.leaf));
    this.checkSignatures(row.seq);
  }

  /** Goes on after a record that cannot be read. */
  skip(seq: number): void {
    this.next = seq + 1;
    this.chain = undefined;
    this.treeHolds = false;
  }

  private tellGap(found: number): void {
    const which = found - this.next === 1 ? `record ${this.next} is` : `records ${this.next} to ${found - 1} are`;
    this.faults.add('removed', `${which} missing`, this.next);
    this.chain = undefined;
    this.treeHolds = false;
  }

  private checkText({ seq, entry, leaf }: RecordRow): void {
    if (!leafHash(entry).equals(leaf)) {
      this.faults.add('changed', `the text of record ${seq} does not fit its hash`, seq);
      return;
    }
    const own = positionOf(entry);
    if (own === undefined) this.faults.add('changed', `record ${seq} is not a record`, seq);
    else if (own - seq !== this.shift) this.tellPlace(seq, own);
    for (const { commitment } of apartOf(entry)) this.checkApart(seq, commitment);
  }

  private checkApart(seq: number, commitment: string): void {
    const kept = this.apart.get(Buffer.from(commitment, 'hex'));
    if (kept === undefined) {
      this.faults.add('removed', `a long text of record ${seq} is missing (commitment ${commitment})`, seq);
    } else if (commitmentOf(kept.salt, kept.body).toString('hex') !== commitment) {
      this.faults.add('changed', `a long text of record ${seq} does not fit its commitment`, seq);
    }
  }

  private tellPlace(seq: number, own: number): void {
    const ahead = own - seq - this.shift;
    if (this.ownNumberAt(own - this.shift) === seq + this.shift) {
      if (ahead > 0) this.faults.add('swapped', `records ${seq} and ${own - this.shift} have changed places`, seq);
      else this.faults.cover(seq);
      return;
    }
    this.shift += ahead;
    this.treeHolds = false;
    if (ahead > 0) {
      const what = ahead === 1 ? 'a record was' : `${ahead} records were`;
      this.faults.add('removed', `${what} removed before record ${seq}, which says that it is number ${own}`, seq);
    } else {
      const told = this.faults.within(seq + ahead, seq - 1);
      const which = `record ${seq - 1} or ${seq} was inserted: ${seq} says that it is number ${own}`;
      if (!told) this.faults.add('inserted', which, seq + ahead);
      this.faults.cover(seq);
    }
  }

  private ownNumberAt(seq: number): number | undefined {
    const entry = this.entryAt.get(seq);
    return entry === undefined ? undefined : positionOf(entry);
  }

  private checkChain({ seq, leaf, chain }: RecordRow): void {
    if (this.chain === undefined || chainHash(this.chain, leaf).equals(chain)) return;
    if (this.faults.within(seq - 1, seq)) return;
    if (this.ownNumberAt(seq + 1) === seq + this.shift) {
      this.faults.add('inserted', `record ${seq} does not follow its predecessor: it was inserted`, seq);
    } else {
      this.faults.add('changed', `record ${seq} does not follow record ${seq - 1}: one of them was changed`, seq);
    }
  }

  /** Compares the subtrees that the page completed with those that were stored when its records were written. */
  private checkNodes(): void {
    const levels = new Map<number, TreeNode[]>();
    for (const node of this.completed) {
      const known = levels.get(node.level);
      if (known === undefined) levels.set(node.level, [node]);
      else known.push(node);
    }
    this.completed = [];
    if (!this.treeHolds) return;
    for (const [level, nodes] of levels) this.compareLevel(level, nodes);
  }

  private compareLevel(level: number, nodes: readonly TreeNode[]): void {
    const first = nodes[0]?.index ?? 0;
    const stored = new Map(this.nodes.all(level, first, first + nodes.length - 1).map(({ idx, hash }) => [idx, hash]));
    for (const { index, hash } of nodes) {
      const [from, to] = [index * 2 ** level + 1, (index + 1) * 2 ** level];
      const known = stored.get(index);
      if (known === undefined) this.missingNodes += 1;
      else if (!known.equals(hash) && !this.faults.within(from, to)) {
        this.faults.add('changed', `records ${from} to ${to} do not fit the tree: one of them was changed`, from);
      }
    }
  }

  private checkSignatures(seq: number): void {
    while ((this.signed[0]?.size ?? Number.POSITIVE_INFINITY) <= seq) this.compareRoot(this.signed.shift());
  }

  private compareRoot(checkpoint: Checkpoint | undefined): void {
    if (checkpoint === undefined || !this.treeHolds) return;
    const { size, root } = checkpoint;
    if (!root.equals(this.tree.root())) this.contradicted.push({ first: this.signedUpTo + 1, size });
    this.signedUpTo = size;
  }

  private tellUnsigned(first: number, size: number): void {
    if (this.faults.within(1, size)) return;
    const which = first === size ? `record ${size} is not the one` : `records ${first} to ${size} are not those`;
    this.faults.add('changed', `${which} that the checkpoint over ${size} records was signed for`, first);
  }
}
