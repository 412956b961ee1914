// The documents that editors have open, with their unsaved text.

import { InvalidInput } from '../model/verbs.js';

const MAX_LENGTH = 10 * 1024 * 1024;
const MAX_DOCUMENTS = 10_000;

export interface OpenDocument {
  readonly path: string;
  readonly content: string;
  readonly version: number;
  /** The editor that has it open. */
  readonly owner: string;
}

/** Open documents by absolute path. Where two editors have one open, the text that changed last counts. */
export class Documents {
  private readonly byPath = new Map<string, readonly OpenDocument[]>();

  open(document: OpenDocument): void {
    if (document.content.length > MAX_LENGTH)
      throw new InvalidInput(`the document is larger than ${MAX_LENGTH / 1024 / 1024} MiB: ${document.path}`);
    const others = this.byPath.get(document.path);
    if (others === undefined && this.byPath.size >= MAX_DOCUMENTS)
      throw new InvalidInput(`more than ${MAX_DOCUMENTS} documents are open`);
    const current = others?.find((one) => one.owner === document.owner);
    if (current !== undefined && current.version > document.version) return;
    this.byPath.set(document.path, [...(others ?? []).filter((one) => one.owner !== document.owner), document]);
  }

  close(path: string, owner: string): void {
    const rest = (this.byPath.get(path) ?? []).filter((one) => one.owner !== owner);
    if (rest.length === 0) this.byPath.delete(path);
    else this.byPath.set(path, rest);
  }

  /** The unsaved text, where the file is open. */
  text(path: string): string | undefined {
    return this.byPath.get(path)?.at(-1)?.content;
  }

  /** Open documents below a folder. */
  below(root: string): OpenDocument[] {
    const prefix = root.endsWith('/') ? root : `${root}/`;
    return [...this.byPath].flatMap(([path, all]) => {
      const last = all.at(-1);
      return last !== undefined && path.startsWith(prefix) ? [last] : [];
    });
  }

  get size(): number {
    return this.byPath.size;
  }
}
