// How an entry of ours is known again in a host's settings, whoever wrote it there.

import { isObject, type Json } from './json-text.js';

const OUR_COMMAND = /(?:^|[\s/\\'"])vireon(?:-launcher|\.js|\.exe|\.cmd)?['"]?\s+hook\s+(?<host>[a-z][\w-]*)/;

/** The command lines that a hook's entry runs. */
export function commandsOf(entry: Json): readonly string[] {
  if (!isObject(entry)) return [];
  const { hooks, action, command, bash, args } = entry;
  if (Array.isArray(hooks)) return hooks.flatMap(commandsOf);
  if (isObject(action)) return commandsOf(action);
  const line = typeof command === 'string' ? command : bash;
  if (typeof line !== 'string') return [];
  const words = Array.isArray(args) ? args.filter((arg) => typeof arg === 'string') : [];
  return [[line, ...words].join(' ')];
}

/** The host for which a command line answers, where it is one of ours. */
export function hostOf(command: string): string | undefined {
  return OUR_COMMAND.exec(command)?.groups?.host;
}

/** True where everything that the entry runs is ours. */
export function isOurHook(entry: Json): boolean {
  const commands = commandsOf(entry);
  return commands.length > 0 && commands.every((command) => hostOf(command) !== undefined);
}
