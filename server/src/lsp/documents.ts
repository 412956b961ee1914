import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Diagnosis, Verbs } from '../model/verbs.js';
import { pathOf } from './convert.js';

/** Typing pauses shorter than this are not told to the app; a request that needs the text does not wait for it. */
const PAUSE_MS = 60;

const NOTHING: Diagnosis = { workspace: '', findings: [], problems: [] };

/** A document that the client has open. */
export interface OpenDocument {
  readonly uri: string;
  /** Absent where the document is not a file; such a document has no findings. */
  readonly path: string | undefined;
  readonly text: TextDocument;
  /** Counts our own: not every client counts its versions up. */
  readonly revision: number;
}

interface Entry extends OpenDocument {
  revision: number;
  /** The revision that the app knows. */
  told: number;
  pause: NodeJS.Timeout | undefined;
  known: { readonly revision: number; readonly diagnosis: Promise<Diagnosis> } | undefined;
}

/** The open documents of one connection: their text, and what the app says of it. */
export class Documents {
  readonly #entries = new Map<string, Entry>();
  readonly #verbs: Verbs;
  readonly #owner: string;
  #turn = Promise.resolve();
  readonly #onPause: (document: OpenDocument) => void;

  /** `onPause` is called when a document was opened, and when typing in it pauses. */
  constructor(verbs: Verbs, owner: string, onPause: (document: OpenDocument) => void) {
    this.#verbs = verbs;
    this.#owner = owner;
    this.#onPause = onPause;
  }

  open(uri: string, languageId: string, version: number, content: string): void {
    this.#drop(uri);
    const text = TextDocument.create(uri, languageId, version, content);
    const entry: Entry = { uri, path: pathOf(uri), text, revision: 1, told: 0, pause: undefined, known: undefined };
    this.#entries.set(uri, entry);
    this.#onPause(entry);
  }

  change(uri: string, version: number | undefined, changes: readonly TextDocumentContentChangeEvent[]): void {
    const entry = this.#entries.get(uri);
    if (entry === undefined) return;
    TextDocument.update(entry.text, [...changes], version ?? entry.text.version + 1);
    entry.revision += 1;
    clearTimeout(entry.pause);
    entry.pause = setTimeout(() => this.#onPause(entry), PAUSE_MS);
  }

  async close(uri: string): Promise<void> {
    const path = this.#drop(uri)?.path;
    if (path !== undefined) await this.#inTurn(() => this.#verbs.closeDocument({ path, owner: this.#owner }));
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#entries.keys()].map((uri) => this.close(uri)));
  }

  get(uri: string): OpenDocument | undefined {
    return this.#entries.get(uri);
  }

  all(): readonly OpenDocument[] {
    return [...this.#entries.values()];
  }

  /** True while the document is open with just this text. */
  isCurrent(document: OpenDocument, revision: number): boolean {
    return this.#entries.get(document.uri) === document && document.revision === revision;
  }

  /** Lets the app see the document's present text, for whoever else asks about the file. */
  async share(document: OpenDocument): Promise<void> {
    const entry = this.#entries.get(document.uri);
    if (entry !== undefined && entry === document && entry.path !== undefined) await this.#tell(entry, entry.path);
  }

  /** What the app says of the document's present text; asked once per text and rule set. */
  async diagnosis(document: OpenDocument): Promise<Diagnosis> {
    const entry = this.#entries.get(document.uri);
    if (entry === undefined || entry !== document || entry.path === undefined) return NOTHING;
    if (entry.known?.revision !== entry.revision) {
      entry.known = { revision: entry.revision, diagnosis: this.#ask(entry, entry.path) };
    }
    const { diagnosis } = entry.known;
    try {
      return await diagnosis;
    } catch (error) {
      if (entry.known?.diagnosis === diagnosis) entry.known = undefined;
      throw error;
    }
  }

  /** To be called when rules changed: what was said before no longer holds. */
  forgetDiagnoses(): void {
    for (const entry of this.#entries.values()) entry.known = undefined;
  }

  async #ask(entry: Entry, path: string): Promise<Diagnosis> {
    await this.#tell(entry, path);
    return this.#verbs.diagnose(path);
  }

  #tell(entry: Entry, path: string): Promise<void> {
    return this.#inTurn(async () => {
      const { revision, text } = entry;
      if (entry.told === revision) return;
      await this.#verbs.openDocument({ path, content: text.getText(), version: revision, owner: this.#owner });
      entry.told = revision;
    });
  }

  /** One after the other, so that a file closed and opened again is not left closed. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(whoAskedIsTold);
    return done;
  }

  #drop(uri: string): Entry | undefined {
    const entry = this.#entries.get(uri);
    clearTimeout(entry?.pause);
    this.#entries.delete(uri);
    return entry;
  }
}

function whoAskedIsTold(): void {}
