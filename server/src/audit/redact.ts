import type { Act, Proposal } from '../model/act.js';
import type { Decision, Reason } from '../model/decision.js';
import type { Range } from '../model/position.js';

/** What may be stored of a proposal and its decision. */
export interface Redacted {
  readonly proposal: Proposal;
  readonly decision: Decision;
}

type Change = (text: string) => string;

/**
 * Replaces what the `sensitive` rules, and rules with the obligation `redact`, matched by `[redacted:rule-id]`, wherever
 * it stands. Where the matched text cannot be located all text of the act is left out: a record never holds a secret.
 */
export function redact(proposal: Proposal, decision: Decision, sensitive: readonly string[] = []): Redacted {
  const rules = new Set(sensitive);
  for (const { kind, rule } of decision.obligations) if (kind === 'redact') rules.add(rule);
  const secrets = new Map<string, string>();
  let act = proposal.act;
  for (const reason of decision.reasons.filter(({ rule }) => rules.has(rule))) {
    const matched = matchedTexts(reason, textsOf(proposal.act));
    if (matched === undefined) act = mapTexts(act, () => marker(reason.rule));
    for (const text of [...(matched ?? []), reason.snippet]) secrets.set(text, reason.rule);
  }
  const hide = concealer(secrets);
  return {
    proposal: { ...proposal, act: mapTexts(act, hide) },
    decision: { ...decision, reasons: decision.reasons.map((reason) => concealReason(reason, rules, hide)) },
  };
}

function concealReason(reason: Reason, rules: ReadonlySet<string>, hide: Change): Reason {
  return {
    ...reason,
    message: hide(reason.message),
    snippet: rules.has(reason.rule) ? marker(reason.rule) : hide(reason.snippet),
    ...(reason.fix !== undefined && { fix: hide(reason.fix) }),
  };
}

function marker(rule: string): string {
  return `[redacted:${rule}]`;
}

/** All that a reason may have matched, in full; `undefined` where its snippet stands in none of the act's texts. */
function matchedTexts({ snippet, range }: Reason, texts: readonly string[]): string[] | undefined {
  if (snippet === '' && isEmpty(range)) return [];
  const places = texts.flatMap((text) => placesOf(snippet, text).map((start) => ({ text, start })));
  if (places.length === 0) return texts.length === 0 ? [] : undefined;
  return places.map(({ text, start }) => text.slice(start, endOfMatch(text, start, range)));
}

function isEmpty({ start, end }: Range): boolean {
  return start.line === end.line && start.character === end.character;
}

function placesOf(snippet: string, text: string): number[] {
  const places: number[] = [];
  if (snippet === '') return places;
  for (let at = text.indexOf(snippet); at >= 0; at = text.indexOf(snippet, at + snippet.length)) places.push(at);
  return places;
}

/** Columns of the first line may be shifted against the file's, as in a replacement's text; those of later lines are not. */
function endOfMatch(text: string, start: number, { start: from, end: to }: Range): number {
  if (to.line === from.line) return start + (to.character - from.character);
  let lineStart = start;
  for (let line = from.line; line < to.line; line += 1) {
    const lineEnd = text.indexOf('\n', lineStart);
    if (lineEnd < 0) return text.length;
    lineStart = lineEnd + 1;
  }
  return lineStart + to.character;
}

function concealer(secrets: ReadonlyMap<string, string>): Change {
  const rules = new Map<string, string>();
  for (const [text, rule] of secrets) for (const part of [text, ...longLines(text)]) rules.set(part, rule);
  rules.delete('');
  if (rules.size === 0) return (text) => text;
  const longestFirst = [...rules.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(literally).join('|'), 'g');
  return (text) => text.replace(pattern, (found) => marker(rules.get(found) ?? ''));
}

/** Other reasons may quote single lines of a secret of several lines. */
function longLines(text: string): string[] {
  if (!text.includes('\n')) return [];
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.length >= 8);
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function textsOf(act: Act): string[] {
  const texts: string[] = [];
  mapTexts(act, (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The act with every text in it changed that can hold what a rule matches; paths and names stay. */
function mapTexts(act: Act, change: Change): Act {
  switch (act.kind) {
    case 'file':
      return { ...act, ...(act.content !== undefined && { content: change(act.content) }) };
    case 'edit':
      return {
        ...act,
        ...(act.content !== undefined && { content: change(act.content) }),
        ...(act.before !== undefined && { before: change(act.before) }),
        ...(act.replacements !== undefined && {
          replacements: act.replacements.map((replacement) => ({
            ...replacement,
            oldText: change(replacement.oldText),
            newText: change(replacement.newText),
          })),
        }),
      };
    case 'command':
      return { ...act, command: change(act.command) };
    case 'tool-call':
      return act.arguments === undefined ? act : { ...act, arguments: mapObject(act.arguments, change) };
    case 'read':
      return act;
    case 'fetch':
      return { ...act, url: change(act.url), ...(act.body !== undefined && { body: change(act.body) }) };
    case 'prompt':
    case 'tool-result':
      return { ...act, text: change(act.text) };
    case 'event':
      return act.about === undefined
        ? act
        : { ...act, about: Object.fromEntries(Object.entries(act.about).map(([key, value]) => [key, change(value)])) };
  }
}

function mapValue(value: unknown, change: Change): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  return value === null || typeof value !== 'object' ? value : mapObject(value, change);
}

function mapObject(object: object, change: Change): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [change(key), mapValue(value, change)]));
}
