// The descriptions of tools as they were when they were first seen or accepted, and those that wait for a person.

import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { z } from 'zod';
import type { AcceptPins, HeldTool, ToolPin, ToolSource } from '../model/tool-pin.js';
import { useWriteAheadLog } from '../sqlite.js';

const SCHEMA = `
CREATE TABLE IF NOT EXISTS pin (
  server TEXT NOT NULL, source TEXT NOT NULL, tool TEXT NOT NULL,
  hash TEXT, description TEXT, time TEXT NOT NULL, accepted_by TEXT, rule_set TEXT,
  held_hash TEXT, held_description TEXT, held_time TEXT, held_rule_set TEXT, held TEXT,
  PRIMARY KEY (server, source, tool)
) STRICT`;

const BUSY_MS = 5_000;

const heldSchema = z.object({
  standing: z.array(z.enum(['changed', 'look-alike', 'near-name', 'same-name', 'suspicious'])),
  verdict: z.enum(['ask', 'deny']),
  explanation: z.string(),
});

const rowSchema = z.object({
  server: z.string(),
  source: z.string(),
  tool: z.string(),
  hash: z.string().nullable(),
  description: z.string().nullable(),
  time: z.string(),
  accepted_by: z.string().nullable(),
  rule_set: z.string().nullable(),
  held_hash: z.string().nullable(),
  held_description: z.string().nullable(),
  held_time: z.string().nullable(),
  held_rule_set: z.string().nullable(),
  held: z
    .string()
    .transform((text) => heldSchema.parse(JSON.parse(text)))
    .nullable(),
});

type Row = z.infer<typeof rowSchema>;

/** What was thought of a description that waits. */
export type Held = z.infer<typeof heldSchema>;

/** What is known of a tool. */
export interface Known {
  readonly pinned?: {
    readonly hash: string;
    readonly description: string;
    readonly acceptedBy?: string;
    readonly ruleSet?: string;
  };
  readonly held?: Held & { readonly hash: string; readonly ruleSet: string };
}

export interface Description {
  readonly hash: string;
  /** Canonical JSON. */
  readonly text: string;
}

/** One file for all processes of a user. */
export class Pins {
  readonly #database: Database.Database;

  constructor(directory: string) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = join(directory, 'pins.db');
    this.#database = new Database(file, { timeout: BUSY_MS });
    chmodSync(file, 0o600);
    useWriteAheadLog(this.#database);
    this.#database.exec(SCHEMA);
  }

  known(from: ToolSource, tool: string): Known {
    const row = this.#row(from, tool);
    if (row === undefined) return {};
    return {
      ...(row.hash !== null &&
        row.description !== null && {
          pinned: {
            hash: row.hash,
            description: row.description,
            ...(row.accepted_by !== null && { acceptedBy: row.accepted_by }),
            ...(row.rule_set !== null && { ruleSet: row.rule_set }),
          },
        }),
      ...(row.held !== null &&
        row.held_hash !== null &&
        row.held_rule_set !== null && { held: { ...row.held, hash: row.held_hash, ruleSet: row.held_rule_set } }),
    };
  }

  /** Takes a description as the one that is right; what waited for a person waits no more. */
  pin(from: ToolSource, tool: string, { hash, text }: Description, seen: { time: string; ruleSet: string }): void {
    this.#database
      .prepare(
        `INSERT INTO pin (server, source, tool, hash, description, time, rule_set) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET
           time = iif(hash IS excluded.hash, time, excluded.time),
           accepted_by = iif(hash IS excluded.hash, accepted_by, NULL),
           hash = excluded.hash, description = excluded.description, rule_set = excluded.rule_set,
           held_hash = NULL, held_description = NULL, held_time = NULL, held_rule_set = NULL, held = NULL`,
      )
      .run(from.server, from.source, tool, hash, text, seen.time, seen.ruleSet);
  }

  hold(
    from: ToolSource,
    tool: string,
    { hash, text }: Description,
    held: Held,
    seen: { time: string; ruleSet: string },
  ): void {
    this.#database
      .prepare(
        `INSERT INTO pin (server, source, tool, time, held_hash, held_description, held_time, held_rule_set, held)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET
           held_time = iif(held_hash IS excluded.held_hash, held_time, excluded.held_time),
           held_hash = excluded.held_hash, held_description = excluded.held_description,
           held_rule_set = excluded.held_rule_set, held = excluded.held`,
      )
      .run(from.server, from.source, tool, seen.time, hash, text, seen.time, seen.ruleSet, JSON.stringify(held));
  }

  list(): ToolPin[] {
    return this.#database
      .prepare('SELECT * FROM pin ORDER BY server, source, tool')
      .all()
      .map((row) => toPin(rowSchema.parse(row)));
  }

  /** Pins what waits under these names; answers with what was accepted. */
  accept({ server, tool, person }: AcceptPins, time: string): ToolPin[] {
    const rows = this.#database
      .prepare(
        `UPDATE pin SET hash = held_hash, description = held_description, time = ?, accepted_by = ?,
           rule_set = held_rule_set,
           held_hash = NULL, held_description = NULL, held_time = NULL, held_rule_set = NULL, held = NULL
         WHERE server = ? AND (? IS NULL OR tool = ?) AND held IS NOT NULL RETURNING *`,
      )
      .all(time, person, server, tool ?? null, tool ?? null);
    return rows.map((row) => toPin(rowSchema.parse(row)));
  }

  close(): void {
    this.#database.close();
  }

  #row({ server, source }: ToolSource, tool: string): Row | undefined {
    const row = this.#database
      .prepare('SELECT * FROM pin WHERE server = ? AND source = ? AND tool = ?')
      .get(server, source, tool);
    return row === undefined ? undefined : rowSchema.parse(row);
  }
}

function toPin(row: Row): ToolPin {
  return {
    server: row.server,
    source: row.source,
    tool: row.tool,
    hash: row.hash ?? row.held_hash ?? '',
    time: row.time,
    ...(row.accepted_by !== null && { acceptedBy: row.accepted_by }),
    ...(row.held !== null && { held: heldOf(row, row.held) }),
  };
}

function heldOf(row: Row, { standing, explanation }: Held): HeldTool {
  return {
    hash: row.held_hash ?? '',
    time: row.held_time ?? row.time,
    standing,
    explanation,
    ...(row.description !== null && { before: row.description }),
    after: row.held_description ?? '',
  };
}
