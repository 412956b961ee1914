import type { CancellationToken, NotificationType } from 'vscode-languageserver/node';
import type { Verbs } from '../model/verbs.js';
import type { CaseResults } from './case-results.js';
import type { Client } from './client.js';
import type { Documents } from './documents.js';
import type { KnownRules } from './known-rules.js';
import type { PatternTries } from './pattern-tries.js';

/** One client from `initialize` to the end of its stream: what every method may use. */
export interface Session {
  readonly verbs: Verbs;
  readonly client: Client;
  readonly documents: Documents;
  readonly knownRules: KnownRules;
  readonly cases: CaseResults;
  readonly tries: PatternTries;
  /** Sends a notification; that the client has gone meanwhile is no error. */
  readonly notify: <P>(type: NotificationType<P>, params: P) => void;
  /** Only for what the client declared. */
  readonly request: (method: string, params?: object, token?: CancellationToken) => Promise<unknown>;
  /** Says on the client's log that something failed which no request waits for. */
  readonly report: (error: unknown) => void;
  readonly close: () => Promise<void>;
}
