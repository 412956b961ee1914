// When an event of a host last arrived through a hook: what the map of coverage calls proven.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** An event that a hook was asked about. */
export interface Heard {
  /** Who spoke, which need not be the host that the hook was registered for. */
  readonly host: string;
  readonly event: string;
  readonly session?: string;
}

/** Sessions whose name begins so are trials of ours, not acts of an agent. */
export const CANARY = 'vireon-canary-';

const AGAIN_AFTER_MS = 60_000;
const MAX_EVENTS = 200;
const NAME = /^[A-Za-z][\w.-]{0,60}$/;

/** Notes events, each once a minute at most; `known` says which a host has. */
export function hearing(home: string, clock: () => Date): (heard: Heard) => void {
  const last = new Map<string, number>();
  return ({ host, event, session = '' }) => {
    const name = session.startsWith(CANARY) ? `${event}.canary` : event;
    const [key, now] = [`${host}/${name}`, clock()];
    const before = last.get(key);
    if (before !== undefined && now.getTime() - before < AGAIN_AFTER_MS) return;
    if (!NAME.test(event) || (before === undefined && last.size >= MAX_EVENTS)) return;
    last.set(key, now.getTime());
    try {
      note(path.join(home, 'heard', host), name, now);
    } catch {
      // A map that does not know of an event is no reason to answer the hook otherwise.
    }
  };
}

function note(folder: string, name: string, now: Date): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const next = path.join(folder, `.${name}.${process.pid}`);
  writeFileSync(next, now.toISOString(), { mode: 0o600 });
  renameSync(next, path.join(folder, name));
}

export interface HeardAt {
  /** When an agent's own event arrived last, and a canary. ISO 8601. */
  readonly real?: string;
  readonly canary?: string;
}

/** What was heard of a host, by event. */
export async function heardOf(home: string, host: string): Promise<ReadonlyMap<string, HeardAt>> {
  const folder = path.join(home, 'heard', host);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found = new Map<string, HeardAt>();
  for (const name of names.filter((one) => !one.startsWith('.'))) {
    const time = await readFile(path.join(folder, name), 'utf8');
    if (Number.isNaN(Date.parse(time))) continue;
    const event = name.replace(/\.canary$/, '');
    found.set(event, { ...found.get(event), [name === event ? 'real' : 'canary']: time });
  }
  return found;
}
