// The names under which an agent sees what several servers offer.

import { createHash } from 'node:crypto';

/** What a name leads to. */
export interface Target {
  readonly server: string;
  /** As the server itself calls it. */
  readonly name: string;
}

/** Models' interfaces take no longer names of tools, and hosts put something before them. */
const MAX_LENGTH = 56;

/**
 * Names without ambiguity: those of one server stay as they are, those of several get the server's name in front. What
 * is too long or has characters that hosts refuse is shortened or replaced and gets a piece of its hash, as does a
 * name that is taken; the same targets always get the same names.
 */
export function namesFor(targets: readonly Target[], { several }: { readonly several: boolean }): Map<string, Target> {
  const names = new Map<string, Target>();
  const wanted = targets.map((target) => ({
    target,
    name: several ? `${target.server}__${target.name}` : target.name,
  }));
  // Those that can be taken as they are have the first choice.
  const plain = wanted.filter(({ name }) => !several || isPlain(name));
  for (const { target, name } of plain) if (!names.has(name)) names.set(name, target);
  for (const { target, name } of wanted) {
    if (names.get(name) === target) continue;
    names.set(free(name, target, names), target);
  }
  return names;
}

function isPlain(name: string): boolean {
  return name.length <= MAX_LENGTH && /^[\w.-]+$/.test(name);
}

function free(name: string, target: Target, taken: ReadonlyMap<string, unknown>): string {
  const safe = name.replaceAll(/[^\w.-]/g, '_');
  for (let length = 8; ; length += 4) {
    const hash = createHash('sha256').update(JSON.stringify(target)).digest('hex').slice(0, length);
    const candidate = `${safe.slice(0, MAX_LENGTH - length - 1)}_${hash}`;
    if (!taken.has(candidate)) return candidate;
  }
}
