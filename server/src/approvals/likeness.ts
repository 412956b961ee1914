// What makes an act the same as one that a person has answered.

import { createHash } from 'node:crypto';
import type { Proposal } from '../model/act.js';
import type { Decision } from '../model/decision.js';
import { decisive } from '../model/explanation.js';
import type { Subject } from '../model/subject.js';
import { parseShell } from '../native.js';

/** Two acts with one of these names in common are answered alike. */
export interface Likeness {
  /** The very same act in the same session. */
  readonly exact: string;
  /**
   * The same rules ask in the same session about the same kind of act; absent where the session has no name, so that
   * nothing can be remembered for it.
   */
  readonly alike?: string;
}

/**
 * Alike are acts of one kind, in one workspace and session, that the same rules ask about and that write the same
 * files and reach the same hosts: commands with the same programs and subcommands, edits of the same file, calls of
 * the same tool.
 */
export function likenessOf(proposal: Proposal, subject: Subject, decision: Decision): Likeness {
  const { act, actor, workspace } = proposal;
  const session = actor.kind === 'agent' ? actor.session : undefined;
  const where = [actor.kind, actor.kind === 'agent' ? actor.host : actor.name, session, workspace];
  const exact = hash([...where, act]);
  if (session === undefined || session === '') return { exact };
  const asking = decisive(decision);
  const rules = [...new Set(asking.map(({ rule }) => rule))].sort();
  // What was not understood has no kind, and a yes to one change of what guards is none to the next: only the same
  // again is the same.
  const isItself = asking.some(({ fingerprint }) => fingerprint === '') || subject.facts.unguards !== undefined;
  const kind = isItself ? act : kindOf(proposal, subject);
  return { exact, alike: hash([...where, rules, kind]) };
}

function kindOf({ act }: Proposal, { texts, facts }: Subject): unknown {
  const reached = [act.kind, sorted(facts.writes), sorted(facts.hosts)];
  switch (act.kind) {
    case 'command':
      return [...reached, sorted(facts.programs), sorted(texts.flatMap(programsIn)), sorted(texts.flatMap(codeIn))];
    case 'edit':
      return [...reached, act.remove === true];
    case 'tool-call':
      return [...reached, facts.tools];
    case 'read':
      return [...reached, facts.reads];
    case 'fetch':
      return [...reached, act.method ?? 'GET'];
    default:
      return act;
  }
}

/** `git push`, `rm build`: a program and the first of its words that is no option. */
function programsIn({ origin, content }: Subject['texts'][number]): string[] {
  if (origin.kind !== 'command' && origin.kind !== 'nested-command') return [];
  return parseShell(content).commands.map(({ words: [program, ...rest] }) => {
    const first = rest.find(({ raw }) => !raw.startsWith('-'));
    return [program, first].map((word) => word?.raw ?? '').join(' ');
  });
}

/** Programs that are handed over as text are alike where the text is the same. */
function codeIn({ origin, content }: Subject['texts'][number]): string[] {
  return origin.kind === 'argument' || origin.kind === 'heredoc' ? [content] : [];
}

const sorted = (words: readonly string[]) => [...new Set(words)].sort();

function hash(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64');
}
