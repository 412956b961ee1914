import {
  CodeAction,
  CodeLens,
  Command,
  Diagnostic,
  Hover,
  type InitializeResult,
  InlayHint,
  MarkupContent,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Sent } from './editor.js';

// Reads capabilities its own way, apart from the server's: what a client can take, from the LSP specification.

type Tree = { readonly [key: string]: Tree } | undefined;

/** Every way in which what the server sent goes beyond what a client with these capabilities can take. */
export function overreach(capabilities: unknown, sent: readonly Sent[]): string[] {
  const client = capabilities as Tree;
  return sent.flatMap((one) => {
    const complaints =
      one.kind === 'request'
        ? judgeRequest(client, one)
        : one.kind === 'notification'
          ? judgeNotification(client, one)
          : judgeAnswer(client, one);
    return complaints.map((complaint) => `${one.method}: ${complaint}`);
  });
}

const is = (value: unknown) => value === true;
const has = (value: unknown) => value !== null && typeof value === 'object';
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const unless = (holds: boolean, complaint: string) => (holds ? [] : [complaint]);

function judgeRequest(client: Tree, { method, value }: Sent): string[] {
  const declared: Readonly<Record<string, unknown>> = {
    'window/showDocument': client?.window?.showDocument?.support,
    'window/workDoneProgress/create': client?.window?.workDoneProgress,
    'workspace/applyEdit': client?.workspace?.applyEdit,
    'workspace/configuration': client?.workspace?.configuration,
    'workspace/diagnostic/refresh': client?.workspace?.diagnostics?.refreshSupport,
    'workspace/codeLens/refresh': client?.workspace?.codeLens?.refreshSupport,
    'workspace/inlayHint/refresh': client?.workspace?.inlayHint?.refreshSupport,
  };
  return [
    ...unless(is(declared[method]), 'was not declared'),
    ...(method === 'workspace/applyEdit' ? judgeEdit(client, (value as { edit: unknown }).edit) : []),
  ];
}

function judgeNotification(client: Tree, { method, value }: Sent): string[] {
  if (method === 'window/showMessage' || method === 'window/logMessage') return [];
  if (method !== 'textDocument/publishDiagnostics') return ['no client expects this'];
  const { version, diagnostics } = value as { version?: number; diagnostics: unknown };
  const push = client?.textDocument?.publishDiagnostics;
  return [
    ...unless(!has(client?.textDocument?.diagnostic), 'pushed to a client that pulls'),
    ...unless(version === undefined || is(push?.versionSupport), 'version'),
    ...judgeDiagnostics(client, diagnostics),
  ];
}

function judgeAnswer(client: Tree, { method, value }: Sent): string[] {
  switch (method) {
    case 'initialize':
      return judgeOffer(client, value as InitializeResult);
    case 'textDocument/diagnostic': {
      const report = value as { kind: string; items?: unknown };
      return [
        ...unless(has(client?.textDocument?.diagnostic), 'was not declared'),
        ...(report.kind === 'full' ? judgeDiagnostics(client, report.items) : []),
      ];
    }
    case 'textDocument/codeAction':
      return list(value).flatMap((action) => judgeCodeAction(client, action));
    case 'codeAction/resolve':
      return judgeEdit(client, (value as CodeAction).edit);
    case 'textDocument/hover':
      return value === null ? [] : judgeHover(client, value);
    case 'textDocument/completion':
      return list(value).flatMap((item) => judgeCompletion(client, item as Record<string, unknown>));
    case 'textDocument/codeLens':
      return [
        ...unless(has(client?.textDocument?.codeLens), 'was not declared'),
        ...list(value).flatMap((lens) => unless(CodeLens.is(lens), `not a code lens: ${JSON.stringify(lens)}`)),
      ];
    case 'textDocument/inlayHint':
      return [
        ...unless(has(client?.textDocument?.inlayHint), 'was not declared'),
        ...list(value).flatMap((hint) => unless(InlayHint.is(hint), `not an inlay hint: ${JSON.stringify(hint)}`)),
      ];
    default:
      return [];
  }
}

function judgeOffer(client: Tree, { capabilities }: InitializeResult): string[] {
  const encodings = client?.general?.positionEncodings;
  return [
    ...unless(
      capabilities.positionEncoding === 'utf-16' || list(encodings).includes(capabilities.positionEncoding),
      'position encoding',
    ),
    ...unless(
      (capabilities.diagnosticProvider !== undefined) === has(client?.textDocument?.diagnostic),
      'pull diagnostics',
    ),
    ...unless((capabilities.codeLensProvider !== undefined) === has(client?.textDocument?.codeLens), 'code lenses'),
    ...unless((capabilities.inlayHintProvider !== undefined) === has(client?.textDocument?.inlayHint), 'inlay hints'),
  ];
}

function judgeDiagnostics(client: Tree, diagnostics: unknown): string[] {
  const push = client?.textDocument?.publishDiagnostics;
  const pull = client?.textDocument?.diagnostic;
  const declared = (feature: string) => is(push?.[feature]) || is(pull?.[feature]);
  return list(diagnostics).flatMap((diagnostic) => {
    if (!Diagnostic.is(diagnostic)) return [`not a diagnostic: ${JSON.stringify(diagnostic)}`];
    return [
      ...unless(!diagnostic.relatedInformation || declared('relatedInformation'), 'relatedInformation'),
      ...unless(!diagnostic.codeDescription || declared('codeDescriptionSupport'), 'codeDescription'),
      ...unless(diagnostic.data === undefined || declared('dataSupport'), 'diagnostic data'),
      ...unless(!diagnostic.tags || has(push?.tagSupport) || has(pull?.tagSupport), 'tags'),
    ];
  });
}

function judgeCodeAction(client: Tree, given: unknown): string[] {
  const declared = client?.textDocument?.codeAction;
  if (!has(declared?.codeActionLiteralSupport)) return unless(Command.is(given), 'a literal, not a command');
  // The library's guard knows no actions whose edit is yet to come.
  if (!CodeAction.is({ edit: { changes: {} }, ...(given as object) }))
    return [`not a code action: ${JSON.stringify(given)}`];
  const action = given as CodeAction;
  const resolves = list(declared?.resolveSupport?.properties).includes('edit');
  return [
    ...unless(
      action.edit !== undefined || action.command !== undefined || (resolves && action.data !== undefined),
      `\`${action.title}\` does nothing`,
    ),
    ...unless(action.data === undefined || is(declared?.dataSupport), 'code action data'),
    ...unless(action.isPreferred === undefined || is(declared?.isPreferredSupport), 'isPreferred'),
    ...unless(action.disabled === undefined || is(declared?.disabledSupport), 'disabled'),
    ...(action.edit === undefined ? [] : judgeEdit(client, action.edit)),
    ...judgeDiagnostics(client, action.diagnostics),
  ];
}

function judgeEdit(client: Tree, edit: unknown): string[] {
  if (!WorkspaceEdit.is(edit)) return [`not a workspace edit: ${JSON.stringify(edit)}`];
  const edits = Object.values(edit.changes ?? {}).flat();
  const declared = client?.workspace?.workspaceEdit;
  const operations = (edit.documentChanges ?? []).flatMap((change) => ('kind' in change ? [change.kind] : []));
  const allowed = list(declared?.resourceOperations);
  return [
    // Operations on files have no other place than documentChanges.
    ...unless(!edit.documentChanges || is(declared?.documentChanges) || operations.length > 0, 'documentChanges'),
    ...unless(
      operations.every((operation) => allowed.includes(operation)),
      `operations ${operations.join()}`,
    ),
    ...unless(edits.every(TextEdit.is), 'text edits'),
    ...unless(!edit.changeAnnotations, 'change annotations'),
  ];
}

function judgeHover(client: Tree, value: unknown): string[] {
  if (!Hover.is(value)) return [`not a hover: ${JSON.stringify(value)}`];
  return judgeProse(client?.textDocument?.hover?.contentFormat, value.contents);
}

function judgeCompletion(client: Tree, item: Record<string, unknown>): string[] {
  const declared = client?.textDocument?.completion?.completionItem;
  return [
    ...unless(typeof item.label === 'string', 'no label'),
    ...unless(TextEdit.is(item.textEdit), 'no plain text edit'),
    ...unless(item.insertTextFormat !== 2 || is(declared?.snippetSupport), 'snippet'),
    ...(item.documentation === undefined ? [] : judgeProse(declared?.documentationFormat, item.documentation)),
  ];
}

function judgeProse(formats: unknown, prose: unknown): string[] {
  if (typeof prose === 'string') return unless(list(formats).length === 0, 'a bare string');
  return unless(MarkupContent.is(prose) && list(formats).includes(prose.kind), `prose ${JSON.stringify(prose)}`);
}
