import type { Readable, Writable } from 'node:stream';
import type { Verbs } from '../../model/verbs.js';
import { commandConfig, type Place, readConfig } from './config.js';
import type { Say } from './gateway.js';
import { serveGateway } from './server.js';

export interface GatewayCommand extends Place {
  /** One server's command line; empty where a file names the servers. */
  readonly command: readonly string[];
  readonly config?: string;
  readonly name?: string;
  readonly version: string;
  readonly person: string;
  readonly say: Say;
}

/** Reads which servers stand behind, and serves them. */
export async function runGateway(
  verbs: Verbs,
  input: Readable,
  output: Writable,
  options: GatewayCommand,
): Promise<void> {
  const { command, config, name, cwd, version, person, say } = options;
  const servers = command.length === 0 ? await readConfig(config, options) : [commandConfig(command, name)];
  await serveGateway(verbs, input, output, { servers, cwd, version, person, say });
}
