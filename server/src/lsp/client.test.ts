import { describe, expect, it } from 'vitest';
import { type Client, readClient } from './client.js';

describe('readClient', () => {
  it.each<[string, unknown, Partial<Client>]>([
    ['nothing', undefined, { pullsDiagnostics: false, lazyCodeActions: false, hoverFormat: 'string' }],
    ['null for an object', { textDocument: { diagnostic: null } }, { pullsDiagnostics: false }],
    ['an empty object', { textDocument: { diagnostic: {} } }, { pullsDiagnostics: true }],
    ['"true" for true', { workspace: { applyEdit: 'true' } }, { applyEdit: false }],
    ['formats by preference', hover(['plaintext', 'markdown']), { hoverFormat: 'plaintext' }],
    ['formats that nobody knows', hover(['asciidoc', 'markdown']), { hoverFormat: 'markdown' }],
    ['formats that are no list', hover('markdown'), { hoverFormat: 'string' }],
    [
      'edits on resolving',
      codeAction({ dataSupport: true, resolveSupport: { properties: ['edit'] } }),
      { lazyCodeActions: true },
    ],
    [
      'resolving of other things',
      codeAction({ dataSupport: true, resolveSupport: { properties: ['command'] } }),
      { lazyCodeActions: false },
    ],
    ['resolving without data', codeAction({ resolveSupport: { properties: ['edit'] } }), { lazyCodeActions: false }],
    [
      'data for pushed diagnostics only',
      { textDocument: { publishDiagnostics: { dataSupport: true } } },
      { diagnosticData: true },
    ],
    ['data for pulled ones only', { textDocument: { diagnostic: { dataSupport: true } } }, { diagnosticData: true }],
  ])('understands %s', (_name, capabilities, expected) => {
    expect(readClient(capabilities)).toMatchObject(expected);
  });
});

function hover(contentFormat: unknown): object {
  return { textDocument: { hover: { contentFormat } } };
}

function codeAction(declared: object): object {
  return { textDocument: { codeAction: declared } };
}
