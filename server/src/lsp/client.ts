/** Form of prose that a client shows; `string` is the one form that predates `MarkupContent`. */
export type ProseFormat = 'markdown' | 'plaintext' | 'string';

/** What the client at the other end can take; everything that we send depends on this and on nothing else about it. */
export interface Client {
  readonly pullsDiagnostics: boolean;
  readonly refreshesDiagnostics: boolean;
  readonly diagnosticVersion: boolean;
  readonly diagnosticData: boolean;
  readonly codeDescription: boolean;
  readonly relatedInformation: boolean;
  readonly codeLenses: boolean;
  readonly refreshesCodeLenses: boolean;
  readonly inlayHints: boolean;
  readonly refreshesInlayHints: boolean;
  readonly codeActionLiterals: boolean;
  readonly preferredCodeActions: boolean;
  /** Code actions may come without their edit, which `codeAction/resolve` then adds. */
  readonly lazyCodeActions: boolean;
  readonly documentChanges: boolean;
  /** An edit may make a file. */
  readonly createsFiles: boolean;
  readonly applyEdit: boolean;
  readonly showDocument: boolean;
  /** Messages with buttons. */
  readonly asks: boolean;
  readonly hoverFormat: ProseFormat;
  readonly completionFormat: ProseFormat;
}

/** Reads `ClientCapabilities` of any shape: editors leave out objects, send null, and get types wrong. */
export function readClient(capabilities: unknown): Client {
  const declares = (...paths: string[]) => paths.some((path) => at(capabilities, path) === true);
  const offers = (path: string) => isObject(at(capabilities, path));
  const diagnostics = (feature: string) =>
    declares(`textDocument.publishDiagnostics.${feature}`, `textDocument.diagnostic.${feature}`);
  return {
    pullsDiagnostics: offers('textDocument.diagnostic'),
    refreshesDiagnostics: declares('workspace.diagnostics.refreshSupport'),
    diagnosticVersion: declares('textDocument.publishDiagnostics.versionSupport'),
    diagnosticData: diagnostics('dataSupport'),
    codeDescription: diagnostics('codeDescriptionSupport'),
    relatedInformation: diagnostics('relatedInformation'),
    codeLenses: offers('textDocument.codeLens'),
    refreshesCodeLenses: declares('workspace.codeLens.refreshSupport'),
    inlayHints: offers('textDocument.inlayHint'),
    refreshesInlayHints: declares('workspace.inlayHint.refreshSupport'),
    codeActionLiterals: offers('textDocument.codeAction.codeActionLiteralSupport'),
    preferredCodeActions: declares('textDocument.codeAction.isPreferredSupport'),
    lazyCodeActions:
      declares('textDocument.codeAction.dataSupport') &&
      listAt(capabilities, 'textDocument.codeAction.resolveSupport.properties').includes('edit'),
    documentChanges: declares('workspace.workspaceEdit.documentChanges'),
    createsFiles: listAt(capabilities, 'workspace.workspaceEdit.resourceOperations').includes('create'),
    applyEdit: declares('workspace.applyEdit'),
    asks: offers('window.showMessage'),
    showDocument: declares('window.showDocument.support'),
    hoverFormat: proseFormat(listAt(capabilities, 'textDocument.hover.contentFormat')),
    completionFormat: proseFormat(listAt(capabilities, 'textDocument.completion.completionItem.documentationFormat')),
  };
}

/** Clients list formats by preference. */
function proseFormat(formats: readonly unknown[]): ProseFormat {
  return formats.find((format) => format === 'markdown' || format === 'plaintext') ?? 'string';
}

function listAt(value: unknown, path: string): readonly unknown[] {
  const list = at(value, path);
  return Array.isArray(list) ? list : [];
}

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
