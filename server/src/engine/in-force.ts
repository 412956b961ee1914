// The rule set in force: replaced in one step, and kept where a new one is broken.

import type { RuleProblem } from '../model/rule.js';
import type { RuleSet } from './rule-set.js';

/** A rule set with what came along with it. */
interface WithSet {
  readonly set: RuleSet;
}

export class RulesInForce<Loaded extends WithSet> {
  private held: readonly RuleProblem[] = [];
  private reloading: Promise<void> | undefined;
  private again = false;

  private constructor(
    private loaded: Loaded,
    private readonly load: () => Promise<Loaded>,
  ) {}

  static async open<Loaded extends WithSet>(load: () => Promise<Loaded>): Promise<RulesInForce<Loaded>> {
    return new RulesInForce(await load(), load);
  }

  get current(): Loaded {
    return this.loaded;
  }

  /** What is wrong with the rules as they are written now, whether or not they are in force. */
  get problems(): readonly RuleProblem[] {
    return this.held.length > 0 ? this.held : this.loaded.set.problems;
  }

  /** True while a broken change waits to be mended and the last good set stays. */
  get isHeld(): boolean {
    return this.held.length > 0;
  }

  /** Compiles the rules anew, apart, and swaps them in unless they bring a problem that the set in force does not have. */
  async reload(): Promise<void> {
    if (this.reloading !== undefined) {
      this.again = true;
      return this.reloading;
    }
    this.reloading = this.reloadUntilCalm();
    try {
      await this.reloading;
    } finally {
      this.reloading = undefined;
    }
  }

  private async reloadUntilCalm(): Promise<void> {
    do {
      this.again = false;
      const next = await this.load();
      const known = new Set(this.loaded.set.problems.map(identity));
      const isWorse = next.set.problems.some((problem) => !known.has(identity(problem)));
      if (isWorse) this.held = next.set.problems;
      else [this.loaded, this.held] = [next, []];
    } while (this.again);
  }
}

/** A problem that only moved is not a new one. */
function identity({ file, rule, message }: RuleProblem): string {
  return JSON.stringify([file, rule, message]);
}
