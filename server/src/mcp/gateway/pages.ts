import type { Result } from '@modelcontextprotocol/server';
import type { Upstream } from './upstream.js';

export type Entry = Readonly<Record<string, unknown>>;

const MAX_PAGES = 100;
const MAX_ENTRIES = 10_000;

/** Everything that a server lists, page by page. */
export async function listAll(upstream: Upstream, method: string, member: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES && entries.length < MAX_ENTRIES; page += 1) {
    const result: Result = await upstream.request(method, cursor === undefined ? {} : { cursor });
    const listed = result[member];
    if (Array.isArray(listed)) entries.push(...listed.filter(isEntry));
    cursor = typeof result.nextCursor === 'string' ? result.nextCursor : undefined;
    if (cursor === undefined) break;
  }
  return entries.slice(0, MAX_ENTRIES);
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null;
}
