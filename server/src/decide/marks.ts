// What a session carries after an act that is not denied.

import type { Act } from '../model/act.js';
import type { Decision, Reason } from '../model/decision.js';
import type { Rule } from '../model/rule.js';
import type { Mark } from '../model/session.js';

const MAX_FROM = 200;

interface Done {
  readonly act: Act;
  /** ISO 8601. */
  readonly time: string;
  readonly rules: (id: string) => Rule | undefined;
  /** Places that the settings name, among those that the act reads. */
  readonly marked: readonly string[];
}

/** In the settings' places the mark has this name. */
export const MARKED_PLACE = 'marked-place';

/** An act that is asked about may well be done: its marks count too. */
export function marksOf(decision: Decision, { act, time, rules, marked }: Done): Mark[] {
  if (decision.verdict === 'deny') return [];
  const marks = new Map<string, Mark>();
  const add = (name: string, from: string) => {
    const mark = { name, from: from.slice(0, MAX_FROM), time };
    marks.set(`${name} ${mark.from}`, mark);
  };
  for (const path of marked) add(MARKED_PLACE, path);
  for (const reason of decision.reasons) {
    const name = reason.shadow === true ? undefined : rules(reason.rule)?.govern.mark;
    if (name !== undefined) add(name, sourceOf(reason, act));
  }
  return [...marks.values()].slice(0, MAX_MARKS);
}

const MAX_MARKS = 20;

/** Never the matched text of anything but a path: it may be the secret itself. */
function sourceOf({ origin, snippet }: Reason, act: Act): string {
  const path = origin.kind === 'facts' ? /^"(?<path>(?:[^"\\]|\\.)+)"$/.exec(snippet)?.groups?.path : undefined;
  if (path !== undefined) return path;
  switch (act.kind) {
    case 'read':
    case 'edit':
    case 'file':
      return act.path;
    case 'tool-call':
    case 'tool-result':
      return `${act.kind === 'tool-result' ? 'a result of ' : ''}${act.server === undefined ? '' : `${act.server}/`}${act.tool}`;
    case 'command':
      return 'a command';
    default:
      return `a ${act.kind}`;
  }
}
