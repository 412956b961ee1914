// What judges rule files: compiled when Vireon is built, for compiling it takes longer than most of what Vireon does.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ErrorObject, Options } from 'ajv';

/** As ajv has it, with what it found wrong last. */
export interface Validator {
  (value: unknown): unknown;
  errors?: readonly ErrorObject[] | null;
}

interface Built {
  readonly madeOf: string;
  readonly validate: Validator;
}

const require = createRequire(import.meta.url);
const BUILT = fileURLToPath(new URL('./rule-file-validator.cjs', import.meta.url));

const OPTIONS: Options = {
  allErrors: true,
  verbose: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
};

/** The text of the published schema of rule files. */
export const schemaText = readFileSync(new URL('../../../schemas/rule-file.schema.json', import.meta.url), 'utf8');

/** The one that was built, if it was built of this schema; else one compiled now. */
export function validatorOf(text: string): Validator {
  const built = readBuilt();
  if (built?.madeOf === hashOf(text)) return built.validate;
  return compiler().compile(JSON.parse(text));
}

/** The validator as a module, and the file where `validatorOf` looks for it. */
export function asModule(text: string): { readonly file: string; readonly code: string } {
  const { default: standalone } = require('ajv/dist/standalone/index.js');
  const ajv = compiler({ code: { source: true } });
  const code = standalone(ajv, ajv.compile(JSON.parse(text)));
  return {
    file: BUILT,
    code: `${code}\nmodule.exports = { validate: module.exports, madeOf: ${JSON.stringify(hashOf(text))} };\n`,
  };
}

function readBuilt(): Built | undefined {
  try {
    return require(BUILT);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

// Not loaded where there is nothing to compile: that too takes its time.
function compiler(more: Options = {}) {
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js');
  return new Ajv2020({ ...OPTIONS, ...more });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
