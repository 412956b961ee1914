import type { Readable, Writable } from 'node:stream';
import type { Command } from 'commander';
import type picocolors from 'picocolors';
import type { Endpoint } from '../daemon/endpoint.js';
import type { Verbs } from '../model/verbs.js';

/** What the process gives to the command line; everything that a command would otherwise fetch from the air. */
export interface World {
  readonly cwd: string;
  /** The user's own home, for what hosts keep there. */
  readonly userHome: string;
  /** Where the daemon of this build is met, and where state lies (`endpoint.home`). */
  readonly endpoint: Endpoint;
  readonly version: string;
  /** The folder that holds server/, native/, rules/; in a checkout also examples/. */
  readonly root: string;
  readonly stdin: Readable;
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  /** Colours are wanted on a terminal unless the user says otherwise (NO_COLOR). */
  readonly noColour: boolean;
  readonly clock: () => Date;
  /** Aborted when the user interrupts. */
  readonly interrupted: AbortSignal;
  /** Opens the verbs: those of the daemon, which is started where there is none, or of an app in this process. */
  open(daemon: boolean): Promise<OpenVerbs>;
  /** The peers that speak over streams; each promise ends with its stream. */
  readonly doors: {
    lsp(daemon: boolean): Promise<void>;
    mcp(daemon: boolean): Promise<void>;
    /** Resolves to the exit code that the host expects. */
    hook(host: string, daemon: boolean): Promise<number>;
    /** Runs the daemon in this process until it is told to end. */
    daemon(): Promise<number>;
  };
}

export type OpenVerbs = Verbs & { close(): Promise<void> };

/** What a command gets. */
export interface Context extends World {
  /** For stdout; without effect where stdout is no terminal. */
  readonly colours: ReturnType<typeof picocolors.createColors>;
  /** False with `--no-daemon`. */
  readonly daemon: boolean;
  /** Opened at first use, closed when the command has ended. */
  verbs(): Promise<Verbs>;
  /** Sets the exit code; 0 unless said. Errors that are thrown set their own: 2 for `InvalidInput`, 70 for the rest. */
  exit(code: number): void;
}

/** A file of server/src/cli: adds its command with options, examples and action to the program. */
export interface CommandModule {
  register(program: Command, context: Context): void;
}
