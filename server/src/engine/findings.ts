// Matches become findings: with their place, snippet and fingerprint, and without those that a comment takes back.

import { createHash } from 'node:crypto';
import type { Finding, TraceStep } from '../model/finding.js';
import type { Range } from '../model/position.js';
import type { LineSpan, Text, TextOrigin } from '../model/subject.js';
import { type Match, toRange } from '../native.js';
import type { RunningRule } from './rule-set.js';
import { suppressingLine } from './suppress.js';

const SNIPPET_LENGTH = 200;

/** How comments that take findings back are read: `none` in acts, `old` counts only on lines that the act does not touch. */
export type Suppression = 'all' | 'old' | 'none';

export function toFindings(
  text: Text,
  matches: readonly Match[],
  rules: readonly RunningRule[],
  suppression: Suppression,
): Finding[] {
  if (matches.length === 0) return [];
  let split: readonly string[] | undefined;
  const lines = () => (split ??= text.content.split(/\r\n|\n|\r/));
  const occurrences = new Map<string, number>();
  return matches.flatMap((match) => {
    const rule = rules[match.rule]?.rule;
    if (rule === undefined) return [];
    const span = toRange(match.span);
    if (match.quote === undefined && isTakenBack(rule.id, span.start.line, lines(), text.fresh, suppression)) return [];
    const matched = match.quote ?? slice(lines(), span);
    const identity = `${rule.id}\0${text.path ?? ''}\0${matched}`;
    const occurrence = occurrences.get(identity) ?? 0;
    occurrences.set(identity, occurrence + 1);
    return [
      {
        rule: rule.id,
        severity: rule.severity,
        message: match.message.trim(),
        range: within(text.origin) ?? span,
        origin: text.origin,
        snippet: toSnippet(matched),
        fresh: touches(span, text.fresh),
        fingerprint: createHash('sha256').update(`${identity}\0${occurrence}`).digest('hex').slice(0, 32),
        ...(text.path !== undefined && { path: text.path }),
        ...(match.fix !== undefined && { fix: match.fix }),
        ...(match.trace !== undefined && { trace: match.trace.map((step) => toStep(step, text.origin)) }),
      },
    ];
  });
}

function toStep({ role, span, text }: NonNullable<Match['trace']>[number], origin: TextOrigin): TraceStep {
  return { role, range: within(origin) ?? toRange(span), snippet: toSnippet(text) };
}

function toSnippet(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim().slice(0, SNIPPET_LENGTH);
}

function isTakenBack(
  rule: string,
  line: number,
  lines: readonly string[],
  fresh: Text['fresh'],
  suppression: Suppression,
): boolean {
  if (suppression === 'none') return false;
  const comment = suppressingLine(rule, line, lines);
  if (comment === undefined) return false;
  const place = { line: comment, character: 0 };
  return suppression === 'all' || !touches({ start: place, end: place }, fresh);
}

function within(origin: TextOrigin): Range | undefined {
  return 'within' in origin ? origin.within : undefined;
}

function slice(lines: readonly string[], { start, end }: Range): string {
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}

/** An empty span of fresh lines stands for lines taken away: it touches what lies on both sides of it. */
function touches({ start, end }: Range, fresh: 'all' | readonly LineSpan[]): boolean {
  if (fresh === 'all') return true;
  const last = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  return fresh.some((span) =>
    span.start === span.end
      ? start.line < span.start && last >= span.start
      : start.line < span.end && last >= span.start,
  );
}
