import { basename } from 'node:path';
import { MessageType, ShowMessageNotification } from 'vscode-languageserver/node';
import type { CaseReport, CaseResult } from '../model/verbs.js';
import { caseInWords, counted } from './case-results.js';
import { pathOf } from './convert.js';
import { refreshShown } from './diagnostic.js';
import { runCasesArguments } from './params.js';
import type { Session } from './session.js';

const SOME = 5;

/** The command `vireon.runCases`: runs a rule's cases, shows each result beside its case, and gives them back. */
export async function runCases(session: Session, given: unknown): Promise<Pick<CaseReport, 'cases' | 'problems'>> {
  const [{ uri, rule }] = runCasesArguments.parse(given);
  const path = pathOf(uri);
  if (path === undefined) return { cases: [], problems: [] };
  const report = await session.cases.show(path);
  await refreshShown(session);
  const isOurs = (one: { readonly rule?: string }) => rule === undefined || one.rule === rule;
  const cases = report.cases.filter(isOurs);
  const problems = report.problems;
  session.notify(ShowMessageNotification.type, summary(rule ?? basename(path), cases, problems));
  return { cases, problems };
}

function summary(name: string, cases: readonly CaseResult[], problems: CaseReport['problems']) {
  const wrong = cases.filter(({ outcome }) => outcome !== 'passed');
  const told = [
    ...wrong.map((one) => `${basename(one.file)}:${one.line + 1} ${caseInWords(one)}`),
    ...problems.map((problem) => `${basename(problem.file)}:${problem.line + 1} ${problem.message}`),
  ];
  const more = told.length > SOME ? `; and ${told.length - SOME} more` : '';
  const details = told.length === 0 ? '' : `: ${told.slice(0, SOME).join('; ')}${more}`;
  const type = told.length === 0 ? MessageType.Info : MessageType.Warning;
  return { type, message: `${name}: ${counted(cases)}${details}` };
}
