import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FileSchema, schemaFor } from './file-schema.js';
import type { Path } from './yaml-cursor.js';

function schemaAt(path: string, content = ''): FileSchema {
  const schema = schemaFor({ path, text: TextDocument.create(`file://${path}`, 'yaml', 1, content) });
  if (schema === undefined) throw new Error(`${path} has no schema`);
  return schema;
}

const schema = schemaAt('/w/.vireon/rules/a.yaml');
const names = (candidates: readonly { readonly name: string }[]) => candidates.map(({ name }) => name);

describe('the schema of rule files', () => {
  it.each<[string, Path, string[]]>([
    ['the file', [], ['rules']],
    ['a rule', ['rules', 0], ['id', 'message', 'severity', 'languages', 'pattern', 'fix', 'govern']],
    ['govern', ['rules', 0, 'govern'], ['on', 'decision', 'where', 'alternatives']],
    ['where', ['rules', 0, 'govern', 'where'], ['paths', 'hosts', 'tools']],
    [
      'a condition',
      ['rules', 0, 'patterns', 3],
      ['pattern', 'pattern-inside', 'metavariable-regex', 'focus-metavariable'],
    ],
    ['a condition within conditions', ['rules', 0, 'patterns', 3, 'pattern-either', 0, 'patterns', 0], ['pattern-not']],
  ])('names the keys of %s', (_name, path, keys) => {
    expect(names(schema.keysAt(path))).toEqual(expect.arrayContaining(keys));
  });

  it.each<[string, Path, string[]]>([
    ['severity', ['rules', 0, 'severity'], ['ERROR', 'WARNING', 'INFO']],
    ['a language', ['rules', 0, 'languages', 2], ['python', 'typescript', 'regex']],
    ['decision', ['rules', 0, 'govern', 'decision'], ['allow', 'ask', 'deny']],
    ['an act', ['rules', 0, 'govern', 'on', 0], ['edit', 'command']],
  ])('names the values of %s', (_name, path, values) => {
    expect(names(schema.valuesAt(path))).toEqual(expect.arrayContaining(values));
  });

  it('knows nothing of places that may not be', () => {
    expect(schema.keysAt(['rules', 0, 'id', 'x', 7])).toEqual([]);
    expect(schema.valuesAt(['constructor', '__proto__'])).toEqual([]);
    expect(schema.describe(['rules', 0, 'nope'])).toBeUndefined();
  });

  it('describes each key of a rule', () => {
    const bare = schema.keysAt(['rules', 0]).filter(({ name, description }) => !description && name !== 'version');
    expect(names(bare)).toEqual([]);
  });

  it('tells keys that hold more from keys with a text', () => {
    const keys = new Map(schema.keysAt(['rules', 0]).map(({ name, holdsMore }) => [name, holdsMore]));
    expect([keys.get('languages'), keys.get('govern'), keys.get('message')]).toEqual([true, true, false]);
  });
});

describe('the schema of settings', () => {
  const settings = schemaAt('/w/.vireon/config.yaml');

  it('reaches into what is named freely', () => {
    expect(names(settings.keysAt(['overrides', 'some.rule']))).toEqual(['off', 'severity', 'decision', 'reason']);
    expect(names(settings.valuesAt(['overrides', 'some.rule', 'decision']))).toEqual(['allow', 'ask', 'deny']);
    expect(names(settings.valuesAt(['packs', 'secrets']))).toEqual(expect.arrayContaining(['on', 'off']));
  });
});

describe('schemaFor', () => {
  const whole = 'rules:\n  - id: a\n    languages: [python]\n    message: m\n';
  it.each<[string, string, boolean]>([
    ['/w/.vireon/rules/a.yaml', '', true],
    ['/w/.vireon/rules/deep/in/a.yml', 'x', true],
    ['/w/.vireon/config.yaml', '', true],
    ['/w/rules/a.yaml', whole, true],
    ['/w/.github/workflows/a.yaml', 'rules:\n  - if: x\n', false],
    ['/w/a.py', whole, false],
    ['/w/big.yaml', whole.repeat(50_000), false],
  ])('%s', (path, content, expected) => {
    const text = TextDocument.create(`file://${path}`, 'yaml', 1, content);
    expect(schemaFor({ path, text }) !== undefined).toBe(expected);
  });
});
