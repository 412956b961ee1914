import type { CancellationToken, CodeAction, WorkspaceEdit } from 'vscode-languageserver/node';
import { toWorkspaceEdit } from './convert.js';
import { current } from './current.js';
import { editsOf } from './edits.js';
import { type Action, codeActionResolveParams } from './params.js';
import type { Session } from './session.js';

/** `codeAction/resolve`: adds the edit, made for the text as it is by now. */
export async function resolveCodeAction(
  session: Session,
  params: unknown,
  token: CancellationToken,
): Promise<CodeAction> {
  const action = codeActionResolveParams.parse(params);
  const edit = await workspaceEditOf(session, action.data, token);
  return edit === undefined ? action : { ...action, edit };
}

/** `undefined` where there is nothing left to do: the document was closed, or the finding has gone. */
export async function workspaceEditOf(
  session: Session,
  action: Action,
  token: CancellationToken,
): Promise<WorkspaceEdit | undefined> {
  const document = session.documents.get(action.uri);
  if (document === undefined) return undefined;
  const { findings } = (await current(session, document, token)) ?? { findings: [] };
  const edits = editsOf(action, document.text, findings);
  return edits.length === 0 ? undefined : toWorkspaceEdit(document, edits, session.client);
}
