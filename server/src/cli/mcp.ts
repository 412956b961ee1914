import type { Command } from 'commander';
import type { ToolPin } from '../model/tool-pin.js';
import type { Context } from './context.js';
import { overStdio } from './over-stdio.js';

export function register(program: Command, context: Context): void {
  const mcp = program
    .command('mcp')
    .description('Serves an MCP client over stdin and stdout: tools to check code, edits and commands.')
    .addHelpText('after', '\nExamples:\n  claude mcp add vireon -- vireon mcp')
    .action(() => overStdio('mcp', context));
  registerGateway(mcp, context);
  registerPins(mcp, context);
}

function registerGateway(mcp: Command, context: Context): void {
  mcp
    .command('gateway')
    .description('Serves an MCP client the tools of other MCP servers, and judges each call and each result.')
    .argument('[command...]', 'starts one server, instead of those of a file')
    .option('--config <file>', 'servers as agents write them, under `mcpServers`; default: .vireon/mcp.json')
    .option('--name <name>', "the one server's name, for rules and records")
    .addHelpText('after', GATEWAY_HELP)
    .action(async (command: string[], options: GatewayWords) => {
      const { here, cwd, stderr } = context;
      await here.gateway(await context.verbs(), {
        command,
        ...options,
        cwd,
        say: (message) => stderr.write(`vireon: ${message}\n`),
      });
    });
}

interface GatewayWords {
  readonly config?: string;
  readonly name?: string;
}

const GATEWAY_HELP = `
Examples:
  vireon mcp gateway                                   the servers of .vireon/mcp.json
  vireon mcp gateway --config ~/.config/mcp.json
  vireon mcp gateway -- npx -y @modelcontextprotocol/server-filesystem .`;

function registerPins(mcp: Command, context: Context): void {
  mcp
    .command('pins')
    .description('Shows how servers behind the gateway described their tools, and what waits for a person.')
    .option('--accept <server[/tool]>', 'takes the descriptions that wait, as they are now')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  vireon mcp pins\n  vireon mcp pins --accept mail/send')
    .action(async ({ accept, json }: { accept?: string; json?: boolean }) => {
      const { stdout } = context;
      const verbs = await context.verbs();
      const pins =
        accept === undefined
          ? await verbs.toolPins()
          : await verbs.acceptToolPins({ ...toName(accept), person: context.person });
      if (json) stdout.write(`${JSON.stringify(pins, undefined, 2)}\n`);
      else stdout.write(accept === undefined ? listed(pins) : accepted(pins));
    });
}

/** A server's name has no slash, a tool's may. */
function toName(text: string): { readonly server: string; readonly tool?: string } {
  const [server = '', ...rest] = text.split('/');
  return rest.length === 0 ? { server } : { server, tool: rest.join('/') };
}

function accepted(pins: readonly ToolPin[]): string {
  return pins.map(({ server, tool, hash }) => `accepted ${server}/${tool} (${hash.slice(0, 12)})\n`).join('');
}

function listed(pins: readonly ToolPin[]): string {
  if (pins.length === 0) return 'No tool was seen behind a gateway yet.\n';
  const held = pins.filter((pin) => pin.held !== undefined);
  const lines = pins.map(line);
  if (held.length > 0) lines.push('', ...held.flatMap(explained));
  return `${lines.join('\n')}\n`;
}

function line({ server, tool, hash, time, acceptedBy, held }: ToolPin): string {
  const how = held !== undefined ? 'WAITS' : acceptedBy === undefined ? 'pinned' : `accepted by ${shown(acceptedBy)}`;
  return `${shown(server)}/${shown(tool)}  ${hash.slice(0, 12)}  ${time.slice(0, 10)}  ${how}`;
}

function explained({ server, tool, held }: ToolPin): string[] {
  if (held === undefined) return [];
  return [
    `${shown(server)}/${shown(tool)} is withheld: ${held.standing.join(', ')}`,
    ...held.explanation.split('\n').map((text) => `  ${shown(text)}`),
    ...(held.before === undefined ? [] : [`  was: ${shown(held.before)}`]),
    `  is:  ${shown(held.after)}`,
    `  vireon mcp pins --accept ${shown(server)}/${shown(tool)}`,
    '',
  ];
}

/** What a server wrote must not move a terminal's cursor, nor hide from the reader. */
function shown(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`);
}
