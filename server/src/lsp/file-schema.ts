import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { OpenDocument } from './documents.js';
import type { Path } from './yaml-cursor.js';

/** The part of JSON Schema that says which keys and values a place may have. */
interface Schema {
  readonly $ref?: string | undefined;
  readonly description?: string | undefined;
  readonly examples?: readonly unknown[] | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly items?: Schema | undefined;
  readonly additionalProperties?: Schema | boolean | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
}

const schemaShape: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    description: z.string().optional(),
    examples: z.array(z.unknown()).optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), schemaShape).optional(),
    items: schemaShape.optional(),
    additionalProperties: z.union([z.boolean(), schemaShape]).optional(),
    allOf: z.array(schemaShape).optional(),
    anyOf: z.array(schemaShape).optional(),
    oneOf: z.array(schemaShape).optional(),
  }),
);

const fileShape = z.intersection(schemaShape, z.object({ $defs: z.record(z.string(), schemaShape).default({}) }));

/** A key that may be written, or a value. */
export interface Candidate {
  readonly name: string;
  readonly description: string | undefined;
  /** True for a key that holds a list or a mapping. */
  readonly holdsMore: boolean;
}

/** What a published schema says about the places of a file. */
export class FileSchema {
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

  /** A value that may stand at the path. */
  exampleAt(path: Path): unknown {
    return this.#at(path).find(({ examples }) => examples !== undefined)?.examples?.[0];
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
      const inner = schemas.flatMap((schema) => childOf(schema, step) ?? []);
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

function childOf({ items, properties, additionalProperties }: Schema, step: string | number): Schema | undefined {
  if (typeof step === 'number') return items;
  if (properties !== undefined && Object.hasOwn(properties, step)) return properties[step];
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

const MAX_LENGTH = 1024 * 1024;

const loaded = new Map<string, FileSchema>();

/** The schema of rule files and of a workspace's settings; no other file has one. */
export function schemaFor({ path, text }: Pick<OpenDocument, 'path' | 'text'>): FileSchema | undefined {
  if (path === undefined || !/\.ya?ml$/i.test(path)) return undefined;
  const content = text.getText();
  if (content.length > MAX_LENGTH) return undefined;
  if (/[\\/]\.vireon[\\/]config\.yaml$/.test(path)) return published('config');
  if (/[\\/]\.vireon[\\/]rules[\\/]/.test(path) || looksLikeRules(content)) return published('rule-file');
  return undefined;
}

/** True for files of rules, by their place or their look. */
export function holdsRules(document: Pick<OpenDocument, 'path' | 'text'>): boolean {
  return schemaFor(document) === loaded.get('rule-file') && loaded.has('rule-file');
}

/** Holds while the file is half written, too. */
function looksLikeRules(content: string): boolean {
  return /^rules:/m.test(content) && /^\s*(- +)?id:/m.test(content) && /^\s*(- +)?languages:/m.test(content);
}

function published(name: string): FileSchema {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const schema = new FileSchema(readFileSync(new URL(`../../../schemas/${name}.schema.json`, import.meta.url), 'utf8'));
  loaded.set(name, schema);
  return schema;
}
