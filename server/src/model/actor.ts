/** Who acts. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly name?: string;
      /** The agent's session that the person answers. */
      readonly session?: string;
    }
  | {
      readonly kind: 'agent';
      /** The agent program, e.g. `claude-code`. */
      readonly host: string;
      readonly session?: string;
      /** Identifier of the sub-agent that acts, and of the agent that started it. */
      readonly agent?: string;
      readonly parent?: string;
      /** Whose session it is, and on which machine. */
      readonly person?: string;
      readonly machine?: string;
    }
  | { readonly kind: 'ci'; readonly name?: string };

/** True where somebody can be asked: only a person at the keyboard or an agent that a person watches. */
export function canBeAsked(actor: Actor): boolean {
  return actor.kind !== 'ci';
}
