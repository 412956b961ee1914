import { existsSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Rule } from '../model/rule.js';
import {
  type CaseReport,
  type CaseResult,
  difference,
  type ImportReport,
  InvalidInput,
  type RuleManual,
} from '../model/verbs.js';
import type { Context } from './context.js';
import { registerExport } from './export/command.js';
import { matchExplanationText } from './format/match-explanation.js';
import { counted, printable } from './format/printable.js';
import { WORD } from './format/severity.js';
import { table } from './format/table.js';
import { problemText, shown } from './format/text.js';

export function register(program: Command, context: Context): void {
  const rules = program
    .command('rules')
    .description('Shows, tests and explains the rules that hold in this folder.')
    .addHelpText(
      'after',
      '\nExamples:\n  vireon rules list\n  vireon rules explain git-force-push\n  vireon rules test',
    );
  rules
    .command('list')
    .description('Lists the rules that hold here.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vireon rules list\n  vireon rules list --json | jq -r ".rules[].id"')
    .action((options: { json?: boolean }) => list(options, context));
  rules
    .command('test')
    .argument('[dir...]', 'rule files or folders; default: .vireon/rules, else the packs that ship')
    .description('Runs the cases beside each rule: what must match and what must not. Exit 1 where one fails.')
    .option('--json', 'as JSON')
    .addHelpText('after', TEST_HELP)
    .action((paths: string[], options: { json?: boolean }) => test(paths, options, context));
  rules
    .command('explain')
    .argument('<id>', 'the rule')
    .argument('[file]', 'why the rule matches in this file, or does not')
    .description("Shows a rule's manual, its source, and what it governs; with a file, what each operator does there.")
    .option('--rules <path>', 'a rule file or folder that the rule stands in; default: the rules that hold here')
    .option('--language <language>', 'read the file in this language')
    .option('--json', 'as JSON')
    .addHelpText('after', EXPLAIN_HELP)
    .action((id: string, file: string | undefined, options: ExplainOptions) =>
      file === undefined ? explain(id, options, context) : explainMatch(id, file, options, context),
    );
  rules
    .command('import')
    .argument('<path>', "gitleaks' configuration, or a file or folder of ast-grep's rules")
    .description('Turns the rules of another tool into rules of Vireon, and names those that have no equal.')
    .addOption(new Option('--from <tool>', 'whose rules').choices(['gitleaks', 'ast-grep']).makeOptionMandatory())
    .option('-o, --output <file>', 'the rule file to write; default: standard output')
    .addHelpText('after', IMPORT_HELP)
    .action((path: string, options: ImportOptions) => importInto(path, options, context));
  registerExport(rules, context);
}

interface ImportOptions {
  readonly from: 'gitleaks' | 'ast-grep';
  readonly output?: string;
}

const IMPORT_HELP = `
Examples:
  vireon rules import --from gitleaks .gitleaks.toml -o .vireon/rules/gitleaks.yaml
  vireon rules import --from ast-grep rules -o .vireon/rules/ast-grep.yaml`;

interface ExplainOptions {
  readonly json?: boolean;
  readonly rules?: string;
  readonly language?: string;
}

const EXPLAIN_HELP = `
Examples:
  vireon rules explain git-force-push
  vireon rules explain no-eval src/run.py
  vireon rules explain my-rule app.py --rules my-rule.yaml`;

const TEST_HELP = `
A case is a line in a file beside the rule file, under a comment that says what must happen on it:
  # ruleid: my-rule     it must match
  # ok: my-rule         it must not

Examples:
  vireon rules test
  vireon rules test rules/commands`;

async function list({ json }: { json?: boolean }, context: Context): Promise<void> {
  const { stdout, stderr, cwd, colours } = context;
  const found = await (await context.verbs()).listRules(cwd);
  if (json) {
    stdout.write(`${JSON.stringify(found, null, 2)}\n`);
    return;
  }
  const rows = [...found.rules].sort((a, b) => (a.id < b.id ? -1 : 1)).map(row);
  const head = ['rule', 'severity', 'decision', 'languages', 'pack', 'on'];
  stdout.write(table(head, rows, colours));
  stdout.write(`\n${counted(found.rules.length, 'rule')} (${found.ruleSet})\n`);
  for (const problem of found.problems) stderr.write(`vireon: ${problemText(problem, cwd)}\n`);
}

function row({ id, severity, govern, languages, pack }: Rule): string[] {
  const decision = govern.shadow ? `${govern.decision} (shadow)` : govern.decision;
  return [id, WORD[severity], decision, languages.join(','), pack ?? '', govern.on.join(',')];
}

async function test(named: readonly string[], { json }: { json?: boolean }, context: Context): Promise<void> {
  const { stdout, stderr, cwd } = context;
  const report = await (await context.verbs()).testRules(pathsToTest(named, cwd));
  if (json) stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(casesText(report, context));
  for (const problem of json ? [] : report.problems) stderr.write(`vireon: ${problemText(problem, cwd)}\n`);
  context.exit(isGreen(report) ? 0 : 1);
}

/** Nothing named means this folder's own rules; where it has none, the packs that ship. */
function pathsToTest(named: readonly string[], cwd: string): string[] {
  const own = join(cwd, '.vireon/rules');
  if (named.length === 0) return existsSync(own) ? [own] : [];
  const missing = named.find((path) => !existsSync(resolve(cwd, path)));
  if (missing !== undefined) throw new InvalidInput(`\`${missing}\` does not exist`);
  return named.map((path) => resolve(cwd, path));
}

function isGreen({ cases, problems, alternatives, rules }: CaseReport): boolean {
  const passed = cases.every(({ outcome }) => outcome === 'passed');
  return rules > 0 && passed && problems.length === 0 && alternatives.length === 0;
}

function casesText(report: CaseReport, context: Context): string {
  const { colours, cwd } = context;
  const { rules, cases, alternatives, untested } = report;
  const failing = cases.filter(({ outcome }) => outcome !== 'passed');
  const lines = [
    ...cases.map((one) => caseLine(one, context)),
    ...alternatives.map(
      ({ rule, alternative, verdict }) =>
        `${colours.red('FAIL')}  ${printable(rule)}: its alternative \`${printable(alternative)}\` gets the verdict ${verdict}`,
    ),
    ...untested.map((rule) => `${colours.yellow('none')}  ${printable(rule)}: has no case`),
    '',
    `${counted(cases.length - failing.length, 'case')} of ${counted(rules, 'rule')} passed`,
  ];
  const missed = failing.filter(({ expected }) => expected === 'match').length;
  const unexpected = failing.filter(({ expected }) => expected === 'no match').length;
  const failures = [
    [missed, 'did not match'],
    [unexpected, 'matched and must not'],
    [failing.length - missed - unexpected, 'came out otherwise than expected'],
    [alternatives.length, 'alternatives are not allowed'],
    [report.problems.length, 'problems in rule files'],
  ] as const;
  for (const [count, what] of failures) if (count > 0) lines.push(colours.red(`${count} ${what}`));
  if (rules === 0) lines.push(colours.red(`no usable rule was found from ${cwd}`));
  return `${lines.join('\n')}\n`;
}

function caseLine({ rule, file, line, outcome, expected, actual }: CaseResult, { colours, cwd }: Context): string {
  const place = `${printable(rule)}  ${colours.dim(`${shown(file, cwd)}:${line + 1}`)}`;
  if (outcome === 'passed') return `${colours.green('ok')}    ${place}`;
  return `${colours.red('FAIL')}  ${place}  ${printable(difference({ expected, actual }))}`;
}

async function explain(id: string, { json }: { json?: boolean }, context: Context): Promise<void> {
  const explained = await (await context.verbs()).explainRule(context.cwd, id);
  context.stdout.write(json ? `${JSON.stringify(explained, null, 2)}\n` : explanation(explained, context));
}

async function explainMatch(id: string, file: string, options: ExplainOptions, context: Context): Promise<void> {
  const { cwd, colours, stdout } = context;
  const { rules, language } = options;
  for (const path of [file, ...(rules === undefined ? [] : [rules])])
    if (!existsSync(resolve(cwd, path))) throw new InvalidInput(`\`${path}\` does not exist`);
  const explained = await (await context.verbs()).explainMatch({
    workspace: cwd,
    rule: id,
    path: resolve(cwd, file),
    ...(language !== undefined && { language }),
    ...(rules !== undefined && { rules: [resolve(cwd, rules)] }),
  });
  const text = () => matchExplanationText(explained, { cwd, colours });
  stdout.write(options.json ? `${JSON.stringify(explained, null, 2)}\n` : text());
}

function explanation({ rule, manual, source }: RuleManual, { colours, cwd }: Context): string {
  const { govern } = rule;
  const facts: [string, string | undefined][] = [
    ['severity', WORD[rule.severity]],
    ['languages', rule.languages.join(', ')],
    ['governs', govern.on.join(', ')],
    ['decision', govern.shadow ? `${govern.decision}, in shadow: recorded, decides nothing` : govern.decision],
    ['obligations', govern.obligations.join(', ')],
    ['agents', govern.actors?.agents?.join(', ')],
    ['except', govern.actors?.except?.join(', ')],
    ...Object.entries(govern.where ?? {}).map(([what, globs]): [string, string] => [what, (globs ?? []).join(', ')]),
    ['instead', govern.alternatives.join('; ')],
    ['scope', rule.pack === undefined ? rule.scope : `${rule.scope}, pack ${rule.pack}`],
    ['file', `${shown(rule.file, cwd)}:${rule.line + 1}`],
  ];
  return [
    colours.bold(printable(rule.id)),
    ...facts
      .filter(([, value]) => value)
      .map(([name, value]) => `  ${colours.dim(name.padEnd(12))}${printable(value ?? '')}`),
    '',
    printable((manual.trim() === '' ? rule.message : manual).trim()),
    '',
    colours.dim('As written:'),
    printable(source.trimEnd()),
    '',
  ].join('\n');
}

async function importInto(path: string, { from, output }: ImportOptions, context: Context): Promise<void> {
  const { stdout, stderr, cwd } = context;
  const report = await (await context.verbs()).importRules({ from, path: resolve(cwd, path) });
  if (report.rules === 0) stderr.write('vireon: no rule could be carried over; nothing is written\n');
  else if (output === undefined) stdout.write(report.content);
  else writeRules(resolve(cwd, output), report.content);
  (output === undefined ? stderr : stdout).write(importSummary(report, output));
}

function writeRules(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new InvalidInput(`\`${file}\` cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function importSummary({ rules, left }: ImportReport, output: string | undefined): string {
  const lines = left.map(({ file, rule, reason }) =>
    printable(['not carried over', file, ...(rule === undefined ? [] : [rule]), reason].join(': ')),
  );
  const written = `${counted(rules, 'rule')} written${output === undefined ? '' : ` to ${printable(output)}`}`;
  return `${[...lines, left.length === 0 ? written : `${written}, ${left.length} not carried over`].join('\n')}\n`;
}
