import { type Command, Option } from 'commander';
import { InvalidInput } from '../../model/verbs.js';
import type { Context } from '../context.js';
import { counted, printable } from '../format/printable.js';
import { LISTS } from './lists.js';

/** `vireon rules export`. */
export function registerExport(rules: Command, context: Context): void {
  rules
    .command('export')
    .description('Writes what a static list of a host can say of the rules on commands that hold here.')
    .addOption(new Option('--for <host>', 'whose list').choices(Object.keys(LISTS)).makeOptionMandatory())
    .addHelpText('after', HELP)
    .action((options: { readonly for: string }) => exportList(options.for, context));
}

const HELP = `
A list knows how a command begins and no more: what stands behind \`sudo\` or in a script, an option in another
place, and everything that is no command, it does not see. Where the host has hooks, use them, and this beside them.

Examples:
  vireon rules export --for zed
  vireon rules export --for codex > ~/.codex/rules/vireon.rules`;

async function exportList(host: string, { verbs, cwd, stdout, stderr }: Context): Promise<void> {
  const list = LISTS[host];
  if (list === undefined) throw new InvalidInput(`no list is known for \`${host}\``);
  const { prefixes, left } = await (await verbs()).commandPrefixes(cwd);
  const said = list.asks ? prefixes : prefixes.filter(({ verdict }) => verdict === 'deny');
  stdout.write(list.write(said));
  const notes = [
    `this belongs into ${list.file}; what stands there already must stay beside it. ${list.note}`,
    `it knows ${counted(said.length, 'beginning')} of commands, and not what stands behind \`sudo\`, in scripts, or elsewhere in the line`,
    ...(said.length < prefixes.length
      ? [
          `it cannot ask: ${counted(prefixes.length - said.length, 'beginning')} that a person would be asked about are left out`,
        ]
      : []),
    ...(left.length > 0
      ? [`it cannot say anything of ${counted(left.length, 'rule')}: ${printable(left.join(', '))}`]
      : []),
  ];
  for (const note of notes) stderr.write(`vireon: ${note}\n`);
}
