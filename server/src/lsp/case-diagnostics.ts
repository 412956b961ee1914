import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CaseResult } from '../model/verbs.js';
import { caseInWords } from './case-results.js';
import { SOURCE, uriOf } from './convert.js';
import type { OpenDocument } from './documents.js';
import { rulesIn } from './rule-texts.js';
import type { Session } from './session.js';

/** What is shown of cases that somebody ran: on each case what it came to, and on a rule those that are wrong. */
export async function caseDiagnostics(session: Session, document: OpenDocument): Promise<Diagnostic[]> {
  const { cases, rules } = await session.cases.shownIn(document);
  const wrong = rules.filter(({ outcome }) => outcome !== 'passed');
  return [
    ...cases.flatMap((one) => onCase(one, document.text, session)),
    ...(wrong.length === 0 ? [] : onRules(wrong, document.text, session)),
  ];
}

/** A case that is right is said by a hint where the client has no other place for it. */
function onCase(one: CaseResult, text: TextDocument, { client }: Session): Diagnostic[] {
  const isRight = one.outcome === 'passed';
  if (isRight && client.inlayHints) return [];
  const line = text.getText({ start: { line: one.line, character: 0 }, end: { line: one.line + 1, character: 0 } });
  return [
    {
      range: {
        start: { line: one.line, character: line.search(/\S|$/) },
        end: { line: one.line, character: line.trimEnd().length },
      },
      severity: isRight ? DiagnosticSeverity.Hint : DiagnosticSeverity.Error,
      source: SOURCE,
      code: 'case',
      message: `${one.rule}: ${caseInWords(one)}`,
    },
  ];
}

function onRules(wrong: readonly CaseResult[], text: TextDocument, { client }: Session): Diagnostic[] {
  return rulesIn(text).flatMap(({ id, name }) => {
    const own = wrong.filter(({ rule }) => rule === id);
    const [first] = own;
    if (first === undefined) return [];
    const relatedInformation = own.map((one) => {
      const start = { line: one.line, character: 0 };
      return { location: { uri: uriOf(one.file), range: { start, end: start } }, message: caseInWords(one) };
    });
    return [
      {
        range: name,
        severity: DiagnosticSeverity.Error,
        source: SOURCE,
        code: 'case',
        message: `${own.length} ${own.length === 1 ? 'case is' : 'cases are'} wrong, the first in line ${first.line + 1} of ${first.file}: ${caseInWords(first)}`,
        ...(client.relatedInformation ? { relatedInformation } : {}),
      },
    ];
  });
}
