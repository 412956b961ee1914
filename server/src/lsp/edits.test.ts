import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Finding } from '../model/finding.js';
import { editsOf } from './edits.js';
import type { Action } from './params.js';

const uri = 'file:///a';

/** A finding from one column to another in a line. */
function found(rule: string, line: number, from: number, to: number, fix?: string): Finding {
  const range = { start: { line, character: from }, end: { line, character: to } };
  const rest = {
    severity: 'ERROR',
    message: 'm',
    origin: { kind: 'file', path: 'a' },
    snippet: '',
    fresh: true,
  } as const;
  return { rule, range, fingerprint: `${rule}:${line}:${from}`, ...rest, ...(fix === undefined ? {} : { fix }) };
}

function after(content: string, languageId: string, action: Action, ...findings: Finding[]): string {
  const text = TextDocument.create(uri, languageId, 1, content);
  return TextDocument.applyEdits(text, editsOf(action, text, findings));
}

describe('fixes', () => {
  it('replace what was found', () => {
    const action: Action = { kind: 'fix', uri, fingerprint: 'r:0:0' };
    expect(after('abc abc', 'go', action, found('r', 0, 0, 3, 'x'), found('r', 0, 4, 7, 'y'))).toBe('x abc');
  });

  it('of one rule leave those of others', () => {
    const findings = [found('r', 0, 4, 7, 'x'), found('s', 0, 8, 11, 'y'), found('r', 0, 0, 3, 'z')];
    expect(after('abc abc abc', 'go', { kind: 'fix-rule', uri, rule: 'r' }, ...findings)).toBe('z x abc');
  });

  it('that overlap are not mixed, and findings without a fix stay', () => {
    const findings = [found('r', 0, 2, 5, 'x'), found('s', 0, 0, 3, 'y'), found('t', 0, 5, 6), found('u', 0, 3, 4, '')];
    expect(after('abcdef', 'go', { kind: 'fix-all', uri }, ...findings)).toBe('yef');
  });

  it('that touch are both made', () => {
    const findings = [found('r', 0, 0, 3, 'x'), found('r', 0, 3, 6, 'y')];
    expect(after('abcdef', 'go', { kind: 'fix-all', uri }, ...findings)).toBe('xy');
  });

  it('whose finding has gone change nothing', () => {
    expect(after('abc', 'go', { kind: 'fix', uri, fingerprint: 'r:0:0' })).toBe('abc');
  });
});

describe('ignoring', () => {
  it.each([
    ['typescript', '  a()', '  // vireon-ignore: r -- reason\n  a()'],
    ['python', '\ta()\n', '\t# vireon-ignore: r -- reason\n\ta()\n'],
    ['shellscript', 'a', '# vireon-ignore: r -- reason\na'],
    ['dockerfile', 'RUN a', '# vireon-ignore: r -- reason\nRUN a'],
    ['sql', 'a', '-- vireon-ignore: r -- reason\na'],
    ['css', 'a', '/* vireon-ignore: r -- reason */\na'],
    ['html', '<a>', '<!-- vireon-ignore: r -- reason -->\n<a>'],
    ['go', 'a\r\nb\r\n', '// vireon-ignore: r -- reason\r\na\r\nb\r\n'],
    ['typescriptreact', '  <b>x</b>', '  // vireon-ignore: r -- reason\n  <b>x</b>'],
    ['json', '{}', '{}'],
    ['plaintext', 'a', 'a'],
    ['shellscript', '#!/bin/sh\n', '#!/bin/sh\n'],
  ])('in %s: %j', (languageId, before, expected) => {
    const finding = found('r', 0, 1, 2);
    expect(after(before, languageId, { kind: 'ignore', uri, fingerprint: finding.fingerprint }, finding)).toBe(
      expected,
    );
  });

  it.each([
    ['above an element', '<p>\n  <b>x</b>\n</p>', '<p>\n  {/* vireon-ignore: r -- reason */}\n  <b>x</b>\n</p>'],
    ['above an expression', '<p>\n  {x}\n</p>', '<p>\n  {/* vireon-ignore: r -- reason */}\n  {x}\n</p>'],
    ['below an arrow', 'f = () =>\n  <b>x</b>', 'f = () =>\n  // vireon-ignore: r -- reason\n  <b>x</b>'],
    ['among attributes', '<p\n  a={x}\n/>', '<p\n  // vireon-ignore: r -- reason\n  a={x}\n/>'],
  ])('in JSX %s', (_name, before, expected) => {
    const finding = found('r', 1, 3, 4);
    const action: Action = { kind: 'ignore', uri, fingerprint: finding.fingerprint };
    expect(after(before, 'typescriptreact', action, finding)).toBe(expected);
  });

  it.each([
    ['# vireon-ignore: s -- tests only\na', '# vireon-ignore: s, r -- tests only\na'],
    ['  # vireon-ignore: s, t -- x\na', '  # vireon-ignore: s, t, r -- x\na'],
    ['b() # vireon-ignore: s -- x\na', 'b() # vireon-ignore: s -- x\n# vireon-ignore: r -- reason\na'],
  ])('beside what is ignored already: %j', (before, expected) => {
    const finding = found('r', 1, 0, 1);
    const action: Action = { kind: 'ignore', uri, fingerprint: finding.fingerprint };
    expect(after(before, 'python', action, finding)).toBe(expected);
  });

  it('does not cut a line that goes on', () => {
    const finding = found('r', 1, 0, 1);
    const action: Action = { kind: 'ignore', uri, fingerprint: finding.fingerprint };
    expect(after('a \\\nb\n', 'shellscript', action, finding)).toBe('a \\\nb\n');
    expect(after('a \\\\x\nb\n', 'shellscript', action, finding)).toContain('# vireon-ignore');
  });
});
