// Whether a verb tells the reader to do something, tells them not to, or only says what somebody does.

/** Words that may stand between the one who is told and the verb. */
const BETWEEN = new Set([
  ...['now', 'then', 'also', 'please', 'just', 'kindly', 'immediately', 'first', 'quickly', 'simply', 'always', 'only'],
  ...['silently', 'secretly', 'quietly', 'covertly', 'instead', 'next', 'therefore', 'henceforth', 'directly', 'once'],
  ...[
    'again',
    'automatically',
    'carefully',
    'permanently',
    'temporarily',
    'completely',
    'fully',
    'afterwards',
    'finally',
  ],
  ...[
    'hereby',
    'ever',
    'maybe',
    'really',
    'go',
    'ahead',
    'help',
    'me',
    'temporary',
    'straight',
    'discreetly',
    'rather',
    'still',
  ],
]);
const STARTS = /^[¶.,:;!?()"'`\n“”«»。，：；！？—–=-]$|^~(?:marker|hidden|quoted|image)$|^(?:but|instead|~hidden|@)$/u;
const OBLIGES = /^(?:pls|plz|must|should|shall|needs?|have|has|please|you'll|lets|let's|to-do|todo|gotta|will)$/u;
const NEGATES = /^(?:not|never|don't|cannot|can't|mustn't|shouldn't|needn't|won't|without|avoid|nor|no|neither|dont)$/u;
const POSSIBLE = /^(?:may|might|could|can|would|did|does|do)$/u;
/** Before `to`: whoever this stands for is told. */
const ORDERS = new Set([
  ...[
    'you',
    'must',
    'need',
    'needs',
    'have',
    'has',
    'want',
    'wants',
    'order',
    'instructed',
    'required',
    'goal',
    'task',
  ],
  ...[
    'is',
    'are',
    'authorised',
    'authorized',
    'free',
    'proceed',
    'agreed',
    'permission',
    'supposed',
    'requires',
    'going',
  ],
  ...[
    'continue',
    'sure',
    'remember',
    'instructions',
    'objective',
    'mission',
    'assistant',
    'agent',
    'ai',
    'and',
    'purpose',
    'favour',
    'like',
    'here',
    'order',
    'asked',
  ],
]);
const NARRATES =
  /^(?:he|she|it|they|we|i|attacker|attackers|user|users|who|which|that|model|models|people|someone|students?|analysts?|tests?)$/u;

const NO_START_AFTER =
  /^(?:a|an|the|my|his|her|its|our|their|this|that|these|those|of|in|on|at|by|with|from|as|for|who|which|i|we|they|he|she|it|models?|users?|attackers?)$/u;

/** Of the word before `not` or `never`: `the model does not` is a report, `do not` an order. */
function tellsOf(word: string | undefined): boolean {
  return word === undefined || STARTS.test(word) || BETWEEN.has(word) || TELLING.test(word);
}

const TELLING =
  /^(?:do|must|should|shall|please|pls|to|you|and|then|but|or|so|needs?|have|instead|~\S+|assistant|agent|ai|while)$/u;

export type Told = 'yes' | 'not';

/** One sentence, from left to right. */
export class Mood {
  readonly #before: string[] = [];
  #last: Told | undefined = 'yes';
  /** Of the verb before this one, and how many words stand between. */
  #listed: Told | undefined = 'yes';
  #sinceVerb = 9;
  /** Of the verb before this one: that it may be done, or is not to be. */
  #isHeld = false;
  #opens = false;
  /** Something was told already: what `and` adds to it is told, too. */
  #isTold = false;

  /** `isRow`: where a sentence begins is not known, and so any verb may begin one. */
  constructor(private readonly isRow: boolean) {}

  /** What comes next may begin a sentence. */
  open(): void {
    this.#opens = true;
  }

  pass(words: string): void {
    this.#before.push(...words.split(' '));
    this.#opens = false;
    this.#sinceVerb += 1;
  }

  /** Of a verb that comes next. */
  of(_verb: string): Told | undefined {
    const isListed = this.#isListed();
    const told = isListed ? this.#listed : this.#judge();
    if (!isListed) this.#isHeld = this.#isHolding();
    this.#listed = told;
    this.#sinceVerb = -1;
    if (told !== undefined || !this.#isTold) this.#last = told;
    if (told === 'yes') this.#isTold = true;
    return told;
  }

  /** `may not set, change or delete`: what is said of the first holds for each. */
  #isListed(): boolean {
    return this.#sinceVerb === 1 && this.#before.at(-1) === ',' && this.#isHeld;
  }

  #isHolding(): boolean {
    const last = this.#before.at(-1) ?? '';
    return NEGATES.test(last) || POSSIBLE.test(last);
  }

  #judge(): Told | undefined {
    let at = this.#before.length - 1;
    while (at >= 0 && BETWEEN.has(this.#before[at] ?? '')) at -= 1;
    const word = this.#before[at];
    if (word === undefined || STARTS.test(word)) return 'yes';
    const earlier = this.#before.slice(Math.max(0, at - 5), at);
    if (NEGATES.test(word)) return tellsOf(earlier.at(-1)) ? 'not' : undefined;
    if (/^(?:and|or|then|&|\+)$/u.test(word)) return this.#last;
    if (OBLIGES.test(word)) return 'yes';
    if (POSSIBLE.test(word)) return earlier.at(-1) === 'you' || this.#before[at + 1] === 'you' ? 'yes' : undefined;
    if (word === 'you') return /^(?:can|could|would|will|should|must)$/u.test(earlier.at(-1) ?? '') ? 'yes' : undefined;
    if (word === 'to') {
      if (NEGATES.test(earlier.at(-1) ?? '')) return 'not';
      if (earlier.at(-1) === 'you' || earlier.some((one) => /^(?:required|instructed|ordered)$/u.test(one)))
        return 'yes';
      if (
        /^(?:has|needs|is)$/u.test(earlier.at(-1) ?? '') &&
        /^(?:model|assistant|agent|ai)$/u.test(earlier.at(-2) ?? '')
      )
        return 'yes';
      return earlier.some((one) => ORDERS.has(one)) && !earlier.some((one) => NARRATES.test(one)) ? 'yes' : undefined;
    }
    return (this.isRow || this.#opens) && !NO_START_AFTER.test(word) ? 'yes' : undefined;
  }
}
