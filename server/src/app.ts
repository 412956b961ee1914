// Builds the parts once and offers the verbs that peers may use.

import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { openAudit } from './audit/audit.js';
import { Documents } from './context/documents.js';
import { toGlobs } from './engine/applies.js';
import { evaluate } from './engine/evaluate.js';
import { importRules } from './engine/import/import.js';
import { Library } from './engine/library.js';
import { manualOf } from './engine/manual.js';
import { packNames } from './engine/pack.js';
import { isRuleDocument, ruleDocumentProblems } from './engine/rule-document.js';
import { RULE_FILES, scan } from './engine/scan.js';
import { tryPattern } from './engine/try-pattern.js';
import { explainFile, unknownRule } from './explain-match.js';
import { type Governed, Workspaces } from './governed.js';
import type { Act, Proposal } from './model/act.js';
import type { Decision } from './model/decision.js';
import type { Finding } from './model/finding.js';
import type { Rule, RuleProblem } from './model/rule.js';
import { defaultSettings } from './model/settings.js';
import type { Subject, Text } from './model/subject.js';
import {
  type Cancellation,
  type CheckReport,
  type CheckRequest,
  InvalidInput,
  type RuleEvents,
  type Verbs,
  type Watch,
} from './model/verbs.js';
import { languageOf } from './native.js';
import { normalise } from './normalise/normalise.js';
import { followLinks, settle, toWorkspace } from './normalise/paths.js';
import { toProposal } from './normalise/shape.js';
import type { Surroundings } from './normalise/surroundings.js';
import { refuse, review } from './review.js';
import { testRules } from './rule-tests.js';
import { findRoot, isFolder } from './workspace/root.js';
import { parseSettings, settingsFile } from './workspace/settings.js';

export interface AppOptions {
  /** Folder of all state. */
  readonly home: string;
  readonly version: string;
  readonly clock: () => Date;
  /** The rule packs that ship. */
  readonly packsDirectory: string;
  /** The user's own rules; the folder need not exist. */
  readonly userRules?: string;
  readonly pid: number;
  readonly log: Logger;
}

export interface App extends Verbs, RuleEvents {
  close(): Promise<void>;
}

export async function createApp(options: AppOptions): Promise<App> {
  const { home, clock, packsDirectory, log } = options;
  const startedAt = clock().toISOString();
  const packs = await packNames(packsDirectory);
  const library = new Library();
  const documents = new Documents();
  const workspaces = new Workspaces(
    { packsDirectory, packs, ...(options.userRules !== undefined && { userRules: options.userRules }) },
    library,
    log,
  );
  const audit = await openAudit({ directory: join(home, 'audit') });

  function surroundingsOf(root: string, folder = root): Surroundings {
    return { root, folder, home: homedir(), document: (path) => documents.text(path) };
  }

  /** The workspace that a folder is in: agents work in its subfolders too. */
  async function around(folder: string): Promise<Governed> {
    if (!(await isFolder(folder))) throw new InvalidInput(`the workspace is not a folder: ${folder}`);
    return workspaces.at(await findRoot(folder));
  }

  async function governing(proposal: Proposal): Promise<Governed> {
    if (proposal.workspace !== undefined) return around(proposal.workspace);
    return workspaces.at(await findRoot(startOf(proposal.act)));
  }

  /** The road, with what goes wrong on it unexpectedly treated as what cannot be judged. */
  async function judge(proposal: Proposal, { root, rules }: Governed): Promise<Decision> {
    try {
      return await review(proposal, rules, surroundingsOf(root, proposal.workspace));
    } catch (error) {
      if (error instanceof InvalidInput) throw error;
      log.error({ err: error, act: proposal.act.kind }, 'a proposal could not be judged');
      return refuse(proposal, rules, `an internal failure kept this from being judged: ${messageOf(error)}`);
    }
  }

  /** Findings of texts at rest. */
  async function findingsOf(texts: readonly Text[], { rules, settings }: Governed): Promise<readonly Finding[]> {
    const isExcluded = toGlobs([...RULE_FILES, ...settings.exclude]) ?? (() => false);
    const included = texts.filter((text) => text.path === undefined || !isExcluded(text.path));
    const reads = included.flatMap((text) => text.path ?? []);
    const subject: Subject = {
      act: 'file',
      texts: included,
      facts: { reads, writes: [], programs: [], hosts: [], tools: [] },
      gaps: [],
    };
    return included.length === 0 ? [] : (await evaluate(rules, subject, { kind: 'person' })).findings;
  }

  function problemsOf(path: string, content: string, { root, rules, settings }: Governed): readonly RuleProblem[] {
    if (path === settingsFile(root)) return parseSettings(content, root, packs).problems;
    return isRuleDocument(path, content, root, rules) ? ruleDocumentProblems(path, content, settings) : [];
  }

  async function check(request: CheckRequest, watch: Watch = {}): Promise<CheckReport> {
    const started = clock().getTime();
    const governed = request.rules === undefined ? await around(request.workspace) : undefined;
    const root = governed?.root ?? (await followLinks(request.workspace));
    const settings = governed?.settings ?? defaultSettings(settingsFile(root));
    const named = (request.rules ?? []).map(
      (path) => ({ kind: 'files', path: resolve(root, path), scope: 'workspace', required: true }) as const,
    );
    const rules = governed?.rules ?? (await library.load(named, settings));
    const outcome = await scan(rules, {
      settings,
      anyLanguage: request.rules !== undefined,
      request: {
        root,
        targets: await Promise.all(targetsOf(request).map((path) => settle(path))),
        overlays: Object.fromEntries(
          documents.below(root).map(({ path, content }) => [toWorkspace(path, { root, home: '' }), content]),
        ),
        ...(request.cache && { cacheFile: await cacheFile(home, root) }),
      },
      ...(watch.onProgress && { onProgress: watch.onProgress }),
      ...(watch.signal && { signal: toAbortSignal(watch.signal) }),
    });
    return {
      workspace: root,
      ...outcome,
      problems: governed?.problems ?? rules.problems,
      durationMs: clock().getTime() - started,
      ruleSet: rules.version,
    };
  }

  /** The workspace's rules, or those at `named` alone. */
  async function rulesFor(workspace: string, named: readonly string[] | undefined) {
    const governed = await around(workspace);
    const sources = (named ?? []).map(
      (path) => ({ kind: 'files', path: resolve(workspace, path), scope: 'workspace', required: true }) as const,
    );
    if (named === undefined) return governed;
    const settings = defaultSettings(settingsFile(governed.root));
    return { ...governed, settings, rules: await library.load(sources, settings) };
  }

  return {
    async decide(value) {
      const proposal = toProposal(value);
      const governed = await governing(proposal);
      const decision = await judge(proposal, governed);
      const id = recordId(clock());
      const sensitive = decision.reasons
        .map((reason) => reason.rule)
        .filter((id) => isSensitive(governed.rules.byId.get(id)?.rule));
      await audit.append({
        id,
        time: proposal.time ?? clock().toISOString(),
        proposal: { ...proposal, workspace: governed.root },
        decision,
        sensitive,
      });
      return { ...decision, record: id };
    },

    async preview(value) {
      const proposal = toProposal(value);
      return judge(proposal, await governing(proposal));
    },

    check,

    async diagnose(path) {
      const governed = await workspaces.at(await findRoot(requireAbsolute(path)));
      const act = { kind: 'file', path } as const;
      const { texts } = await normalise({ act, actor: { kind: 'person' } }, surroundingsOf(governed.root));
      const file = texts.filter((text) => text.origin.kind === 'file');
      const at = await settle(path);
      return {
        workspace: governed.root,
        findings: await findingsOf(file, governed),
        problems: file.flatMap((text) => problemsOf(at, text.content, governed)),
      };
    },

    async checkText({ workspace, content, language, path }) {
      const governed = await around(workspace);
      const at = path === undefined ? undefined : await settle(resolve(governed.root, path));
      const known = at === undefined ? undefined : toWorkspace(at, surroundingsOf(governed.root));
      const text: Text = {
        language: language ?? languageOf(known ?? '', content),
        content,
        origin: { kind: 'file', path: known ?? '' },
        fresh: 'all',
        ...(known !== undefined && { path: known }),
      };
      return {
        workspace: governed.root,
        findings: await findingsOf([text], governed),
        problems: at === undefined ? [] : problemsOf(at, content, governed),
      };
    },

    async openDocument(document) {
      documents.open({ ...document, path: await settle(requireAbsolute(document.path)) });
    },

    async closeDocument({ path, owner }) {
      documents.close(await settle(requireAbsolute(path)), owner);
    },

    async listRules(workspace) {
      const { rules, problems } = await around(workspace);
      return { rules: rules.running.map(({ rule }) => rule), problems, ruleSet: rules.version };
    },

    async explainRule(workspace, id) {
      const { rules } = await around(workspace);
      const rule = rules.byId.get(id)?.rule ?? rules.broken.find((one) => one.rule?.id === id)?.rule;
      if (rule !== undefined) return manualOf(rule);
      throw unknownRule(id, rules);
    },

    async explainMatch(request) {
      const governed = await rulesFor(request.workspace, request.rules);
      const path = await settle(requireAbsolute(request.path));
      return explainFile({ ...request, path }, governed, surroundingsOf(governed.root));
    },
    tryPattern,

    testRules(paths) {
      const nowhere: Surroundings = { ...surroundingsOf(join(home, 'cases')), document: () => undefined };
      return testRules(paths, {
        packsDirectory,
        library,
        judge: (proposal, set) => review(proposal, set, nowhere),
        open: (path) => documents.text(path),
      });
    },

    importRules: (request) => importRules({ ...request, path: requireAbsolute(request.path) }),

    async records(query) {
      if (query.workspace === undefined) return audit.records(query);
      return audit.records({ ...query, workspace: (await around(query.workspace)).root });
    },
    verifyAudit: () => audit.verify(),
    exportAudit: (file) => audit.exportTo(file),

    async status() {
      const open = await workspaces.all();
      return {
        version: options.version,
        pid: options.pid,
        startedAt,
        workspaces: open.map(({ root, rules, problems }) => ({
          root,
          rules: rules.running.length,
          problems: problems.length,
          ruleSet: rules.version,
        })),
        documents: documents.size,
        records: await audit.count(),
        connections: 0,
        degraded: [...audit.degraded(), ...open.filter(({ isHeld }) => isHeld).map(heldMessage)],
      };
    },

    onRulesChanged: (listener) => workspaces.onChanged(listener),

    async close() {
      await workspaces.close();
      await audit.close();
    },
  };
}

function heldMessage({ root, problems: [problem] }: Governed): string {
  const where = problem === undefined ? '' : ` (${problem.file}:${problem.line + 1}: ${problem.message})`;
  return `the changed rules of ${root} are broken${where}; the last good set stays in force until they are mended`;
}

/** Where an act without a workspace begins: its path, its folder, else the user's home. */
function startOf(act: Act): string {
  if (act.kind === 'command') return act.cwd ?? homedir();
  return 'path' in act ? requireAbsolute(act.path) : homedir();
}

function requireAbsolute(path: string): string {
  if (isAbsolute(path)) return path;
  throw new InvalidInput(`\`${path}\` is a relative path: give an absolute one, or name the \`workspace\``);
}

/** Nothing named means the folder asked for, which may be a part of its workspace. */
function targetsOf({ workspace, paths }: CheckRequest): string[] {
  return paths.length === 0 ? [workspace] : paths.map((path) => resolve(workspace, path));
}

async function cacheFile(home: string, root: string): Promise<string> {
  const folder = join(home, 'cache');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, `scan-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`);
}

function toAbortSignal(cancellation: Cancellation): AbortSignal {
  const controller = new AbortController();
  if (cancellation.aborted) controller.abort();
  cancellation.addEventListener('abort', () => controller.abort(), { once: true });
  return controller.signal;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A ULID: 48 bits of time and 80 of chance, sortable by time. */
function recordId(now: Date): string {
  const bits = (BigInt(now.getTime()) << 80n) | BigInt(`0x${randomBytes(10).toString('hex')}`);
  return Array.from({ length: 26 }, (_, index) => CROCKFORD[Number((bits >> BigInt(125 - index * 5)) & 31n)]).join('');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Matches of such a rule are never recorded in clear, whatever the decision. */
function isSensitive(rule: Rule | undefined): boolean {
  return rule !== undefined && (rule.pack === 'secrets' || rule.govern.obligations.includes('redact'));
}
