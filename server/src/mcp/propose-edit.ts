import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { EditAct, Proposal } from '../model/act.js';
import type { RecordedDecision } from '../model/decision.js';
import { InvalidInput } from '../model/verbs.js';
import { decideWithPerson } from './approval.js';
import {
  absolute,
  answered,
  argumentsOf,
  decisionOut,
  decisionShape,
  HARMLESS,
  pathIn,
  textIn,
  verdictSchema,
} from './convert.js';
import { fixedText } from './fixed-text.js';
import { proposalOf, type Session } from './session.js';

const replacementSchema = z.strictObject({
  oldText: textIn('oldText').describe('Text that stands in the file now, exactly.'),
  newText: textIn('newText'),
  replaceAll: z
    .boolean({ error: '`replaceAll` must be true or false' })
    .optional()
    .describe('Replace every occurrence; else `oldText` must occur once.'),
});

const input = argumentsOf({
  path: pathIn('path').describe('The file, absolute or relative to the workspace. It need not exist.'),
  content: textIn('content').optional().describe('The whole new text of the file.'),
  replacements: z
    .array(replacementSchema, { error: '`replacements` must be a list of {oldText, newText, replaceAll?}' })
    .min(1, { error: '`replacements` must not be empty' })
    .max(1000, { error: '`replacements` must not hold more than 1000 entries' })
    .optional()
    .describe('Pieces to replace, one after the other. Text that is unsaved in an editor is what they apply to.'),
  remove: z
    .literal(true, { error: '`remove` must be true or absent' })
    .optional()
    .describe('The file is to be deleted.'),
});

const output = z.object({
  ...decisionShape,
  fixed: z
    .object({ content: z.string().describe('The whole text of the file with the fixes made.'), verdict: verdictSchema })
    .optional()
    .describe("The same edit with the rules' own fixes made, and what would be decided about it."),
});

export function registerProposeEdit(server: McpServer, session: Session): void {
  server.registerTool(
    'propose_edit',
    {
      title: 'Propose an edit',
      description:
        'Judges an edit before you make it: allow, ask or deny, with reasons, fixes and allowed alternatives. Only lines that the edit adds or changes decide. It writes nothing; the decision is recorded. Give exactly one of `content`, `replacements` and `remove`.',
      inputSchema: input,
      outputSchema: output,
      annotations: { title: 'Propose an edit', ...HARMLESS },
    },
    async (request, context) => {
      const proposal = proposalOf(session, context, editOf(session, request));
      const answer = await decideWithPerson(session, context, proposal);
      if ('form' in answer) return answer.form;
      const { decision, text } = answer;
      const fixed = await fixedEdit(session, proposal, decision);
      if (fixed === undefined) return answered(decisionOut(decision), text);
      const hint = `With the rules' fixes made it would be: ${fixed.verdict}. The fixed text is in \`fixed.content\`.`;
      return answered({ ...decisionOut(decision), fixed }, `${text}\n${hint}`);
    },
  );
}

function editOf(session: Session, request: z.infer<typeof input>): EditAct {
  const { content, replacements, remove } = request;
  const given = [content, replacements, remove].filter((value) => value !== undefined).length;
  if (given !== 1)
    throw new InvalidInput(`give exactly one of \`content\`, \`replacements\` and \`remove\`, not ${given}`);
  const path = absolute(session.workspace, request.path);
  if (remove !== undefined) return { kind: 'edit', path, remove };
  if (content !== undefined) return { kind: 'edit', path, content };
  const pieces = (replacements ?? []).map(({ oldText, newText, replaceAll }) => ({
    oldText,
    newText,
    ...(replaceAll !== undefined && { replaceAll }),
  }));
  return { kind: 'edit', path, replacements: pieces };
}

/** What the rules' fixes make of a new text, where they make anything of it. */
async function fixedEdit(session: Session, proposal: Proposal, decision: RecordedDecision) {
  const { act } = proposal;
  if (act.kind !== 'edit' || !decision.reasons.some((reason) => reason.fix !== undefined)) return undefined;
  const { replacements, ...whole } = act;
  const written = act.content ?? (await session.verbs.editedText({ ...proposal, act }));
  const content = written === null ? undefined : fixedText(written, decision.reasons);
  if (content === undefined) return undefined;
  const { verdict } = await session.verbs.preview({ ...proposal, act: { ...whole, content } });
  return { content, verdict };
}
