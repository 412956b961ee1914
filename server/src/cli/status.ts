import type { Command } from 'commander';
import type { Status } from '../model/verbs.js';
import type { Context } from './context.js';
import { counted } from './format/printable.js';
import { sizeText } from './format/size.js';

export function register(program: Command, context: Context): void {
  program
    .command('status')
    .summary('show what the daemon holds and does')
    .description('Shows the daemon that serves this build: its workspaces, rules, records and what is degraded.')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vireon status\n  vireon status --json | jq .degraded')
    .action(async (options: { json?: boolean }) => {
      const status = await (await context.verbs()).status();
      context.stdout.write(options.json ? `${JSON.stringify(status, null, 2)}\n` : asText(status, context));
    });
}

function asText(status: Status, { colours }: Context): string {
  const lines = [
    `${colours.bold(`Vireon ${status.version}`)}, process ${status.pid}, since ${status.startedAt}`,
    `${status.connections} connections, ${status.documents} open documents, ${status.records} records`,
    savedText(status),
    ...status.workspaces.map(
      ({ root, rules, problems, ruleSet }) =>
        `${root}: ${rules} rules${problems > 0 ? colours.yellow(`, ${problems} problems`) : ''} (${ruleSet})`,
    ),
    ...status.degraded.map((what) => colours.yellow(`degraded: ${what}`)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is saved before acts, in words. */
export function savedText({ saved: { snapshots, bytes, workspaces } }: Status): string {
  if (snapshots === 0) return 'nothing is saved for undo';
  return `${counted(snapshots, 'snapshot')} for undo in ${counted(workspaces, 'workspace')}, ${sizeText(bytes)}`;
}
