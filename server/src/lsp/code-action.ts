import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Finding } from '../model/finding.js';
import { isBefore, overlaps, type Range } from '../model/position.js';
import type { Diagnosis } from '../model/verbs.js';
import { APPLY, EXPLAIN, RUN_CASES } from './commands.js';
import { toDiagnostic, toRange, toWorkspaceEdit } from './convert.js';
import { current } from './current.js';
import type { OpenDocument } from './documents.js';
import { editsOf, type Fixable, ignoreEdit, isFixable } from './edits.js';
import { holdsRules } from './file-schema.js';
import { type Action, codeActionParams } from './params.js';
import { patternActions } from './pattern-actions.js';
import { rulesIn } from './rule-texts.js';
import type { Session } from './session.js';

export const FIX_ALL = `${CodeActionKind.SourceFixAll}.vireon`;
const CASES = `${CodeActionKind.Source}.vireon.runCases`;

export const CODE_ACTION_KINDS = [CodeActionKind.QuickFix, CodeActionKind.Refactor, FIX_ALL, CASES];

/** What can be offered, before it takes the form that the client understands. */
interface Offer {
  readonly title: string;
  readonly kind: string;
  readonly finding?: Finding;
  readonly preferred?: boolean;
  /** An edit to be made once it is chosen, an edit as it stands, or a command to be run. */
  readonly does: Action | Command | { readonly edit: WorkspaceEdit };
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
    ...(asksFor(context.only, CodeActionKind.Refactor, true)
      ? await onSelection(session, document, diagnosis, range)
      : []),
    ...(asksFor(context.only, CASES, true) ? casesAt(document, range) : []),
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

/** Many clients ask for the range of a diagnostic: that is no selection of the user's. */
async function onSelection(
  session: Session,
  document: OpenDocument,
  { findings, workspace }: Diagnosis,
  range: Range,
): Promise<readonly Offer[]> {
  const same = (finding: Finding) => JSON.stringify(toRange(finding.range)) === JSON.stringify(range);
  if (!isBefore(range.start, range.end) || findings.some(same)) return [];
  return patternActions(session, document, range, workspace);
}

/** In a rule file, for editors without code lenses as for those with them. */
function casesAt(document: OpenDocument, { start }: Range): readonly Offer[] {
  if (!holdsRules(document)) return [];
  const { uri, text } = document;
  const offset = text.offsetAt(start);
  const rule = rulesIn(text).find((one) => one.start <= offset && offset <= one.end);
  if (rule === undefined) return [];
  const title = `Run the cases of ${rule.id}`;
  return [{ title, kind: CASES, does: { title, command: RUN_CASES, arguments: [{ uri, rule: rule.id }] } }];
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
    if ('edit' in does) return [];
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
  if ('edit' in does) return [{ ...action, edit: does.edit }];
  if (!('kind' in does)) return [{ ...action, command: does }];
  if (client.lazyCodeActions) return [{ ...action, data: does }];
  return [{ ...action, edit: toWorkspaceEdit(document, editsOf(does, document.text, findings), client) }];
}
