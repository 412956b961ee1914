// `.vireon/config.yaml`: read, checked, and filled with defaults.

import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { RuleProblem } from '../model/rule.js';
import { APPROVALS, defaultSettings, type Settings, UNDO_BOUNDS } from '../model/settings.js';
import { closest } from '../model/spelling.js';
import { type Pointer, readYaml, type YamlDocument } from '../yaml.js';

const MAX_BYTES = 1024 * 1024;

/** Settings, and what is wrong with them. */
export interface SettingsReading {
  readonly settings: Settings;
  readonly problems: readonly RuleProblem[];
  /** True where what is written could not be taken over, and the defaults stand in for it. */
  readonly isBroken: boolean;
}

const onOff = z.union([z.boolean(), z.enum(['on', 'off'])]).transform((value) => value === true || value === 'on');
const globs = z.array(z.string().min(1).max(1024)).max(1_000);

const override = z.strictObject({
  off: z.boolean().exactOptional().describe('True: the rule does not run.'),
  severity: z.enum(['ERROR', 'WARNING', 'INFO']).exactOptional().describe('Brings its own default decision.'),
  decision: z.enum(['allow', 'ask', 'deny']).exactOptional(),
  reason: z.string().min(3).max(2_000).describe('Why the workspace differs from the rule.'),
});

const MIB = 1024 * 1024;

const undo = z
  .strictObject({
    'act-files': z.int().min(1).max(1_000_000).default(UNDO_BOUNDS.maxActFiles).describe('Files saved of one act.'),
    'act-mib': z
      .int()
      .min(1)
      .max(2_048)
      .default(UNDO_BOUNDS.maxActBytes / MIB)
      .describe('MiB saved of one act.'),
    'store-mib': z
      .int()
      .min(1)
      .max(1_048_576)
      .default(UNDO_BOUNDS.maxStoreBytes / MIB)
      .describe('MiB kept for this workspace; the oldest go first.'),
    days: z.int().min(1).max(3_650).default(UNDO_BOUNDS.maxDays).describe('Days for which what was saved is kept.'),
  })
  .transform((written) => ({
    maxActFiles: written['act-files'],
    maxActBytes: written['act-mib'] * MIB,
    maxStoreBytes: written['store-mib'] * MIB,
    maxDays: written.days,
  }));

const approvals = z
  .strictObject({
    'within-seconds': z
      .int()
      .min(5)
      .max(86_400)
      .default(APPROVALS.withinMs / 1000)
      .describe('What nobody has answered by then is denied.'),
  })
  .transform((written) => ({ withinMs: written['within-seconds'] * 1000 }));

const APPROVAL_KEYS = ['within-seconds'];
const UNDO_KEYS = ['act-files', 'act-mib', 'store-mib', 'days'];

export const settingsSchema = z
  .strictObject({
    packs: z.record(z.string(), onOff).default({}).describe('Packs switched `on` or `off`; packs not named are on.'),
    rules: globs.default([]).describe('Further rule files or folders, relative to the workspace.'),
    exclude: globs.default([]).describe('Globs of files left out of scans and diagnostics.'),
    strict: z.boolean().default(false).describe('What cannot be judged is denied instead of asked.'),
    overrides: z
      .record(z.string(), override)
      .default({})
      .describe('What the workspace says about single rules, by id.'),
    undo: undo.default(UNDO_BOUNDS).describe('How much is saved before acts that can be undone, and for how long.'),
    approvals: approvals.default(APPROVALS).describe('How acts wait for a person.'),
  })
  .describe('Settings of a workspace, `.vireon/config.yaml`.');

export function settingsFile(root: string): string {
  return join(root, '.vireon', 'config.yaml');
}

/** Reads a workspace's settings. Where they are broken the defaults stand in. */
export async function readSettings(root: string, packs: readonly string[]): Promise<SettingsReading> {
  const file = settingsFile(root);
  const text = await readIfThere(file);
  if (text === undefined) return { settings: defaultSettings(file), problems: [], isBroken: false };
  if (typeof text !== 'string') return { settings: defaultSettings(file), problems: [text], isBroken: true };
  return parseSettings(text, root, packs);
}

export function parseSettings(text: string, root: string, packs: readonly string[]): SettingsReading {
  const file = settingsFile(root);
  const broken = (problems: readonly RuleProblem[]) => ({ settings: defaultSettings(file), problems, isBroken: true });
  const reading = readYaml(text);
  if ('problems' in reading) return broken(reading.problems.map((problem) => ({ file, ...problem })));
  const { document } = reading;
  const result = settingsSchema.safeParse(document.value ?? {});
  if (!result.success) return broken(result.error.issues.flatMap((issue) => inWords(issue, document, file)));
  const { overrides, rules, ...rest } = result.data;
  const settings: Settings = {
    file,
    ...rest,
    rules: rules.map((path) => resolve(root, path)),
    overrides: Object.fromEntries(
      Object.entries(overrides).map(([id, one]) => [id, { ...one, place: document.placeOfKey(['overrides', id]) }]),
    ),
  };
  return { settings, problems: packProblems(settings, packs, document), isBroken: false };
}

function packProblems(settings: Settings, packs: readonly string[], document: YamlDocument): RuleProblem[] {
  return Object.entries(settings.packs).flatMap(([pack, on]) => {
    const at = { file: settings.file, ...document.placeOfKey(['packs', pack]) };
    if (!packs.includes(pack)) return [{ ...at, message: `no pack is named \`${pack}\`${suggestion(pack, packs)}` }];
    return pack === 'agent-guard' && !on
      ? [{ ...at, message: '`agent-guard` protects the rules themselves and stays on' }]
      : [];
  });
}

function inWords(issue: z.core.$ZodIssue, document: YamlDocument, file: string): RuleProblem[] {
  const pointer = issue.path as Pointer;
  const name = pointer.length === 0 ? 'the file' : `\`${pointer.join('.')}\``;
  if (issue.code === 'unrecognized_keys') {
    const keys = { overrides: Object.keys(override.shape), undo: UNDO_KEYS, approvals: APPROVAL_KEYS };
    const allowed = keys[pointer[0] as keyof typeof keys] ?? Object.keys(settingsSchema.shape);
    return issue.keys.map((key) => ({
      file,
      ...document.placeOfKey([...pointer, key]),
      message: `unknown key \`${key}\`${suggestion(key, allowed)}`,
    }));
  }
  const at = { file, ...document.placeOf(pointer) };
  switch (issue.code) {
    case 'invalid_type':
      return [
        {
          ...at,
          message:
            issue.input === undefined && pointer.at(-1) === 'reason'
              ? `${name} is missing: say why`
              : `${name} must be of type ${issue.expected}`,
        },
      ];
    case 'invalid_value':
      return [
        { ...at, message: `${name} must be one of ${issue.values.map((value) => `\`${String(value)}\``).join(', ')}` },
      ];
    case 'invalid_union':
      return [{ ...at, message: `${name} must be \`on\` or \`off\`` }];
    default:
      return [{ ...at, message: `${name}: ${issue.message}` }];
  }
}

function suggestion(word: string, allowed: readonly string[]): string {
  const near = closest(word, allowed);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return `; allowed: ${allowed.map((one) => `\`${one}\``).join(', ')}`;
}

/** The text, nothing where there is no such file, or what keeps it from being read. */
async function readIfThere(file: string): Promise<string | RuleProblem | undefined> {
  const problem = (message: string): RuleProblem => ({ file, line: 0, character: 0, message });
  try {
    const info = await stat(file);
    if (!info.isFile()) return problem('is not a regular file');
    if (info.size > MAX_BYTES) return problem(`is larger than ${MAX_BYTES / 1024 / 1024} MiB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error)) throw error;
    return error.code === 'ENOENT' || error.code === 'ENOTDIR'
      ? undefined
      : problem(`cannot be read: ${error.message}`);
  }
}
