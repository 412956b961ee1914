import type { CancellationToken, Hover } from 'vscode-languageserver/node';
import type { Finding } from '../model/finding.js';
import { overlaps } from '../model/position.js';
import { toHover } from './convert.js';
import { current } from './current.js';
import { explainKey } from './key-hover.js';
import { positionParams } from './params.js';
import type { Session } from './session.js';

/** `textDocument/hover`: the manuals of the rules that found something here; in files of ours, what a key means. */
export async function hover(session: Session, params: unknown, token: CancellationToken): Promise<Hover | null> {
  const { textDocument, position } = positionParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  const diagnosis = document === undefined ? undefined : await current(session, document, token);
  if (document === undefined || diagnosis === undefined) return null;
  const here = diagnosis.findings.filter(({ range }) => overlaps(range, { start: position, end: position }));
  const [first] = here;
  if (first === undefined) return explainKey(session, document, position);
  const manuals = await Promise.all(oneOfEachRule(here).map((one) => explain(session, diagnosis.workspace, one)));
  return toHover(manuals.join('\n\n---\n\n'), first.range, session.client.hoverFormat);
}

function oneOfEachRule(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [finding.rule, finding])).values()];
}

async function explain({ verbs, client }: Session, workspace: string, finding: Finding): Promise<string> {
  const { manual } = await verbs.explainRule(workspace, finding.rule);
  const name = client.hoverFormat === 'markdown' ? `**${finding.rule}**` : `${finding.rule}:`;
  return `${name} ${finding.message}\n\n${manual}`.trim();
}
