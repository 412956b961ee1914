// Programs that run another command which stands in their arguments.

import { cmdText } from './batch.js';
import { findInner, parallelInner, xargsInner } from './each.js';
import { gitInner } from './git-runs.js';
import { withoutGlobals } from './globals.js';
import { type Inner, joined } from './inner.js';
import { kinOf } from './kin.js';
import { powershellInput } from './powershell.js';
import { INPUT_FILE, isShell, shellInner } from './shells.js';
import { literal, type ParsedOption, parseOptions, programName, type Word } from './words.js';
import { WRAPPERS, type Wrapper } from './wrapper-rows.js';

/** What a command runs beside itself, by its arguments alone. */
export function innerCommands(words: readonly Word[], piped: string | undefined): Inner[] {
  const [first] = words;
  if (first === undefined) return [];
  const program = programName(first);
  if (isShell(program)) return shellInner(words.slice(1), piped);
  if (program === 'source' || program === '.')
    return piped !== undefined && INPUT_FILE.test(words[1]?.text ?? '') ? [{ kind: 'text', text: piped }] : [];
  if (program === 'eval') return [{ kind: 'text', text: joined(words.slice(1)) }];
  if (program === 'trap') return words[1] && words.length > 2 ? [{ kind: 'text', text: words[1].text }] : [];
  if (program === 'find' || program === 'fd' || program === 'fdfind') return findInner(words.slice(1));
  if (program === 'xargs') return xargsInner(words.slice(1), piped);
  if (program === 'parallel' || program === 'rush' || program === 'sem') return parallelInner(words.slice(1), piped);
  if (program === 'git') return [...gitInner(words.slice(1)), ...wrapped(words)];
  if (program === 'java') return jarInner(words.slice(1));
  if (/^(?:powershell|pwsh)(?:-preview)?$/i.test(program)) return powershellInner(program, words.slice(1), piped);
  if (/^cmd$/i.test(program)) return cmdInner(words.slice(1), piped);
  if ((program === 'at' || program === 'batch') && piped !== undefined) return [{ kind: 'text', text: piped }];
  const inside = wrapped(words);
  if (program === 'ssh' && inside.length === 0 && piped !== undefined)
    return [{ kind: 'text', text: piped, elsewhere: true }];
  const kin = kinOf(words);
  const same: Inner[] = kin === undefined ? [] : [{ kind: 'words', words: kin }];
  return [...same, ...inside, ...started(program, words.slice(1))];
}

/** Programs that name the command behind an option: the words from there on are it. */
const BEHIND: Readonly<Record<string, RegExp>> = {
  nix: /^(?:-c|--command)$/,
  gdb: /^--args$/,
  alacritty: /^-e$/,
  xterm: /^-e$/,
  konsole: /^-e$/,
  'x-terminal-emulator': /^-e$/,
};

function started(program: string, words: readonly Word[]): Inner[] {
  const behind = words[0]?.text === 'run' ? undefined : BEHIND[program];
  const at = behind === undefined ? -1 : words.findIndex((word) => behind.test(word.text));
  if (at >= 0 && at + 1 < words.length) return [{ kind: 'words', words: words.slice(at + 1) }];
  const dashes = words.findIndex((word) => word.text === '--');
  const rest = dashes < 0 ? [] : words.slice(dashes + 1);
  if (program === 'nix' && words[0]?.text === 'run') {
    const name = /#([\w-]+)$/.exec(words[1]?.text ?? '')?.[1];
    return name === undefined ? [] : [{ kind: 'words', words: [literal(name), ...rest] }];
  }
  if (program === 'capsh' && dashes >= 0) return [{ kind: 'words', words: [literal('bash'), ...rest] }];
  if (program !== 'start-stop-daemon') return [];
  const named = words.findIndex((word) => /^(?:--exec|--startas|-x|-a)$/.test(word.text));
  const daemon = named < 0 ? undefined : words[named + 1];
  return daemon === undefined ? [] : [{ kind: 'words', words: [daemon, ...rest] }];
}

function powershellInner(program: string, words: readonly Word[], piped: string | undefined): Inner[] {
  const { text, unclear } = powershellInput(program, words, piped);
  if (unclear === true) return [{ kind: 'unclear', message: 'what PowerShell is given to run cannot be told' }];
  return text === undefined ? [] : [{ kind: 'foreign', shell: 'powershell', text }];
}

function cmdInner(words: readonly Word[], piped: string | undefined): Inner[] {
  const text = cmdText(words) ?? piped;
  return text === undefined ? [] : [{ kind: 'foreign', shell: 'cmd', text }];
}

/** The command inside its wrappers, where they run it on this machine: `sudo -E bash -s` is `bash -s`. */
export function unwrapped(words: readonly Word[]): readonly Word[] {
  const [inner, ...others] = wrapped(words);
  if (inner?.kind !== 'words' || inner.elsewhere === true || others.length > 0) return withoutGlobals(words);
  return unwrapped(inner.words);
}

/** The longest row that fits the leading words; options between program and subcommand are stepped over. */
function wrapped(words: readonly Word[]): Inner[] {
  const plain = withoutGlobals(words);
  for (let length = 3; length > 0; length--) {
    const name = plain.slice(0, length).map((word, index) => (index === 0 ? programName(word) : word.text));
    const wrapper = name.length === length ? wrapperOf(name.join(' '), words) : undefined;
    if (wrapper !== undefined) return unwrap((length === 1 ? words : plain).slice(length), wrapper);
  }
  return [];
}

/** `runuser -l NAME -c TEXT` is read as `su` is; with `-u` it is a plain wrapper. */
function wrapperOf(name: string, words: readonly Word[]): Wrapper | undefined {
  const plain = name !== 'runuser' || words.some((word) => /^(?:-u|--user)/.test(word.text));
  return WRAPPERS[plain ? name : 'su'];
}

function unwrap(words: readonly Word[], wrapper: Wrapper): Inner[] {
  const place = wrapper.elsewhere === true ? { elsewhere: true as const } : {};
  const dashes = wrapper.dashes === true ? words.findIndex((word) => word.text === '--') : -1;
  if (dashes >= 0)
    return dashes + 1 < words.length ? [{ kind: 'words', words: words.slice(dashes + 1), ...place }] : [];
  const { options, operands } = parseOptions(words, wrapper, true);
  if (options.some((option) => wrapper.unless?.includes(option.name))) return [];
  const texts = textOptions(options, wrapper.texts);
  if (texts.length > 0)
    return texts.map((text) => ({
      kind: 'text',
      text: [text, ...operands.map((word) => word.raw ?? word.text)].join(' '),
      ...place,
    }));
  if (wrapper.textOnly === true) {
    const late = textOptions(parseOptions(words, wrapper, false).options, wrapper.texts);
    return late.map((text) => ({ kind: 'text', text, ...place }));
  }
  let rest = operands.slice(wrapper.skip ?? 0);
  if (rest[0]?.text === '--') rest = rest.slice(1);
  const late = textOptions(parseOptions(rest, wrapper, true).options, wrapper.texts);
  if (late.length > 0) return late.map((text) => ({ kind: 'text', text, ...place }));
  if (wrapper.assignments === true)
    while (rest[0] !== undefined && /^[A-Za-z_]\w*=|^-$/.test(rest[0].text)) rest = rest.slice(1);
  if (rest.length === 0) return [];
  if (wrapper.each === true)
    return rest.map(({ text }) => ({ kind: 'text', text: text.replace(SCRIPT_OF, '$1 run '), ...place }));
  return [
    wrapper.joins === true ? { kind: 'text', text: joined(rest), ...place } : { kind: 'words', words: rest, ...place },
  ];
}

/** `npm:build` is a script of the package, and so is `npm:build:*`. */
const SCRIPT_OF = /^(npm|pnpm|yarn|bun|node|deno):(?=\S)/;

function textOptions(options: readonly ParsedOption[], names: readonly string[] | undefined): string[] {
  return options.flatMap((option) =>
    option.value !== undefined && names?.includes(option.name) ? [option.value.text] : [],
  );
}

/** `java -jar tool.jar ARGUMENTS` is the program `tool`. */
function jarInner(words: readonly Word[]): Inner[] {
  const jar = words.findIndex((word) => word.text === '-jar') + 1;
  const file = jar === 0 ? undefined : words[jar];
  if (file === undefined || !/\.jar$/.test(file.text)) return [];
  return [
    { kind: 'words', words: [{ ...file, text: programName(file).slice(0, -'.jar'.length) }, ...words.slice(jar + 1)] },
  ];
}
