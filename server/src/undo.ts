// What is saved before acts, and how it comes back: joins the snapshots with the record of decisions.

import { outcomeOf, outcomeRecord } from './approvals/record.js';
import type { Audit } from './audit/audit.js';
import type { Governed } from './governed.js';
import type { Proposal } from './model/act.js';
import type { Actor } from './model/actor.js';
import type { ApprovalOutcome } from './model/approval.js';
import type { DecisionRecord } from './model/record.js';
import type { TimelineEntry, UndoOrder, UndoPlan } from './model/snapshot.js';
import type { Subject } from './model/subject.js';
import { InvalidInput, type TimelineQuery } from './model/verbs.js';
import type { Keep } from './review.js';
import { refusal } from './workspace/snapshots/refusal.js';
import type { Snapshots } from './workspace/snapshots/snapshots.js';
import { Unsaveable } from './workspace/snapshots/unsaveable.js';

interface Moment {
  /** Of the record that the act will have. */
  readonly id: string;
  readonly time: Date;
}

/** Well within the time that hosts give their hooks. */
const SAVE_WITHIN_MS = 3_000;

/** The part of the road that saves what an act will touch. */
export function keeper(
  snapshots: Snapshots,
  proposal: Proposal,
  { root, settings }: Governed,
  moment: Moment,
  { renews = false } = {},
): Keep {
  return async (subject) => {
    const foretold = foretoldBy(proposal, subject, root);
    const order = {
      id: moment.id,
      time: moment.time.getTime(),
      actor: actorKey(proposal.actor),
      touches: subject.touches ?? [],
      bounds: settings.undo,
      withinMs: SAVE_WITHIN_MS,
      ...(foretold && { foretold }),
      ...(renews && { renews }),
    };
    try {
      await snapshots.save(root, order);
      return [];
    } catch (error) {
      if (error instanceof Unsaveable) return [{ message: error.message }];
      throw error;
    }
  };
}

/** What tells one row of acts from another: the acts of one follow each other. */
export function actorKey(actor: Actor): string {
  if (actor.kind !== 'agent') return `${actor.kind} ${actor.name ?? ''}`;
  return JSON.stringify([actor.host, actor.session ?? '', actor.agent ?? '']);
}

/** An edit that is known whole says what the file will hold. */
function foretoldBy({ act }: Proposal, subject: Subject, root: string) {
  if (act.kind !== 'edit' || act.remove === true || act.cell !== undefined) return undefined;
  const text = subject.texts.find(({ origin }) => origin.kind === 'file');
  const touch = subject.touches?.find((one) => one.kind === 'path');
  if (text === undefined || touch?.kind !== 'path' || root === '') return undefined;
  return { path: touch.path, content: text.content };
}

export async function planUndo(
  snapshots: Snapshots,
  audit: Audit,
  { root, settings }: Governed,
  id?: string,
): Promise<UndoPlan | null> {
  const plan = await asInput(() => snapshots.plan(root, id, settings.undo));
  if (plan === null && id !== undefined) throw new InvalidInput(await whyNone(audit, root, id));
  if (plan === null) return null;
  const [record] = await audit.records({ limit: 1, id: plan.snapshot.id });
  return { ...plan, ...(record && { record }) };
}

async function whyNone(audit: Audit, root: string, id: string): Promise<string> {
  const [record] = await audit.records({ limit: 1, id });
  const list = '`vireon timeline --saved` lists what can be undone here';
  if (record === undefined) return `no act or undo is on record as \`${id}\`; ${list}`;
  const { workspace = '' } = record.proposal;
  if (workspace !== root) return `\`${id}\` was an act in ${workspace}: ask there`;
  if (record.decision.verdict === 'deny') return `\`${id}\` was denied: there is nothing to undo`;
  return `nothing was saved before \`${id}\`, or it is kept no longer; ${list}`;
}

/** An undo is proposed, judged and recorded like any other act. */
export function undoProposal(plan: UndoPlan): Proposal {
  const paths = plan.changes.slice(0, MAX_NAMED).map(({ path }) => path);
  return {
    act: { kind: 'tool-call', server: 'vireon', tool: 'undo', arguments: { snapshot: plan.snapshot.id, paths } },
    actor: { kind: 'person' },
    workspace: plan.workspace,
  };
}

const MAX_NAMED = 1000;

/** Throws where the plan that was agreed to is no longer what would be done, or would overwrite the work of others. */
export function requireAgreed(plan: UndoPlan, order: UndoOrder): void {
  const foreign = plan.changes.find(({ changedSince }) => changedSince !== undefined);
  const problem = refusal(plan.token, foreign && { path: foreign.path, since: foreign.changedSince ?? '' }, order);
  if (problem !== undefined) throw new InvalidInput(problem);
}

export async function restore(
  snapshots: Snapshots,
  { root, settings }: Governed,
  order: UndoOrder,
  { id, time }: Moment,
): Promise<void> {
  const { token, force } = order;
  const actor = actorKey({ kind: 'person' });
  const bounds = settings.undo;
  await asInput(() =>
    snapshots.restore(root, { id, time: time.getTime(), actor, undoes: order.id, token, force, bounds }),
  );
}

async function asInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Unsaveable ? new InvalidInput(error.message) : error;
  }
}

const PAGE = 500;
/** How far back a filter that the log does not know looks. */
const MAX_LOOKED_AT = 50_000;

export async function timeline(
  snapshots: Snapshots,
  audit: Audit,
  { host, saved, limit, ...query }: TimelineQuery,
): Promise<TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  let before = query.before;
  for (let lookedAt = 0; entries.length < limit && lookedAt < MAX_LOOKED_AT; lookedAt += PAGE) {
    const records = await audit.records({ ...query, limit: PAGE, ...(before !== undefined && { before }) });
    const fitting = records.filter(({ proposal: { actor } }) => host === undefined || hostOf(actor) === host);
    const joined = await joinSnapshots(snapshots, audit, fitting);
    entries.push(...joined.filter(({ snapshot }) => saved !== true || snapshot !== undefined));
    before = records.at(-1)?.seq;
    if (records.length < PAGE) break;
  }
  return entries.slice(0, limit);
}

function hostOf(actor: Actor): string | undefined {
  return actor.kind === 'agent' ? actor.host : undefined;
}

async function joinSnapshots(
  snapshots: Snapshots,
  audit: Audit,
  records: readonly DecisionRecord[],
): Promise<TimelineEntry[]> {
  const owing = records.filter(({ decision, proposal }) => {
    const { act } = proposal;
    const isUndo = act.kind === 'tool-call' && act.server === 'vireon' && act.tool === 'undo';
    return isUndo || decision.obligations.some(({ kind }) => kind === 'snapshot');
  });
  const roots = [...new Set(owing.map(({ proposal }) => proposal.workspace ?? ''))];
  const found = await Promise.all(
    roots.map((root) => {
      const here = owing.filter(({ proposal }) => proposal.workspace === root);
      return snapshots.list(
        root,
        here.map(({ id }) => id),
      );
    }),
  );
  const approvals = await approvalsOf(audit, records);
  const byId = new Map(found.flat().map((snapshot) => [snapshot.id, snapshot]));
  return records.map((record) => {
    const snapshot = byId.get(record.id);
    const approval = approvals.get(record.id);
    return { record, ...(snapshot && { snapshot }), ...(approval && { approval }) };
  });
}

/** How the questions to persons ended. */
async function approvalsOf(audit: Audit, records: readonly DecisionRecord[]): Promise<Map<string, ApprovalOutcome>> {
  const asked = records.filter(({ decision }) => decision.verdict === 'ask');
  const ended = await Promise.all(asked.map(({ id }) => audit.records({ limit: 1, id: outcomeRecord(id) })));
  return new Map(
    asked.flatMap(({ id }, index) => {
      const outcome = outcomeOf(ended[index]?.[0]?.proposal);
      return outcome === undefined ? [] : [[id, outcome]];
    }),
  );
}
