import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { PatternMatches } from '../model/verbs.js';
import { SOURCE, toRange } from './convert.js';
import type { OpenDocument } from './documents.js';

interface Try {
  readonly pattern: string;
  readonly revision: number;
  readonly found: PatternMatches;
}

/** The pattern last tried in each document; what it found is shown until the text changes. */
export class PatternTries {
  readonly #tries = new Map<string, Try>();

  keep({ uri, revision }: OpenDocument, pattern: string, found: PatternMatches): void {
    this.#tries.set(uri, { pattern, revision, found });
  }

  drop(uri: string): void {
    this.#tries.delete(uri);
  }

  diagnosticsOf({ uri, revision }: OpenDocument): Diagnostic[] {
    const known = this.#tries.get(uri);
    if (known?.revision !== revision) return [];
    return known.found.ranges.map(({ range, metavariables }) => ({
      range: toRange(range),
      severity: DiagnosticSeverity.Information,
      source: SOURCE,
      code: 'tried-pattern',
      message: [
        'The pattern matches here.',
        ...Object.entries(metavariables).map(([name, value]) => `${name} = ${value}`),
      ].join('\n'),
    }));
  }
}
