import type { ServerContext } from '@modelcontextprotocol/server';
import type { Act, Proposal } from '../model/act.js';
import type { Verbs } from '../model/verbs.js';
import type { Asked } from './approval.js';

/** What every tool of one connection knows. */
export interface Session {
  readonly verbs: Verbs;
  /** Absolute path of the folder that the client works in. */
  readonly workspace: string;
  /** Identifier of the connection, as the audit log shows it. */
  readonly id: string;
  /** Name of the client that sent the request. */
  clientOf(context: ServerContext): string;
  /** True where the client that sent the request can put a question to its person. */
  asksPerson(context: ServerContext): boolean;
  readonly asked: Asked;
  /** Aborted when the connection ends. */
  readonly closed: AbortSignal;
}

/** What the client's agent would do, as a proposal of its own. The act tells its place, and with it the workspace. */
export function proposalOf(session: Session, context: ServerContext, act: Act): Proposal {
  return { act, actor: { kind: 'agent', host: session.clientOf(context), session: session.id } };
}
