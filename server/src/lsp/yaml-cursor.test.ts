import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type Cursor, cursorAt, nodeAt } from './yaml-cursor.js';

/** `|` marks the cursor. */
function at(marked: string): { text: TextDocument; position: { line: number; character: number } } {
  const offset = marked.indexOf('|');
  const text = TextDocument.create('file:///r.yaml', 'yaml', 1, marked.replace('|', ''));
  return { text, position: text.positionAt(offset) };
}

function cursor(marked: string): Cursor | undefined {
  const { text, position } = at(marked);
  return cursorAt(text, position);
}

const RULE = 'rules:\n  - id: a\n    languages: [python]\n';

describe('cursorAt', () => {
  it.each<[string, string, Partial<Cursor> | undefined]>([
    ['an empty file', '|', { kind: 'key', path: [] }],
    ['a first key', 'ru|', { kind: 'key', path: [] }],
    ['a key of a rule', `${RULE}    sev|`, { kind: 'key', path: ['rules', 0], taken: ['id', 'languages'] }],
    [
      'an empty line in a rule',
      `${RULE}    |\n    message: m\n`,
      { kind: 'key', path: ['rules', 0], taken: ['id', 'languages', 'message'] },
    ],
    ['a first key after a dash', 'rules:\n  - |', { kind: 'key', path: ['rules', 0], taken: [] }],
    ['a key before its colon', `${RULE}    se|: ERROR`, { kind: 'key', path: ['rules', 0], colon: true }],
    ['a second rule', `${RULE}  - id: b\n    |`, { kind: 'key', path: ['rules', 1], taken: ['id'] }],
    ['a nested key', `${RULE}    govern:\n      de|`, { kind: 'key', path: ['rules', 0, 'govern'], taken: [] }],
    ['a value', `${RULE}    severity: |`, { kind: 'value', path: ['rules', 0, 'severity'] }],
    ['a half written value', `${RULE}    severity: WA|`, { kind: 'value', path: ['rules', 0, 'severity'] }],
    ['a quoted value', `${RULE}    severity: "WA|"`, { kind: 'value', path: ['rules', 0, 'severity'] }],
    [
      'an item of a list on one line',
      'rules:\n  - id: a\n    languages: [py|]',
      { kind: 'value', path: ['rules', 0, 'languages', 0] },
    ],
    [
      'an item of an open list',
      'rules:\n  - id: a\n    languages: [go, |',
      { kind: 'value', path: ['rules', 0, 'languages', 1] },
    ],
    [
      'an item of a list in lines',
      'rules:\n  - id: a\n    languages:\n      - py|',
      { kind: 'key', path: ['rules', 0, 'languages', 0] },
    ],
    [
      'a key in braces',
      `${RULE}    govern: {on: [edit], de|}`,
      { kind: 'key', path: ['rules', 0, 'govern'], taken: ['on'] },
    ],
    [
      'a value in braces',
      `${RULE}    govern: {decision: |}`,
      { kind: 'value', path: ['rules', 0, 'govern', 'decision'] },
    ],
    [
      'a condition',
      `${RULE}    patterns:\n      - pattern: x\n      - |`,
      { kind: 'key', path: ['rules', 0, 'patterns', 1], taken: [] },
    ],
    ['a comment', `${RULE}    # sev|`, undefined],
    ['a dash without a blank', `${RULE}    patterns:\n      -|`, undefined],
  ])('knows %s', (_name, marked, expected) => {
    if (expected === undefined) expect(cursor(marked)).toBeUndefined();
    else expect(cursor(marked)).toMatchObject(expected);
  });

  it('names the whole word, on both sides of the cursor', () => {
    expect(cursor(`${RULE}    se|verity: ERROR`)?.word).toEqual({
      start: { line: 3, character: 4 },
      end: { line: 3, character: 12 },
    });
  });

  it('survives what is no YAML', () => {
    for (const text of ['{{{{|', ': : :|', '\t|', '&a *a |', '"|', '- - - |\n -', '%YAML 9|', '|\u0000', '? |'])
      cursor(text);
  });
});

describe('nodeAt', () => {
  it.each([
    ['a key', 'rules:\n  - sev|erity: ERROR\n', ['rules', 0, 'severity']],
    ['a value', 'rules:\n  - severity: ERR|OR\n', ['rules', 0, 'severity']],
    ['a list item', 'rules:\n  - languages: [go, py|thon]\n', ['rules', 0, 'languages', 1]],
    ['a nested key', 'rules:\n  - govern:\n      |on: [edit]\n', ['rules', 0, 'govern', 'on']],
  ])('finds the way to %s', (_name, marked, path) => {
    const { text, position } = at(marked);
    expect(nodeAt(text, position)?.path).toEqual(path);
  });

  it('finds nothing between', () => {
    const { text, position } = at('rules:\n  -   |  severity: ERROR\n');
    expect(nodeAt(text, position)).toBeUndefined();
  });
});
