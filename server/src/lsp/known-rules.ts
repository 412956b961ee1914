import type { Rule } from '../model/rule.js';
import type { Verbs } from '../model/verbs.js';

/** The rules of the client's workspaces, asked for once until they change. */
export class KnownRules {
  readonly #verbs: Verbs;
  readonly #byWorkspace = new Map<string, Promise<ReadonlyMap<string, Rule>>>();

  constructor(verbs: Verbs) {
    this.#verbs = verbs;
  }

  async find(workspace: string, id: string): Promise<Rule | undefined> {
    const known = this.#byWorkspace.get(workspace) ?? this.#ask(workspace);
    return (await known).get(id);
  }

  forget(): void {
    this.#byWorkspace.clear();
  }

  #ask(workspace: string): Promise<ReadonlyMap<string, Rule>> {
    const asked = this.#verbs.listRules(workspace).then(({ rules }) => new Map(rules.map((rule) => [rule.id, rule])));
    this.#byWorkspace.set(workspace, asked);
    asked.catch(() => this.#byWorkspace.delete(workspace));
    return asked;
  }
}
