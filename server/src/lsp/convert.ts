import { createHash } from 'node:crypto';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  type Diagnostic,
  DiagnosticSeverity,
  type Hover,
  type Range as LspRange,
  type MarkupContent,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { describeStep, type Finding } from '../model/finding.js';
import type { Range } from '../model/position.js';
import type { RuleProblem, Severity } from '../model/rule.js';
import type { Client, ProseFormat } from './client.js';
import type { OpenDocument } from './documents.js';

export const SOURCE = 'vireon';

/** Absolute path of a `file:` URI; `undefined` for everything else (unsaved buffers, other schemes, other hosts). */
export function pathOf(uri: string): string | undefined {
  if (!URL.canParse(uri) || new URL(uri).protocol !== 'file:') return undefined;
  try {
    return fileURLToPath(uri);
  } catch (error) {
    // A host name or an encoded slash in the URI: it names no file of this machine.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

/** Both sides count lines from zero and columns in UTF-16 units. */
export function toRange(range: Range): LspRange {
  return { start: { ...range.start }, end: { ...range.end } };
}

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  ERROR: DiagnosticSeverity.Error,
  WARNING: DiagnosticSeverity.Warning,
  INFO: DiagnosticSeverity.Information,
};

/** `uri`: of the document that the finding is in; `manual`: URI of the rule's manual, where it has one. */
export function toDiagnostic(finding: Finding, client: Client, uri: string, manual: string | undefined): Diagnostic {
  return {
    range: toRange(finding.range),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.rule,
    message: finding.message,
    ...(client.codeDescription && manual !== undefined ? { codeDescription: { href: manual } } : {}),
    ...(client.relatedInformation && finding.trace !== undefined
      ? {
          relatedInformation: finding.trace.map(({ role, range, snippet }) => ({
            location: { uri, range: toRange(range) },
            message: describeStep(role, snippet),
          })),
        }
      : {}),
    ...(client.diagnosticData ? { data: { fingerprint: finding.fingerprint } } : {}),
  };
}

/** A problem of a rule file or of settings, from where it stands to the end of the word there. */
export function problemToDiagnostic(problem: RuleProblem, text: TextDocument): Diagnostic {
  const start = { line: problem.line, character: problem.character };
  const line = text.getText({ start, end: { line: problem.line + 1, character: 0 } });
  const word = /^[^\s:,[\]{}]+/.exec(line)?.[0] ?? line.slice(0, 1).trimEnd();
  return {
    range: { start, end: { line: start.line, character: start.character + word.length } },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    code: 'invalid',
    message: problem.message,
  };
}

/** Shown at the top of a file that could not be judged, so that silence never looks like approval. */
export function failureToDiagnostic(error: unknown): Diagnostic {
  const start = { line: 0, character: 0 };
  return {
    range: { start, end: start },
    severity: DiagnosticSeverity.Error,
    source: SOURCE,
    code: 'not-checked',
    message: `Vireon could not check this file: ${error instanceof Error ? error.message : String(error)}`,
  };
}

/** Equal for equal diagnostics, whatever happened in between. */
export function resultIdOf(diagnostics: readonly Diagnostic[]): string {
  return createHash('sha256').update(JSON.stringify(diagnostics)).digest('hex').slice(0, 16);
}

export function toWorkspaceEdit(document: OpenDocument, edits: TextEdit[], client: Client): WorkspaceEdit {
  const { uri, text } = document;
  if (!client.documentChanges) return { changes: { [uri]: edits } };
  return { documentChanges: [{ textDocument: { uri, version: text.version }, edits }] };
}

export function toProse(markdown: string, format: ProseFormat): MarkupContent | string {
  return format === 'string' ? markdown : { kind: format, value: markdown };
}

export function toHover(markdown: string, range: Range, format: ProseFormat): Hover {
  return { contents: toProse(markdown, format), range: toRange(range) };
}
