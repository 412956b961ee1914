import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Severity } from '../model/rule.js';
import { type CheckReport, InvalidInput } from '../model/verbs.js';
import { agentAdvice, editorAdvice } from './advice.js';
import type { Context } from './context.js';
import { showProgress } from './progress.js';
import { tour } from './tour.js';

export function register(program: Command, context: Context): void {
  program
    .command('up')
    .argument('[path]', 'the workspace; default: this folder')
    .description(
      'Starts the daemon where none runs, scans the workspace, shows what was found, and leaves the daemon serving.',
    )
    .addHelpText('after', '\nExamples:\n  vireon up\n  vireon up ~/projects/shop')
    .action((path: string | undefined) => up(path, context));
}

async function up(path: string | undefined, context: Context): Promise<void> {
  const { stdout, cwd, root, interrupted } = context;
  const examples = path === undefined && cwd === stripSlash(root) ? join(root, 'examples') : undefined;
  const shown = examples !== undefined && existsSync(examples) ? examples : undefined;
  const workspace = shown ?? folderAt(path ?? '.', cwd);

  const verbs = await context.verbs();
  const progress = showProgress(context, workspace);
  const request = { workspace, paths: [], cache: true };
  const report = await verbs.check(request, { onProgress: progress.show, signal: interrupted }).finally(progress.end);
  stdout.write(summary(report, workspace, context));
  if (report.cancelled) return context.exit(130);
  if (shown) stdout.write(await tour(verbs, workspace, context));
  const { pid, version } = await verbs.status();
  stdout.write(`\n${editorAdvice(context)}\n${agentAdvice(context)}\n`);
  if (context.daemon)
    stdout.write(`\nThe daemon serves (process ${pid}, version ${version}); \`vireon down\` stops it.\n`);
}

function folderAt(path: string, cwd: string): string {
  const folder = resolve(cwd, path);
  if (!existsSync(folder)) throw new InvalidInput(`\`${path}\` does not exist; name the folder to govern`);
  if (!statSync(folder).isDirectory()) {
    throw new InvalidInput(`\`${path}\` is a file; name the folder to govern, or use \`vireon check ${path}\``);
  }
  return folder;
}

const stripSlash = (path: string) => path.replace(/\/$/, '');

const NAMES: Readonly<Record<Severity, readonly [one: string, many: string]>> = {
  ERROR: ['error', 'errors'],
  WARNING: ['warning', 'warnings'],
  INFO: ['note', 'notes'],
};
const WORST = 5;

function summary(report: CheckReport, folder: string, context: Context): string {
  const { colours } = context;
  const { files, filesFromCache, durationMs, languages, findings, problems, rules } = report;
  const cached = filesFromCache > 0 ? `, ${filesFromCache} of them unchanged` : '';
  const lines = [
    '',
    `${colours.bold(folder)}${report.cancelled ? colours.yellow('  (interrupted: what was seen so far)') : ''}`,
    `${counted(files, 'file', 'files')}${cached}, ${counted(rules.length, 'rule', 'rules')}, ${(durationMs / 1000).toFixed(1)} s`,
    ...byCount(languages),
    severities(report, context),
    ...worst(report, context),
  ];
  const rest = findings.length - WORST;
  if (rest > 0) lines.push(`  … and ${rest} more: \`vireon check ${folder}\``);
  if (problems.length > 0) lines.push(colours.yellow(`${counted(problems.length, 'problem', 'problems')} in rules:`));
  for (const { file, line, message } of problems.slice(0, WORST)) lines.push(`  ${file}:${line + 1}: ${message}`);
  return `${lines.join('\n')}\n`;
}

function byCount(languages: CheckReport['languages']): string[] {
  const entries = Object.entries(languages).sort((a, b) => b[1] - a[1]);
  return entries.length === 0 ? [] : [entries.map(([language, count]) => `${language} ${count}`).join(', ')];
}

function severities({ findings }: CheckReport, { colours }: Context): string {
  const paint = { ERROR: colours.red, WARNING: colours.yellow, INFO: colours.blue };
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const parts = (['ERROR', 'WARNING', 'INFO'] as const).filter((severity) => of(severity) > 0);
  if (parts.length === 0) return colours.green('Nothing found.');
  return parts.map((severity) => paint[severity](counted(of(severity), ...NAMES[severity]))).join(', ');
}

function worst({ findings }: CheckReport, { colours }: Context): string[] {
  const rank = { ERROR: 0, WARNING: 1, INFO: 2 };
  const sorted = [...findings].sort((a, b) => rank[a.severity] - rank[b.severity]);
  return sorted
    .slice(0, WORST)
    .flatMap(({ severity, rule, path, range, message, fix }) => [
      '',
      `  ${colours.bold(`${path ?? ''}:${range.start.line + 1}:${range.start.character + 1}`)}  ${NAMES[severity][0]}  ${colours.dim(rule)}`,
      `    ${message.trim().split('\n').join('\n    ')}`,
      ...(fix === undefined ? [] : [`    ${colours.green(`fix: ${fix.split('\n')[0]}`)}`]),
    ]);
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
