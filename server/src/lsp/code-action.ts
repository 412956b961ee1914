import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
} from 'vscode-languageserver/node';
import type { Finding } from '../model/finding.js';
import { overlaps, type Range } from '../model/position.js';
import type { Diagnosis } from '../model/verbs.js';
import { APPLY, EXPLAIN } from './commands.js';
import { toDiagnostic, toWorkspaceEdit } from './convert.js';
import { current } from './current.js';
import type { OpenDocument } from './documents.js';
import { editsOf, type Fixable, ignoreEdit, isFixable } from './edits.js';
import { type Action, codeActionParams } from './params.js';
import type { Session } from './session.js';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.vireon`;

/** What can be offered, before it takes the form that the client understands. */
interface Offer {
  readonly title: string;
  readonly kind: string;
  readonly finding?: Finding;
  readonly preferred?: boolean;
  /** Either an edit to be made or a command to be run. */
  readonly does: Action | Command;
}

/**
 * `textDocument/codeAction`. Goes by our own findings that touch the range: some clients strip the diagnostics that
 * they send along, others send none.
 */
export async function codeAction(
  session: Session,
  params: unknown,
  token: CancellationToken,
): Promise<(CodeAction | Command)[]> {
  const { textDocument, range, context } = codeActionParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  const diagnosis = document === undefined ? undefined : await current(session, document, token);
  if (document === undefined || diagnosis === undefined) return [];
  const offers = [
    ...(asksFor(context.only, CodeActionKind.QuickFix, true) ? offersAt(document, diagnosis, range) : []),
    ...(asksFor(context.only, FIX_ALL, false) ? fixAll(document, diagnosis) : []),
  ];
  return offers.flatMap((offer) => toCodeAction(session, document, diagnosis, offer));
}

/** Kinds are a hierarchy: who asks for `source` is also given `source.fixAll`. */
function asksFor(only: readonly string[] | null | undefined, kind: string, unasked: boolean): boolean {
  if (only === null || only === undefined) return unasked;
  return only.some((wanted) => wanted === '' || kind === wanted || kind.startsWith(`${wanted}.`));
}

function offersAt(document: OpenDocument, diagnosis: Diagnosis, range: Range): readonly Offer[] {
  const { findings, workspace } = diagnosis;
  const here = findings.filter((finding) => overlaps(finding.range, range));
  const fixable = here.filter(isFixable);
  const rules = [...new Map(here.map((finding) => [finding.rule, finding])).values()];
  return [
    ...fixable.map((finding) => fix(document, finding, fixable.length === 1)),
    ...rules.flatMap((finding) => fixRule(document, finding, findings)),
    ...rules.flatMap((finding) => ignore(document, finding)),
    ...rules.map((finding) => explain(workspace, finding)),
  ];
}

function fix({ uri }: OpenDocument, finding: Fixable, preferred: boolean): Offer {
  const does: Action = { kind: 'fix', uri, fingerprint: finding.fingerprint };
  return { title: fixTitle(finding), kind: CodeActionKind.QuickFix, finding, preferred, does };
}

function fixTitle({ rule, fix }: Fixable): string {
  const [line = ''] = fix.trim().split(/\r?\n/, 1);
  if (line === '') return `Remove this (${rule})`;
  const shown = line.length > 60 || line !== fix.trim() ? `${line.slice(0, 60).trimEnd()}…` : line;
  return `Replace with \`${shown}\` (${rule})`;
}

/** Only where there is more to fix than the quick fix beside it does. */
function fixRule({ uri }: OpenDocument, finding: Finding, findings: readonly Finding[]): readonly Offer[] {
  const { rule } = finding;
  if (findings.filter((other) => other.rule === rule && isFixable(other)).length < 2) return [];
  return [
    {
      title: `Fix all ${rule} in this file`,
      kind: CodeActionKind.QuickFix,
      finding,
      does: { kind: 'fix-rule', uri, rule },
    },
  ];
}

function ignore({ uri, text }: OpenDocument, finding: Finding): readonly Offer[] {
  if (ignoreEdit(text, finding) === undefined) return [];
  const does: Action = { kind: 'ignore', uri, fingerprint: finding.fingerprint };
  return [{ title: `Ignore ${finding.rule} here…`, kind: CodeActionKind.QuickFix, finding, does }];
}

function explain(workspace: string, finding: Finding): Offer {
  const title = `Explain ${finding.rule}`;
  const does: Command = { title, command: EXPLAIN, arguments: [{ workspace, rule: finding.rule }] };
  return { title, kind: CodeActionKind.QuickFix, finding, does };
}

function fixAll({ uri }: OpenDocument, { findings }: Diagnosis): readonly Offer[] {
  if (!findings.some(isFixable)) return [];
  return [{ title: 'Fix all that Vireon can fix in this file', kind: FIX_ALL, does: { kind: 'fix-all', uri } }];
}

function toCodeAction(
  { client }: Session,
  document: OpenDocument,
  { findings }: Diagnosis,
  offer: Offer,
): readonly (CodeAction | Command)[] {
  const { title, kind, does } = offer;
  if (!client.codeActionLiterals) {
    if (!('kind' in does)) return [does];
    return client.applyEdit ? [{ title, command: APPLY, arguments: [does] }] : [];
  }
  const diagnostics: Diagnostic[] =
    offer.finding === undefined ? [] : [toDiagnostic(offer.finding, client, document.uri, undefined)];
  const action: CodeAction = {
    title,
    kind,
    ...(diagnostics.length > 0 ? { diagnostics } : {}),
    ...(offer.preferred === true && client.preferredCodeActions ? { isPreferred: true } : {}),
  };
  if (!('kind' in does)) return [{ ...action, command: does }];
  if (client.lazyCodeActions) return [{ ...action, data: does }];
  return [{ ...action, edit: toWorkspaceEdit(document, editsOf(does, document.text, findings), client) }];
}
