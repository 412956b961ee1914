// The rule that `always` proposes: as narrow as the act, with its cases, for a person to read and put in force.

import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { stringify } from 'yaml';
import type { Act, EditAct } from '../model/act.js';
import type { PendingApproval } from '../model/approval.js';
import type { Decision, Reason } from '../model/decision.js';
import { decisive } from '../model/explanation.js';
import type { Rule } from '../model/rule.js';
import type { Facts, Subject } from '../model/subject.js';
import { type CaseReport, difference, InvalidInput } from '../model/verbs.js';

export interface Proposing {
  readonly pending: PendingApproval;
  readonly by: readonly string[];
  readonly subject: Subject;
  readonly rule: (id: string) => Rule | undefined;
  readonly today: string;
  /** Runs the cases of a rule file. */
  test(file: string): Promise<CaseReport>;
  /** What would be decided about the act where the rules of this file are in force. */
  judgeWith(file: string): Promise<Decision>;
}

/** Writes the rule below `.vireon/proposed` and answers with its file. Throws `InvalidInput` where no rule can say it. */
export async function proposeRule(proposing: Proposing): Promise<string> {
  const { pending } = proposing;
  const { workspace } = pending.proposal;
  if (workspace === undefined) throw notPossible('the act belongs to no workspace');
  const asking = decisive(pending.decision);
  const priority = Math.max(...asking.map((reason) => liftable(reason, proposing).govern.priority));
  const id = idOf(pending);
  const proposed = join(workspace, '.vireon', 'proposed');
  // Tried out beside its place, so that nobody ever finds one that does not hold.
  const draft = join(proposed, `.${id}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    await writeFile(join(draft, 'rule.yaml'), ruleText(id, priority, asking, proposing));
    await writeFile(join(draft, 'cases.yaml'), stringify([caseOf(pending)]));
    requirePassed(await proposing.test(join(draft, 'rule.yaml')));
    const { verdict } = await proposing.judgeWith(join(draft, 'rule.yaml'));
    if (verdict !== 'allow') throw notPossible('another rule still asks or denies where the proposed one is in force');
    const folder = join(proposed, id);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return join(folder, 'rule.yaml');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function notPossible(why: string): InvalidInput {
  return new InvalidInput(
    `this cannot be allowed for always by a rule of the workspace: ${why}. Answer for once or for this session instead`,
  );
}

/** A rule of the workspace lifts what rules of its own scope say, and nothing else. */
function liftable({ rule: id }: Reason, { rule }: Proposing): Rule {
  const found = rule(id);
  if (found === undefined) throw notPossible(`\`${id}\` is no rule, but what Vireon could not judge or keeps count of`);
  if (found.scope !== 'workspace') throw notPossible(`\`${id}\` is a rule of the ${found.scope}, which outranks it`);
  if ((found.govern.approvals ?? 1) > 1)
    throw notPossible(`\`${id}\` wants ${found.govern.approvals} persons each time`);
  return found;
}

function idOf({ id, proposal }: PendingApproval): string {
  const words = whatOf(proposal.act).match(/[a-z0-9]+/gi) ?? [];
  const slug = words.slice(0, 3).join('-').toLowerCase().slice(0, 40);
  return `allow-${slug === '' ? proposal.act.kind : slug}-${id.slice(-6).toLowerCase()}`;
}

function whatOf(act: Act): string {
  if (act.kind === 'command') return act.command;
  if ('path' in act) return basename(act.path);
  return 'tool' in act ? act.tool : act.kind;
}

function ruleText(id: string, priority: number, asking: readonly Reason[], proposing: Proposing): string {
  const { pending, by, today } = proposing;
  const { act, actor } = pending.proposal;
  const patterns = patternsFor(asking, proposing);
  const asked = [...new Set(asking.map(({ rule }) => rule))].join(', ');
  const rules = patterns.map(({ languages, ...matching }, index) => ({
    id: patterns.length === 1 ? id : `${id}-${index + 1}`,
    languages,
    severity: 'INFO',
    message: `Allowed after ${by.join(' and ')} said "always" on ${today} to what ${asked} asks about. Record: ${pending.id}.`,
    ...matching,
    govern: {
      on: [act.kind],
      decision: 'allow',
      ...(priority !== 0 && { priority }),
      ...(actor.kind === 'agent' && { actors: { agents: [actor.host] } }),
    },
  }));
  return `# Proposed, not in force. Read it, then move this folder to .vireon/rules/ or delete it.\n${stringify({ rules }, { lineWidth: 0 })}`;
}

interface Pattern {
  readonly languages: readonly string[];
  readonly [matching: string]: unknown;
}

/** One for each kind of place where the asking rules found something: an allow speaks only for the place it matches. */
function patternsFor(asking: readonly Reason[], { pending, subject }: Proposing): Pattern[] {
  const patterns = asking.map(({ origin, path, snippet }): Pattern => {
    if (origin.kind === 'facts') return { languages: ['json'], pattern: factsPattern(subject.act, subject.facts) };
    if (origin.kind === 'file') {
      return { languages: ['regex'], 'pattern-regex': literally(snippet), ...(path !== undefined && only(path)) };
    }
    const whole = wholeText(pending.proposal.act, subject);
    return { languages: ['regex'], 'pattern-regex': `\\A${literally(whole)}\\z` };
  });
  return [...new Map(patterns.map((one) => [JSON.stringify(one), one])).values()];
}

const only = (path: string) => ({ paths: { include: [path.replace(/[*?[\]{}!\\]/g, '\\$&')] } });

/** Exactly these files, programs, hosts and tools. */
function factsPattern(act: string, { reads, writes, programs, hosts, tools }: Facts): string {
  const lists = Object.entries({ reads, writes, programs, hosts, tools }).map(
    ([key, list]) => `"${key}": ${JSON.stringify(list)}`,
  );
  return `{..., "act": ${JSON.stringify(act)}, ..., ${lists.join(', ')}, ...}`;
}

/** The text that holds all others that were found in it. */
function wholeText(act: Act, { texts }: Subject): string {
  if (act.kind === 'command') return act.command;
  const text = texts.find(
    ({ origin }) =>
      !('within' in origin) && origin.kind !== 'facts' && origin.kind !== 'reading' && origin.kind !== 'gloss',
  );
  if (text === undefined) throw notPossible('its text is not known whole');
  return text.content;
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function caseOf({ proposal }: PendingApproval): Record<string, unknown> {
  const { act, actor, workspace = '/' } = proposal;
  const host = actor.kind === 'agent' ? { host: actor.host } : { actor: actor.kind };
  const common = { ...host, expect: 'allow' };
  switch (act.kind) {
    case 'command':
      return { command: act.command, ...common };
    case 'edit':
      return { edit: editCase(act, workspace), ...common };
    case 'tool-call':
    case 'tool-result': {
      const { kind, ...rest } = act;
      return { [kind]: rest, ...common };
    }
    case 'read':
      return { read: inWorkspace(act.path, workspace), ...common };
    case 'fetch':
      return { fetch: act.url, ...common };
    case 'prompt':
      return { prompt: act.text, ...common };
    default:
      throw notPossible(`a case cannot tell an act \`${act.kind}\``);
  }
}

function editCase({ kind: _, cell, ...act }: EditAct, workspace: string): Record<string, unknown> {
  if (cell !== undefined) throw notPossible('a case cannot tell a cell of a notebook');
  const pieces = act.replacements;
  return {
    ...act,
    path: inWorkspace(act.path, workspace),
    ...(pieces !== undefined && { before: act.before ?? pieces.map(({ oldText }) => oldText).join('\n') }),
  };
}

function inWorkspace(path: string, workspace: string): string {
  const inside = relative(workspace, path);
  return inside.startsWith('..') ? path : inside;
}

function requirePassed({ cases, problems }: CaseReport): void {
  const [problem] = problems;
  if (problem !== undefined) throw notPossible(problem.message);
  const failed = cases.find(({ outcome }) => outcome !== 'passed');
  if (failed !== undefined) throw notPossible(`its own case fails: ${difference(failed)}`);
  if (cases.length === 0) throw notPossible('it has no case');
}
