// The shape of a proposal as it comes from outside: checked, bounded, and published as JSON Schema.

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import type { Proposal } from '../model/act.js';
import { InvalidInput } from '../model/verbs.js';

const MAX_TEXT = 10 * 1024 * 1024;
const MAX_PATH = 4096;
const MAX_NAME = 512;
const MAX_REPLACEMENTS = 10_000;
const MAX_DEPTH = 200;

const text = z.string().max(MAX_TEXT);
const name = z.string().min(1).max(MAX_NAME);
const path = z
  .string()
  .min(1)
  .max(MAX_PATH)
  .refine((value) => !value.includes('\0'), 'may not contain a zero byte');
const absolutePath = path.refine(isAbsolute, 'must be an absolute path').describe('An absolute path.');

const replacement = z.object({
  oldText: text.describe('Must occur in the file, once unless `replaceAll`.'),
  newText: text,
  replaceAll: z.boolean().exactOptional(),
});

const standing = z
  .array(z.enum(['changed', 'look-alike', 'near-name', 'same-name', 'suspicious']))
  .max(5)
  .describe("What is unusual about the tool's description.");

const act = z.discriminatedUnion('kind', [
  z
    .object({ kind: z.literal('file'), path, content: text.exactOptional() })
    .describe('A file as it is. Without `content`: the open document, else the file on disk.'),
  z
    .object({
      kind: z.literal('edit'),
      path,
      content: text.exactOptional().describe('The whole text after the edit.'),
      replacements: z.array(replacement).min(1).max(MAX_REPLACEMENTS).exactOptional(),
      remove: z.boolean().exactOptional(),
      cell: z
        .object({ id: name.exactOptional(), kind: z.enum(['code', 'markdown']) })
        .exactOptional()
        .describe('Where `path` is a notebook and `content` the source of one of its cells.'),
      before: text.exactOptional().describe('The text before; else the open document, else the file on disk.'),
    })
    .describe('A file about to be written: `content`, `replacements` or `remove`.'),
  z
    .object({
      kind: z.literal('command'),
      command: text,
      shell: z
        .enum(['bash', 'powershell', 'cmd'])
        .exactOptional()
        .describe('The shell that it is written for; default: `bash`.'),
      cwd: absolutePath.exactOptional(),
    })
    .describe('A shell command about to run.'),
  z
    .object({
      kind: z.literal('tool-call'),
      server: name.exactOptional(),
      tool: name,
      arguments: z.record(z.string(), z.unknown()).exactOptional(),
      annotations: z.record(name, z.union([z.string().max(MAX_PATH), z.boolean(), z.number()])).exactOptional(),
      standing: standing.exactOptional(),
    })
    .describe('A tool about to be called.'),
  z
    .object({
      kind: z.literal('tool-result'),
      server: name.exactOptional(),
      tool: name,
      text,
      about: z
        .enum(['description', 'instructions', 'resource', 'prompt', 'request', 'message', 'completion', 'error'])
        .exactOptional()
        .describe('What the text is where it is no result of a call.'),
      standing: standing.exactOptional(),
    })
    .describe('What a tool, a file or a page gave back, before an agent reads it.'),
  z.object({ kind: z.literal('read'), path }).describe('A file about to be read.'),
  z
    .object({
      kind: z.literal('fetch'),
      url: z.string().min(1).max(65_536),
      method: name.exactOptional(),
      body: text.exactOptional(),
    })
    .describe('An address about to be fetched.'),
  z.object({ kind: z.literal('prompt'), text }).describe('A prompt about to be sent to a model.'),
  z
    .object({
      kind: z.literal('event'),
      name: name.describe("The host's name for it, e.g. `SessionStart`."),
      about: z.record(name, z.string().max(MAX_PATH)).exactOptional(),
    })
    .describe('What a host tells of itself: a session that began, a tool that has run.'),
]);

const actor = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('person'), name: name.exactOptional() }),
  z.object({
    kind: z.literal('agent'),
    host: name.describe('The agent program, e.g. `claude-code`.'),
    session: name.exactOptional(),
    agent: name.exactOptional(),
    parent: name.exactOptional(),
    person: name.exactOptional(),
    machine: name.exactOptional(),
  }),
  z.object({ kind: z.literal('ci'), name: name.exactOptional() }),
]);

export const proposalSchema = z
  .object({
    act,
    actor,
    workspace: absolutePath.exactOptional().describe("The workspace's root; absent: found from the act."),
    time: z.iso.datetime({ offset: true }).exactOptional(),
  })
  .describe('Something about to be written or done.');

/** Checks that a value from outside is a proposal. Unknown fields are dropped. */
export function toProposal(value: unknown): Proposal {
  const result = proposalSchema.safeParse(value);
  if (!result.success) throw new InvalidInput(`not a proposal: ${result.error.issues.map(inWords).join('; ')}`);
  const proposal: Proposal = result.data;
  if (proposal.act.kind === 'edit') requireOneWayToEdit(proposal.act);
  if (proposal.act.kind === 'tool-call') requireShallow(proposal.act.arguments);
  return proposal;
}

function requireShallow(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH)
      throw new InvalidInput(`not a proposal: \`act.arguments\` are nested deeper than ${MAX_DEPTH} levels`);
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
}

function requireOneWayToEdit(edit: Proposal['act'] & { kind: 'edit' }): void {
  const ways = [edit.content !== undefined, edit.replacements !== undefined, edit.remove === true];
  if (ways.filter(Boolean).length !== 1) {
    throw new InvalidInput(
      'not a proposal: `act`: an edit has exactly one of `content`, `replacements` and `remove: true`',
    );
  }
}

/** The values that the field which tells the shapes apart may have. */
function alternatives(issue: z.core.$ZodIssueInvalidUnion): string {
  const options = 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return options.map((option) => `\`${String(option)}\``).join(', ');
}

function inWords(issue: z.core.$ZodIssue): string {
  const where = issue.path.length === 0 ? 'the proposal' : `\`${issue.path.join('.')}\``;
  switch (issue.code) {
    case 'invalid_type':
      return `${where} must be of type ${issue.expected}`;
    case 'invalid_union':
      return `${where} must be one of ${alternatives(issue)}`;
    case 'too_big':
      return `${where} is larger than ${issue.maximum}`;
    case 'too_small':
      return `${where} may not be empty`;
    default:
      return `${where}: ${issue.message}`;
  }
}
