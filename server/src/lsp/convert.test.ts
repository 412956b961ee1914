import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../model/finding.js';
import { readClient } from './client.js';
import { pathOf, problemToDiagnostic, resultIdOf, toDiagnostic, uriOf } from './convert.js';

describe('pathOf', () => {
  it.each([
    ['file:///a/b.py', '/a/b.py'],
    ['file:///a%20b/%C3%BC.py', '/a b/ü.py'],
    ['file://localhost/a', '/a'],
    ['file://elsewhere/a', undefined],
    ['file:///a%2Fb', undefined],
    ['untitled:Untitled-1', undefined],
    ['vscode-remote://host/a', undefined],
    ['/a/b', undefined],
    ['', undefined],
  ])('%s', (uri, path) => {
    expect(pathOf(uri)).toBe(path);
  });

  it('undoes uriOf', () => {
    for (const path of ['/a b/c#d?e.py', '/100%/ü.py']) expect(pathOf(uriOf(path))).toBe(path);
  });
});

describe('toDiagnostic', () => {
  const at = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 5 } });
  const finding: Finding = {
    rule: 'r',
    severity: 'ERROR',
    message: 'm',
    range: at(4),
    origin: { kind: 'file', path: 'a.ts' },
    snippet: 'run(x)',
    fresh: true,
    fingerprint: 'f',
    trace: [
      { role: 'source', range: at(1), snippet: 'input()' },
      { role: 'sink', range: at(4), snippet: 'run(x)' },
    ],
  };
  it.each([
    ['shows the way of tainted data where the client can', { relatedInformation: true }, [1, 4]],
    ['leaves it out elsewhere', {}, undefined],
  ])('%s', (_name, publishDiagnostics, lines) => {
    const client = readClient({ textDocument: { publishDiagnostics } });
    const { relatedInformation } = toDiagnostic(finding, client, 'file:///a.py', undefined);
    expect(relatedInformation?.map(({ location }) => location.range.start.line)).toEqual(lines);
    for (const { location } of relatedInformation ?? []) expect(location.uri).toBe('file:///a.py');
  });
});

describe('problemToDiagnostic', () => {
  const text = TextDocument.create('file:///r.yaml', 'yaml', 1, 'rules:\n  - severty: [x, y]\n\n');
  it.each([
    ['the word', 1, 4, 11],
    ['a sign where no word stands', 1, 13, 14],
    ['nothing on an empty line', 2, 0, 0],
    ['nothing beyond the end', 9, 5, 5],
  ])('marks %s', (_name, line, character, end) => {
    const { range } = problemToDiagnostic({ file: '/r.yaml', line, character, message: 'm' }, text);
    expect(range).toEqual({ start: { line, character }, end: { line, character: end } });
  });
});

describe('resultIdOf', () => {
  const at = (line: number) => ({
    range: { start: { line, character: 0 }, end: { line, character: 1 } },
    message: 'm',
  });
  it('is the same for the same diagnostics only', () => {
    expect(resultIdOf([at(1)])).toBe(resultIdOf([at(1)]));
    expect(new Set([[], [at(1)], [at(2)], [at(1), at(1)]].map(resultIdOf)).size).toBe(4);
  });
});
