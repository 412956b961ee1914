import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Diagnosis } from '../model/verbs.js';
import { InvalidInput } from '../model/verbs.js';
import {
  absolute,
  answered,
  argumentsOf,
  findingOut,
  findingSchema,
  HARMLESS,
  MAX_LISTED,
  pathIn,
  problemOut,
  problemSchema,
  textIn,
} from './convert.js';
import type { Session } from './session.js';

const input = argumentsOf({
  path: pathIn('path')
    .optional()
    .describe(
      'The file to check, absolute or relative to the workspace. Text that is unsaved in an editor is what is seen.',
    ),
  content: textIn('content').optional().describe('A text to check instead of the file. It need not exist as a file.'),
  language: z
    .string({ error: '`language` must be a string' })
    .max(40, { error: '`language` must not be longer than 40 characters' })
    .optional()
    .describe(
      'Language of `content` as rule files name it, such as typescript, python, go, java, bash, json or yaml. Default: told from `path`.',
    ),
});

const output = z.object({
  findings: z.array(findingSchema),
  total: z.int().describe(`Number of findings; at most ${MAX_LISTED} are listed.`),
  problems: z.array(problemSchema).describe('What is wrong with the file as a rule file, where it is one.'),
});

export function registerCheckCode(server: McpServer, session: Session): void {
  server.registerTool(
    'check_code',
    {
      title: 'Check code',
      description:
        'Finds what the rules of this workspace say about a text or a file, with message, place and fix. Nothing is decided or recorded: use it before you propose an edit, or to look at what stands.',
      inputSchema: input,
      outputSchema: output,
      annotations: { title: 'Check code', ...HARMLESS },
    },
    async (request) => {
      const diagnosis = await diagnosed(session, request);
      const findings = diagnosis.findings.slice(0, MAX_LISTED).map(findingOut);
      const problems = diagnosis.problems.map(problemOut);
      return answered({ findings, total: diagnosis.findings.length, problems }, described(diagnosis));
    },
  );
}

async function diagnosed(session: Session, request: z.infer<typeof input>): Promise<Diagnosis> {
  const { content, language } = request;
  const path = request.path === undefined ? undefined : absolute(session.workspace, request.path);
  if (content !== undefined) {
    if (language === undefined && path === undefined) {
      throw new InvalidInput('give `language` or `path` along with `content`, so that its language is known');
    }
    const named = { ...(language !== undefined && { language }), ...(path !== undefined && { path }) };
    return session.verbs.checkText({ workspace: session.workspace, content, ...named });
  }
  if (path === undefined) throw new InvalidInput('give `path` (a file) or `content` (a text)');
  if (language !== undefined) throw new InvalidInput('`language` goes with `content` only; a file has its own');
  return session.verbs.diagnose(path);
}

function described({ findings, problems }: Diagnosis): string {
  if (findings.length === 0 && problems.length === 0) return 'No findings.';
  const lines = [
    ...problems.map(({ line, message }) => `- line ${line + 1}: ${message}`),
    ...findings
      .slice(0, MAX_LISTED)
      .map(
        ({ rule, severity, range, message, fix }) =>
          `- line ${range.start.line + 1}, ${severity} ${rule}: ${message}${fix === undefined ? '' : `\n  fix: ${fix || 'remove it'}`}`,
      ),
  ];
  const total = findings.length + problems.length;
  return [`${total} ${total === 1 ? 'finding' : 'findings'}:`, ...lines].join('\n');
}
