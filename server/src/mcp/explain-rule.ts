import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { answered, argumentsOf, HARMLESS, severitySchema, textIn, verdictSchema } from './convert.js';
import type { Session } from './session.js';

const input = argumentsOf({
  rule: textIn('rule')
    .min(1, { error: '`rule` must not be empty' })
    .max(300, { error: '`rule` must not be longer than 300 characters' })
    .describe('Identifier of the rule, as a decision or list_rules names it.'),
});

const output = z.object({
  id: z.string(),
  severity: severitySchema,
  decision: verdictSchema,
  message: z.string(),
  alternatives: z.array(z.string()),
  manual: z.string().describe('Markdown: what the rule asks, why, and what to do.'),
  source: z.string().describe('The rule as it is written, YAML.'),
});

export function registerExplainRule(server: McpServer, session: Session): void {
  server.registerTool(
    'explain_rule',
    {
      title: 'Explain a rule',
      description: 'Gives the manual of one rule: what it asks, why, what to do instead, and how it is written.',
      inputSchema: input,
      outputSchema: output,
      annotations: { title: 'Explain a rule', ...HARMLESS },
    },
    async (request) => {
      const { rule, manual, source } = await session.verbs.explainRule(session.workspace, request.rule);
      const { id, severity, message, govern } = rule;
      const { decision, alternatives } = govern;
      const structured = { id, severity, decision, message, alternatives: [...alternatives], manual, source };
      return answered(structured, manual.trim() === '' ? `${id}: ${message}` : manual);
    },
  );
}
