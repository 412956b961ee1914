// Documents that are open in editors: each version is matched on top of the one before.

import { isDeepStrictEqual } from 'node:util';
import { LiveDocument, type TextInput, type TextResult } from '../native.js';
import type { RuleSet } from './rule-set.js';

/** Trees of large texts are large: of more documents than these the ones looked at longest ago begin anew. */
const MAX_KEPT = 8;
/** A pause this long in the typing is taken to look at an uncertain text once more. */
const PAUSE_MS = 500;

interface Entry {
  readonly document: LiveDocument;
  pause: NodeJS.Timeout | undefined;
  /** About the newest text; it holds until the text or the rules change. */
  answer: { readonly set: RuleSet; readonly input: TextInput; readonly result: Promise<TextResult> } | undefined;
}

/** A newer text of the document was asked about before this one was through: ask again about what stands there now. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** What was found of open documents, by path. */
export class LiveDocuments {
  readonly #entries = new Map<string, Entry>();
  readonly #onCorrected: (path: string) => void;
  readonly #onFailed: (error: unknown) => void;

  /** `onCorrected` is called when a second look at a text found something else than the first. */
  constructor(onCorrected: (path: string) => void, onFailed: (error: unknown) => void) {
    this.#onCorrected = onCorrected;
    this.#onFailed = onFailed;
  }

  /** As the matcher's own: of a text that is the next version of the document at `path`. Rejects with `Superseded`. */
  match(path: string, set: RuleSet, input: TextInput): Promise<TextResult> {
    const entry = this.#entryOf(path);
    if (entry.answer?.set === set && isDeepStrictEqual(entry.answer.input, input)) return entry.answer.result;
    clearTimeout(entry.pause);
    const answer = { set, input, result: this.#look(path, entry, set, input) };
    entry.answer = answer;
    return answer.result;
  }

  /** Frees what is kept of a document. */
  close(path: string): void {
    const entry = this.#entries.get(path);
    if (entry === undefined) return;
    clearTimeout(entry.pause);
    entry.answer = undefined;
    entry.document.forget();
    this.#entries.delete(path);
  }

  closeAll(): void {
    for (const path of [...this.#entries.keys()]) this.close(path);
  }

  #entryOf(path: string): Entry {
    const entry = this.#entries.get(path) ?? { document: new LiveDocument(), pause: undefined, answer: undefined };
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_KEPT && oldest !== undefined) this.close(oldest);
    return entry;
  }

  async #look(path: string, entry: Entry, set: RuleSet, input: TextInput): Promise<TextResult> {
    try {
      const { certain, superseded, ...result } = await set.matcher.matchLive(entry.document, input);
      if (superseded) throw new Superseded(path);
      if (!certain) this.#lookAgain(path, entry, set, input, result);
      return result;
    } catch (error) {
      if (entry.answer?.input === input) entry.answer = undefined;
      throw error;
    }
  }

  /** A broken text is mended from what stood there before, at once; how it is read on its own is found out when there is time. */
  #lookAgain(path: string, entry: Entry, set: RuleSet, input: TextInput, first: TextResult): void {
    const isNewest = () => entry.answer?.input === input;
    const look = async () => {
      const [result] = isNewest() ? await set.matcher.matchAsync([input]) : [];
      if (result === undefined || !isNewest() || isDeepStrictEqual(first, result)) return;
      entry.answer = { set, input, result: Promise.resolve(result) };
      this.#onCorrected(path);
    };
    if (!isNewest()) return;
    clearTimeout(entry.pause);
    entry.pause = setTimeout(() => look().catch(this.#onFailed), PAUSE_MS).unref();
  }
}
