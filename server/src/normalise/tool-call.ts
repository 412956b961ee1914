// The act `tool-call`: its arguments as JSON, and what they say of paths, commands and addresses.

import type { CommandShell, ToolCallAct } from '../model/act.js';
import type { Text } from '../model/subject.js';
import { addressesIn } from './command/effects.js';
import { isLoaded } from './command/sends.js';
import { literal, toLine } from './command/words.js';

const PATH_KEYS =
  /^(link|link_?path|link_?name|to|from|dest|output|output_?path|source_?path|target_?path|dest(?:ination)?_?path|path|paths|file|files|filename|file_?name|file_?path|source|destination|src|dst|target|dir|directory|folder|cwd|root|notebook_?path|uri|old_?path|new_?path)$/i;
const LIST_KEYS = /^(argv|args|arguments|command|cmd)$/i;
const COMMAND_KEYS = /^(command|commands|cmd|script|shell|bash|command_?line|cmdline)$/i;
/** Tools that only look, by the words of their names: their paths are read, not written. */
const READERS =
  /(^|[_\-./])(read|get|list|search|find|view|show|cat|head|tail|stat|glob|grep|query|describe|fetch|open|tree|info)([_\-./]|$)/i;
const REMOVERS = /(^|[_\-./])(delete|remove|rm|rmdir|move|mv|rename|clean|clear|trash|purge)([_\-./]|$)/i;
/** Tools that write a file as a whole. */
const WRITERS = /^(?:write|create|save|put)(?:[_-]?(?:text|new))*[_-]?file$/i;
const SIGNALLERS = /(^|[_\-./])(kill|terminate|stop|end|signal|suspend|pause|halt|restart)([_\-./]|$)/i;
const NAME_KEYS = /name|process|pattern|program|image|command|target/i;
const MAX_STRINGS = 10_000;

export interface ToolReading {
  readonly texts: readonly Text[];
  readonly commands: readonly string[];
  readonly paths: readonly string[];
  readonly hosts: readonly string[];
  /** Where it sends data to, as far as its name and arguments tell. */
  readonly sends: readonly string[];
  readonly tool: string;
  /** Of the commands, by the tool's name. */
  readonly shell: CommandShell;
  /** True where the tool's name says that it changes nothing, and its server does not say otherwise. */
  readonly onlyReads: boolean;
  /** True where the tool's name says that it takes away, or moves, what its paths name. */
  readonly removes: boolean;
  /** True where the tool's name says that it ends or holds up processes; `chosen` is what names them. */
  readonly signals: boolean;
  readonly chosen: readonly string[];
  /** What the file that it names will hold, where it says so. */
  readonly content?: string;
}

/** `isMarked`: the session has seen what may not leave. */
export function readToolCall(act: ToolCallAct, isMarked: boolean): ToolReading {
  const values = act.arguments ?? {};
  const name = act.tool.replaceAll(/([a-z])([A-Z])/g, '$1_$2');
  const strings = [...stringsOf(values)].slice(0, MAX_STRINGS);
  const tool = act.server === undefined ? act.tool : `${act.server}/${act.tool}`;
  return {
    texts: [
      {
        language: 'json',
        content: JSON.stringify(values, undefined, 2),
        origin: { kind: 'tool-arguments' },
        fresh: 'all',
      },
    ],
    commands: [...strings.filter(([key]) => COMMAND_KEYS.test(key)).map(([, value]) => value), ...listed(values)],
    paths: strings.flatMap(([key, value]) => pathOf(key, value)),
    hosts: strings.flatMap(([, value]) => addressesIn(value)),
    sends: [...sendsOf(act, name, strings), ...(isMarked && act.annotations?.openWorldHint === true ? [tool] : [])],
    tool,
    shell: /powershell|pwsh/i.test(`${act.server ?? ''} ${name}`) ? 'powershell' : 'bash',
    onlyReads: READERS.test(name) && !admitsChanges(act),
    removes: REMOVERS.test(name),
    signals: SIGNALLERS.test(name),
    chosen: SIGNALLERS.test(name) ? strings.filter(([key]) => NAME_KEYS.test(key)).map(([, value]) => value) : [],
    ...(WRITERS.test(name) && typeof values.content === 'string' && { content: values.content }),
  };
}

/** A server is believed what speaks against its tool, and nothing that speaks for it. */
function admitsChanges({ annotations }: ToolCallAct): boolean {
  return annotations?.destructiveHint === true || annotations?.readOnlyHint === false;
}

/** A command whose words stand in a list of their own: `{command: 'rm', args: ['-rf', 'x']}`, `{argv: ['rm', …]}`. */
function listed(values: Readonly<Record<string, unknown>>): string[] {
  const [program] = Object.entries(values).flatMap(([key, value]) =>
    COMMAND_KEYS.test(key) && typeof value === 'string' ? [value] : [],
  );
  return Object.entries(values).flatMap(([key, value]) => {
    if (!LIST_KEYS.test(key) || !Array.isArray(value) || value.length === 0) return [];
    const words = value.filter((one) => typeof one === 'string');
    if (words.length < value.length || (/^arg(?:s|uments)$/i.test(key) && program === undefined)) return [];
    return [toLine([...(program === undefined ? [] : [program]), ...words].map(literal))];
  });
}

/** Tools of servers that hand something to others, by the words of their names. */
const SENDERS =
  /(^|[_\-./])(send|post|publish|upload|share|reply|comment|message|email|mail|tweet|notify|submit|broadcast|push|webhook|invite|forward)([_\-./]|$)/i;
const CREATES = /(^|[_\-./])(create|add|update|write|append|insert|put)([_\-./]|$)/i;
const BODY_KEYS = /^(body|data|json|payload|content|form|files?|post_?data)$/i;
const ADDRESS_KEYS = /^(url|uri|endpoint|address|webhook(_?url)?|host)$/i;

/** A request with a body, an address that carries data, or a tool of a server that hands something to others. */
function sendsOf(
  { server, tool, arguments: values = {} }: ToolCallAct,
  name: string,
  strings: readonly (readonly [string, string])[],
) {
  const keys = Object.keys(values);
  const method = strings.find(([key]) => /^method$/i.test(key))?.[1];
  const addresses = strings.filter(([key, value]) => ADDRESS_KEYS.test(key) && /^[a-z][a-z0-9+.-]*:\/\//i.test(value));
  const hasBody =
    keys.some((key) => BODY_KEYS.test(key)) || (method !== undefined && !/^(get|head|options)$/i.test(method));
  const loaded = addresses.filter(([, value]) => hasBody || isLoaded(value));
  if (loaded.length > 0) return loaded.flatMap(([, value]) => addressesIn(value));
  const isSender = SENDERS.test(name) || (CREATES.test(name) && server !== undefined && OPEN_SERVERS.test(server));
  return server !== undefined && isSender && !READERS.test(name) ? [`${server}/${tool}`] : [];
}

/** Servers whose every change is seen by others. */
const OPEN_SERVERS =
  /github|gitlab|bitbucket|slack|discord|jira|atlassian|confluence|linear|notion|asana|trello|gmail|mail|google|drive|dropbox|zendesk|hubspot|salesforce|twilio|telegram|pastebin|gist/i;

function pathOf(key: string, value: string): string[] {
  if (value.startsWith('file:///'))
    return [
      value
        .slice('file://'.length)
        .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    ];
  if (!PATH_KEYS.test(key) || value.includes('://') || value.includes('\n') || value.length > 4096) return [];
  return [value];
}

/** Every string with the key that it stands under; a list's items stand under the list's key. */
function* stringsOf(value: unknown, key = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [key, value];
  else if (Array.isArray(value)) for (const item of value) yield* stringsOf(item, key);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) yield* stringsOf(item, name);
}
