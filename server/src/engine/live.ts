// Documents that are open in editors: each version is matched on top of the one before.

import { isDeepStrictEqual } from 'node:util';
import { LiveDocument, type LiveResult, type TextInput, type TextResult } from '../native.js';
import type { RuleSet } from './rule-set.js';

/** Trees of large texts are large: of more documents than these the ones looked at longest ago begin anew. */
const MAX_KEPT = 8;
/** A pause this long in the typing is taken to look at an uncertain text once more. */
const PAUSE_MS = 500;

interface Entry {
  readonly document: LiveDocument;
  pause: NodeJS.Timeout | undefined;
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

  /** As the matcher's own: of a text that is the next version of the document at `path`. */
  async match(path: string, set: RuleSet, input: TextInput): Promise<TextResult> {
    const entry = this.#entryOf(path);
    clearTimeout(entry.pause);
    const result = await set.matcher.matchLive(entry.document, input);
    if (!result.certain) this.#lookAgain(path, entry, set, input, result);
    return result;
  }

  /** Frees what is kept of a document. */
  close(path: string): void {
    const entry = this.#entries.get(path);
    clearTimeout(entry?.pause);
    entry?.document.forget();
    this.#entries.delete(path);
  }

  closeAll(): void {
    for (const path of [...this.#entries.keys()]) this.close(path);
  }

  #entryOf(path: string): Entry {
    const entry = this.#entries.get(path) ?? { document: new LiveDocument(), pause: undefined };
    this.#entries.delete(path);
    this.#entries.set(path, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > MAX_KEPT && oldest !== undefined) this.close(oldest);
    return entry;
  }

  /** A broken text is mended from the version before, at once; how it is read on its own is found out when there is time. */
  #lookAgain(path: string, entry: Entry, set: RuleSet, input: TextInput, first: LiveResult): void {
    clearTimeout(entry.pause);
    const look = async () => {
      entry.document.forget();
      const second = await set.matcher.matchLive(entry.document, input);
      if (!isDeepStrictEqual({ ...first, certain: true }, second)) this.#onCorrected(path);
    };
    entry.pause = setTimeout(() => look().catch(this.#onFailed), PAUSE_MS).unref();
  }
}
