// What the tree commits to for one record: at most 65,535 bytes of canonical JSON (RFC 8785). Longer texts are kept apart.
import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Proposal } from '../model/act.js';
import type { Decision } from '../model/decision.js';
import type { DecisionRecord } from '../model/record.js';
import { AuditFailure, messageOf } from './failure.js';

/** What is appended. */
export interface AuditEntry {
  readonly id: string;
  readonly time: string;
  readonly proposal: Proposal;
  readonly decision: Decision;
}

/** A value that stands outside the entry; the entry holds `null` in its place and a salted commitment to it. */
export interface Apart {
  readonly commitment: Buffer;
  readonly salt: Buffer;
  /** JSON. */
  readonly body: string;
}

export interface PreparedEntry {
  readonly id: string;
  readonly apart: readonly Apart[];
  /** The canonical JSON of the record at this position. */
  textAt(seq: number): string;
  /** The same content in comparable form: whatever is kept apart in full, no salts. */
  content(): string;
}

interface StoredEntry extends AuditEntry {
  readonly seq: number;
  readonly apart?: readonly ApartReference[];
}

interface ApartReference {
  readonly at: readonly (string | number)[];
  readonly bytes: number;
  readonly commitment: string;
}

const MAX_ENTRY_BYTES = 65_535;
const MAX_SEQ_DIGITS = 16;
const MAX_INLINE_BYTES = 4_096;
const LONE_SURROGATE = /\p{Surrogate}/u;

type Path = readonly (string | number)[];
type Split = { value: unknown; apart: { at: Path; body: string }[] };

export function prepareEntry(entry: AuditEntry): PreparedEntry {
  const body = { decision: entry.decision, id: entry.id, proposal: entry.proposal, time: entry.time };
  const split = splitLongTexts(body);
  const prepared = seal(entry.id, split) ?? seal(entry.id, splitWhole(entry));
  if (prepared === undefined) {
    throw new AuditFailure('not-written', `the record \`${entry.id.slice(0, 80)}\` is too large for the audit log`);
  }
  return { ...prepared, content: () => contentOf(body) };
}

function seal(id: string, split: Split): Omit<PreparedEntry, 'content'> | undefined {
  const apart = split.apart.map(({ at, body }) => ({ at, ...commit(body) }));
  const references = apart.map(({ at, body, commitment }) => ({
    at,
    bytes: Buffer.byteLength(body),
    commitment: commitment.toString('hex'),
  }));
  const text = attempt(() =>
    canonical({ ...(split.value as object), ...(references.length > 0 && { apart: references }), seq: 0 }),
  );
  if (text === undefined || Buffer.byteLength(text) + MAX_SEQ_DIGITS > MAX_ENTRY_BYTES) return undefined;
  // Behind it, in canonical order, stands nothing but the time.
  const at = text.lastIndexOf('"seq":0') + '"seq":'.length;
  return { id, apart, textAt: (seq) => text.slice(0, at) + String(seq) + text.slice(at + 1) };
}

/** A key with a lone surrogate has no canonical form; what holds it is kept apart whole. */
function attempt(make: () => string): string | undefined {
  try {
    return make();
  } catch (error) {
    if (/surrogate/i.test(messageOf(error))) return undefined;
    throw error;
  }
}

function splitLongTexts(value: unknown): Split {
  const apart: Split['apart'] = [];
  const visit = (part: unknown, at: Path): unknown => {
    if (typeof part === 'string') {
      if (!isLong(part)) return part;
      apart.push({ at, body: JSON.stringify(part) });
      return null;
    }
    if (Array.isArray(part)) return part.map((item, index) => visit(item, [...at, index]));
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(Object.entries(part).map(([key, item]) => [key, visit(item, [...at, key])]));
  };
  return { value: visit(value, []), apart };
}

function isLong(text: string): boolean {
  if (text.length > MAX_INLINE_BYTES || LONE_SURROGATE.test(text)) return true;
  return text.length * 6 > MAX_INLINE_BYTES && Buffer.byteLength(JSON.stringify(text)) > MAX_INLINE_BYTES;
}

/** Keeps everything apart whose size the caller chooses; what stays is bounded. */
function splitWhole(entry: AuditEntry): Split {
  const { decision, proposal } = entry;
  const small = splitLongTexts({
    decision: { ...decision, reasons: null, obligations: null },
    id: entry.id,
    proposal: { ...proposal, act: null },
    time: entry.time,
  });
  const apart = [
    { at: ['decision', 'reasons'], body: JSON.stringify(decision.reasons) },
    { at: ['decision', 'obligations'], body: JSON.stringify(decision.obligations) },
    { at: ['proposal', 'act'], body: JSON.stringify(proposal.act) },
  ];
  return { value: small.value, apart: [...small.apart, ...apart] };
}

function commit(body: string): Apart {
  const salt = randomBytes(16);
  return { salt, body, commitment: commitmentOf(salt, body) };
}

export function commitmentOf(salt: Buffer, body: string): Buffer {
  return createHash('sha256').update(salt).update(body).digest();
}

function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new AuditFailure('not-written', 'the record has no JSON form');
  return text;
}

/** Key order does not matter, `undefined` is nothing: enough to tell whether two records say the same. */
function contentOf(value: unknown): string {
  const sorted = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(sorted);
    if (part === null || typeof part !== 'object') return part;
    return Object.fromEntries(
      Object.entries(part)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => [key, sorted(item)]),
    );
  };
  return JSON.stringify(sorted(value));
}

/** The position that an entry claims for itself. */
export function positionOf(entry: string): number | undefined {
  try {
    const { seq } = JSON.parse(entry) as StoredEntry;
    return Number.isSafeInteger(seq) ? seq : undefined;
  } catch {
    return undefined;
  }
}

/** The commitments of an entry and where their texts belong. */
export function apartOf(entry: string): readonly ApartReference[] {
  return (JSON.parse(entry) as StoredEntry).apart ?? [];
}

/** Reads an entry back; `bodyOf` supplies what is kept apart, or a string to show in its place. */
export function readEntry(text: string, bodyOf: (reference: ApartReference) => unknown): DecisionRecord {
  const { apart = [], ...stored } = JSON.parse(text) as StoredEntry;
  for (const reference of apart) put(stored, reference.at, bodyOf(reference));
  return stored;
}

export function sameContent(text: string, bodyOf: (reference: ApartReference) => unknown, content: string): boolean {
  const { seq: _, ...stored } = readEntry(text, bodyOf);
  return contentOf(stored) === content;
}

function put(root: unknown, at: Path, value: unknown): void {
  let place = root as Record<string | number, unknown>;
  for (const key of at.slice(0, -1)) {
    if (!Object.hasOwn(place, key)) return;
    place = place[key] as Record<string | number, unknown>;
  }
  const last = at.at(-1);
  if (last !== undefined && Object.hasOwn(place, last)) place[last] = value;
}
