import type { DecisionRecord } from '../model/record.js';
import type { RecordQuery } from '../model/verbs.js';
import { readEntry } from './entry.js';
import type { Store } from './store.js';

const MAX_RECORDS = 1000;
/** Texts kept apart are put back until an answer holds this much; after that their place says what is missing. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** The newest records first. One short read, so that the log's own housekeeping is not held up. */
export function recordsOf(store: Store, query: RecordQuery): readonly DecisionRecord[] {
  const filters: [string, string | number | undefined][] = [
    ['id = ?', query.id],
    ['seq < ?', query.before],
    ['verdict = ?', query.verdict],
    ['session = ?', query.session],
    ['workspace = ?', query.workspace],
  ];
  const marked = query.marked === true ? ["entry ->> '$.decision.marks' IS NOT NULL"] : [];
  const used = filters.filter((filter): filter is [string, string | number] => filter[1] !== undefined);
  const conditions = [...used.map(([condition]) => condition), ...marked];
  const where = conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : '';
  const limit = Math.min(Math.max(1, Math.trunc(query.limit)), MAX_RECORDS);
  const entries = store
    .prepare<(string | number)[], string>(`SELECT entry FROM record ${where} ORDER BY seq DESC LIMIT ${limit}`)
    .pluck()
    .all(...used.map(([, value]) => value));
  const body = store.prepare<[Buffer], string>('SELECT body FROM apart WHERE commitment = ?').pluck();
  let budget = MAX_TEXT_BYTES;
  return entries.map((entry) =>
    readEntry(entry, ({ bytes, commitment }) => {
      budget -= bytes;
      if (budget < 0) return `[${bytes} bytes kept apart, commitment ${commitment}]`;
      const text = body.get(Buffer.from(commitment, 'hex'));
      return text === undefined
        ? `[missing from the audit log: ${bytes} bytes, commitment ${commitment}]`
        : JSON.parse(text);
    }),
  );
}

export function countOf(store: Store): number {
  return store.prepare<[], number>('SELECT max(seq) FROM record').pluck().get() ?? 0;
}
