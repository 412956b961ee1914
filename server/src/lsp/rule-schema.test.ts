import { describe, expect, it } from 'vitest';
import type { Path } from './rule-file.js';
import { ruleSchema } from './rule-schema.js';

const schema = ruleSchema();
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
