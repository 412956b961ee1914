import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

type Message = Readonly<Record<string, unknown>>;

/** Starts `args` under `sh` so that every line that goes in and out lies in `directory` afterwards. */
export function recorded(directory: string, args: readonly string[]): { command: string; args: string[] } {
  const script = 'tee "$0/$$.in" | "$@" | tee "$0/$$.out"';
  return { command: 'sh', args: ['-c', script, directory, ...args] };
}

/** What a server said, with the request that it answers where it is an answer. */
export interface Said {
  readonly message: Message;
  readonly request: Message | undefined;
}

/** One list for each process that was started under `recorded`. */
export function conversations(directory: string): Said[][] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.out'))
    .map((name) => {
      const sent = messagesIn(path.join(directory, name.replace(/out$/, 'in')));
      const requests = new Map(sent.filter(({ id }) => id !== undefined).map((request) => [request.id, request]));
      return messagesIn(path.join(directory, name)).map((message) => ({ message, request: requests.get(message.id) }));
    });
}

function messagesIn(file: string): Message[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const RESULTS: Readonly<Record<string, string>> = {
  initialize: 'InitializeResult',
  'server/discover': 'DiscoverResult',
  'tools/list': 'ListToolsResult',
  'tools/call': 'CallToolResult',
  ping: 'EmptyResult',
};

/** What the published schema of a protocol revision says against what was said; empty where it conforms. */
export function violations(revision: string, said: readonly Said[]): string[] {
  const definition = definitionsOf(revision);
  return said.flatMap(({ message, request }) => {
    const result = RESULTS[String(request?.method)];
    const found = definition('JSONRPCMessage')(message);
    if (result !== undefined && 'result' in message) found.push(...definition(result)(message.result));
    return found.map((problem) => `${request?.method ?? 'no request'}: ${problem}`);
  });
}

function definitionsOf(revision: string): (name: string) => (value: unknown) => string[] {
  const file = new URL(`fixtures/mcp/${revision}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  const options = { strict: false, validateFormats: false };
  const [ajv, key] = '$defs' in schema ? [new Ajv2020(options), '$defs'] : [new Ajv(options), 'definitions'];
  ajv.addSchema(schema, revision);
  const compiled = new Map<string, ValidateFunction>();
  return (name) => (value) => {
    const validate = compiled.get(name) ?? ajv.compile({ $ref: `${revision}#/${key}/${name}` });
    compiled.set(name, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${name}${instancePath} ${message}`);
  };
}

/** What the tools' own output schemas say against their structured answers. */
export function outputViolations(said: readonly Said[]): string[] {
  const ajv = new Ajv2020({ strict: false });
  const tools = said.flatMap(({ message }) => member(message.result, 'tools') ?? []) as Message[];
  const schemas = new Map(tools.map(({ name, outputSchema }) => [name, ajv.compile(outputSchema as object)]));
  return said.flatMap(({ message, request }) => {
    const content = member(message.result, 'structuredContent');
    if (content === undefined) return [];
    const tool = member(request?.params, 'name');
    const validate = schemas.get(tool);
    if (validate === undefined) return [`${tool}: no output schema listed`];
    return validate(content) ? [] : [`${tool}: ${ajv.errorsText(validate.errors)}`];
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Message)[name] : undefined;
}
