import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type picocolors from 'picocolors';
import type { App } from '../app.js';
import type { ConnectOptions } from '../daemon/client.js';
import type { HookAnswer } from '../daemon/protocol.js';
import type { Verbs } from '../model/verbs.js';

/** What the process gives to the command line; everything that a command would otherwise fetch from the air. */
export interface World {
  readonly cwd: string;
  /** The user's own home, for what hosts keep there. */
  readonly userHome: string;
  /** Who is at the terminal. */
  readonly person: string;
  readonly version: string;
  /** The folder that holds server/, native/, rules/; in a checkout also examples/. */
  readonly root: string;
  /** How the daemon of this build is met and started; `endpoint.home` is where all state lies. */
  readonly daemonAt: ConnectOptions;
  readonly stdin: Readable;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** The user asked for no colours (NO_COLOR). */
  readonly noColour: boolean;
  readonly clock: () => Date;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** What can be done in this process, without the daemon. Each part is loaded when it is asked for. */
  readonly here: {
    /** An app of our own. */
    open(): Promise<App>;
    /** Serves an editor on stdin and stdout. */
    lsp(app: App): Promise<void>;
    mcp(app: App): Promise<void>;
    /** Serves an MCP client the tools of other servers, on stdin and stdout. */
    gateway(verbs: Verbs, request: GatewayRequest): Promise<void>;
    hook(app: App, host: string, payload: string): Promise<HookAnswer>;
    /** A hook's answer where nobody could judge. */
    refuseHook(host: string, payload: string, reason: string): Promise<HookAnswer>;
    /** The file that makes a host ask `program`, and where it belongs. */
    hookSetup(host: string, program: string): Promise<{ readonly file: string; readonly content: string }>;
    /** Runs the daemon until it ends; resolves to its exit code. */
    daemon(options: { readonly foreground: boolean }): Promise<number>;
  };
}

export interface GatewayRequest {
  /** One server's command line; empty where a file names the servers. */
  readonly command: readonly string[];
  readonly config?: string;
  readonly name?: string;
  readonly cwd: string;
  /** Something for people, beside the protocol. */
  readonly say: (message: string) => void;
}

export type Stream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

export type OpenVerbs = Verbs & { close(): Promise<void> };

/** What a command gets. */
export interface Context extends World {
  /** For stdout; without effect where stdout is no terminal. */
  readonly colours: ReturnType<typeof picocolors.createColors>;
  /** False with `--no-daemon`. */
  readonly daemon: boolean;
  /** Those of the daemon, which is started where there is none, or of an app in this process; closed after the command. */
  verbs(): Promise<Verbs>;
  /** Sets the exit code; 0 unless said. Errors that are thrown set their own: 2 for `InvalidInput`, 70 for the rest. */
  exit(code: number): void;
}

/** A file of server/src/cli: adds its command with options, examples and action to the program. */
export interface CommandModule {
  register(program: Command, context: Context): void;
}
