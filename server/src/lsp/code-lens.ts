import { type CancellationToken, type CodeLens, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { counted } from './case-results.js';
import { RUN_CASES } from './commands.js';
import { holdsRules } from './file-schema.js';
import { documentParams } from './params.js';
import { rulesIn } from './rule-texts.js';
import type { Session } from './session.js';

/** `textDocument/codeLens`: above each rule of a rule file how its cases fare, and the command that shows each. */
export async function codeLens(
  session: Session,
  params: unknown,
  token: CancellationToken,
): Promise<CodeLens[] | null> {
  const { uri } = documentParams.parse(params).textDocument;
  const document = session.documents.get(uri);
  if (document?.path === undefined || !holdsRules(document)) return null;
  const { cases } = await session.cases.of(document.path);
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  return rulesIn(document.text).map(({ id, name }) => {
    const own = cases.filter(({ rule }) => rule === id);
    const title = `Run cases (${counted(own)})`;
    return { range: name, command: { title, command: RUN_CASES, arguments: [{ uri, rule: id }] } };
  });
}
