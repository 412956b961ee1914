// What an agent should know of the rules before it breaks them: short, and bounded, since it is read at every session.

import type { Rule } from '../model/rule.js';

const MAX_BYTES = 7000;
const MAX_MESSAGE = 110;
/** How much is told of a pack that ships, as far as all of them together leave room; a team's own rules are told first and further. */
const SHARES: readonly Share[] = [
  { deny: 6, ask: 4, warn: 3 },
  { deny: 4, ask: 3, warn: 2 },
  { deny: 3, ask: 2, warn: 1 },
  { deny: 2, ask: 1, warn: 1 },
  { deny: 1, ask: 1, warn: 1 },
];
const OWN_SHARE: Share = { deny: 25, ask: 25, warn: 10 };

type Say = 'deny' | 'ask' | 'warn';
type Share = Readonly<Record<Say, number>>;
const WORDS: Readonly<Record<Say, string>> = { deny: 'denied', ask: 'asked', warn: 'warned' };

/** The rules in force as Markdown. */
export function instructions(rules: readonly Rule[]): string {
  const said = rules.filter(
    ({ govern }) => !govern.shadow && govern.lifts !== true && govern.actors?.agents?.length !== 0,
  );
  const groups = grouped(said);
  const own = [...groups].filter(([name]) => name === OWN);
  const packs = [...groups].filter(([name]) => name !== OWN).sort(([a], [b]) => (a < b ? -1 : 1));
  const texts = SHARES.map((share) => told([...own, ...packs], share));
  return texts.find((text) => Buffer.byteLength(text) <= MAX_BYTES) ?? bounded(texts.at(-1) ?? '');
}

function told(groups: readonly (readonly [name: string, rules: readonly Rule[]])[], share: Share): string {
  const sections = groups.flatMap(([name, rules]) => sectionOf(name, rules, name === OWN ? OWN_SHARE : share));
  return [...INTRODUCTION, ...sections, '', REST].join('\n');
}

const REST = 'These are examples; `vireon rules list` tells all.';

function bounded(text: string): string {
  const lines: string[] = [];
  let bytes = Buffer.byteLength(REST) + 1;
  for (const line of text.split('\n')) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_BYTES) return [...lines, '', REST].join('\n');
    lines.push(line);
  }
  return text;
}

const INTRODUCTION = [
  '## Vireon judges what you do here',
  '',
  'Every command, edit, tool call and prompt is judged before it happens. Do not work around it: the same act in other',
  'words is judged alike, and Vireon’s own files and your hooks are out of bounds for you.',
  '',
  '- **Denied**: it does not happen. The answer names the rule, the place and what is allowed instead; do that and go on.',
  '- **Asked**: a person has to confirm. Say beforehand in a sentence why you need it, or take the way that needs no one.',
  '- **Warned**: it happens; mend what the warning names.',
  '- Before something risky ask yourself: `vireon decide` or the MCP tools `check_command`, `check_code`,',
  '  `propose_edit` tell the verdict without doing anything; `vireon rules explain ID` tells a rule in full.',
  '- If a denial is wrong, say so to the person with the rule’s name; they can change the rule, you cannot.',
];

const OWN = 'Rules of this team';

function groupOf({ pack, scope }: Rule): string {
  return pack ?? (scope === 'workspace' ? OWN : `Rules of the ${scope}`);
}

function grouped(rules: readonly Rule[]): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const members = groups.get(groupOf(rule)) ?? [];
    members.push(rule);
    groups.set(groupOf(rule), members);
  }
  return groups;
}

function sectionOf(name: string, rules: readonly Rule[], share: Share): readonly string[] {
  const of = (say: Say) => rules.filter((rule) => sayOf(rule) === say);
  const counts = (['deny', 'ask', 'warn'] as const).flatMap((say) => {
    const { length } = of(say);
    return length === 0 ? [] : [`${length} ${WORDS[say]}`];
  });
  if (counts.length === 0) return [];
  const shown = (['deny', 'ask', 'warn'] as const).flatMap((say) =>
    of(say)
      .slice(0, share[say])
      .map((rule) => `- ${WORDS[say]}: ${sentence(rule)}`),
  );
  return ['', `### ${safe(name)} (${counts.join(', ')})`, '', ...shown];
}

function sayOf({ govern }: Rule): Say | undefined {
  if (govern.decision !== 'allow') return govern.decision;
  return govern.obligations.includes('warn') ? 'warn' : undefined;
}

/** The first sentence of what the rule says, and what may be done instead. */
function sentence({ message, govern }: Rule): string {
  const text = safe(message);
  const first = /^.*?\.(?=\s|$)/.exec(text)?.[0] ?? text;
  const said = first.length > MAX_MESSAGE ? `${first.slice(0, MAX_MESSAGE - 1)}…` : first;
  const [instead] = govern.alternatives;
  return instead === undefined || instead.length > MAX_MESSAGE ? said : `${said} Instead: \`${safe(instead)}\``;
}

/** Rules are text of others: it stays on its line and inside the block. */
function safe(text: string): string {
  return text
    .replace(/<!--|-->/g, ' ')
    .replace(/vireon:(begin|end)/g, 'vireon')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
