import type { AuditFault } from '../model/record.js';

const MAX_FAULTS = 100;

/** What verification found, in the order found. */
export class Faults {
  private readonly found: AuditFault[] = [];
  private readonly positions = new Set<number>();
  private more = 0;

  add(kind: AuditFault['kind'], message: string, seq?: number): void {
    if (seq !== undefined) this.positions.add(seq);
    if (this.found.length >= MAX_FAULTS) this.more += 1;
    else this.found.push({ kind, message, ...(seq !== undefined && { seq }) });
  }

  /** Counts a record as told of, without a fault of its own. */
  cover(seq: number): void {
    this.positions.add(seq);
  }

  get none(): boolean {
    return this.found.length === 0;
  }

  /** True where a record from `first` to `last` is known to be at fault: what follows from that is not told again. */
  within(first: number, last: number): boolean {
    for (const seq of this.positions) if (seq >= first && seq <= last) return true;
    return false;
  }

  list(): readonly AuditFault[] {
    if (this.more === 0) return this.found;
    const kind = this.found.at(-1)?.kind ?? 'changed';
    return [...this.found, { kind, message: `and ${this.more} more of these and other kinds` }];
  }
}
