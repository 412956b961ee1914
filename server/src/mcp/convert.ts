import path from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { RecordedDecision } from '../model/decision.js';
import type { Finding } from '../model/finding.js';
import type { Range } from '../model/position.js';
import type { RuleProblem } from '../model/rule.js';

/** The most of one text that a tool takes, in UTF-16 units. */
export const MAX_TEXT = 5_000_000;

export const MAX_PATH = 4096;

/** Hints for clients: no tool of ours changes a file or reaches out. */
export const HARMLESS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

const line = z.int().min(1);

export const rangeSchema = z
  .object({ line, column: line, endLine: line, endColumn: line })
  .describe('Lines and columns count from 1; the end is the first position after the range.');

export const verdictSchema = z
  .enum(['allow', 'ask', 'deny'])
  .describe('allow: go on; ask: a person must confirm; deny: must not be done.');

export const severitySchema = z.enum(['ERROR', 'WARNING', 'INFO']);

export const findingSchema = z.object({
  rule: z.string().describe('Identifier; give it to explain_rule for the manual.'),
  severity: severitySchema,
  message: z.string().describe('What is wrong, why, and what to do.'),
  path: z.string().optional(),
  range: rangeSchema,
  snippet: z.string().describe('First line of what was found.'),
  fix: z.string().optional().describe('Text that should stand in place of the range; empty means remove it.'),
});

export const problemSchema = z.object({
  file: z.string(),
  line,
  rule: z.string().optional(),
  message: z.string(),
});

/** The most that one answer lists; the ones that decide come first. */
export const MAX_LISTED = 200;

export const decisionShape = {
  verdict: verdictSchema,
  total: z.int().describe(`Number of reasons; at most ${MAX_LISTED} are listed, those that decide first.`),
  reasons: z.array(
    findingSchema.extend({
      decision: verdictSchema,
      fresh: z.boolean().describe('False where the proposal does not touch the lines: shown, but decides nothing.'),
      alternatives: z.array(z.string()).describe('Ways to do it that the rules allow.'),
    }),
  ),
  obligations: z.array(z.object({ kind: z.string(), rule: z.string(), message: z.string().optional() })),
  ruleSet: z.string().describe('Version of the rule set that judged.'),
  record: z.string().describe('Identifier of the record in the audit log.'),
};

/** Arguments of a tool. A name that it does not know is an error that lists the names it knows. */
export function argumentsOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown argument ${issue.keys.map((key) => `\`${key}\``).join(', ')}; allowed: ${names}`
        : undefined,
  });
}

export function textIn(name: string) {
  return z.string({ error: `\`${name}\` must be a string` }).max(MAX_TEXT, {
    error: `\`${name}\` must not be longer than ${MAX_TEXT} characters`,
  });
}

export function pathIn(name: string) {
  return z
    .string({ error: `\`${name}\` must be a path, absolute or relative to the workspace` })
    .min(1, { error: `\`${name}\` must not be empty` })
    .max(MAX_PATH, { error: `\`${name}\` must not be longer than ${MAX_PATH} characters` })
    .refine((value) => !value.includes('\0'), { error: `\`${name}\` must not hold a NUL character` });
}

/** An answer in both forms that clients read: data, and a text for those that show only text. */
export function answered(structured: Readonly<Record<string, unknown>>, text: string): CallToolResult {
  return { content: [{ type: 'text', text }], structuredContent: structured };
}

export function absolute(workspace: string, file: string): string {
  return path.resolve(workspace, file);
}

export function decisionOut(decision: RecordedDecision) {
  // What a rule on trial says is for its authors, not for the agent.
  const reasons = decision.reasons.filter(({ shadow }) => shadow !== true);
  return {
    verdict: decision.verdict,
    total: reasons.length,
    reasons: reasons.slice(0, MAX_LISTED).map((reason) => ({
      ...findingOut(reason),
      decision: reason.decision,
      fresh: reason.fresh,
      alternatives: [...reason.alternatives],
    })),
    obligations: decision.obligations.map(({ kind, rule, message }) => ({
      kind,
      rule,
      ...(message !== undefined && { message }),
    })),
    ruleSet: decision.ruleSet,
    record: decision.record,
  };
}

export function findingOut(finding: Finding) {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    ...(finding.path !== undefined && { path: finding.path }),
    range: rangeOut(finding.range),
    snippet: finding.snippet,
    ...(finding.fix !== undefined && { fix: finding.fix }),
  };
}

export function problemOut(problem: RuleProblem) {
  return {
    file: problem.file,
    line: problem.line + 1,
    ...(problem.rule !== undefined && { rule: problem.rule }),
    message: problem.message,
  };
}

function rangeOut({ start, end }: Range) {
  return {
    line: start.line + 1,
    column: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}
