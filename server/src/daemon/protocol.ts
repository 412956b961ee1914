import { isAbsolute } from 'node:path';
import { z } from 'zod';

// A connection begins with one line of JSON, the header. The daemon answers `hook` with one line when it has judged;
// every other peer gets a greeting line at once, and then the stream is that peer's own.

/** What a peer, once connected, speaks. `verbs` is JSON-RPC for our own processes; the rest is what the peer's wire is. */
export const Header = z.object({
  peer: z.enum(['hook', 'lsp', 'mcp', 'verbs']),
  /** What follows the peer on its command line; for `hook` the host, and perhaps `--wait` and how many seconds. */
  argv: z.array(z.string().max(4096)).max(16).default([]),
  cwd: z.string().max(4096).refine(isAbsolute, 'must be an absolute path'),
});
export type Header = z.infer<typeof Header>;

export const Greeting = z.object({ pid: z.int(), version: z.string(), stamp: z.string() });
export type Greeting = z.infer<typeof Greeting>;

/** What a host's hook prints and how it exits. */
export const HookAnswer = z.object({ stdout: z.string(), stderr: z.string(), exitCode: z.int().min(0).max(255) });
export type HookAnswer = z.infer<typeof HookAnswer>;

/**
 * A hook's answer waits for a person: a line that is said again and again before the answer. Its client waits along as
 * long as it hears it, and a client that has died is found by it. native/launcher knows it too.
 */
export const WAITING = { waiting: true } as const;
export const WAITING_EVERY_MS = 2_000;
/** A daemon that has said nothing for so long waits no more: it hangs. */
export const SILENT_AFTER_MS = 10_000;

/** The daemon will not serve this connection; the message says why. */
export const Refused = z.object({ error: z.string() });
export type Refused = z.infer<typeof Refused>;

export const MAX_HEADER_BYTES = 64 * 1024;
export const MAX_HOOK_PAYLOAD_BYTES = 32 * 1024 * 1024;
/** A JSON-RPC message to the daemon. An answer may be longer: a check of a large folder has many findings. */
export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
export const MAX_CONNECTIONS = 256;
/** The longest that a hook may wait for a person. */
export const MAX_WAIT_SECONDS = 3600;

/** The connection is at fault and is told so before it is closed. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

export const asLine = (value: unknown): string => `${JSON.stringify(value)}\n`;
