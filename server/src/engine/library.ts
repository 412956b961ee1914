// Where rule sets come from: files parsed once, and sets compiled once for all workspaces with equal rules.

import { createHash } from 'node:crypto';
import type { RuleProblem } from '../model/rule.js';
import type { Settings } from '../model/settings.js';
import { type LoadedFile, parseRuleFile } from './rule-file.js';
import { compile, type RuleSet } from './rule-set.js';
import { gather, type OpenText, type RuleSource, type RuleText } from './sources.js';

const MAX_PARSED = 10_000;

/** What is already known to be wrong before any rule is read. */
export interface Outside {
  /** Worth saying, though every rule is in force. */
  readonly problems?: readonly RuleProblem[];
  /** Rules may be missing because of it: it counts as a broken rule. */
  readonly broken?: readonly RuleProblem[];
  /** Texts that stand in for what is on disk. */
  readonly open?: OpenText;
}

export class Library {
  private readonly parsed = new Map<string, LoadedFile>();
  private readonly compiled = new Map<string, WeakRef<RuleSet>>();

  /** The rule set of these sources under these settings. */
  async load(sources: readonly RuleSource[], settings: Settings, outside: Outside = {}): Promise<RuleSet> {
    const gathered = await gather(sources, outside.open);
    const keys = gathered.texts.map(keyOf);
    const problems = outside.problems ?? [];
    const broken = [...(outside.broken ?? []), ...gathered.problems];
    const key = hash(JSON.stringify([keys, settings.strict, settings.overrides, problems, broken]));
    const known = this.compiled.get(key)?.deref();
    if (known !== undefined) return known;
    const files = gathered.texts.map((text, index) => this.parse(text, keys[index] ?? keyOf(text)));
    const set = compile(files, settings, { problems, broken });
    this.forgetCollected();
    this.compiled.set(key, new WeakRef(set));
    return set;
  }

  /** Reparses only what changed; the longest unused is forgotten first. */
  private parse(text: RuleText, key: string): LoadedFile {
    const file = this.parsed.get(key) ?? parseRuleFile(text.text, text);
    this.parsed.delete(key);
    this.parsed.set(key, file);
    for (const oldest of this.parsed.keys()) {
      if (this.parsed.size <= MAX_PARSED) break;
      this.parsed.delete(oldest);
    }
    return file;
  }

  private forgetCollected(): void {
    for (const [key, set] of this.compiled) if (set.deref() === undefined) this.compiled.delete(key);
  }
}

function keyOf({ file, scope, pack, manual, text }: RuleText): string {
  return hash(JSON.stringify([file, scope, pack, manual, text]));
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
