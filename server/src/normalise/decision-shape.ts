// The shape of a decision as peers hand it out, for its JSON Schema.

import { z } from 'zod';

const position = z
  .object({ line: z.int().min(0), character: z.int().min(0) })
  .describe('Zero-based; UTF-16 code units, as in LSP.');
const range = z.object({ start: position, end: position });
const verdict = z.enum(['allow', 'ask', 'deny']);

const origin = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('file'),
    path: z.string(),
    cell: z.int().optional().describe('The cell of a notebook, counted from 0; positions are its own.'),
  }),
  z.object({ kind: z.literal('command') }),
  z.object({ kind: z.literal('nested-command'), within: range }).describe('A command inside another one.'),
  z
    .object({ kind: z.literal('argument'), program: z.string(), within: range })
    .describe('Program text given to an interpreter.'),
  z.object({ kind: z.literal('heredoc'), within: range }),
  z.object({ kind: z.literal('tool-arguments') }),
  z.object({ kind: z.literal('url') }),
  z.object({ kind: z.literal('prompt') }),
  z.object({ kind: z.literal('tool-result') }),
  z.object({ kind: z.literal('reading') }),
  z.object({ kind: z.literal('gloss') }),
  z.object({ kind: z.literal('facts') }).describe("The proposal's paths, programs, hosts and tools."),
]);

const reason = z.object({
  rule: z.string(),
  severity: z.enum(['ERROR', 'WARNING', 'INFO']),
  message: z.string().describe('What is wrong, why it matters, what to do.'),
  range,
  origin,
  path: z.string().optional().describe('Relative to the workspace.'),
  snippet: z.string(),
  fix: z.string().optional().describe('Replacement for the range.'),
  trace: z
    .array(z.object({ role: z.enum(['source', 'step', 'sink']), range, snippet: z.string() }))
    .optional()
    .describe('The way of tainted data from its source to where it does harm.'),
  fresh: z.boolean().describe('False: on lines that the act does not touch; shown, but decides nothing.'),
  fingerprint: z.string(),
  decision: verdict.describe('What this rule says.'),
  alternatives: z.array(z.string()).describe('Ways to do it that the rule set allows.'),
  shadow: z.literal(true).optional().describe('The rule is in shadow and decides nothing.'),
  liftedBy: z.string().optional().describe('The rule whose `allow` lifted this one.'),
});

const obligation = z.object({
  kind: z.enum(['warn', 'redact', 'rewrite', 'snapshot']),
  rule: z.string(),
  message: z.string().optional(),
});

export const decisionSchema = z
  .object({
    verdict,
    reasons: z.array(reason),
    obligations: z.array(obligation).describe('What must happen along with an allow.'),
    marks: z
      .array(z.object({ name: z.string(), from: z.string().describe('What was read.'), time: z.string() }))
      .optional()
      .describe('What the session carries from then on.'),
    ruleSet: z.string().describe('Version of the rule set: a hash of its content.'),
    persons: z.int().optional().describe('How many different persons must say yes, where one is not enough.'),
    approval: z
      .object({ record: z.string(), answer: z.enum(['once', 'session', 'always', 'no']), by: z.array(z.string()) })
      .optional()
      .describe('Set where a person had said yes to an act like this one, whose record is named.'),
    record: z.string().describe('Identifier of the record in the audit log.'),
  })
  .describe('The decision about a proposal.');
