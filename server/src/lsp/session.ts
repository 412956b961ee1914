import type { NotificationType, RequestType } from 'vscode-languageserver/node';
import type { Verbs } from '../model/verbs.js';
import type { Client } from './client.js';
import type { Documents } from './documents.js';
import type { KnownRules } from './known-rules.js';

/** One client from `initialize` to the end of its stream: what every method may use. */
export interface Session {
  readonly verbs: Verbs;
  readonly client: Client;
  readonly documents: Documents;
  readonly knownRules: KnownRules;
  /** Absolute paths of the client's workspace folders. */
  readonly folders: Set<string>;
  /** Sends a notification; a client that has gone is not an error. */
  readonly notify: <P>(type: NotificationType<P>, params: P) => void;
  readonly request: <P, R>(type: RequestType<P, R, unknown>, params: P) => Promise<R>;
}
