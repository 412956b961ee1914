import { isAbsolute } from 'node:path';
import { ProgressType } from 'vscode-jsonrpc/node';
import { z } from 'zod';
import type { CheckProgress, Verbs } from '../model/verbs.js';

const path = z.string().max(4096).refine(isAbsolute, 'must be an absolute path');
const relativePath = z.string().min(1).max(4096);
const identifier = z.string().min(1).max(64);
const owner = z.string().max(256);

/** What each verb is called with, in order. A proposal's own shape is judged where it is read, behind `Verbs`. */
export const ARGUMENTS = {
  decide: z.tuple([z.unknown()]),
  preview: z.tuple([z.unknown()]),
  editedText: z.tuple([z.unknown()]),
  check: z.tuple([
    z.object({
      workspace: path,
      paths: z.array(relativePath),
      rules: z.array(relativePath).exactOptional(),
      cache: z.boolean(),
    }),
  ]),
  diagnose: z.tuple([path]),
  checkText: z.tuple([
    z.object({
      workspace: path,
      content: z.string(),
      language: z.string().max(64).exactOptional(),
      path: relativePath.exactOptional(),
    }),
  ]),
  openDocument: z.tuple([z.object({ path, content: z.string(), version: z.int(), owner })]),
  closeDocument: z.tuple([z.object({ path, owner })]),
  listRules: z.tuple([path]),
  explainRule: z.tuple([path, z.string().max(512)]),
  explainMatch: z.tuple([
    z.object({
      workspace: path,
      rule: z.string().max(512),
      path,
      language: z.string().max(64).exactOptional(),
      rules: z.array(relativePath).exactOptional(),
    }),
  ]),
  tryPattern: z.tuple([
    z.object({
      pattern: z.string().max(100_000),
      content: z.string(),
      language: z.string().max(64).exactOptional(),
      path: relativePath.exactOptional(),
    }),
  ]),
  testRules: z.tuple([z.array(relativePath)]),
  commandPrefixes: z.tuple([path]),
  importRules: z.tuple([z.object({ from: z.enum(['gitleaks', 'ast-grep']), path })]),
  records: z.tuple([
    z.object({
      limit: z.int().min(0).max(100_000),
      id: identifier.exactOptional(),
      before: z.int().exactOptional(),
      verdict: z.enum(['allow', 'ask', 'deny']).exactOptional(),
      session: z.string().max(512).exactOptional(),
      workspace: z.string().max(4096).exactOptional(),
    }),
  ]),
  verifyAudit: z.tuple([]),
  exportAudit: z.tuple([path]),
  planUndo: z.tuple([z.object({ workspace: path, id: identifier.exactOptional() })]),
  undo: z.tuple([z.object({ workspace: path, id: identifier, token: z.string().max(64), force: z.boolean() })]),
  timeline: z.tuple([
    z.object({
      limit: z.int().min(0).max(100_000),
      before: z.int().exactOptional(),
      verdict: z.enum(['allow', 'ask', 'deny']).exactOptional(),
      session: z.string().max(512).exactOptional(),
      workspace: z.string().max(4096).exactOptional(),
      host: z.string().max(256).exactOptional(),
      saved: z.boolean().exactOptional(),
    }),
  ]),
  approvals: z.tuple([]),
  answerApproval: z.tuple([
    z.object({
      id: identifier,
      answer: z.enum(['once', 'session', 'always', 'no']),
      reason: z.string().max(4000).exactOptional(),
      person: z.string().trim().min(1).max(256).exactOptional(),
      door: z.enum(['terminal', 'editor', 'mcp', 'host']).exactOptional(),
    }),
  ]),
  awaitApproval: z.tuple([z.object({ id: identifier, withinMs: z.int().min(0).max(86_400_000) })]),
  reviewTools: z.tuple([
    z.object({
      workspace: path,
      actor: z.unknown(),
      server: z.string().min(1).max(256),
      source: z.string().max(65_536),
      tools: z.array(z.record(z.string(), z.unknown())).max(10_000),
      beside: z.array(z.object({ server: z.string().max(256), tool: z.string().max(512) })).max(100_000),
    }),
  ]),
  toolPins: z.tuple([]),
  acceptToolPins: z.tuple([
    z.object({
      server: z.string().min(1).max(256),
      tool: z.string().max(512).exactOptional(),
      person: z.string().min(1).max(256),
    }),
  ]),
  status: z.tuple([]),
} as const satisfies Record<keyof Verbs, z.ZodType>;

export type Verb = keyof typeof ARGUMENTS;
export const VERBS = Object.keys(ARGUMENTS) as readonly Verb[];

/** The params of a verb's request. `progress` names the token under which progress is told. */
export const Call = z.object({ args: z.array(z.unknown()).max(4), progress: z.int().exactOptional() });
export type Call = z.infer<typeof Call>;

export const Progress = new ProgressType<CheckProgress>();

/** Beside the verbs, the daemon itself can be asked how it is and told to end. */
export const HEALTH = 'health';
export const STOP = 'stop';

export interface Health {
  readonly pid: number;
  readonly version: string;
  readonly stamp: string;
  readonly startedAt: string;
  readonly connections: number;
  /** Hooks and verbs under way. */
  readonly busy: number;
}

/** Travels with an error, so that its class survives the wire. */
export interface ErrorData {
  readonly name: string;
}
