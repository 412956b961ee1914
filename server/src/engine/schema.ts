// A rule file against its JSON Schema, in words that name the key at fault and what is allowed there.

import type { ErrorObject } from 'ajv';
import { closest } from '../model/spelling.js';
import type { Json } from '../native.js';
import type { Pointer } from '../yaml.js';
import { schemaText, validatorOf } from './validator.js';

export interface SchemaProblem {
  readonly pointer: Pointer;
  /** True where the key itself is at fault, not its value. */
  readonly atKey: boolean;
  readonly message: string;
}

interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** The published schema of rule files, as editors and completion use it. */
export const ruleFileSchema: Schema = JSON.parse(schemaText);

const validate = validatorOf(schemaText);

/** Everything in `value` that a rule file may not hold; of several complaints about one place, the first. */
export function checkRuleFile(value: Json): SchemaProblem[] {
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).filter((error) => !error.schemaPath.includes('/anyOf/'));
  const problems = new Map<string, SchemaProblem>();
  for (const error of errors) {
    // A misspelled operator is also a missing one: the misspelling says it all.
    if (
      error.keyword === 'anyOf' &&
      errors.some((other) => isUnknownKey(other) && other.instancePath === error.instancePath)
    )
      continue;
    const problem = inWords(error, value);
    if (problem === undefined) continue;
    const place = JSON.stringify(problem.pointer);
    if (!problems.has(place)) problems.set(place, problem);
  }
  return [...problems.values()];
}

function isUnknownKey({ keyword }: ErrorObject): boolean {
  return keyword === 'additionalProperties' || keyword === 'unevaluatedProperties';
}

function inWords(error: ErrorObject, root: Json): SchemaProblem | undefined {
  const pointer = toPointer(error.instancePath, root);
  const here = (message: string): SchemaProblem => ({ pointer, atKey: false, message });
  const name = pointer.findLast((step) => typeof step === 'string') ?? 'the file';
  switch (error.keyword) {
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const key: string = error.params.additionalProperty ?? error.params.unevaluatedProperty;
      const allowed = allowedKeys(error.parentSchema as Schema);
      return { pointer: [...pointer, key], atKey: true, message: `unknown key \`${key}\`${suggestion(key, allowed)}` };
    }
    case 'enum': {
      const allowed: string[] = error.params.allowedValues.map(String);
      return here(`\`${name}\` may not be \`${shown(error.data)}\`${suggestion(String(error.data), allowed)}`);
    }
    case 'type':
      return here(`\`${name}\` must be ${typeNames(error.params.type)}, not ${typeOf(error.data)}`);
    case 'required':
      return here(`\`${error.params.missingProperty}\` is missing from ${pointer.length === 0 ? 'the file' : 'here'}`);
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return here(`\`${name}\` may not be empty`);
    case 'minimum':
    case 'maximum':
      return here(`\`${name}\` must be ${error.params.comparison} ${error.params.limit}`);
    case 'pattern':
      return here(
        error.schemaPath.includes('metavariable')
          ? `\`${shown(error.data)}\` is not a metavariable: write \`$NAME\` in capitals`
          : `\`${shown(error.data)}\` is not a valid \`${name}\`: letters, digits, \`.\`, \`_\`, \`-\` and \`/\` are allowed`,
      );
    case 'uniqueItems':
      return here(`\`${name}\` names one value twice`);
    case 'anyOf':
      return here(missingAlternative(error));
    case 'if':
    case 'allOf':
      return undefined;
    default:
      return here(`\`${name}\` ${error.message ?? 'is not valid'}`);
  }
}

function missingAlternative(error: ErrorObject): string {
  const sets = (error.schema as readonly { readonly required?: readonly string[] }[]).map((one) => one.required ?? []);
  return `one of these is missing: ${sets.map((keys) => keys.map((key) => `\`${key}\``).join(' with ')).join(', ')}`;
}

/** Keys allowed by an object's schema, through `$ref` and `allOf`. */
export function allowedKeys(schema: Schema): string[] {
  return [
    ...Object.keys(schema.properties ?? {}),
    ...(schema.allOf ?? []).flatMap(allowedKeys),
    ...(schema.$ref === undefined ? [] : allowedKeys(resolve(schema.$ref))),
  ];
}

function resolve(reference: string): Schema {
  return ruleFileSchema.$defs?.[reference.replace('#/$defs/', '')] ?? {};
}

function suggestion(word: string, allowed: readonly string[]): string {
  const near = closest(word, allowed);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  return allowed.length === 0 ? '' : `; allowed: ${allowed.map((one) => `\`${one}\``).join(', ')}`;
}

function toPointer(path: string, root: Json): Pointer {
  let value: unknown = root;
  return path
    .split('/')
    .slice(1)
    .map((raw) => {
      const step = raw.replaceAll('~1', '/').replaceAll('~0', '~');
      const key = Array.isArray(value) ? Number(step) : step;
      value = (value as Record<string | number, unknown> | undefined)?.[key];
      return key;
    });
}

function typeNames(types: string | readonly string[]): string {
  const words: Readonly<Record<string, string>> = {
    string: 'a text',
    array: 'a list',
    object: 'a map',
    boolean: 'true or false',
    integer: 'a whole number',
    number: 'a number',
    null: 'nothing',
  };
  return [types]
    .flat()
    .map((type) => words[type] ?? type)
    .join(' or ');
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  return typeNames(Array.isArray(value) ? 'array' : typeof value);
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
