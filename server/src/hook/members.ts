import { parseJson } from '../model/json.js';
import { InvalidInput } from '../model/verbs.js';

/** Deeper than any tool's arguments, shallower than what exhausts a stack. */
export const MAX_DEPTH = 200;

/** What stands in a payload where neither an object nor a list does. */
export type Input = string | number | boolean;

/**
 * The members of a JSON object from a host, asked for by their snake_case name and found under
 * the camelCase one too. Fields that nobody asks for are ignored: hosts add new ones at any time.
 */
export class Members {
  readonly #object: Readonly<Record<string, unknown>>;
  readonly #name: string;

  private constructor(object: Readonly<Record<string, unknown>>, name: string) {
    this.#object = object;
    this.#name = name;
  }

  /** Some hosts send an object as a string of JSON: both are read. */
  static of(value: unknown, name: string): Members {
    const object = typeof value === 'string' ? parseJson(value, { maxDepth: MAX_DEPTH }) : value;
    if (!isObject(object)) throw new InvalidInput(`${name} must be a JSON object, not ${kindOf(object)}`);
    return new Members(object, name);
  }

  get object(): Readonly<Record<string, unknown>> {
    return this.#object;
  }

  has(name: string): boolean {
    return this.#value(name) !== undefined;
  }

  text(name: string): string {
    const value = this.#value(name);
    if (typeof value !== 'string') throw this.#wrong(name, 'a string', value);
    return value;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  /** Whatever stands there. */
  value(name: string): unknown {
    return this.#value(name);
  }

  /** A text, number or truth value; nothing where anything else stands there. */
  scalar(name: string): Input | undefined {
    const value = this.#value(name);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  }

  /** A text, or a list of them. */
  texts(name: string): readonly string[] {
    const value = this.#value(name);
    if (typeof value === 'string') return [value];
    if (!Array.isArray(value)) throw this.#wrong(name, 'a string or a list of strings', value);
    const stray = value.find((item) => typeof item !== 'string');
    if (stray !== undefined || value.length === 0) throw this.#wrong(name, 'a list of strings', stray);
    return value;
  }

  flag(name: string): boolean {
    const value = this.#value(name) ?? false;
    if (typeof value !== 'boolean') throw this.#wrong(name, 'true or false', value);
    return value;
  }

  members(name: string): Members {
    return Members.of(this.#value(name), this.label(name));
  }

  list(name: string): readonly Members[] {
    const value = this.#value(name);
    if (!Array.isArray(value)) throw this.#wrong(name, 'a list', value);
    return value.map((item: unknown, index) => Members.of(item, `${this.label(name)}[${index}]`));
  }

  #value(name: string): unknown {
    for (const key of [name, camelCase(name)]) {
      if (Object.hasOwn(this.#object, key) && this.#object[key] !== null) return this.#object[key];
    }
    return undefined;
  }

  /** The name as an error message says it. */
  label(name: string): string {
    return this.#name === '' ? name : `${this.#name}.${name}`;
  }

  #wrong(name: string, wanted: string, value: unknown): InvalidInput {
    return new InvalidInput(`${this.label(name)} must be ${wanted}, not ${kindOf(value)}`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

const camelCased = new Map<string, string>();

/** Of the names that dialects ask for, which are few. */
function camelCase(name: string): string {
  const known = camelCased.get(name) ?? name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  camelCased.set(name, known);
  return known;
}
