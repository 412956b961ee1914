// How far settings trust an agent.

import picomatch from 'picomatch';
import type { Actor } from '../model/actor.js';
import type { Policy } from '../model/policy.js';
import { leastTrust, type Trust } from '../model/session.js';

/** The least that any of the settings grants; a sub-agent has no more than the agent that it belongs to. */
export function trustOf(policies: readonly Policy[], actor: Actor): Trust {
  if (actor.kind !== 'agent') return 'normal';
  // `general-purpose:a1b2`: the kind of sub-agent, then its name.
  const kind = actor.agent?.split(':', 1)[0] ?? '';
  const names = kind === '' ? [actor.host] : [actor.host, `${actor.host}/${kind}`];
  return policies
    .flatMap(({ trust }) => names.map((name) => granted(trust, name)))
    .reduce<Trust>((least, one) => leastTrust(least, one), 'normal');
}

/** A name written out counts before globs; of globs the one that trusts least. */
function granted(trust: Policy['trust'], name: string): Trust {
  const exact = Object.hasOwn(trust, name) ? trust[name] : undefined;
  if (exact !== undefined) return exact;
  return Object.entries(trust)
    .filter(([glob]) => picomatch.isMatch(name, glob))
    .reduce<Trust>((least, [, one]) => leastTrust(least, one), 'normal');
}
