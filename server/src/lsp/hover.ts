import type { CancellationToken, Hover } from 'vscode-languageserver/node';
import type { Finding } from '../model/finding.js';
import { overlaps } from '../model/position.js';
import { toHover } from './convert.js';
import { current } from './current.js';
import { positionParams } from './params.js';
import { explainKey } from './rule-hover.js';
import type { Session } from './session.js';
import { workspaceOf } from './workspace.js';

/** `textDocument/hover`: the manuals of the rules that found something here; in a rule file, what a key means. */
export async function hover(session: Session, params: unknown, token: CancellationToken): Promise<Hover | null> {
  const { textDocument, position } = positionParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  if (document?.path === undefined) return null;
  const diagnosis = await current(session, document, token);
  const findings = diagnosis?.findings.filter(({ range }) => overlaps(range, { start: position, end: position })) ?? [];
  const [first] = findings;
  if (first === undefined) return explainKey(session, document, position);
  const manuals = await Promise.all(
    oneOfEachRule(findings).map((finding) => explain(session, document.path ?? '', finding)),
  );
  return toHover(manuals.join('\n\n---\n\n'), first.range, session.client.hoverFormat);
}

function oneOfEachRule(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
}

async function explain(session: Session, path: string, finding: Finding): Promise<string> {
  const { manual } = await session.verbs.explainRule(workspaceOf(session, path), finding.rule);
  return `**${finding.rule}** ${finding.message}\n\n${manual}`.trim();
}
