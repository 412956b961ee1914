// Descriptions of tools are judged like other texts of a server, and remembered.

import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Proposal } from './model/act.js';
import type { RecordedDecision } from './model/decision.js';
import { explain } from './model/explanation.js';
import type { ToolReview, ToolReviewRequest, ToolStanding } from './model/tool-pin.js';
import { InvalidInput } from './model/verbs.js';
import { type NamedTool, resemblances } from './pins/names.js';
import type { Description, Pins } from './pins/pins.js';

export interface ToolReviewParts {
  readonly pins: Pins;
  readonly clock: () => Date;
  /** Version of the rules that judge now. */
  readonly ruleSet: string;
  readonly decide: (proposal: Proposal) => Promise<RecordedDecision>;
}

/** Where a person accepted a description, it is good as long as it stays as it is. */
export async function reviewTools(request: ToolReviewRequest, parts: ToolReviewParts): Promise<ToolReview[]> {
  const reviews: ToolReview[] = [];
  for (const tool of request.tools) reviews.push(await reviewTool(request, tool, parts));
  return reviews;
}

async function reviewTool(
  request: ToolReviewRequest,
  listed: Readonly<Record<string, unknown>>,
  { pins, clock, ruleSet, decide }: ToolReviewParts,
): Promise<ToolReview> {
  const tool = nameOf(listed);
  const description = describe(listed);
  const { pinned, held } = pins.known(request, tool);
  const isPinned = pinned?.hash === description.hash;
  const names = resemblances(tool, request.beside as readonly NamedTool[]);
  if (isPinned && (pinned.acceptedBy !== undefined || (pinned.ruleSet === ruleSet && names.length === 0)))
    return { tool, standing: names, verdict: 'allow' };
  const changed: ToolStanding[] = pinned !== undefined && !isPinned ? ['changed'] : [];
  const standing = [...changed, ...names];
  if (held?.hash === description.hash && held.ruleSet === ruleSet && sameNames(held.standing, standing))
    return { tool, standing: held.standing, verdict: held.verdict, explanation: held.explanation };

  const decision = await decide(proposalOf(request, tool, listed, standing));
  const seen = { time: clock().toISOString(), ruleSet };
  if (decision.verdict === 'allow') {
    pins.pin(request, tool, description, seen);
    const warned = decision.reasons.length > 0 && { explanation: explain(decision) };
    return { tool, standing, verdict: 'allow', ...warned };
  }
  const isSuspicious = decision.reasons.some(
    ({ decision: said, origin }) => said !== 'allow' && origin.kind !== 'facts',
  );
  const thought = {
    standing: [...standing, ...(isSuspicious ? (['suspicious'] as const) : [])],
    verdict: decision.verdict,
    explanation: explain(decision),
  };
  pins.hold(request, tool, description, thought, seen);
  return { tool, ...thought };
}

function sameNames(held: readonly ToolStanding[], standing: readonly ToolStanding[]): boolean {
  const others = held.filter((one) => one !== 'suspicious');
  return others.length === standing.length && others.every((one) => standing.includes(one));
}

function nameOf(listed: Readonly<Record<string, unknown>>): string {
  if (typeof listed.name === 'string' && listed.name !== '' && listed.name.length <= MAX_NAME) return listed.name;
  throw new InvalidInput(`a tool must have a name of at most ${MAX_NAME} characters`);
}

const MAX_NAME = 512;

/** All that an agent is told of a tool and by which it chooses and calls it. */
function describe({
  name,
  title,
  description,
  inputSchema,
  outputSchema,
  annotations,
}: Readonly<Record<string, unknown>>): Description {
  const text = canonicalize({ name, title, description, inputSchema, outputSchema, annotations }) ?? '';
  return { hash: createHash('sha256').update(text).digest('hex'), text };
}

const MAX_TEXT = 1024 * 1024;

function proposalOf(
  { workspace, actor, server }: ToolReviewRequest,
  tool: string,
  listed: Readonly<Record<string, unknown>>,
  standing: readonly ToolStanding[],
): Proposal {
  const { title, description, inputSchema, outputSchema, annotations } = listed;
  const told = [title, description, annotations, inputSchema, outputSchema];
  const text = told.flatMap((part) => [...wordsOf(part)]).join('\n');
  return {
    act: {
      kind: 'tool-result',
      server,
      tool,
      text: text.slice(0, MAX_TEXT),
      about: 'description',
      ...(standing.length > 0 && { standing }),
    },
    actor,
    workspace,
  };
}

/** Longer than keywords of JSON Schema and common names of arguments. */
const LONG_KEY = 24;

/** Every string in a description: schemas hold prose too, in descriptions, defaults, examples, and names of arguments. */
function* wordsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const [key, one] of Object.entries(value)) {
      if (key.length >= LONG_KEY) yield key;
      yield* wordsOf(one);
    }
}
