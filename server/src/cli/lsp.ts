import type { Command } from 'commander';
import type { Context } from './context.js';
import { overStdio } from './over-stdio.js';

export function register(program: Command, context: Context): void {
  program
    .command('lsp')
    .description('Serves an editor over stdin and stdout with the language server protocol.')
    .option('--stdio', 'the only transport; editors name it out of habit')
    .option('--clientProcessId <pid>', 'accepted since some editors pass it')
    .addHelpText('after', '\nExamples:\n  vireon lsp --stdio   what an editor names as its language server')
    .action(() => overStdio('lsp', context));
}
