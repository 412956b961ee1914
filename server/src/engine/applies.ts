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

/** A rule's `govern` key as predicates. */
export interface Applies {
  /** By the act and the actor's kind and host alone: the answer can be kept. */
  readonly to: (act: ActKind, actor: Actor) => boolean;
  /** By what the act touches and by whose session it is; absent where the rule does not care. */
  readonly when?: (occasion: Occasion) => boolean;
}

type Fits = (value: string) => boolean;

export function toApplies(id: string, govern: Govern): Applies {
  const acts = new Set(govern.on);
  const actors = toActors(govern);
  const when = toCondition(id, govern);
  return { to: (act, actor) => acts.has(act) && actors(actor), ...(when && { when }) };
}

/** True where the rule looks at the act. */
export function isApplicable(applies: Applies, occasion: Occasion): boolean {
  return applies.to(occasion.act, occasion.actor) && (applies.when === undefined || applies.when(occasion));
}

function toCondition(id: string, govern: Govern): Applies['when'] {
  const { paths, hosts, tools, devices, marks } = govern.where ?? {};
  const wherePaths = toGlobs(paths);
  const whereHosts = toGlobs(hosts);
  const whereTools = toGlobs(tools);
  const whereMarks = toGlobs(marks);
  const isNowhere = devices !== undefined && devices.length > 0;
  const isAnywhere = !wherePaths && !whereHosts && !whereTools && !whereMarks && !isNowhere;
  if (isAnywhere && govern.percent === undefined) return undefined;
  return ({ actor, facts }) =>
    !isNowhere &&
    isChosen(id, govern.percent, actor) &&
    (wherePaths === undefined || facts.writes.some(wherePaths) || facts.reads.some(wherePaths)) &&
    (whereHosts === undefined || facts.hosts.some(whereHosts)) &&
    (whereTools === undefined || facts.tools.some(whereTools)) &&
    (whereMarks === undefined || facts.marks?.some(({ name }) => whereMarks(name)) === true);
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
