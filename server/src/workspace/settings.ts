// `.vireon/config.yaml`: read, checked, and filled with defaults.

import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { DEFAULT_REPEATS, type Policy } from '../model/policy.js';
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

const counted = {
  acts: z
    .array(z.enum(['edit', 'command', 'tool-call', 'read', 'fetch']))
    .min(1)
    .exactOptional()
    .describe('Which acts are counted; default: all.'),
  tools: globs.exactOptional().describe('Globs over `server/tool`: only calls of these tools are counted.'),
};
const per = z.enum(['minute', 'hour', 'day', 'session']);
const onExcess = z.enum(['ask', 'deny']).default('ask').describe('What follows when the bound is reached.');
const amount = z.number().min(0).max(1e9);
const rows = 100;

const limits = z.strictObject({
  calls: z
    .array(z.strictObject({ ...counted, per, most: z.int().min(1).max(1_000_000), decision: onExcess }))
    .max(rows)
    .default([])
    .describe('How many calls a session may make.'),
  costs: z
    .array(z.strictObject({ ...counted, each: amount }))
    .max(rows)
    .default([])
    .describe('What one call costs, where the host does not say it.'),
  spend: z
    .array(z.strictObject({ per, most: amount, decision: onExcess }))
    .max(rows)
    .default([])
    .describe('How much a session may spend.'),
  repeats: z
    .union([
      z.literal('off'),
      z.literal(false),
      z.strictObject({ most: z.int().min(2).max(10_000), decision: onExcess }),
    ])
    .exactOptional()
    .describe('The same call so many times in a row is asked about; `off` switches that off.'),
});

const trust = z.strictObject({
  agents: z
    .record(z.string().min(1).max(512), z.enum(['none', 'low', 'normal']))
    .describe('Globs over agent hosts, or over `host/kind of sub-agent`.'),
});

const policyKeys = {
  trust: trust.exactOptional().describe('How far agents are trusted.'),
  marked: globs.default([]).describe('Globs of places: what a session reads there may not leave unasked.'),
  limits: limits.exactOptional().describe('How much a session may do and spend.'),
};

/** Settings of a user or a machine: what every workspace has at least. */
const outerSchema = z.strictObject(policyKeys);
const OUTER_KEYS = Object.keys(policyKeys);

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
    ...policyKeys,
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
  const { overrides, rules, trust: trusted, marked, limits: bounds, ...rest } = result.data;
  const settings: Settings = {
    file,
    ...rest,
    rules: rules.map((path) => resolve(root, path)),
    policies: [toPolicy({ marked, ...(trusted && { trust: trusted }), ...(bounds && { limits: bounds }) })],
    overrides: Object.fromEntries(
      Object.entries(overrides).map(([id, one]) => [id, { ...one, place: document.placeOfKey(['overrides', id]) }]),
    ),
  };
  return { settings, problems: packProblems(settings, packs, document), isBroken: false };
}

type WrittenPolicy = z.infer<typeof outerSchema>;

function toPolicy({ trust: trusted, marked, limits: bounds }: WrittenPolicy): Policy {
  const { repeats, calls = [], costs = [], spend = [] } = bounds ?? {};
  const off = repeats === 'off' || repeats === false;
  return {
    trust: trusted?.agents ?? {},
    marked,
    limits: { calls, costs, spend, repeats: off ? [] : [repeats ?? DEFAULT_REPEATS] },
  };
}

/** Settings that stand outside of the workspace: they bind it, and it cannot weaken them. */
export async function readOuterSettings(file: string): Promise<OuterReading> {
  const text = await readIfThere(file);
  if (text === undefined) return { policies: [], problems: [] };
  if (typeof text !== 'string') return { policies: [], problems: [text] };
  const reading = readYaml(text);
  if ('problems' in reading)
    return { policies: [], problems: reading.problems.map((problem) => ({ file, ...problem })) };
  const result = outerSchema.safeParse(reading.document.value ?? {});
  if (!result.success)
    return {
      policies: [],
      problems: result.error.issues.flatMap((one) => inWords(one, reading.document, file, OUTER_KEYS)),
    };
  const written = result.data.limits?.repeats;
  const policy = toPolicy(result.data);
  // What an outer file does not say of circles, the workspace may.
  return {
    policies: [written === undefined ? { ...policy, limits: { ...policy.limits, repeats: [] } } : policy],
    problems: [],
  };
}

export interface OuterReading {
  readonly policies: readonly Policy[];
  readonly problems: readonly RuleProblem[];
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

const NESTED_KEYS: Readonly<Record<string, readonly string[]>> = {
  overrides: Object.keys(override.shape),
  undo: UNDO_KEYS,
  approvals: APPROVAL_KEYS,
  trust: ['agents'],
  'limits.calls': ['acts', 'tools', 'per', 'most', 'decision'],
  'limits.costs': ['acts', 'tools', 'each'],
  'limits.spend': ['per', 'most', 'decision'],
  'limits.repeats': ['most', 'decision'],
  limits: ['calls', 'costs', 'spend', 'repeats'],
};

function inWords(
  issue: z.core.$ZodIssue,
  document: YamlDocument,
  file: string,
  keys: readonly string[] = Object.keys(settingsSchema.shape),
): RuleProblem[] {
  const pointer = issue.path as Pointer;
  const name = pointer.length === 0 ? 'the file' : `\`${pointer.join('.')}\``;
  if (issue.code === 'unrecognized_keys') {
    const allowed = NESTED_KEYS[pointer.slice(0, 2).join('.')] ?? NESTED_KEYS[pointer[0] ?? ''] ?? keys;
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
      return pointer[0] === 'limits'
        ? [{ ...at, message: `${name} must be \`off\`, or \`{most: …, decision: ask | deny}\`` }]
        : [{ ...at, message: `${name} must be \`on\` or \`off\`` }];
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
