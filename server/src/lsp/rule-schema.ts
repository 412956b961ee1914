import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Path } from './rule-file.js';

/** The part of JSON Schema that says which keys and values a place may have. */
interface Schema {
  readonly $ref?: string | undefined;
  readonly description?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
}

const schemaShape: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    description: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), schemaShape).optional(),
    items: schemaShape.optional(),
    allOf: z.array(schemaShape).optional(),
    anyOf: z.array(schemaShape).optional(),
    oneOf: z.array(schemaShape).optional(),
  }),
);

const fileShape = z.intersection(schemaShape, z.object({ $defs: z.record(z.string(), schemaShape) }));

/** A key that may be written, or a value. */
export interface Candidate {
  readonly name: string;
  readonly description: string | undefined;
  /** True for a key that holds a list or a mapping. */
  readonly holdsMore: boolean;
}

/** What the schema for rule files says about places in them. */
export class RuleSchema {
  readonly #root: z.infer<typeof fileShape>;

  constructor(json: string) {
    this.#root = fileShape.parse(JSON.parse(json));
  }

  /** Keys of the mapping at the path. */
  keysAt(path: Path): readonly Candidate[] {
    return this.#keysOf(this.#at(path));
  }

  /** Keys of a list's items, where the path leads to a list of mappings. */
  keysOfItemsAt(path: Path): readonly Candidate[] {
    return this.#keysOf(this.#at([...path, 0]));
  }

  /** Values that are named one by one. */
  valuesAt(path: Path): readonly Candidate[] {
    const schemas = this.#at(path);
    const named = schemas.flatMap((schema) => schema.enum ?? (types(schema).includes('boolean') ? [true, false] : []));
    const description = this.describe(path);
    return [...new Set(named.map(String))].map((name) => ({ name, description, holdsMore: false }));
  }

  /** What stands at the path, in words. */
  describe(path: Path): string | undefined {
    return this.#at(path).find(({ description }) => description !== undefined)?.description;
  }

  #keysOf(schemas: readonly Schema[]): readonly Candidate[] {
    const properties = new Map(schemas.flatMap((schema) => Object.entries(schema.properties ?? {})).reverse());
    return [...properties].reverse().map(([name, property]) => {
      const meanings = this.#expand(property);
      const description = meanings.find((meaning) => meaning.description !== undefined)?.description;
      const forms = new Set(meanings.flatMap(types));
      return { name, description, holdsMore: !forms.has('string') && (forms.has('array') || forms.has('object')) };
    });
  }

  #at(path: Path): readonly Schema[] {
    return path.reduce<readonly Schema[]>((schemas, step) => {
      const inner = schemas.flatMap(
        (schema) => (typeof step === 'number' ? schema.items : schema.properties?.[step]) ?? [],
      );
      return inner.flatMap((schema) => this.#expand(schema));
    }, this.#expand(this.#root));
  }

  /** The schema and all that it refers to for the same place. */
  #expand(schema: Schema): readonly Schema[] {
    const { $ref, allOf = [], anyOf = [], oneOf = [] } = schema;
    const target = $ref === undefined ? undefined : this.#root.$defs[$ref.replace('#/$defs/', '')];
    const others = target === undefined ? [] : [target];
    return [schema, ...[...others, ...allOf, ...anyOf, ...oneOf].flatMap((other) => this.#expand(other))];
  }
}

function types({ type }: Schema): readonly string[] {
  return type === undefined ? [] : typeof type === 'string' ? [type] : type;
}

let loaded: RuleSchema | undefined;

/** The published schema, read once. */
export function ruleSchema(): RuleSchema {
  loaded ??= new RuleSchema(readFileSync(new URL('../../../schemas/rule-file.schema.json', import.meta.url), 'utf8'));
  return loaded;
}
