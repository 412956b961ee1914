import type { Command } from 'commander';
import type { Context } from './context.js';

export function register(program: Command, context: Context): void {
  program
    .command('daemon')
    .description('Runs the daemon in this terminal. Other commands start one in the background by themselves.')
    .option('--detached', 'log to the file alone')
    .addHelpText('after', '\nExamples:\n  vireon daemon   serve until interrupted, with the log on stderr')
    .action(async (options: { detached?: boolean }) => {
      const code = await context.here.daemon({ foreground: options.detached !== true });
      if (code !== 0) context.stderr.write('vireon: a daemon of this build already serves this home\n');
      context.exit(code);
    });
}
