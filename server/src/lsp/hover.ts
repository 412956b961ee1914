import type { CancellationToken, Hover } from 'vscode-languageserver/node';
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
  const rules = [...new Set(here.map(({ rule }) => rule))];
  const manuals = await Promise.all(rules.map((rule) => session.verbs.explainRule(diagnosis.workspace, rule)));
  const prose = manuals.map(({ manual }) => manual.trim()).join('\n\n---\n\n');
  return toHover(prose, first.range, session.client.hoverFormat);
}
