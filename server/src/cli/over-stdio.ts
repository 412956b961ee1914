import { ConnectionLost } from '../daemon/client.js';
import { pipeToDaemon } from '../daemon/pipe.js';
import type { Context } from './context.js';

/** Serves a peer on stdin and stdout: joined to the daemon, or by an app in this process where no daemon can be had. */
export async function overStdio(peer: 'lsp' | 'mcp', context: Context): Promise<void> {
  const { daemonAt, cwd, stdin, stdout, stderr, here } = context;
  if (context.daemon) {
    try {
      return await pipeToDaemon(daemonAt, { peer, argv: [], cwd }, stdin, stdout);
    } catch (error) {
      // Half a conversation cannot be continued by somebody else: the client starts a new one.
      if (error instanceof ConnectionLost) throw error;
      stderr.write(`vireon: ${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  const app = await here.open();
  try {
    await here[peer](app);
  } finally {
    await app.close();
  }
}
