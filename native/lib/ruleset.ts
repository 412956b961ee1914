import { setImmediate } from 'node:timers/promises';
import { binary, type Outcome, type Program } from './binary.js';
import { engineStamp, provideLanguagesOf } from './grammars.js';
import type {
  CompileIssue,
  Explanation,
  FileResult,
  Json,
  LiveResult,
  Match,
  ScanProgress,
  ScanRequest,
  ScanResult,
  TextInput,
  TextResult,
} from './index.js';

/** A text that somebody is typing in: what one version told is used again for the next, so that little is parsed anew. */
export class LiveDocument {
  /** For the addon. */
  readonly handle: object = binary.liveDocument();

  /** Gives back its memory at once; the next match begins anew. */
  forget(): void {
    binary.forgetDocument(this.handle);
  }
}

/** Compiled rules. A rule with an issue is left out; the others run. */
export class RuleSet {
  readonly issues: readonly CompileIssue[];
  readonly #program: Program;

  /** Each rule as it stands in YAML. */
  constructor(rules: readonly Json[]) {
    for (const rule of rules) provideLanguagesOf(rule);
    this.#program = new binary.Program(rules);
    this.issues = this.#program.issues;
  }

  match(texts: readonly TextInput[]): TextResult[] {
    return this.#program.match(texts);
  }

  /** As `match`, on the addon's threads. */
  matchAsync(texts: readonly TextInput[]): Promise<TextResult[]> {
    return this.#program.matchAsync(texts);
  }

  /** As `matchAsync`, of the next version of a document. What is under way of an older text ends. */
  matchLive(document: LiveDocument, text: TextInput): Promise<LiveResult> {
    return this.#program.matchLive(document.handle, text);
  }

  /** Why a rule, by its index, matches in a text or does not; what `match` would skip is tried all the same. */
  explain(rule: number, text: Omit<TextInput, 'rules'>): Explanation {
    return this.#program.explain(rule, text);
  }

  /** `onProgress` is called about twenty times a second. A scan called off gives what it has, with `cancelled` set. */
  async scan(
    request: ScanRequest,
    onProgress?: (progress: ScanProgress) => void,
    signal?: AbortSignal,
  ): Promise<ScanResult> {
    const { job, outcome } = this.#program.scan({ ...request, engine: engineStamp() }, onProgress);
    const cancel = () => binary.cancelScan(job);
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel();
    try {
      return await fetchAll(await outcome);
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }
}

/** Page by page, so that a large result does not hold up the event loop. */
async function fetchAll({ pages, ...summary }: Outcome): Promise<ScanResult> {
  const files = await fetchFiles(pages);
  const skipped: ScanResult['skipped'][number][] = [];
  for (;;) {
    const page = binary.scanSkipped(pages, skipped.length);
    if (page.length === 0) return { ...summary, files, skipped };
    skipped.push(...page);
    await setImmediate();
  }
}

async function fetchFiles(pages: object): Promise<FileResult[]> {
  const files: (FileResult & { readonly matches: Match[] })[] = [];
  let next: readonly [number, number] | undefined = [0, 0];
  while (next !== undefined) {
    const continues: boolean = next[1] > 0;
    const page = binary.scanFiles(pages, next[0], next[1]);
    const [first, ...others] = page.files;
    if (first !== undefined && continues) files.at(-1)?.matches.push(...first.matches);
    else if (first !== undefined) files.push(first);
    files.push(...others);
    next = page.next;
    if (next !== undefined) await setImmediate();
  }
  return files;
}
