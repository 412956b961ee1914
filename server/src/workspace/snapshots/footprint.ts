// The places that an act may change become the paths to save, with what stands there.

import type { UndoBounds } from '../../model/snapshot.js';
import type { Touch } from '../../model/subject.js';
import { type BytePath, isBelow, shownPath, toBytes, within } from './bytes.js';
import { gitPlaces } from './git.js';
import { below, look, missingFolders, type Sight, settled, wayFrom } from './sight.js';
import { Unsaveable } from './unsaveable.js';

/** A place to save: the path alone or with everything below it. */
export interface Place {
  readonly path: BytePath;
  readonly tree: boolean;
}

export interface Footprint {
  readonly places: readonly Place[];
  /** Parents first. */
  readonly sights: ReadonlyMap<BytePath, Sight>;
}

/** Throws `Unsaveable` where what the touches name cannot be told, is too much, or is nothing that can be brought back. */
export function footprint(touches: readonly Touch[], bounds: UndoBounds, home: BytePath): Footprint {
  const known = touches.filter((touch) => touch.kind !== 'unknown');
  const hole = touches.find((touch) => touch.kind === 'unknown' && (touch.program !== true || known.length === 0));
  if (hole?.kind === 'unknown') throw new Unsaveable(hole.message);
  // What is added alone stays as it is; what git then puts back or away is not untracked any more.
  const isPutBack = known.some((touch) => touch.kind === 'git' && touch.what === 'changed');
  const effective = known.filter((touch) => touch.kind !== 'git' || touch.what !== 'added' || isPutBack);
  const places = merged(effective.flatMap(placesOf));
  return { places, sights: sightsOf(places, bounds, home) };
}

function placesOf(touch: Touch): Place[] {
  if (touch.kind === 'unknown') return [];
  if (touch.kind === 'git') return gitPlaces(touch);
  const path = toBytes(touch.path.replace(/(?<=.)\/+$/, ''));
  const folder = touch.into === undefined ? undefined : wayFrom(path).at(-1);
  if (folder === undefined || look(folder).kind !== 'folder') return along(path, touch);
  return (touch.into ?? []).flatMap((name) => along(name === '.' ? folder : within(folder, toBytes(name)), touch));
}

function along(path: BytePath, { tree, follows }: Touch & { kind: 'path' }): Place[] {
  if (!follows) return [{ path: settled(path), tree }];
  const way = wayFrom(path);
  return way.map((one, index) => ({ path: one, tree: tree && index === way.length - 1 }));
}

function merged(places: readonly Place[]): Place[] {
  const trees = new Map<BytePath, boolean>();
  for (const { path, tree } of places) trees.set(path, tree || trees.get(path) === true);
  return [...trees].map(([path, tree]) => ({ path, tree })).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What stands at the places now, and which folders on the way are missing. */
export function sightsOf(places: readonly Place[], bounds: UndoBounds, home: BytePath): Map<BytePath, Sight> {
  const sights = new Map<BytePath, Sight>();
  const budget = new Budget(bounds);
  const add = (path: BytePath, sight: Sight) => {
    if (sights.has(path)) return;
    budget.take(path, sight);
    sights.set(path, sight);
  };
  for (const place of places) {
    const { path, tree } = place;
    checkHome(place, home);
    const sight = look(path);
    if (sight.kind === 'absent') for (const folder of missingFolders(path)) add(folder, { kind: 'absent' });
    add(path, sight);
    if (tree && sight.kind === 'folder') for (const [inner, seen] of below(path)) add(inner, seen);
  }
  return sights;
}

/** The store must not save itself. */
function checkHome({ path, tree }: Place, home: BytePath): void {
  if (!isBelow(path, home) && !(tree && isBelow(home, path))) return;
  throw new Unsaveable(`\`${shownPath(path)}\` holds Vireon's own state, which is not saved`);
}

class Budget {
  private files = 0;
  private bytes = 0;

  constructor(private readonly bounds: UndoBounds) {}

  take(path: BytePath, sight: Sight): void {
    if (sight.kind === 'other')
      throw new Unsaveable(`\`${shownPath(path)}\` is a ${sight.what}, which cannot be brought back`);
    this.files += 1;
    const size = sight.kind === 'file' ? sight.stats.size : 0;
    this.bytes += size;
    const { maxActBytes, maxActFiles } = this.bounds;
    if (size > maxActBytes)
      throw new Unsaveable(
        `\`${shownPath(path)}\` has ${mebibytes(size)}, and at most ${mebibytes(maxActBytes)} of an act are saved; raise \`undo.act-mib\` in .vireon/config.yaml`,
      );
    if (this.bytes > maxActBytes)
      throw new Unsaveable(
        `what it changes has more than ${mebibytes(maxActBytes)}, which is the most that is saved of an act; raise \`undo.act-mib\` in .vireon/config.yaml, or do it in parts`,
      );
    if (this.files > maxActFiles)
      throw new Unsaveable(
        `it changes more than ${maxActFiles} files, which is the most that is saved of an act; raise \`undo.act-files\` in .vireon/config.yaml, or do it in parts`,
      );
  }
}

function mebibytes(bytes: number): string {
  return bytes < 1024 * 1024
    ? `${bytes} bytes`
    : `${(bytes / 1024 / 1024).toFixed(bytes % (1024 * 1024) === 0 ? 0 : 1)} MiB`;
}
