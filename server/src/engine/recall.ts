// Commands, their parts and the facts of a session come again and again: what a short text gave is kept for each set.

import type { TextInput, TextResult } from '../native.js';
import type { RuleSet } from './rule-set.js';

const MAX_CHARACTERS = 4_096;
/** Of a set, whatever the list of rules. The oldest is forgotten first. */
const MAX_TEXTS = 2_000;
const MAX_MATCHES = 100;

type Known = Map<string, TextResult>;

const known = new WeakMap<RuleSet, Known>();
/** A list of rules is always the same array, or nothing of it is known. */
const lists = new WeakMap<Uint32Array, number>();
let listed = 0;

/** As the set's matcher would answer. */
export function matchOrRecall(set: RuleSet, inputs: readonly TextInput[]): TextResult[] {
  if (readsClock(set)) return set.matcher.match(inputs);
  const texts = known.get(set) ?? new Map<string, TextResult>();
  known.set(set, texts);
  const answers = inputs.map((input) => texts.get(keyOf(input)));
  const unknown = inputs.filter((_, index) => answers[index] === undefined);
  const fresh = unknown.length === 0 ? [] : set.matcher.match(unknown);
  for (const [index, input] of unknown.entries()) keep(input, fresh[index], texts);
  return answers.map((answer) => {
    const result = answer ?? fresh.shift();
    if (result === undefined) throw new Error('the matcher gave no answer for a text');
    return result;
  });
}

function keep(input: TextInput, result: TextResult | undefined, texts: Known): void {
  // What was cut short at a bound of time may end another way.
  if (result === undefined || result.bounds.length > 0 || result.matches.length > MAX_MATCHES) return;
  if (input.text.length > MAX_CHARACTERS) return;
  texts.set(keyOf(input), result);
  for (const oldest of texts.keys()) {
    if (texts.size <= MAX_TEXTS) return;
    texts.delete(oldest);
  }
}

function keyOf({ text, language, path, rules }: TextInput): string {
  if (text.length > MAX_CHARACTERS) return '';
  return `${rules === undefined ? 0 : numberOf(rules)}\0${language}\0${path ?? ''}\0${text}`;
}

function numberOf(rules: Uint32Array): number {
  const number = lists.get(rules) ?? ++listed;
  lists.set(rules, number);
  return number;
}

const clocks = new WeakMap<RuleSet, boolean>();

/** True where a `metavariable-comparison` asks for the day. */
function readsClock(set: RuleSet): boolean {
  const answer = clocks.get(set) ?? set.running.some(({ source }) => JSON.stringify(source).includes('today('));
  clocks.set(set, answer);
  return answer;
}
