import { isAbsolute, join, relative } from 'node:path';
import type picocolors from 'picocolors';
import type { Finding } from '../../model/finding.js';
import type { RuleProblem, Severity } from '../../model/rule.js';
import type { CheckReport } from '../../model/verbs.js';
import { cells, counted, oneLine, printable, wrap } from './printable.js';
import { WORD } from './severity.js';

type Colours = ReturnType<typeof picocolors.createColors>;

export interface TextOptions {
  /** Paths are shown relative to it. */
  readonly cwd: string;
  readonly colours: Colours;
  readonly width: number;
  lineAt(file: string, line: number): string | undefined;
}

const INDENT = '  ';
const BODY = '      ';

/** Findings grouped by file, each with its code line, and a summary. */
export function asText(report: CheckReport, options: TextOptions): string {
  const byFile = new Map<string, Finding[]>();
  for (const finding of report.findings) {
    const known = byFile.get(finding.path ?? '');
    if (known === undefined) byFile.set(finding.path ?? '', [finding]);
    else known.push(finding);
  }
  const groups = [...byFile]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, findings]) => group(path, findings, report, options));
  return [...groups, summary(report, options)].join('\n');
}

function group(path: string, findings: readonly Finding[], report: CheckReport, options: TextOptions): string {
  const file = join(report.workspace, path);
  const sorted = [...findings].sort((a, b) => place(a) - place(b));
  const title = options.colours.underline(printable(shown(file, options.cwd)));
  return [title, ...sorted.map((finding) => describe(finding, file, options))].join('\n');
}

const place = ({ range: { start } }: Finding) => start.line * 1e6 + start.character;

function describe(finding: Finding, file: string, options: TextOptions): string {
  const { colours, width } = options;
  const { start } = finding.range;
  const at = `${start.line + 1}:${start.character + 1}`;
  const head = `${INDENT}${at}  ${paint(finding.severity, colours)(WORD[finding.severity])}  ${colours.bold(printable(finding.rule))}`;
  const message = wrap(finding.message, width - BODY.length).map((line) => BODY + line);
  return [head, ...message, ...excerpt(finding, file, options), ...fix(finding, options), ''].join('\n');
}

function paint(severity: Severity, colours: Colours): (text: string) => string {
  return { ERROR: colours.red, WARNING: colours.yellow, INFO: colours.blue }[severity];
}

/** The code line with a caret under what matched; of a long line the part around it. */
function excerpt(
  { range, snippet, severity }: Finding,
  file: string,
  { colours, width, lineAt }: TextOptions,
): string[] {
  const number = String(range.start.line + 1);
  const room = Math.max(20, width - BODY.length - number.length - 3);
  const { line, offset } = codeLine(lineAt(file, range.start.line), range.start.character, snippet);
  const from = offset > room / 2 && line.length > room ? offset - Math.floor(room / 4) : 0;
  const cut = (text: string) => oneTab(printable(text));
  const before = (from > 0 ? '\u2026' : '') + cut(line.slice(from, offset));
  const length =
    range.end.line === range.start.line ? range.end.character - range.start.character : line.length - offset;
  const matched = cut(line.slice(offset, offset + Math.max(1, length)));
  const code = clip(`${before}${matched}${cut(line.slice(offset + Math.max(1, length)))}`, room);
  const carets = '^'.repeat(Math.max(1, Math.min(cells(matched), room - cells(before))));
  const gutter = ' '.repeat(number.length);
  const bar = colours.dim('\u2502');
  return [
    `${BODY}${colours.dim(number)} ${bar} ${code}`,
    `${BODY}${gutter} ${bar} ${' '.repeat(cells(before))}${paint(severity, colours)(carets)}`,
  ];
}

/** The file may have changed since, or be open with other text: then what is known of the match is shown alone. */
function codeLine(line: string | undefined, offset: number, snippet: string): { line: string; offset: number } {
  const fits = line?.slice(offset).trimStart().startsWith(snippet.slice(0, 40));
  return line !== undefined && fits ? { line, offset } : { line: snippet, offset: 0 };
}

const oneTab = (text: string) => text.replaceAll('\t', '  ').replaceAll('\n', ' ');

function clip(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}\u2026` : text;
}

function fix({ fix }: Finding, { colours, width }: TextOptions): string[] {
  if (fix === undefined) return [];
  const [first = '', ...rest] = printable(fix).split('\n');
  if (first === '' && rest.length === 0) return [`${BODY}${colours.green('fix: remove it')}`];
  const more = rest.length > 0 ? ` (and ${counted(rest.length, 'more line')})` : '';
  return [`${BODY}${colours.green(`fix: ${clip(oneTab(first), width - BODY.length - 5)}`)}${more}`];
}

function summary(report: CheckReport, { colours }: TextOptions): string {
  const { findings, files, rules, durationMs, cancelled } = report;
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = (['ERROR', 'WARNING', 'INFO'] as const)
    .filter((severity) => of(severity) > 0)
    .map((severity) =>
      paint(severity, colours)(severity === 'INFO' ? `${of(severity)} info` : counted(of(severity), WORD[severity])),
    );
  const found = parts.length > 0 ? parts.join(', ') : colours.green('Nothing found');
  const scope = `${counted(files, 'file')}, ${counted(rules.length, 'rule')}, ${(durationMs / 1000).toFixed(1)} s`;
  return `${found} in ${scope}${cancelled ? colours.yellow(' (interrupted: what was seen until then)') : ''}\n`;
}

/** What could not be used or seen whole, for stderr. The other formats list every file. */
export function troubleText(report: CheckReport, cwd: string): string {
  const { problems, notes, skipped, workspace } = report;
  const lines = [
    ...problems.map((problem) => problemText(problem, cwd)),
    ...notes.slice(0, SOME).map(({ path, message }) => `${shown(join(workspace, path), cwd)}: ${oneLine(message)}`),
    ...(notes.length > SOME ? [`${counted(notes.length - SOME, 'more note')} like these`] : []),
    ...(skipped.length > 0 ? [skippedText(report, cwd)] : []),
  ];
  return lines.map((line) => `vireon: ${line}\n`).join('');
}

const SOME = 5;

function skippedText({ skipped, workspace }: CheckReport, cwd: string): string {
  const reasons = new Map<string, number>();
  for (const { reason } of skipped) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const [only] = skipped;
  if (skipped.length === 1 && only !== undefined) {
    return `skipped ${printable(shown(join(workspace, only.path), cwd))}: ${oneLine(only.reason)}`;
  }
  const parts = [...reasons].sort((a, b) => b[1] - a[1]).map(([reason, count]) => `${count} ${oneLine(reason)}`);
  return `skipped ${skipped.length} files: ${parts.slice(0, SOME).join(', ')}`;
}

/** A problem of a rule file as compilers write it. */
export function problemText({ file, line, character, rule, message }: RuleProblem, cwd: string): string {
  const which = rule === undefined ? '' : `rule \`${printable(rule)}\`: `;
  return `${printable(shown(file, cwd))}:${line + 1}:${character + 1}: ${which}${printable(message)}`;
}

/** Relative where that is shorter to read, absolute elsewhere. */
export function shown(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === '' || path.startsWith('..') || isAbsolute(path) ? file : path;
}
