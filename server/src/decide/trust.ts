// How far an agent is trusted, beyond what rules say.

import { type ActKind, changesSomething } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Reason } from '../model/decision.js';
import type { Trust } from '../model/session.js';
import type { Facts } from '../model/subject.js';

interface Distrusted {
  readonly act: ActKind;
  readonly actor: Actor;
  readonly trust?: Trust;
  readonly facts?: Facts;
}

type Said = Pick<Reason, 'decision' | 'message'>;

/** What little trust adds: `warned` are the reasons that only warn. */
export function distrusted({ act, actor, trust, facts }: Distrusted, warned: readonly Reason[]): Said[] {
  if (actor.kind !== 'agent' || trust === undefined || trust === 'normal') return [];
  const who = `\`${actor.host}\` has trust \`${trust}\` here`;
  if (trust === 'none')
    return changesSomething(act) ? [{ decision: 'deny', message: `${who}: it may look and change nothing.` }] : [];
  const outside = changesSomething(act) ? (facts?.writes.filter(isElsewhere) ?? []) : [];
  if (outside.length > 0) {
    const places = outside.slice(0, MAX_NAMED).map((path) => `\`${path}\``);
    return [{ decision: 'deny', message: `${who}: it may not write outside the workspace (${places.join(', ')}).` }];
  }
  if (warned.length === 0) return [];
  const rules = [...new Set(warned.map(({ rule }) => `\`${rule}\``))].slice(0, MAX_NAMED);
  return [{ decision: 'ask', message: `${who}: what ${rules.join(', ')} warns about is asked.` }];
}

const MAX_NAMED = 5;

/** Paths inside are relative; temporary files and devices are nobody's home. */
function isElsewhere(path: string): boolean {
  return /^[/~$]/.test(path) && !/^(\/private)?(\/var)?\/tmp\/|^\/dev\//.test(path);
}
