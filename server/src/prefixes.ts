// Static lists of hosts know the beginning of a command and nothing else. Which beginnings say what the rules say is
// found by trying: the commands that the rules' own cases name, shortened as long as the rules still judge them so
// and no case that is allowed begins like them.

import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Decision, strictest, type Verdict } from './model/decision.js';
import type { Rule } from './model/rule.js';
import type { CommandPrefix, CommandPrefixes } from './model/verbs.js';
import { readYaml } from './yaml.js';

const MAX_LINES = 60;
const MAX_WORDS = 8;
const MAX_CASE_BYTES = 1024 * 1024;
/** Words as they are: what a shell would expand, join or quote is no beginning of a command. */
const PLAIN = /^[\w@%+=:,./~-]+( [\w@%+=:,./~-]+)*$/;
/** Assignments, and programs that run what follows: such a beginning says nothing of the program. */
const WRAPPER = /^(\w+=.*|sudo|doas|env|nice|nohup|time|timeout|xargs|bash|sh|zsh|ssh|npx|exec|command|eval|find)$/;

type Judge = (command: string) => Promise<Pick<Decision, 'verdict'>>;

/** The beginnings of commands that are judged alike whatever follows, as far as trying tells. */
export async function prefixesOf(rules: readonly Rule[], judge: Judge): Promise<CommandPrefixes> {
  const governing = rules.filter(governsCommands);
  const cases = await Promise.all(governing.map(async (rule) => ({ rule, ...(await casesOf(rule)) })));
  const allowed = cases.flatMap((one) => one.allowed);
  const found = new Map<string, CommandPrefix>();
  const left: string[] = [];
  for (const { rule, stopped } of cases) {
    const prefixes = await Promise.all(stopped.map((line) => shortest(line.split(' '), rule.id, allowed, judge)));
    const usable = prefixes.filter((prefix) => prefix !== undefined);
    for (const prefix of usable) found.set(prefix.words.join(' '), prefix);
    if (usable.length === 0) left.push(rule.id);
  }
  return { prefixes: withoutLonger([...found.values()]), left };
}

function governsCommands({ govern, languages }: Rule): boolean {
  const says = govern.decision !== 'allow' && !govern.shadow && govern.percent === undefined;
  return says && govern.on.includes('command') && languages.includes('bash');
}

interface Cases {
  readonly stopped: readonly string[];
  readonly allowed: readonly string[];
}

/** The commands in the cases beside the rule; those that it must stop only where they are plain words. */
async function casesOf({ file }: Rule): Promise<Cases> {
  const folder = dirname(file);
  const names = (await readdir(folder)).filter((name) => name === 'cases.yaml');
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  const cases = texts.filter((text) => text.length <= MAX_CASE_BYTES).flatMap(commandsIn);
  const stopped = cases.filter(({ command, expect }) => expect !== 'allow' && expect !== 'warn' && PLAIN.test(command));
  return {
    stopped: stopped.map(({ command }) => command).slice(0, MAX_LINES),
    allowed: cases.filter(({ expect }) => expect === 'allow').map(({ command }) => command),
  };
}

function commandsIn(text: string): readonly { readonly command: string; readonly expect: string }[] {
  const reading = readYaml(text);
  if ('problems' in reading || !Array.isArray(reading.document.value)) return [];
  return reading.document.value.flatMap((one) => {
    if (typeof one !== 'object' || one === null || Array.isArray(one)) return [];
    const { command, expect } = one;
    return typeof command === 'string' && typeof expect === 'string' ? [{ command, expect }] : [];
  });
}

async function shortest(
  words: readonly string[],
  rule: string,
  allowed: readonly string[],
  judge: Judge,
): Promise<CommandPrefix | undefined> {
  if (WRAPPER.test(words[0] ?? '')) return undefined;
  for (let length = 1; length <= Math.min(words.length, MAX_WORDS); length++) {
    const beginning = words.slice(0, length).join(' ');
    if (allowed.some((command) => `${command} `.startsWith(`${beginning} `))) continue;
    const verdict = await weakest(beginning, judge);
    if (verdict !== 'allow') return { words: words.slice(0, length), verdict, rule };
  }
  return undefined;
}

const CONTINUATIONS = ['', ' something', ' --some-option', ' some/path more', ' -x some.thing'];

async function weakest(beginning: string, judge: Judge): Promise<Verdict> {
  let found: Verdict = 'deny';
  for (const more of CONTINUATIONS) {
    const { verdict } = await judge(beginning + more);
    if (verdict === 'allow') return 'allow';
    if (verdict === 'ask') found = 'ask';
  }
  return found;
}

/** What begins like a shorter one that is at least as strict adds nothing. */
function withoutLonger(all: readonly CommandPrefix[]): readonly CommandPrefix[] {
  const covers = (short: CommandPrefix, long: CommandPrefix) =>
    short.words.length < long.words.length &&
    short.words.every((word, index) => word === long.words[index]) &&
    strictest(short.verdict, long.verdict) === short.verdict;
  const kept = all.filter((one) => !all.some((other) => covers(other, one)));
  return kept.sort((a, b) => (a.words.join(' ') < b.words.join(' ') ? -1 : 1));
}
