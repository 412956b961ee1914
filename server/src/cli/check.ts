import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import { type Command, Option } from 'commander';
import type { Rule } from '../model/rule.js';
import { type CheckReport, InvalidInput } from '../model/verbs.js';
import type { Context } from './context.js';
import { asJson } from './format/json.js';
import { asSarif } from './format/sarif.js';
import { type Bound, reaches } from './format/severity.js';
import { sourceLines } from './format/source-lines.js';
import { asText, troubleText } from './format/text.js';
import { showProgress } from './progress.js';

interface Options {
  readonly rules: readonly string[];
  readonly format: 'text' | 'json' | 'sarif';
  readonly failOn: Bound;
  readonly cache: boolean;
}

const WRONG_USE = 2;
const INTERRUPTED = 130;

export function register(program: Command, context: Context): void {
  program
    .command('check')
    .argument(
      '[path...]',
      'files or folders; default: this folder. A file named here is scanned whatever its extension.',
    )
    .description('Looks for what the rules find in files as they are.')
    .option('--rules <path>', 'a rule file or folder; only such rules run (repeatable)', collect, [])
    .addOption(new Option('--format <format>', 'form of the output').choices(['text', 'json', 'sarif']).default('text'))
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['error', 'warning', 'info', 'never'])
        .default('error'),
    )
    .option('--no-cache', 'scan every file anew')
    .addHelpText('after', HELP)
    .action((paths: string[], options: Options) => check(paths, options, context));
}

const HELP = `
Exit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong use or no usable rule, 130 interrupted.

Examples:
  vireon check
  vireon check src --fail-on warning
  vireon check --rules my-rules server.py
  vireon check --format sarif > vireon.sarif`;

function collect(path: string, before: readonly string[]): readonly string[] {
  return [...before, path];
}

async function check(named: readonly string[], options: Options, context: Context): Promise<void> {
  const { cwd, stdout, stderr, clock, interrupted } = context;
  const paths = (named.length > 0 ? named : ['.']).map((path) => existing(path, cwd));
  const rules = options.rules.map((path) => existing(path, cwd));
  // With rules of the caller's own no workspace has a say, and paths read best from where they were typed.
  const workspace = rules.length > 0 && areBelow(paths, cwd) ? cwd : folderAbove(paths);
  const request = {
    workspace,
    paths,
    cache: options.cache,
    ...(rules.length > 0 && { rules }),
  };
  const startedAt = clock();
  const verbs = await context.verbs();
  const progress = stderr.isTTY ? showProgress(context, workspace) : undefined;
  const watch = { signal: interrupted, ...(progress && { onProgress: progress.show }) };
  const report = await verbs.check(request, watch).finally(() => progress?.end());
  stdout.write(formatted(report, options, startedAt, context));
  if (options.format === 'text') stderr.write(troubleText(report, cwd));
  context.exit(exitCode(report, options, context));
}

function existing(path: string, cwd: string): string {
  const absolute = resolve(cwd, path);
  if (!existsSync(absolute)) throw new InvalidInput(`\`${path}\` does not exist`);
  return absolute;
}

/** The deepest folder above all paths: the rules that hold there are those of the workspace around it. */
function folderAbove(paths: readonly string[]): string {
  let [folder = sep] = paths;
  while (!areBelow(paths, folder) || !isFolder(folder)) folder = resolve(folder, '..');
  return folder;
}

function areBelow(paths: readonly string[], folder: string): boolean {
  return paths.every((path) => path === folder || path.startsWith(withSeparator(folder)));
}

const withSeparator = (folder: string) => (folder.endsWith(sep) ? folder : folder + sep);

const isFolder = (path: string) => statSync(path).isDirectory();

function formatted(report: CheckReport, { format }: Options, startedAt: Date, context: Context): string {
  const { cwd, colours, stdout, version, clock } = context;
  if (format === 'json') return asJson(report, version);
  if (format === 'sarif') {
    return asSarif(report, { version, cwd, startedAt, endedAt: clock(), manuals: manualsOf(report) });
  }
  return asText(report, { cwd, colours, width: Math.min(stdout.columns ?? 100, 140), lineAt: sourceLines() });
}

/** The manuals of the rules that found something. */
function manualsOf({ findings, rules }: CheckReport): Map<string, string> {
  const found = new Set(findings.map(({ rule }) => rule));
  const documented = rules.filter(
    (rule): rule is Rule & { manual: string } => found.has(rule.id) && rule.manual !== undefined,
  );
  return new Map(documented.map(({ id, manual }) => [id, readFileSync(manual, 'utf8')]));
}

function exitCode(report: CheckReport, { failOn }: Options, { stderr }: Context): number {
  if (report.cancelled) return INTERRUPTED;
  if (report.rules.length === 0) {
    stderr.write('vireon: there is no usable rule: name some with --rules, or put them into .vireon/rules\n');
    return WRONG_USE;
  }
  return report.findings.some(({ severity }) => reaches(severity, failOn)) ? 1 : 0;
}
