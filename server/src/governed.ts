// Workspaces under rules: settings and rule set of each, loaded on first need and reloaded when their files change.

import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { RulesInForce } from './engine/in-force.js';
import type { Library } from './engine/library.js';
import type { RuleSet } from './engine/rule-set.js';
import type { RuleSource } from './engine/sources.js';
import type { RuleProblem } from './model/rule.js';
import type { Settings } from './model/settings.js';
import { InvalidInput } from './model/verbs.js';
import { isFolder } from './workspace/root.js';
import { readOuterSettings, readSettings } from './workspace/settings.js';
import { type FileWatch, watch } from './workspace/watch.js';

const MAX_WORKSPACES = 64;

/** Where the rules come from that every workspace has. */
export interface SharedRules {
  readonly packsDirectory: string;
  /** Names of the packs that ship. */
  readonly packs: readonly string[];
  readonly userRules?: string;
  /** Settings files that every workspace is bound by; they need not exist. */
  readonly outerSettings?: readonly string[];
}

/** One workspace and the rules in force in it. */
export interface Governed {
  /** Absolute, with its own links resolved. */
  readonly root: string;
  readonly rules: RuleSet;
  readonly settings: Settings;
  /** What is wrong with rules and settings as they are written now. */
  readonly problems: readonly RuleProblem[];
  /** True while a broken change waits to be mended and the last good set stays. */
  readonly isHeld: boolean;
}

interface Loaded {
  readonly settings: Settings;
  readonly set: RuleSet;
}

export class Workspaces {
  private readonly open = new Map<string, Promise<Watched>>();
  private readonly listeners = new Set<(workspace: string) => void>();

  constructor(
    private readonly shared: SharedRules,
    private readonly library: Library,
    private readonly log: Logger,
  ) {}

  /** The workspace at `root`, which must be a folder. */
  async at(root: string): Promise<Governed> {
    if (this.open.has(root)) return this.under(root);
    if (!isFolder(root)) throw new InvalidInput(`the workspace is not a folder: ${root}`);
    return this.under(await realpath(root));
  }

  /** Workspaces that were asked for so far. */
  async all(): Promise<Governed[]> {
    return Promise.all(this.open.values());
  }

  onChanged(listener: (workspace: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async close(): Promise<void> {
    const open = [...this.open.values()];
    this.open.clear();
    for (const watched of await Promise.allSettled(open))
      if (watched.status === 'fulfilled') await watched.value.close();
  }

  private async under(root: string): Promise<Governed> {
    const known = this.open.get(root);
    const watched = known ?? Watched.open(root, (at) => this.load(at), this.watched(root));
    this.open.delete(root);
    this.open.set(root, watched);
    try {
      await this.closeLongestUnused();
      return await watched;
    } catch (error) {
      this.open.delete(root);
      throw error;
    }
  }

  private async closeLongestUnused(): Promise<void> {
    const [oldest] = this.open;
    if (this.open.size <= MAX_WORKSPACES || oldest === undefined) return;
    this.open.delete(oldest[0]);
    await (await oldest[1]).close();
  }

  /** What would be in force in a workspace with the rules of one more file. */
  async with(file: string, root: string): Promise<RuleSet> {
    return (await this.load(root, [{ kind: 'files', path: file, scope: 'workspace', required: true }])).set;
  }

  private async load(root: string, further: readonly RuleSource[] = []): Promise<Loaded> {
    const own = await readSettings(root, this.shared.packs);
    const { packsDirectory, userRules, outerSettings = [] } = this.shared;
    const outer = await Promise.all(outerSettings.map(readOuterSettings));
    const settings = { ...own.settings, policies: [...own.settings.policies, ...outer.flatMap((one) => one.policies)] };
    const broken = [...outer.flatMap((one) => one.problems), ...(own.isBroken ? own.problems : [])];
    const problems = own.isBroken ? [] : own.problems;
    const sources: RuleSource[] = [
      { kind: 'packs', path: packsDirectory, packs: settings.packs, root },
      ...(userRules === undefined ? [] : [{ kind: 'files', path: userRules, scope: 'user', required: false } as const]),
      { kind: 'files', path: join(root, '.vireon', 'rules'), scope: 'workspace', required: false },
      ...settings.rules.map((path) => ({ kind: 'files', path, scope: 'workspace', required: true }) as const),
      ...further,
    ];
    return {
      settings,
      set: await this.library.load(sources, settings, { broken, problems }),
    };
  }

  private watched(root: string): WatchOptions {
    const { userRules, outerSettings = [] } = this.shared;
    return {
      paths: [join(root, '.vireon'), ...(userRules === undefined ? [] : [userRules]), ...outerSettings],
      onReloaded: (isHeld) => {
        if (isHeld) this.log.warn({ root }, 'the changed rules are broken; the last good set stays in force');
        else this.log.info({ root }, 'rules reloaded');
        for (const listener of this.listeners) listener(root);
      },
      onError: (error) =>
        this.log.error({ root, err: error }, 'rules could not be reloaded; the last good set stays in force'),
    };
  }
}

interface WatchOptions {
  readonly paths: readonly string[];
  readonly onReloaded: (isHeld: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** A workspace whose rule files and settings are watched. */
class Watched implements Governed {
  private watch: FileWatch | undefined;
  private closed = false;

  private constructor(
    readonly root: string,
    private readonly inForce: RulesInForce<Loaded>,
    private readonly options: WatchOptions,
  ) {}

  static async open(root: string, load: (root: string) => Promise<Loaded>, options: WatchOptions): Promise<Watched> {
    const watched = new Watched(root, await RulesInForce.open(() => load(root)), options);
    await watched.follow();
    return watched;
  }

  get rules(): RuleSet {
    return this.inForce.current.set;
  }

  get settings(): Settings {
    return this.inForce.current.settings;
  }

  get problems(): readonly RuleProblem[] {
    return this.inForce.problems;
  }

  get isHeld(): boolean {
    return this.inForce.isHeld;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.watch?.close();
  }

  /** What listeners can see of the rules. */
  private state(): string {
    return JSON.stringify([this.rules.version, this.problems]);
  }

  private async follow(): Promise<void> {
    const before = this.settings.rules;
    this.watch = await watch(
      [...this.options.paths, ...before],
      () => this.reload(before).catch(this.options.onError),
      this.options.onError,
    );
  }

  private async reload(watched: readonly string[]): Promise<void> {
    if (this.closed) return;
    const before = this.state();
    await this.inForce.reload();
    if (this.state() !== before) this.options.onReloaded(this.isHeld);
    if (JSON.stringify(watched) === JSON.stringify(this.settings.rules)) return;
    await this.watch?.close();
    await this.follow();
  }
}
