import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Rule } from '../model/rule.js';
import {
  answered,
  argumentsOf,
  HARMLESS,
  problemOut,
  problemSchema,
  severitySchema,
  textIn,
  verdictSchema,
} from './convert.js';
import type { Session } from './session.js';

const ACTS = ['file', 'edit', 'command', 'tool-call', 'tool-result', 'read', 'fetch', 'prompt', 'event'] as const;

const SEVERITIES = ['ERROR', 'WARNING', 'INFO'] as const;

const input = argumentsOf({
  language: textIn('language').max(40).optional().describe('Only rules for this language, such as typescript or bash.'),
  act: z
    .enum(ACTS, { error: `\`act\` must be one of ${ACTS.join(', ')}` })
    .optional()
    .describe('Only rules that judge this kind of act.'),
  severity: z.enum(SEVERITIES, { error: `\`severity\` must be one of ${SEVERITIES.join(', ')}` }).optional(),
  text: textIn('text').max(200).optional().describe('Only rules whose identifier, pack or message contains this.'),
  offset: z
    .int({ error: '`offset` must be a whole number' })
    .min(0)
    .optional()
    .describe('How many to leave out. Default 0.'),
  limit: z
    .int({ error: '`limit` must be a whole number from 1 to 500' })
    .min(1)
    .max(500)
    .optional()
    .describe('How many to list. Default 100.'),
});

const output = z.object({
  rules: z.array(
    z.object({
      id: z.string(),
      severity: severitySchema,
      decision: verdictSchema,
      languages: z.array(z.string()),
      on: z.array(z.string()).describe('Kinds of act that it judges.'),
      scope: z.string(),
      pack: z.string().optional(),
      shadow: z.boolean().describe('True where it is only recorded and decides nothing.'),
      message: z.string(),
    }),
  ),
  total: z.int().describe('How many rules fit the question.'),
  problems: z.array(problemSchema).describe('Rules that cannot run, and why.'),
  ruleSet: z.string(),
});

export function registerListRules(server: McpServer, session: Session): void {
  server.registerTool(
    'list_rules',
    {
      title: 'List rules',
      description: 'Lists the rules that hold in this workspace, with what each judges and decides.',
      inputSchema: input,
      outputSchema: output,
      annotations: { title: 'List rules', ...HARMLESS },
    },
    async (request) => {
      const { rules, problems, ruleSet } = await session.verbs.listRules(session.workspace);
      const fitting = rules.filter((rule) => fits(rule, request));
      const offset = request.offset ?? 0;
      const listed = fitting.slice(offset, offset + (request.limit ?? 100)).map(ruleOut);
      const structured = { rules: listed, total: fitting.length, problems: problems.map(problemOut), ruleSet };
      return answered(structured, described(listed, fitting.length));
    },
  );
}

function fits(rule: Rule, wanted: z.infer<typeof input>): boolean {
  const { language, act, severity, text } = wanted;
  if (language !== undefined && !rule.languages.includes(language)) return false;
  if (act !== undefined && !rule.govern.on.includes(act)) return false;
  if (severity !== undefined && rule.severity !== severity) return false;
  if (text === undefined) return true;
  return [rule.id, rule.pack ?? '', rule.message].some((part) => part.toLowerCase().includes(text.toLowerCase()));
}

function ruleOut(rule: Rule) {
  return {
    id: rule.id,
    severity: rule.severity,
    decision: rule.govern.decision,
    languages: [...rule.languages],
    on: [...rule.govern.on],
    scope: rule.scope,
    ...(rule.pack !== undefined && { pack: rule.pack }),
    shadow: rule.govern.shadow,
    message: rule.message,
  };
}

function described(rules: readonly ReturnType<typeof ruleOut>[], total: number): string {
  if (total === 0) return 'No rule fits.';
  const lines = rules.map(({ id, decision, on, message }) => `- ${id} (${decision}; ${on.join(', ')}): ${message}`);
  return [`${rules.length} of ${total} rules:`, ...lines].join('\n');
}
