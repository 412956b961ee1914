// Kinds of tree-sitter's nodes that a pattern says as well.

import { NoEqual } from './alternatives.js';

const SCRIPT: Readonly<Record<string, string>> = {
  call_expression: '$_(...)',
  new_expression: 'new $_(...)',
  await_expression: 'await $_',
  throw_statement: 'throw $_',
  string: '"..."',
};

const KINDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  javascript: SCRIPT,
  js: SCRIPT,
  jsx: SCRIPT,
  typescript: SCRIPT,
  ts: SCRIPT,
  tsx: SCRIPT,
  python: { call: '$_(...)', await: 'await $_', string: '"..."', function_definition: 'def $_(...): ...' },
  go: { call_expression: '$_(...)', interpreted_string_literal: '"..."' },
  java: { string_literal: '"..."', object_creation_expression: 'new $_(...)' },
  rust: { call_expression: '$_(...)', string_literal: '"..."' },
  c: { call_expression: '$_(...)', string_literal: '"..."' },
  cpp: { call_expression: '$_(...)', string_literal: '"..."' },
};

export function kindPattern(kind: string, language: string): string {
  const pattern = KINDS[language]?.[kind];
  if (pattern === undefined) throw new NoEqual(`\`kind: ${kind}\` has no equal`);
  return pattern;
}
