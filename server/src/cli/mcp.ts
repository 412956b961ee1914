import type { Command } from 'commander';
import type { Context } from './context.js';
import { overStdio } from './over-stdio.js';

export function register(program: Command, context: Context): void {
  program
    .command('mcp')
    .description('Serves an MCP client over stdin and stdout: tools to check code, edits and commands.')
    .addHelpText('after', '\nExamples:\n  claude mcp add vireon -- vireon mcp')
    .action(() => overStdio('mcp', context));
}
