import { Worker } from 'node:worker_threads';
import type { Snapshot, UndoBounds } from '../../model/snapshot.js';
import type { BarePlan, Reply, Request, Requests, Totals } from './protocol.js';
import type { RestoreOrder } from './restore.js';
import type { SaveOrder } from './save.js';
import { Unsaveable } from './unsaveable.js';

export interface SnapshotsOptions {
  /** Where the stores lie. */
  readonly directory: string;
  /** Of all of Vireon's state, which is never saved. */
  readonly home: string;
}

type Waiting = { readonly resolve: (answer: unknown) => void; readonly reject: (error: Error) => void };

/** What was saved before acts, of all workspaces. Where something cannot be done an `Unsaveable` says why. */
export class Snapshots {
  private readonly waiting = new Map<number, Waiting>();
  private readonly open = new Map<string, Set<string>>();
  private worker: Worker | undefined;
  private calls = 0;
  private closed = false;

  constructor(private readonly options: SnapshotsOptions) {}

  /** Resolves when everything is saved and durable. */
  async save(root: string, order: SaveOrder): Promise<void> {
    await this.call({ kind: 'save', root, order });
    this.open.set(order.actor, (this.open.get(order.actor) ?? new Set()).add(root));
  }

  /** To be told of each act of an actor: what its acts before have left is noted. */
  async settle(actor: string, time: number): Promise<void> {
    const roots = this.open.get(actor) ?? [];
    this.open.delete(actor);
    for (const root of roots) await this.call({ kind: 'settle', root, actor, time });
  }

  plan(root: string, id: string | undefined, bounds: UndoBounds): Promise<BarePlan | null> {
    return this.call({ kind: 'plan', root, id, bounds });
  }

  restore(root: string, order: RestoreOrder): Promise<BarePlan> {
    return this.call({ kind: 'restore', root, order });
  }

  list(root: string, ids: readonly string[]): Promise<readonly Snapshot[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.call({ kind: 'list', root, ids });
  }

  totals(): Promise<Totals> {
    return this.call({ kind: 'totals' });
  }

  async close(): Promise<void> {
    if (this.worker !== undefined) await this.call({ kind: 'close' });
    this.closed = true;
    await this.worker?.terminate();
  }

  private call<K extends keyof Requests>(request: Request & { kind: K }): Promise<Requests[K]['answer']> {
    if (this.closed) return Promise.reject(new Error('the snapshots are closed'));
    const worker = this.thread();
    this.calls += 1;
    const call = this.calls;
    return new Promise<unknown>((resolve, reject) => {
      this.waiting.set(call, { resolve, reject });
      worker.postMessage({ call, request });
    }) as Promise<Requests[K]['answer']>;
  }

  /** Started on first need; one that died is replaced. */
  private thread(): Worker {
    if (this.worker !== undefined) return this.worker;
    // Threads run compiled code: under the test runner this module is its TypeScript source.
    const place = import.meta.url.replace('/src/workspace/', '/dist/workspace/');
    const worker = new Worker(new URL('snapshot-thread.js', place), { workerData: this.options, execArgv: [] });
    worker.on('message', (reply: Reply) => this.answered(reply));
    worker.on('error', (error) => this.ended(worker, error));
    worker.on('exit', () => this.ended(worker, new Error('the thread of the snapshots has ended')));
    this.worker = worker;
    return worker;
  }

  private answered(reply: Reply): void {
    const waiting = this.waiting.get(reply.call);
    this.waiting.delete(reply.call);
    if ('answer' in reply) waiting?.resolve(reply.answer);
    else waiting?.reject(reply.expected ? new Unsaveable(reply.message) : new Error(reply.message));
  }

  private ended(worker: Worker, error: Error): void {
    if (this.worker === worker) this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
