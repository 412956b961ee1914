import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import type { Act } from '../../src/model/act.js';
import type { Actor } from '../../src/model/actor.js';

/** One case as people write it: a sentence, files, a proposal, and what should be decided. */
export interface Scenario {
  readonly name: string;
  readonly purpose: string;
  readonly files: Readonly<Record<string, string>>;
  /** What an editor holds unsaved. */
  readonly unsaved: Readonly<Record<string, string>>;
  readonly act: Act;
  readonly actor: Actor;
  readonly expected: Outcome;
  /** The peers that can express it, where the act alone does not tell. */
  readonly peers?: readonly string[];
}

/** What a peer said: the verdict, and the identifiers of rules, sorted. */
export interface Outcome {
  readonly verdict: string;
  /** Rules that the verdict rests on. */
  readonly deciding: readonly string[];
  /** Rules that found something new but decide less. */
  readonly also: readonly string[];
  /** Rules that found something only on lines that the proposal does not touch. */
  readonly stale: readonly string[];
}

const AGENT: Actor = { kind: 'agent', host: 'claude-code', session: 'scenario' };

export function scenariosIn(folder: string): Scenario[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => parseScenario(name.replace(/\.txt$/, ''), readFileSync(path.join(folder, name), 'utf8')));
}

const HEADING = /^-- (file|unsaved|proposal|decision|peers)(?: (.+))? --$/;

function parseScenario(name: string, text: string): Scenario {
  const sections = sectionsOf(text);
  const proposal = parse(only(sections, 'proposal', name));
  const peers = sections.find(({ kind }) => kind === 'peers');
  return {
    name,
    purpose: only(sections, 'purpose', name).trim(),
    files: contents(sections, 'file'),
    unsaved: contents(sections, 'unsaved'),
    act: proposal.act,
    actor: proposal.actor ?? AGENT,
    expected: outcomeOf(only(sections, 'decision', name)),
    ...(peers && { peers: peers.content.split(/\s+/).filter(Boolean) }),
  };
}

interface Section {
  readonly kind: string;
  readonly path: string;
  content: string;
}

function sectionsOf(text: string): Section[] {
  const sections: Section[] = [{ kind: 'purpose', path: '', content: '' }];
  for (const line of text.split(/(?<=\n)/)) {
    const [, kind, path = ''] = HEADING.exec(line.trimEnd()) ?? [];
    const last = sections.at(-1);
    if (kind !== undefined) sections.push({ kind, path, content: '' });
    else if (last !== undefined) last.content += line;
  }
  return sections;
}

function only(sections: readonly Section[], kind: string, name: string): string {
  const found = sections.filter((section) => section.kind === kind);
  if (found.length !== 1) throw new Error(`${name}: has ${found.length} sections \`${kind}\`, not one`);
  return found[0]?.content ?? '';
}

function contents(sections: readonly Section[], kind: string): Record<string, string> {
  return Object.fromEntries(
    sections.filter((section) => section.kind === kind).map(({ path, content }) => [path, content]),
  );
}

/** `deny a b`, then perhaps `also c` and `stale d`. */
function outcomeOf(text: string): Outcome {
  const lines = new Map(
    text
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .map(([word = '', ...rules]) => [word, rules.sort()]),
  );
  const verdict = ['allow', 'ask', 'deny'].find((word) => lines.has(word));
  if (verdict === undefined) throw new Error('a decision begins with allow, ask or deny');
  return {
    verdict,
    deciding: lines.get(verdict) ?? [],
    also: lines.get('also') ?? [],
    stale: lines.get('stale') ?? [],
  };
}

/** The text of the file after the edit, for peers that show a file instead of judging an edit. */
export function textAfter(scenario: Scenario): string | undefined {
  const { act } = scenario;
  if (act.kind === 'file') return act.content ?? textBefore(scenario, act.path);
  if (act.kind !== 'edit' || act.remove === true) return undefined;
  if (act.content !== undefined) return act.content;
  return (act.replacements ?? []).reduce(
    (text, { oldText, newText, replaceAll }) =>
      replaceAll === true ? text.replaceAll(oldText, () => newText) : text.replace(oldText, () => newText),
    textBefore(scenario, act.path) ?? '',
  );
}

function textBefore({ unsaved, files }: Scenario, file: string): string | undefined {
  return unsaved[file] ?? files[file];
}
