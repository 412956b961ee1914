// Whether a rule looks at an act at all: which act, whose, and what it touches.

import { createHash } from 'node:crypto';
import picomatch from 'picomatch';
import type { ActKind } from '../model/act.js';
import type { Actor } from '../model/actor.js';
import type { Govern } from '../model/rule.js';
import type { Facts } from '../model/subject.js';

/** What is about to happen, as far as `govern` speaks of it. */
export interface Occasion {
  readonly act: ActKind;
  readonly actor: Actor;
  readonly facts: Facts;
}

export type Applies = (occasion: Occasion) => boolean;

type Fits = (value: string) => boolean;

/** A rule's `govern` key as a predicate. */
export function toPredicate(id: string, govern: Govern): Applies {
  const acts = new Set(govern.on);
  const actors = toActors(govern);
  const { paths, hosts, tools, devices } = govern.where ?? {};
  const wherePaths = toGlobs(paths);
  const whereHosts = toGlobs(hosts);
  const whereTools = toGlobs(tools);
  return ({ act, actor, facts }) =>
    acts.has(act) &&
    actors(actor) &&
    isChosen(id, govern.percent, actor) &&
    (devices === undefined || devices.length === 0) &&
    (wherePaths === undefined || facts.writes.some(wherePaths) || facts.reads.some(wherePaths)) &&
    (whereHosts === undefined || facts.hosts.some(whereHosts)) &&
    (whereTools === undefined || facts.tools.some(whereTools));
}

function toActors(govern: Govern): (actor: Actor) => boolean {
  const agents = toGlobs(govern.actors?.agents);
  const except = toGlobs(govern.actors?.except);
  return (actor) => {
    const host = actor.kind === 'agent' ? actor.host : '';
    if (except !== undefined && (except(actor.kind) || except(host))) return false;
    return agents === undefined || (actor.kind === 'agent' && agents(host));
  };
}

/** Globs as one predicate; `undefined` where there is no list or an empty one, which restricts nothing. */
export function toGlobs(globs: readonly string[] | undefined): Fits | undefined {
  if (globs === undefined || globs.length === 0) return undefined;
  const fits = picomatch([...globs], { dot: true });
  return (value) => fits(value);
}

/** The same session always falls on the same side, and another rule's share is another one. */
function isChosen(id: string, percent: number | undefined, actor: Actor): boolean {
  if (percent === undefined || percent >= 100) return true;
  const session = actor.kind === 'agent' ? (actor.session ?? actor.host) : (actor.name ?? actor.kind);
  const draw = createHash('sha256').update(`${id}\0${session}`).digest().readUInt32BE(0);
  return (draw / 2 ** 32) * 100 < percent;
}
