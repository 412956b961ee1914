import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { asModule, schemaText, type Validator, validatorOf } from './validator.js';

const rule = { id: 'a', languages: ['python'], severity: 'ERROR', message: 'm', pattern: 'f()' };

/** What the module gives that is written when Vireon is built. */
function builtValidator(): Validator {
  const module = { exports: {} as { validate: Validator } };
  const run = new Function('module', 'exports', 'require', asModule(schemaText).code);
  run(module, module.exports, createRequire(import.meta.url));
  return module.exports.validate;
}

test.each([
  ['a rule', { rules: [rule] }],
  ['a misspelled key', { rules: [{ ...rule, patern: 'f()' }] }],
  ['no pattern', { rules: [{ ...rule, pattern: undefined }] }],
  ['a wrong severity', { rules: [{ ...rule, severity: 'LOUD' }] }],
  ['no rules', {}],
  ['no map', 'rules'],
])('what was built complains as what is compiled: %s', (_, file) => {
  const built = builtValidator();
  const compiled = validatorOf(schemaText);
  expect(Boolean(built(file))).toBe(Boolean(compiled(file)));
  const told = ({ errors }: Validator) => JSON.parse(JSON.stringify(errors ?? []));
  expect(told(built)).toEqual(told(compiled));
});

test('another schema is compiled anew', () => {
  expect(validatorOf('{ "type": "string" }')('text')).toBe(true);
  expect(validatorOf('{ "type": "string" }')(1)).toBe(false);
});
