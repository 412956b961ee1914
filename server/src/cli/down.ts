import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { stop } from '../daemon/client.js';
import { type Endpoint, endpointOf } from '../daemon/endpoint.js';
import type { Health } from '../daemon/verbs-wire.js';
import type { Context } from './context.js';

export function register(program: Command, context: Context): void {
  program
    .command('down')
    .description('Stops the daemon once what is under way is done. The next command that needs one starts it again.')
    .option('--all', 'also the daemons of other builds')
    .addHelpText(
      'after',
      '\nExamples:\n  vireon down\n  vireon down --all   after a rebuild, when the old one still serves',
    )
    .action(async (options: { all?: boolean }) => {
      const { endpoint, uid } = context.daemonAt;
      let stopped = 0;
      for (const one of options.all ? endpointsBeside(endpoint, uid) : [endpoint]) {
        const health = await stop({ ...context.daemonAt, endpoint: one });
        if (!health) continue;
        await ended(health);
        stopped += 1;
        context.stdout.write(`Stopped the daemon (process ${health.pid}, version ${health.version}).\n`);
      }
      if (stopped === 0) context.stdout.write('No daemon is running.\n');
    });
}

function endpointsBeside(endpoint: Endpoint, uid: number): Endpoint[] {
  if (!existsSync(endpoint.directory)) return [endpoint];
  const names = readdirSync(endpoint.directory, { encoding: 'utf8' });
  const stamps = names.map((name) => /^daemon-(.+)\.sock$/.exec(name)?.[1]).filter((stamp) => stamp !== undefined);
  return stamps.map((stamp) => endpointOf(endpoint.home, stamp, uid));
}

/** The daemon closes its connections before its stores; what follows may count on both. */
async function ended({ pid }: Health): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause(50);
  }
  throw new Error(`the daemon (process ${pid}) was told to stop and is still there; look into its log, or kill it`);
}
