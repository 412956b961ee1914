import { Unsaveable } from './unsaveable.js';

/** Who waits for an answer waits so long and no longer: what takes more time is not saved. */
export class Deadline {
  private readonly end: number;

  constructor(private readonly withinMs: number) {
    this.end = performance.now() + withinMs;
  }

  check(): void {
    if (performance.now() < this.end) return;
    throw new Unsaveable(
      `to save what it changes takes longer than the ${this.withinMs / 1000} s that an act may wait`,
    );
  }
}
