// Commands, their parts and the facts of a session come again and again: what a short text gave is kept for each set.

import type { TextInput, TextResult } from '../native.js';
import type { RuleSet } from './rule-set.js';

const MAX_CHARACTERS = 4_096;
/** The oldest is forgotten first. */
const MAX_TEXTS = 2_000;

type Known = Map<string, TextResult>;

/** By the list of rules, or by the set where all of them look. */
const known = new WeakMap<object, Known>();

/** As the set's matcher would answer. */
export function matchOrRecall(set: RuleSet, inputs: readonly TextInput[]): TextResult[] {
  if (readsClock(set)) return set.matcher.match(inputs);
  const answers = inputs.map((input) => knownOf(input, set).get(keyOf(input)));
  const unknown = inputs.filter((_, index) => answers[index] === undefined);
  const fresh = unknown.length === 0 ? [] : set.matcher.match(unknown);
  for (const [index, input] of unknown.entries()) keep(input, fresh[index], set);
  return answers.map((answer) => answer ?? fresh.shift() ?? NOTHING);
}

const NOTHING: TextResult = { matches: [], bounds: [], partial: false };

function keep(input: TextInput, result: TextResult | undefined, set: RuleSet): void {
  // What was cut short at a bound of time may end another way.
  if (result === undefined || result.bounds.length > 0 || input.text.length > MAX_CHARACTERS) return;
  const texts = knownOf(input, set);
  texts.set(keyOf(input), result);
  for (const oldest of texts.keys()) {
    if (texts.size <= MAX_TEXTS) return;
    texts.delete(oldest);
  }
}

function knownOf({ rules }: TextInput, set: RuleSet): Known {
  const texts = known.get(rules ?? set) ?? new Map<string, TextResult>();
  known.set(rules ?? set, texts);
  return texts;
}

function keyOf({ text, language, path }: TextInput): string {
  return text.length > MAX_CHARACTERS ? '' : `${language}\0${path ?? ''}\0${text}`;
}

const clocks = new WeakMap<RuleSet, boolean>();

/** True where a `metavariable-comparison` asks for the day. */
function readsClock(set: RuleSet): boolean {
  const answer = clocks.get(set) ?? set.running.some(({ source }) => JSON.stringify(source).includes('today('));
  clocks.set(set, answer);
  return answer;
}
