// SARIF 2.1.0, the form that code scanners exchange.
import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  ArtifactLocation,
  CodeFlow,
  Fix,
  Invocation,
  Location,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
} from 'sarif';
import type { Finding, TraceStep } from '../../model/finding.js';
import { describeStep } from '../../model/finding.js';
import type { Range } from '../../model/position.js';
import type { Rule, RuleProblem, Severity } from '../../model/rule.js';
import type { CheckReport } from '../../model/verbs.js';

export interface SarifOptions {
  readonly version: string;
  readonly cwd: string;
  readonly startedAt: Date;
  readonly endedAt: Date;
  /** Markdown manuals by rule id, for those that have one. */
  readonly manuals: ReadonlyMap<string, string>;
}

const ROOT = '%SRCROOT%';
const LEVEL = { ERROR: 'error', WARNING: 'warning', INFO: 'note' } as const satisfies Record<Severity, string>;

export function asSarif(report: CheckReport, options: SarifOptions): string {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const indexes = new Map([...rules.keys()].map((id, index) => [id, index]));
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Vireon',
            semanticVersion: options.version,
            rules: [...rules.values()].map((rule) => toDescriptor(rule, options.manuals.get(rule.id))),
            notifications: NOTIFICATIONS,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [ROOT]: { uri: folderUri(report.workspace) } },
        invocations: [toInvocation(report, options)],
        results: report.findings.map((finding) => toResult(finding, report, indexes)),
        properties: { ruleSet: report.ruleSet },
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function toDescriptor(rule: Rule, manual: string | undefined): ReportingDescriptor {
  const text = rule.message.trim();
  const help = [text, ...strings(rule.metadata.references)].join('\n');
  return {
    id: rule.id,
    shortDescription: { text: firstSentence(text) },
    fullDescription: { text },
    help: { text: help, markdown: manual ?? help },
    defaultConfiguration: { level: LEVEL[rule.severity] },
    properties: { tags: tags(rule), ...(rule.pack !== undefined && { pack: rule.pack }) },
  };
}

function firstSentence(text: string): string {
  const [paragraph = ''] = text.split(/\n\s*\n/);
  const sentence = /^[\s\S]*?[.!?](?=\s|$)/.exec(paragraph)?.[0] ?? paragraph;
  return sentence.replace(/\s+/g, ' ');
}

/** What Semgrep rules say about themselves, in the words that code scanners filter by. */
function tags({ languages, metadata, pack }: Rule): string[] {
  const { category, technology, cwe, owasp } = metadata;
  const all = [pack, category, technology, cwe, owasp, languages].flatMap(strings);
  return [...new Set(all)];
}

function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => typeof item === 'string' && item !== '');
}

function toResult(finding: Finding, report: CheckReport, indexes: ReadonlyMap<string, number>): Result {
  const ruleIndex = indexes.get(finding.rule);
  const region: Region = { ...toRegion(finding.range), snippet: { text: finding.snippet } };
  return {
    ruleId: finding.rule,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: LEVEL[finding.severity],
    message: { text: finding.message.trim() || finding.rule },
    locations: [{ physicalLocation: { artifactLocation: inWorkspace(finding.path ?? '', report), region } }],
    partialFingerprints: { 'vireon/v1': finding.fingerprint },
    ...(finding.trace !== undefined && { codeFlows: [toCodeFlow(finding, finding.trace, report)] }),
    ...(finding.fix !== undefined && { fixes: [toFix(finding, finding.fix, report)] }),
  };
}

/** Viewers mark steps that are essential or important apart from the others. */
const IMPORTANCE = { source: 'essential', step: 'unimportant', sink: 'essential' } as const;

function toCodeFlow(finding: Finding, trace: readonly TraceStep[], report: CheckReport): CodeFlow {
  const artifactLocation = inWorkspace(finding.path ?? '', report);
  const locations = trace.map(({ role, range, snippet }) => ({
    importance: IMPORTANCE[role],
    location: {
      message: { text: describeStep(role, snippet) },
      physicalLocation: { artifactLocation, region: { ...toRegion(range), snippet: { text: snippet } } },
    },
  }));
  return { threadFlows: [{ locations }] };
}

function toFix(finding: Finding, text: string, report: CheckReport): Fix {
  const replacement = { deletedRegion: toRegion(finding.range), insertedContent: { text } };
  const artifactLocation = inWorkspace(finding.path ?? '', report);
  return {
    description: { text: `Fix of rule ${finding.rule}` },
    artifactChanges: [{ artifactLocation, replacements: [replacement] }],
  };
}

/** Lines and columns from 1; the end column is the one after the last character. */
function toRegion({ start, end }: Range): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

const NOTIFICATIONS = [
  { id: 'rule-problem', shortDescription: { text: 'A rule cannot be used.' } },
  { id: 'partial-analysis', shortDescription: { text: 'A file was not analysed whole.' } },
  { id: 'skipped-file', shortDescription: { text: 'A file was not analysed.' } },
] as const satisfies ReportingDescriptor[];

type NotificationId = (typeof NOTIFICATIONS)[number]['id'];

function toInvocation(report: CheckReport, { cwd, startedAt, endedAt }: SarifOptions): Invocation {
  return {
    executionSuccessful: !report.cancelled && report.rules.length > 0,
    startTimeUtc: startedAt.toISOString(),
    endTimeUtc: endedAt.toISOString(),
    workingDirectory: { uri: folderUri(cwd) },
    toolExecutionNotifications: [
      ...report.problems.map((problem) => ofProblem(problem, report)),
      ...report.notes.map(({ path, message }) => ofFile('partial-analysis', 'warning', path, message, report)),
      ...report.skipped.map(({ path, reason }) => ofFile('skipped-file', 'note', path, reason, report)),
    ],
  };
}

function ofProblem({ file, line, character, rule, message }: RuleProblem, report: CheckReport): Notification {
  const region = { startLine: line + 1, startColumn: character + 1 };
  const location = { physicalLocation: { artifactLocation: toArtifact(file, report), region } };
  const which = rule === undefined ? '' : `rule \`${rule}\`: `;
  return notification('rule-problem', 'error', which + message, location, rule);
}

function ofFile(
  id: NotificationId,
  level: 'warning' | 'note',
  path: string,
  message: string,
  report: CheckReport,
): Notification {
  return notification(id, level, message, { physicalLocation: { artifactLocation: inWorkspace(path, report) } });
}

function notification(
  id: NotificationId,
  level: Notification.level,
  text: string,
  location: Location,
  rule?: string,
): Notification {
  return {
    descriptor: { id, index: NOTIFICATIONS.findIndex((one) => one.id === id) },
    level,
    message: { text },
    locations: [location],
    ...(rule !== undefined && { associatedRule: { id: rule } }),
  };
}

/** A path of a finding: below the workspace, or absolute where it was named from elsewhere. */
function inWorkspace(path: string, { workspace }: CheckReport): ArtifactLocation {
  if (isAbsolute(path)) return { uri: pathToFileURL(path).href };
  return path.startsWith('..')
    ? { uri: new URL(encoded(path), folderUri(workspace)).href }
    : { uri: encoded(path), uriBaseId: ROOT };
}

function toArtifact(file: string, report: CheckReport): ArtifactLocation {
  const path = relative(report.workspace, file);
  return inWorkspace(path.startsWith('..') ? file : path, report);
}

function encoded(path: string): string {
  return path.split(sep).map(encodeURIComponent).join('/');
}

function folderUri(folder: string): string {
  return pathToFileURL(folder.endsWith(sep) ? folder : folder + sep).href;
}
