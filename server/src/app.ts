// Builds the parts once and offers the verbs that peers may use.

import { createHash, randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { type ApprovalNote, Approvals } from './approvals/approvals.js';
import { type Likeness, likenessOf } from './approvals/likeness.js';
import { proposeRule } from './approvals/proposed-rule.js';
import { noteRecord } from './approvals/record.js';
import { type Audit, openAudit } from './audit/audit.js';
import { Documents } from './context/documents.js';
import { JOINED, Sessions } from './context/sessions.js';
import { decideApproved } from './decide/decide.js';
import { toGlobs } from './engine/applies.js';
import { evaluate, type MatchTexts } from './engine/evaluate.js';
import { importRules } from './engine/import/import.js';
import { Library } from './engine/library.js';
import { LiveDocuments, Superseded } from './engine/live.js';
import { manualOf } from './engine/manual.js';
import { packNames } from './engine/pack.js';
import { isRuleDocument, ruleDocumentProblems } from './engine/rule-document.js';
import { RULE_FILES, scan } from './engine/scan.js';
import { tryPattern } from './engine/try-pattern.js';
import { explainFile, unknownRule } from './explain-match.js';
import { type Governed, Workspaces } from './governed.js';
import type { Act, Proposal } from './model/act.js';
import type { Actor } from './model/actor.js';
import type { Decision, RecordedDecision } from './model/decision.js';
import { explain } from './model/explanation.js';
import type { Finding } from './model/finding.js';
import type { Rule, RuleProblem } from './model/rule.js';
import { defaultSettings } from './model/settings.js';
import type { Subject, Text } from './model/subject.js';
import {
  type ApprovalEvents,
  type Cancellation,
  type CaseReport,
  type CheckReport,
  type CheckRequest,
  type Diagnosis,
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
import { Pins } from './pins/pins.js';
import { prefixesOf } from './prefixes.js';
import { type Circumstances, type Keep, refuse, review } from './review.js';
import { testRules } from './rule-tests.js';
import { circumstancesOf, endsSession, enter, recallSession } from './session-road.js';
import { reviewTools } from './tool-review.js';
import { actorKey, keeper, planUndo, requireAgreed, restore, timeline, undoProposal } from './undo.js';
import { findRoot, isFolder } from './workspace/root.js';
import { parseSettings, settingsFile } from './workspace/settings.js';
import { Snapshots } from './workspace/snapshots/snapshots.js';

export interface AppOptions {
  /** Folder of all state. */
  readonly home: string;
  readonly version: string;
  readonly clock: () => Date;
  /** The rule packs that ship. */
  readonly packsDirectory: string;
  /** The user's own rules; the folder need not exist. */
  readonly userRules?: string;
  /** Settings of the user and of the machine, which no workspace can weaken. */
  readonly outerSettings?: readonly string[];
  readonly pid: number;
  /** Whose acts agents do here, and on which machine: for the record. */
  readonly place?: { readonly person: string; readonly machine: string };
  readonly log: Logger;
  /** For what ends soon: the record of decisions is opened when it is first needed, which for many verbs is never. */
  readonly brief?: boolean;
}

export interface App extends Verbs, RuleEvents, ApprovalEvents {
  close(): Promise<void>;
}

export async function createApp(options: AppOptions): Promise<App> {
  const { home, clock, packsDirectory, log } = options;
  const startedAt = clock().toISOString();
  const packs = await packNames(packsDirectory);
  const library = new Library();
  const documents = new Documents();
  const corrected = new Set<(workspace: string) => void>();
  const live = new LiveDocuments((path) => tellCorrected(findRoot(path)), logFailure);
  const workspaces = new Workspaces(
    {
      packsDirectory,
      packs,
      ...(options.userRules !== undefined && { userRules: options.userRules }),
      ...(options.outerSettings !== undefined && { outerSettings: options.outerSettings }),
    },
    library,
    log,
  );
  let opened: Promise<Audit> | undefined;
  const audit = () => {
    opened ??= openAudit({ directory: join(home, 'audit') });
    return opened;
  };
  if (!options.brief) await audit();
  const sessions = new Sessions(async (session) => {
    const records = await recallSession(await audit(), session);
    approvals.remember(records);
    return records;
  }, noteKin);
  const snapshots = new Snapshots({ directory: join(home, 'snapshots'), home });
  let openedPins: Pins | undefined;
  const pins = () => {
    openedPins ??= new Pins(join(home, 'mcp'));
    return openedPins;
  };
  const approvals = new Approvals({
    clock,
    person: options.place?.person ?? 'someone',
    note: noteApproval,
    propose: async (pending, by) => {
      const governed = await governing(pending.proposal);
      return proposeRule({
        pending,
        by,
        subject: await normalise(pending.proposal, surroundingsOf(governed.root, pending.proposal.workspace)),
        rule: (id) => governed.rules.byId.get(id)?.rule,
        today: clock().toISOString().slice(0, 10),
        test: (file) => testedRules([file]),
        judgeWith: async (file) =>
          judge(pending.proposal, { ...governed, rules: await workspaces.with(file, governed.root) }),
      });
    },
    onFailure: (error) => log.error({ err: error }, 'what became of a question could not be put on record'),
  });

  const own = { state: home, program: dirname(packsDirectory), pid: options.pid };

  function surroundingsOf(root: string, folder = root): Surroundings {
    return { root, folder, home: homedir(), own, document: (path) => documents.text(path) };
  }

  function placed(actor: Actor): Actor {
    return actor.kind === 'agent' ? { ...options.place, ...actor } : actor;
  }

  /** The workspace that a folder is in: agents work in its subfolders too. */
  async function around(folder: string): Promise<Governed> {
    if (!isFolder(folder)) throw new InvalidInput(`the workspace is not a folder: ${folder}`);
    return workspaces.at(findRoot(folder));
  }

  async function governing(proposal: Proposal): Promise<Governed> {
    if (proposal.workspace !== undefined) return around(proposal.workspace);
    return workspaces.at(findRoot(startOf(proposal.act)));
  }

  /** The road, with what goes wrong on it unexpectedly treated as what cannot be judged. */
  async function judge(
    proposal: Proposal,
    { root, rules }: Governed,
    circumstances?: Circumstances,
    keep?: Keep,
  ): Promise<Decision> {
    try {
      return await review(proposal, rules, surroundingsOf(root, proposal.workspace), circumstances, keep);
    } catch (error) {
      if (error instanceof InvalidInput) throw error;
      log.error({ err: error, act: proposal.act.kind }, 'a proposal could not be judged');
      return refuse(proposal, rules, `an internal failure kept this from being judged: ${messageOf(error)}`);
    }
  }

  /** Judged, what must be saved is saved unless the act sees to that itself, and both are on record. */
  async function decide(proposal: Proposal, { savesItself = false } = {}): Promise<RecordedDecision> {
    const governed = await governing(proposal);
    // Before anything is saved: where nothing can be recorded nothing is done.
    const record = await audit();
    const moment = { id: recordId(clock()), time: clock() };
    if (!isAskedAgain(proposal.act)) await noteAftermath(proposal, moment.time);
    const keep = savesItself ? undefined : keeper(snapshots, proposal, governed, moment);
    const entrance = enter(await sessions.of(proposal.actor), proposal, governed.settings, moment.time);
    const judged = await judge(proposal, governed, entrance.circumstances, keep);
    const { decision, likeness } = await answeredBefore(proposal, governed, judged);
    entrance.leave(decision);
    if (endsSession(proposal.act)) sessions.end(proposal.actor);
    const sensitive = decision.reasons
      .map((reason) => reason.rule)
      .filter((id) => isSensitive(governed.rules.byId.get(id)?.rule));
    await record.append({
      id: moment.id,
      time: proposal.time ?? moment.time.toISOString(),
      proposal: { ...proposal, act: kept(proposal.act), actor: placed(proposal.actor), workspace: governed.root },
      decision,
      sensitive,
    });
    const recorded = { ...decision, record: moment.id };
    // A text that is marked waits for nobody.
    if (likeness !== undefined && proposal.act.kind !== 'tool-result') {
      const { withinMs } = governed.settings.approvals;
      const asked = { ...proposal, workspace: governed.root };
      const renew = keep && owesSnapshot(decision) ? () => saveAgain(proposal, governed, moment.id) : undefined;
      approvals.hold(asked, recorded, likeness, { withinMs, ...(renew && { renew }) });
    }
    return recorded;
  }

  /** Until a person says yes the files may change: undo brings back what stands there directly before the act. */
  async function saveAgain(proposal: Proposal, governed: Governed, id: string): Promise<void> {
    const subject = await normalise(proposal, surroundingsOf(governed.root, proposal.workspace));
    const lost = await keeper(snapshots, proposal, governed, { id, time: clock() }, { renews: true })(subject);
    for (const { message } of lost) log.warn({ record: id }, `what was saved when it was asked stays: ${message}`);
  }

  /** What is asked and was answered is not asked again; what is to be asked now comes with its likeness. */
  async function answeredBefore(
    proposal: Proposal,
    { root }: Governed,
    decision: Decision,
  ): Promise<{ readonly decision: Decision; readonly likeness?: Likeness }> {
    if (decision.verdict !== 'ask') return { decision };
    const placedHere = { ...proposal, workspace: root };
    const likeness = await likenessHere(placedHere, decision, proposal.workspace);
    const approval = approvals.recall(likeness);
    return approval === undefined ? { decision, likeness } : { decision: decideApproved(decision, approval) };
  }

  async function likenessHere(proposal: Proposal, decision: Decision, folder?: string): Promise<Likeness> {
    const { workspace: root = '' } = proposal;
    try {
      return likenessOf(proposal, await normalise(proposal, surroundingsOf(root, folder)), decision);
    } catch (error) {
      if (error instanceof InvalidInput) throw error;
      log.error({ err: error, act: proposal.act.kind }, 'what is asked could not be compared with what was answered');
      return likenessOf(proposal, NOTHING_KNOWN, { ...decision, reasons: [] });
    }
  }

  async function noteApproval(note: ApprovalNote): Promise<void> {
    const { id, proposal } = noteRecord(note, options.place?.person);
    await (await audit()).append({
      id,
      time: clock().toISOString(),
      proposal: { ...proposal, actor: placed(proposal.actor) },
      decision: { verdict: 'allow', reasons: [], obligations: [], ruleSet: note.pending.decision.ruleSet },
      sensitive: [],
    });
  }

  async function noteKin(host: string, elder: string, child: string): Promise<void> {
    await (await audit()).append({
      id: recordId(clock()),
      time: clock().toISOString(),
      proposal: {
        act: { kind: 'event', name: JOINED, about: { session: child } },
        actor: placed({ kind: 'agent', host, session: elder }),
      },
      decision: { verdict: 'allow', reasons: [], obligations: [], ruleSet: '' },
      sensitive: [],
    });
  }

  /** An act is judged all the same where it cannot be seen what the one before left: undo then says so. */
  async function noteAftermath({ actor }: Proposal, time: Date): Promise<void> {
    try {
      await snapshots.settle(actorKey(actor), time.getTime());
    } catch (error) {
      log.warn({ err: error }, 'what an act left could not be noted');
    }
  }

  function tellCorrected(workspace: string): void {
    for (const listener of corrected) listener(workspace);
  }

  function logFailure(error: unknown): void {
    log.error({ err: error }, 'an open document could not be looked at again');
  }

  /** An open document is matched on top of its version before. */
  function matchOpen(path: string): MatchTexts {
    return async (rules, inputs) => Promise.all(inputs.map((input) => live.match(path, rules, input)));
  }

  /** Of an open document: of the text that stands there when the answer is known. */
  async function diagnose(path: string): Promise<Diagnosis> {
    for (;;) {
      try {
        return await diagnoseOnce(path);
      } catch (error) {
        if (!(error instanceof Superseded)) throw error;
      }
    }
  }

  async function diagnoseOnce(path: string): Promise<Diagnosis> {
    const governed = await workspaces.at(findRoot(requireAbsolute(path)));
    const act = { kind: 'file', path } as const;
    const { texts } = await normalise({ act, actor: { kind: 'person' } }, surroundingsOf(governed.root));
    const file = texts.filter(({ origin }) => origin.kind === 'file' && origin.cell === undefined);
    const at = settle(path);
    return {
      workspace: governed.root,
      findings: await findingsOf(
        file,
        governed,
        file.length === 1 && documents.text(at) !== undefined ? matchOpen(at) : undefined,
      ),
      problems: file.flatMap((text) => problemsOf(at, text.content, governed)),
    };
  }

  /** Findings of texts at rest. */
  async function findingsOf(
    texts: readonly Text[],
    { rules, settings }: Governed,
    match?: MatchTexts,
  ): Promise<readonly Finding[]> {
    const isExcluded = toGlobs([...RULE_FILES, ...settings.exclude]) ?? (() => false);
    const included = texts.filter((text) => text.path === undefined || !isExcluded(text.path));
    const reads = included.flatMap((text) => text.path ?? []);
    const subject: Subject = {
      act: 'file',
      texts: included,
      facts: { reads, writes: [], programs: [], hosts: [], tools: [] },
      gaps: [],
    };
    return included.length === 0 ? [] : (await evaluate(rules, subject, { kind: 'person' }, match)).findings;
  }

  function problemsOf(path: string, content: string, { root, rules, settings }: Governed): readonly RuleProblem[] {
    if (path === settingsFile(root)) return parseSettings(content, root, packs).problems;
    return isRuleDocument(path, content, root, rules) ? ruleDocumentProblems(path, content, settings) : [];
  }

  async function check(request: CheckRequest, watch: Watch = {}): Promise<CheckReport> {
    const started = clock().getTime();
    const governed = request.rules === undefined ? await around(request.workspace) : undefined;
    const root = governed?.root ?? followLinks(request.workspace);
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
        targets: targetsOf(request).map(settle),
        overlays: Object.fromEntries(
          documents.below(root).map(({ path, content }) => [toWorkspace(path, { root, home: '' }), content]),
        ),
        ...(request.cache && { cacheFile: await cacheFile(home, root, request.rules !== undefined) }),
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

  function testedRules(paths: readonly string[]): Promise<CaseReport> {
    return testRules(paths, {
      packsDirectory,
      library,
      judge: (proposal, set, marks) =>
        review(proposal, set, NOWHERE, {
          ...{ marks, trust: 'normal', exceeded: [], isMarked: () => false },
          time: clock().toISOString(),
        }),
      open: (path) => documents.text(path),
    });
  }

  return {
    async decide(value) {
      return decide(toProposal(value));
    },

    async preview(value) {
      const proposal = toProposal(value);
      const governed = await governing(proposal);
      const session = await sessions.of(proposal.actor);
      return judge(proposal, governed, circumstancesOf(session, proposal, governed.settings, clock()));
    },

    async editedText(value) {
      const proposal = toProposal(value);
      if (proposal.act.kind !== 'edit' || proposal.act.cell !== undefined) return null;
      const { root } = await governing(proposal);
      const { texts } = await normalise(proposal, surroundingsOf(root, proposal.workspace));
      return texts.find((text) => text.origin.kind === 'file' && text.origin.cell === undefined)?.content ?? null;
    },

    check,

    diagnose,

    async checkText({ workspace, content, language, path }) {
      const governed = await around(workspace);
      const at = path === undefined ? undefined : settle(resolve(governed.root, path));
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
      documents.open({ ...document, path: settle(requireAbsolute(document.path)) });
    },

    async closeDocument({ path, owner }) {
      const at = settle(requireAbsolute(path));
      documents.close(at, owner);
      if (documents.text(at) === undefined) live.close(at);
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
      const path = settle(requireAbsolute(request.path));
      return explainFile({ ...request, path }, governed, surroundingsOf(governed.root));
    },
    tryPattern,

    testRules: testedRules,

    async commandPrefixes(workspace) {
      const governed = await around(workspace);
      const actor = { kind: 'agent', host: 'static-list' } as const;
      return prefixesOf(
        governed.rules.running.map(({ rule }) => rule),
        (command) => judge({ act: { kind: 'command', command, cwd: governed.root }, actor }, governed),
      );
    },

    importRules: (request) => importRules({ ...request, path: requireAbsolute(request.path) }),

    async records(query) {
      if (query.workspace === undefined) return (await audit()).records(query);
      return (await audit()).records({ ...query, workspace: (await around(query.workspace)).root });
    },
    verifyAudit: async () => (await audit()).verify(),
    exportAudit: async (file) => (await audit()).exportTo(file),

    async planUndo({ workspace, id }) {
      return planUndo(snapshots, await audit(), await around(workspace), id);
    },

    async undo(order) {
      const governed = await around(order.workspace);
      const plan = await planUndo(snapshots, await audit(), governed, order.id);
      if (plan === null) throw new InvalidInput(`nothing was saved before \`${order.id}\``);
      requireAgreed(plan, order);
      const decision = await decide(undoProposal(plan), { savesItself: true });
      // Who orders an undo has seen the plan and said yes: what is to be asked is answered.
      if (decision.verdict === 'deny') throw new InvalidInput(explain(decision));
      await restore(snapshots, governed, order, { id: decision.record, time: clock() });
      return { plan, record: decision.record };
    },

    async timeline(query) {
      const { workspace, ...rest } = query;
      const root = workspace === undefined ? {} : { workspace: (await around(workspace)).root };
      return timeline(snapshots, await audit(), { ...rest, ...root });
    },

    approvals: async () => approvals.list(),
    answerApproval: async (request) => approvals.answer(request),
    awaitApproval: async ({ id, withinMs }, { signal } = {}) => approvals.wait(id, withinMs, signal),
    async reviewTools(request) {
      const { rules } = await around(request.workspace);
      const judged = async (proposal: Proposal) => decide(toProposal(proposal));
      return reviewTools(request, { pins: pins(), clock, ruleSet: rules.version, decide: judged });
    },
    toolPins: async () => pins().list(),
    async acceptToolPins(request) {
      const accepted = pins().accept(request, clock().toISOString());
      const name = request.tool === undefined ? request.server : `${request.server}/${request.tool}`;
      if (accepted.length === 0) throw new InvalidInput(`no description waits for a person under \`${name}\``);
      for (const { server, tool, hash } of accepted) {
        const act = { kind: 'event', name: 'tool-description-accepted', about: { server, tool, hash } } as const;
        await decide({ act, actor: { kind: 'person', name: request.person } });
      }
      return accepted;
    },

    async status() {
      const open = await workspaces.all();
      const { faults, ...saved } = await snapshots.totals();
      const record = await audit();
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
        records: await record.count(),
        saved,
        connections: 0,
        degraded: [...record.degraded(), ...faults, ...open.filter(({ isHeld }) => isHeld).map(heldMessage)],
      };
    },

    onApprovals: (listener) => approvals.listen(listener),

    onRulesChanged(listener) {
      corrected.add(listener);
      const stop = workspaces.onChanged(listener);
      return () => {
        corrected.delete(listener);
        stop();
      };
    },

    async close() {
      live.closeAll();
      await approvals.close();
      await workspaces.close();
      await snapshots.close();
      openedPins?.close();
      // Whoever asked for one that could not be opened has heard why.
      const record = await opened?.catch(() => undefined);
      await record?.close();
    },
  };
}

/** Where the cases of rules are judged: places that are nobody's, so that it makes no difference whose machine this is. */
const NOWHERE: Surroundings = {
  root: '/srv/workspaces/cases',
  folder: '/srv/workspaces/cases',
  home: '/home/someone',
  document: () => undefined,
};

const NOTHING_KNOWN: Subject = {
  act: 'event',
  texts: [],
  facts: { reads: [], writes: [], programs: [], hosts: [], tools: [] },
  gaps: [],
};

function heldMessage({ root, problems: [problem] }: Governed): string {
  const where = problem === undefined ? '' : ` (${problem.file}:${problem.line + 1}: ${problem.message})`;
  return `the changed rules of ${root} are broken${where}; the last good set stays in force until they are mended`;
}

/** Of a result only what it is known by stays on record: results are many, long and others' own. */
function kept(act: Act): Act {
  if (act.kind !== 'tool-result') return act;
  const hash = createHash('sha256').update(act.text).digest('hex');
  return { ...act, text: `[${act.text.length} characters, sha256:${hash}]` };
}

function owesSnapshot({ obligations }: Decision): boolean {
  return obligations.some(({ kind }) => kind === 'snapshot');
}

/** Nothing has been done yet when the same call is asked about once more. */
function isAskedAgain(act: Act): boolean {
  return act.kind === 'event' && act.name === 'asked-again';
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

/** A scan with rules of the caller's own leaves what is known of the workspace's rules alone. */
async function cacheFile(home: string, root: string, named: boolean): Promise<string> {
  const folder = join(home, 'cache');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return join(folder, `scan-${createHash('sha256').update(root).digest('hex').slice(0, 16)}${named ? '-named' : ''}`);
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
  let time = '';
  for (let rest = now.getTime(); time.length < 10; rest = Math.floor(rest / 32)) time = CROCKFORD[rest % 32] + time;
  return [...randomBytes(16)].reduce((id, byte) => id + CROCKFORD[byte % 32], time);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Matches of such a rule are never recorded in clear, whatever the decision. */
function isSensitive(rule: Rule | undefined): boolean {
  return rule !== undefined && (rule.pack === 'secrets' || rule.govern.obligations.includes('redact'));
}
