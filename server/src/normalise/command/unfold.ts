// A shell text becomes the commands that it runs: through wrappers, nested shells, substitutions and pipes.

import type { Range } from '../../model/position.js';
import type { Gap, Text, Touch } from '../../model/subject.js';
import { languageOf, parseShell, type ShellCommand, type ShellParse, toRange } from '../../native.js';
import { type Ground, spellOut } from '../paths.js';
import { readBatch, speaksBatch } from './batch.js';
import { startedCommands } from './calls.js';
import { addressesIn, effectsOf } from './effects.js';
import { escapes, startedBy } from './escapes.js';
import { statementsFed } from './fed.js';
import { Folders } from './folders.js';
import { type ForeignShell, posixPath } from './foreign.js';
import { withoutGlobals } from './globals.js';
import type { Inner } from './inner.js';
import { programFile, programTexts } from './interpreters.js';
import { namedByVariable } from './kin.js';
import { MadeFiles } from './made.js';
import { outputOf } from './output.js';
import { patchesOf } from './patch.js';
import { powershellInput, readPowershell, speaksPowershell } from './powershell.js';
import { isLeftOpen } from './quotes.js';
import { sendsOf } from './sends.js';
import { Settling } from './settled.js';
import { isShell, shellScript } from './shells.js';
import { between, isPlainSight, isWrittenAs, redirectedAround } from './sight.js';
import { spelledOut } from './spelled.js';
import { type Tasks, tasksOf } from './tasks.js';
import { touchesOf } from './touches.js';
import { Values } from './values.js';
import { choosesBy, pidFilesOf, putsAway, searchedFirst, signalsProcesses, takenAway, type Ways } from './ways.js';
import { literal, programName, toCommandLine, toLine, type Word } from './words.js';
import { innerCommands, unwrapped } from './wrappers.js';

const MAX_DEPTH = 16;
const MAX_COMMANDS = 5_000;
const MAX_TEXTS = 1_000;
const MAX_SCRIPTS = 50;

/** A file that a command runs, as far as its words tell. */
export interface Script {
  /** Absolute. */
  readonly path: string;
  /** Of the interpreter; absent where the file itself says what it is. */
  readonly language?: string;
  /** Where relative paths in it are read from; absent where that cannot be known. */
  readonly cwd: string | undefined;
  readonly within: Range;
  /** What the same command wrote there before, where that is known. */
  readonly content?: string;
  /** It is no script of its own, but lists what a program does. */
  readonly tasks?: Tasks;
}

/** A patch that a command applies. */
export interface Patch {
  /** Absolute; absent where only its text is known. */
  readonly path?: string;
  readonly content?: string;
  /** Absolute: what the paths in it are relative to. */
  readonly folder: string;
  readonly strip: number;
}

/** What a command line turns out to be. Paths are spelled out by name; links are not followed yet. */
export interface Unfolded {
  readonly texts: readonly Text[];
  readonly gaps: readonly Gap[];
  /** Of the gaps those that tell of a bound: they count inside a script too. */
  readonly lacks: readonly Gap[];
  readonly programs: ReadonlySet<string>;
  readonly reads: ReadonlySet<string>;
  readonly writes: ReadonlySet<string>;
  readonly hosts: ReadonlySet<string>;
  /** Hosts, servers or programs that data goes to. */
  readonly sends: ReadonlySet<string>;
  readonly touches: readonly Touch[];
  readonly scripts: readonly Script[];
  readonly patches: readonly Patch[];
  readonly ways: Ways;
  /** The text itself with variables put in whose value is certain; absent where there are none. */
  readonly settled?: string;
}

/** Where in the nesting a command stands. */
interface Frame {
  readonly depth: number;
  /** The outermost command's range; absent at the top, where each command has its own. */
  readonly within?: Range;
  /** In a container or on another machine: paths are not ours. */
  readonly elsewhere: boolean;
  /** What `{}` stands for, inside `find -exec`. */
  readonly holder?: readonly string[];
  /** What the text's `$1 $2 …` are. */
  readonly positional?: readonly Word[];
  /** In a function's body, which is judged again with its arguments where it is called. */
  readonly definition?: true;
  /** Input comes from a pipe, a file or a here-document. */
  readonly isFed?: true;
  /** A text guessed from a program's string literals: that it is no shell text is no fault. */
  readonly guessed?: true;
}

/** One command of a pipe. */
interface Stage {
  readonly words: readonly Word[];
  readonly place: Range;
  /** The file that its output is written to. */
  readonly target?: string;
}

export function unfold(
  command: string,
  cwd: string | undefined,
  ground: Ground,
  { within, shell = 'bash' }: Running = {},
): Unfolded {
  const unfolding = new Unfolding(cwd, ground);
  const frame = { depth: 0, elsewhere: false, ...(within && { within }) };
  if (shell === 'bash') {
    const settled = unfolding.shellText(command, frame);
    if (settled !== undefined) unfolding.settled = settled;
  } else unfolding.foreignText(shell, command, frame);
  return unfolding;
}

/** How a text is run. */
interface Running {
  /** Where in the command, if it is not the command itself. */
  readonly within?: Range;
  readonly shell?: 'bash' | ForeignShell;
}

class Unfolding implements Unfolded {
  readonly texts: Text[] = [];
  readonly gaps: Gap[] = [];
  readonly lacks: Gap[] = [];
  readonly programs = new Set<string>();
  readonly reads = new Set<string>();
  readonly writes = new Set<string>();
  readonly hosts = new Set<string>();
  readonly sends = new Set<string>();
  readonly touches: Touch[] = [];
  readonly scripts: Script[] = [];
  readonly patches: Patch[] = [];
  readonly ways = {
    ...{ searched: new Set<string>(), moved: new Set<string>(), stashes: false },
    ...{ signals: false, chosen: new Set<string>() },
  };
  settled?: string;
  private readonly made = new MadeFiles((path) => this.spelled(path));
  private readonly seen = new Set<string>();
  private readonly calling = new Set<string>();
  private readonly gitAliases = new Map<string, string>();
  private readonly values: Values;
  private readonly folders: Folders;
  private commands = 0;

  constructor(
    cwd: string | undefined,
    private readonly ground: Ground,
  ) {
    this.values = new Values(ground.home);
    this.folders = new Folders(cwd);
  }

  /** `given`: what comes on the input of the whole text. Returns the text with its settled variables put in. */
  shellText(text: string, frame: Frame, given?: string): string | undefined {
    if (!this.mayGoOn(frame)) return undefined;
    // What would go on below the last line goes on nowhere.
    const parse = parseShell(text.replace(/(?<=[^\\])\\\n?$/, ' '));
    if (frame.depth === 0 && speaksPowershell(text)) this.foreignText('powershell', text, frame);
    if (frame.depth === 0 && speaksBatch(text)) this.foreignText('cmd', text, frame);
    if (frame.guessed !== true) this.noteErrors(text, parse, frame);
    this.values.learn(text, parse);
    const settling = new Settling(text, parse);
    let piped: string | undefined;
    let pipeline: Stage[] = [];
    const lines = text.split('\n');
    let last: ShellCommand | undefined;
    let outer: ShellCommand | undefined;
    for (const command of parse.commands) {
      outer = redirectedAround(outer, command);
      const input = inputOf(command) ?? this.substitutedInput(command) ?? (command.joined === 'pipe' ? piped : given);
      const place = frame.within ?? toRange(command.span);
      const gap = last === undefined ? '' : between(lines, last.span, command);
      this.folders.enter(command, gap.includes(')'));
      this.noteCall(lines, last, command);
      last = command;
      let words: readonly Word[] = [];
      for (const binding of this.values.bindings(command)) {
        this.values.bind(binding);
        settling.note(command, this.values);
        words = this.simple(
          command,
          input,
          { ...frame, within: place },
          frame.depth === 0 && isPlainSight(command, parse),
        );
      }
      piped = outputOf(words, input);
      this.made.noteOutput(command, words, piped ?? inputOf(command), input);
      if (outer !== undefined && words.length > 0) this.made.noteInside(outer, piped, command.joined);
      if (command.joined !== 'pipe') {
        this.pipeline(pipeline);
        pipeline = [];
      }
      const target = writtenBy(command) ?? (outer && writtenBy(outer));
      pipeline.push({ words, place, ...(target !== undefined && { target }) });
    }
    this.pipeline(pipeline);
    return settling.settled();
  }

  private simple(command: ShellCommand, input: string | undefined, frame: Frame, inSight: boolean): readonly Word[] {
    const words = this.values.resolve(command.words, frame.positional);
    this.assignments(command);
    this.startedVariables(command, words, frame);
    this.redirects(command, frame);
    this.bodies(command, words, frame);
    if (!inSight || !isWrittenAs(command, words)) this.nested(toCommandLine(words), frame.within);
    this.made.noteLink(unwrapped(words));
    this.made.noteFetched(unwrapped(words), writtenBy(command));
    this.patched(command, unwrapped(words), input, frame);
    const isFed = command.joined === 'pipe' || command.redirects.some(({ operator }) => operator.startsWith('<'));
    this.run(words, input, {
      ...frame,
      ...(isFed && { isFed }),
      ...(command.inFunction !== undefined && { definition: true as const }),
    });
    return words;
  }

  private patched({ redirects }: ShellCommand, words: readonly Word[], input: string | undefined, frame: Frame): void {
    if (frame.elsewhere || this.patches.length >= MAX_SCRIPTS) return;
    const source = redirects.findLast(({ operator }) => operator === '<')?.target.text;
    for (const { file, strip, folder } of patchesOf(words, source)) {
      const path = file === undefined ? undefined : this.spelled(file);
      const content = path === undefined ? input : this.made.textOf(path);
      if (path === undefined && content === undefined) continue;
      const known = { ...(path !== undefined && { path }), ...(content !== undefined && { content }) };
      this.patches.push({ ...known, strip, folder: this.spelled(folder) });
    }
  }

  /** A pipe with the wrappers of its stages taken off: `curl … | sudo bash` is also `curl … | bash`. */
  private pipeline(stages: readonly Stage[]): void {
    const [first] = stages;
    if (first === undefined || stages.length < 2) return;
    const plain = stages.map(({ words }) => unwrapped(words));
    const target = stages.at(-1)?.target;
    if (target !== undefined) this.made.noteFetched(plain[0] ?? [], target);
    if (plain.every((words, index) => words === stages[index]?.words)) return;
    this.nested(plain.map(toCommandLine).join(' | '), first.place);
  }

  /** A shell text inside another one; it comes before what it holds. */
  private nestedShell(text: string, frame: Frame, given?: string): void {
    const at = this.texts.length;
    const settled = this.shellText(text, frame, given);
    this.nested(settled ?? text, frame.within, at);
  }

  private mayGoOn(frame: Frame): boolean {
    this.commands++;
    if (frame.depth <= MAX_DEPTH && this.commands <= MAX_COMMANDS && this.texts.length <= MAX_TEXTS) return true;
    this.lacking('the command is nested deeper, or holds more commands, than can be judged');
    return false;
  }

  private lacking(message: string): void {
    if (!this.lacks.some((gap) => gap.message === message)) this.lacks.push({ message });
    if (!this.gaps.some((gap) => gap.message === message)) this.gaps.push({ message });
  }

  private noteErrors(text: string, parse: ShellParse, frame: Frame): void {
    const [error] = parse.errors;
    if (error === undefined || isLeftOpen(text)) return;
    const where = frame.depth === 0 ? `line ${error.span[0] + 1}, column ${error.span[1] + 1}` : 'a nested command';
    this.gaps.push({ message: `the shell text could not be parsed at ${where}: ${error.message}` });
  }

  /** `a.b("x")`: no shell runs it; whatever reads it as a program is not known. */
  private noteCall(lines: readonly string[], before: ShellCommand | undefined, after: ShellCommand): void {
    const word = before?.words.at(-1);
    if (word === undefined || !/^[ \t]*\($/.test(between(lines, word.span, after))) return;
    const message = `no shell understands \`${word.raw}(…)\`: it is text of another language, or lacks a \`;\``;
    if (!this.gaps.some((gap) => gap.message === message)) this.gaps.push({ message });
  }

  /** Words as they are run: what they touch, and what they run in their turn. */
  private run(words: readonly Word[], input: string | undefined, frame: Frame): void {
    const [first, ...rest] = words;
    if (first === undefined || !this.mayGoOn(frame)) return;
    this.called(first.text, rest, frame);
    if (/^=./.test(first.text)) {
      this.gaps.push({ message: `which program \`${first.text}\` runs depends on the shell` });
      this.inner({ kind: 'words', words: [{ ...first, text: first.text.slice(1) }, ...rest] }, input, frame);
    }
    const named = namedByVariable(first);
    if (named !== undefined) this.inner({ kind: 'words', words: [named, ...rest] }, input, frame);
    else if (!first.known && !isNamed(first) && !(frame.definition && /^\$[@*\d]/.test(first.text))) {
      this.gaps.push({ message: `which program \`${first.text}\` runs cannot be told before it runs` });
    }
    if (first.known && first.glob && /[*?]|\[.+\]/.test(first.text) && first.text !== '[' && first.text !== '[[')
      this.gaps.push({ message: `which program \`${first.text}\` runs depends on the files that it fits` });
    const program = programName(first);
    this.programs.add(program);
    this.touch(words, frame);
    this.folders.change(program, rest, this.ground);
    if (DECLARATIONS.has(program)) this.values.declare(rest);
    if (program === 'git') this.gitAlias(words, input, frame);
    for (const inner of innerCommands(words, input)) this.inner(inner, input, frame);
    for (const text of escapes(words, input)) this.guess(text, frame);
    this.substitutedScript(words, frame);
    this.programText(words, input, frame);
    this.script(words, frame);
    this.tasks(words, frame);
    const piped = this.made.runsFetched(words);
    if (piped !== undefined) this.nested(piped, frame.within);
  }

  private tasks(words: readonly Word[], frame: Frame): void {
    if (frame.elsewhere) return;
    for (const { file, folder, tasks } of tasksOf(words)) {
      const path = this.spelled(file);
      if (!path.startsWith('/') || this.scripts.length >= MAX_SCRIPTS) continue;
      const cwd = folder === undefined ? this.folders.current : this.spelled(folder);
      this.scripts.push({ path, cwd, within: frame.within ?? ZERO, tasks });
    }
  }

  private script(words: readonly Word[], frame: Frame): void {
    const found = scriptIn(words);
    if (found === undefined || frame.elsewhere || !found.file.known || found.file.glob) return;
    const path = this.spelled(found.file.text);
    if (!path.startsWith('/') || path.startsWith('/dev/') || path.startsWith('/proc/')) return;
    const content = this.made.textOf(path);
    if (this.scripts.some((one) => one.path === path && one.content === content)) return;
    if (this.scripts.length >= MAX_SCRIPTS) {
      this.lacking('the command names more scripts than can be judged');
      return;
    }
    this.scripts.push({
      path,
      cwd: this.folders.current,
      within: frame.within ?? ZERO,
      ...(found.language !== undefined && { language: found.language }),
      ...(content !== undefined && { content }),
    });
  }

  private spelled(path: string): string {
    const spelled = spellOut(this.values.expandHome(path), this.folders.current, this.ground);
    return this.made.followed(spelled);
  }

  /** An alias or a function defined in the same text. */
  private called(name: string, positional: readonly Word[], { definition: _, ...frame }: Frame): void {
    const body = this.values.bodyOf(name);
    if (body === undefined || this.calling.has(name)) return;
    this.calling.add(name);
    this.shellText(body, { ...frame, depth: frame.depth + 1, positional });
    this.calling.delete(name);
  }

  /** An alias of git that the same text gives to it: `git -c alias.x='reset --hard' x`. */
  private gitAlias(words: readonly Word[], input: string | undefined, frame: Frame): void {
    const [git, name, ...rest] = withoutGlobals(words);
    if (git === undefined || name === undefined) return;
    words.forEach((word, index) => {
      const [, alias, value] = /^alias\.([\w.-]+)(?:=(.*))?$/s.exec(word.text) ?? [];
      const body = value ?? words[index + 1]?.text;
      if (alias !== undefined && body !== undefined) this.gitAliases.set(alias, body);
    });
    const body = this.gitAliases.get(name.text);
    if (body === undefined || this.calling.has(`git ${name.text}`)) return;
    this.calling.add(`git ${name.text}`);
    const text = [body.startsWith('!') ? body.slice(1) : `git ${body}`, ...rest.map((word) => toLine([word]))].join(
      ' ',
    );
    this.inner({ kind: 'text', text }, input, frame);
    this.calling.delete(`git ${name.text}`);
  }

  private inner(inner: Inner, input: string | undefined, frame: Frame): void {
    const { positional, holder, ...outer } = frame;
    const next: Frame = {
      ...outer,
      depth: frame.depth + 1,
      elsewhere: frame.elsewhere || inner.elsewhere === true,
      ...(inner.holder && { holder: inner.holder }),
    };
    if (inner.kind === 'unclear') this.gaps.push({ message: inner.message });
    else if (inner.kind === 'foreign') this.foreignText(inner.shell, inner.text, next);
    else if (inner.kind === 'words') {
      const words = this.values.resolveWords(inner.words);
      this.nested(toCommandLine(words.flatMap((word) => sampled(word, inner.samples))), frame.within);
      this.run(words, input, next);
    } else {
      const positional = inner.positional && { positional: inner.positional.slice(1) };
      this.nestedShell(inner.text, { ...next, ...positional }, input);
    }
  }

  /** What PowerShell or cmd run, read in the words of a POSIX shell. */
  foreignText(shell: ForeignShell, text: string, frame: Frame): void {
    if (!this.mayGoOn(frame)) return;
    const { pipelines, writes, lacks } = shell === 'powershell' ? readPowershell(text) : readBatch(text);
    for (const message of lacks) this.lacking(message);
    for (const path of writes) this.path(path, this.writes, frame);
    for (const stages of pipelines) {
      if (stages.length > 1) this.nested(stages.map(toCommandLine).join(' | '), frame.within);
      for (const words of stages) {
        this.nested(toCommandLine(words), frame.within);
        this.run(words, undefined, { ...frame, depth: frame.depth + 1 });
      }
    }
  }

  /** A text that most likely is one for a shell. */
  private guess(text: string, { positional: _, ...frame }: Frame): void {
    this.nestedShell(text, { ...frame, depth: frame.depth + 1, guessed: true });
  }

  /** `PAGER='…' man ls`, `export GIT_EDITOR='…'` */
  private startedVariables(command: ShellCommand, words: readonly Word[], frame: Frame): void {
    const assigned = command.assignments.map(
      ({ name, value }) => [name, this.values.resolve([value])[0]?.text ?? ''] as const,
    );
    const declares = words[0] !== undefined && DECLARES.test(programName(words[0]));
    const declared = (declares ? words.slice(1) : []).flatMap(({ text }) => {
      const [, name, value] = /^([A-Z_]+|path)=(.*)$/s.exec(text) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    });
    for (const [name, value] of [...assigned, ...declared]) {
      if (name === 'PATH' || name === 'path') this.searches(value, frame);
      const text = startedBy(name, value);
      if (text !== undefined) this.guess(text, frame);
      const output = name === 'BASH_ENV' || name === 'ENV' ? this.values.outputNamed(value) : undefined;
      if (output !== undefined) this.guess(output, frame);
    }
  }

  private searches(value: string, frame: Frame): void {
    for (const folder of searchedFirst(value)) {
      const path = this.spelled(folder.replace(/^\$(?:PWD|\{PWD\})(?=\/|$)/, '.'));
      this.ways.searched.add(path);
      // Folders of tools of the workspace and the user; what lies in them is looked at later.
      const inside = [this.ground.root, this.ground.home].some((place) => path.startsWith(`${place}/`));
      if (!inside) this.nested(`PATH=${path}:$PATH`, frame.within);
    }
  }

  /** `bash <(echo '…')`, `source <(…)` */
  private substitutedScript(words: readonly Word[], frame: Frame): void {
    const file = scriptIn(words)?.file;
    const text = file === undefined ? undefined : this.values.outputNamed(file.raw ?? file.text);
    if (text !== undefined) this.guess(text, frame);
  }

  /** `< <(echo …)` */
  private substitutedInput({ redirects }: ShellCommand): string | undefined {
    const source = redirects.findLast(({ operator }) => operator === '<')?.target.raw;
    return source === undefined ? undefined : this.values.outputNamed(source);
  }

  private programText(words: readonly Word[], input: string | undefined, frame: Frame): void {
    for (const line of statementsFed(words, input)) this.nested(line, frame.within);
    for (const { program, language, text, from } of programTexts(words, input)) {
      const within = frame.within ?? ZERO;
      this.add({
        language,
        content: text,
        origin: from === 'argument' ? { kind: 'argument', program, within } : { kind: 'heredoc', within },
        fresh: 'all',
      });
      for (const started of startedCommands(text, language)) {
        const next: Frame = { ...frame, depth: frame.depth + 1, guessed: true };
        if (started.kind === 'words') {
          this.nested(toCommandLine(started.words), within);
          this.run(started.words, undefined, next);
        } else {
          this.nested(started.text, within);
          this.shellText(started.text, next);
        }
      }
    }
  }

  /** A bash text of its own; and a second one without the options that stand before a subcommand. */
  private nested(line: string, within: Range = ZERO, at = this.texts.length): void {
    this.add({ language: 'bash', content: line, origin: { kind: 'nested-command', within }, fresh: 'all' }, at);
  }

  private add(text: Text, at = this.texts.length): void {
    const key = `${text.language}\0${text.content}`;
    if (text.content.trim() === '' || this.seen.has(key) || this.texts.length > MAX_TEXTS) return;
    this.seen.add(key);
    this.texts.splice(at, 0, text);
  }

  private touch(words: readonly Word[], frame: Frame): void {
    const { reads, writes, hosts } = effectsOf(words);
    for (const host of hosts) this.hosts.add(host);
    for (const target of sendsOf(words, frame.isFed === true)) this.sends.add(target);
    for (const path of reads) this.path(path, this.reads, frame);
    for (const path of writes) this.path(path, this.writes, frame);
    for (const touch of touchesOf(words, writes)) this.touched(touch, frame);
    if (!frame.elsewhere) for (const path of takenAway(words)) this.ways.moved.add(this.spelled(path));
    this.ways.signals ||= !frame.elsewhere && signalsProcesses(words);
    for (const one of choosesBy(words)) this.ways.chosen.add(one);
    for (const path of pidFilesOf(words)) this.path(path, this.reads, frame);
    const plain = withoutGlobals(words);
    this.ways.stashes ||= !frame.elsewhere && putsAway(plain);
    if (plain !== words) this.nested(toCommandLine(plain), frame.within);
    const spelled = spelledOut(plain);
    if (spelled !== undefined && toLine(spelled) !== toLine(plain)) this.nested(toLine(spelled), frame.within);
  }

  private path(path: string, into: Set<string>, frame: Frame): void {
    if (
      frame.elsewhere ||
      (frame.definition && /^\$[@*\d]/.test(path)) ||
      path === '' ||
      path === '-' ||
      isNoFile(path)
    )
      return;
    const paths = frame.holder !== undefined && path.includes('{}') ? frame.holder : [path];
    for (const one of paths) into.add(this.spelled(one));
  }

  /** In a function's body its arguments are not known yet; where it is called they are. */
  private touched(touch: Touch, frame: Frame): void {
    if (frame.elsewhere || this.touches.length > MAX_TEXTS) return;
    const place = (path: string) => this.spelled(path);
    if (touch.kind === 'unknown') this.touches.push(touch);
    else if (touch.kind === 'git') this.touches.push({ ...touch, folder: place(touch.folder) });
    else if (!(frame.definition && /^\$[@*\d]/.test(touch.path)) && touch.path !== '' && !isNoFile(touch.path)) {
      const held = frame.holder !== undefined && touch.path.includes('{}');
      for (const path of held ? (frame.holder ?? []) : [touch.path])
        this.touches.push({ ...touch, path: place(path), tree: touch.tree || held });
    }
  }

  private assignments(command: ShellCommand): void {
    if (command.words.length > 0) return;
    for (const { name, value } of command.assignments) this.values.assign(name, value);
  }

  private redirects(command: ShellCommand, frame: Frame): void {
    for (const { operator, target } of command.redirects) {
      if (operator.startsWith('<<')) continue;
      const path = this.values.resolve([target])[0]?.text ?? target.text;
      for (const host of addressesIn(path)) {
        this.hosts.add(host);
        if (operator !== '<') this.sends.add(host);
      }
      if (/^(\d+|-)$/.test(path) && operator.endsWith('&')) continue;
      if (operator !== '<' && operator !== '<&') {
        this.path(path, this.writes, frame);
        this.touched({ kind: 'path', path, tree: false, follows: true }, frame);
      }
      if (operator === '<' || operator === '<>') this.path(path, this.reads, frame);
    }
  }

  /** A here-document that is neither program nor shell text is data: in the language of the file it is written to. */
  private bodies(command: ShellCommand, words: readonly Word[], frame: Frame): void {
    for (const { body, operator } of command.redirects) {
      if (body === undefined || operator === '<<<' || body.text === '') continue;
      const program = words[0] === undefined ? '' : programName(words[0]);
      if (isShell(program) || programTexts(words, body.text).length > 0) continue;
      const target =
        command.redirects.find((one) => one.operator.startsWith('>'))?.target.text ??
        (program === 'tee' ? words.at(-1)?.text : undefined);
      const known = target === undefined ? 'generic' : languageOf(target, body.text);
      // A shell text that is only written is judged where it is run.
      const language = known === 'bash' ? 'generic' : known;
      this.add({
        language,
        content: body.text,
        origin: { kind: 'heredoc', within: frame.within ?? toRange(body.span) },
        fresh: 'all',
      });
    }
  }
}

/** The devices that every shell text writes to and that keep nothing. */
function isNoFile(path: string): boolean {
  return /^\/dev\/(null|zero|stdin|stdout|stderr|tty|fd\/|u?random$)/.test(path);
}

/** Programs and builtins that take `NAME=value` among their words. */
const DECLARES = /^(?:export|declare|typeset|readonly|local|env|sudo|doas|cross-env)$/;

const DECLARATIONS = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

const ZERO: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The file of a program text among the words, and its language where the program tells. */
function scriptIn(words: readonly Word[]): { readonly file: Word; readonly language?: string } | undefined {
  const [first, second] = words;
  if (first === undefined) return undefined;
  const program = programName(first);
  if (program === 'source' || program === '.') return second && { file: second, language: 'bash' };
  const file = isShell(program) ? shellScript(words) : undefined;
  if (file !== undefined) return { file, language: 'bash' };
  const foreign = foreignScript(words);
  if (foreign !== undefined) return foreign;
  const known = programFile(words);
  if (known !== undefined) return known;
  return first.text.includes('/') && !isShell(program) ? { file: first } : undefined;
}

/** `.\\tool.ps1`, `pwsh -File tool.ps1`, `tool.bat` */
function foreignScript([first, ...rest]: readonly Word[]):
  | { readonly file: Word; readonly language: string }
  | undefined {
  if (first === undefined) return undefined;
  const program = programName(first);
  if (/^(?:powershell|pwsh)(?:-preview)?$/i.test(program)) {
    const { file } = powershellInput(program, rest, undefined);
    return file && { file: { ...file, text: windowsPath(file) }, language: 'powershell' };
  }
  const path = windowsPath(first);
  const kind = /\.(ps1|bat|cmd)$/i.exec(path)?.[1]?.toLowerCase();
  if (kind === undefined) return undefined;
  return { file: { ...first, text: path }, language: kind === 'ps1' ? 'powershell' : 'batch' };
}

/** `{}` with what it may stand for put in. */
function sampled(word: Word, samples: readonly string[] | undefined): Word[] {
  if (samples === undefined || !word.text.includes('{}')) return [word];
  return samples.map((sample) => ({
    ...literal(word.text.replaceAll('{}', sample)),
    glob: word.glob || /[*?[]/.test(sample),
  }));
}

/** Backslashes that bash would take away are what was meant. */
function windowsPath({ raw = '', text }: Word): string {
  return posixPath(/^\.{1,2}\\/.test(raw) ? raw : text);
}

function writtenBy({ redirects }: ShellCommand): string | undefined {
  return redirects.find(({ operator }) => /^[0-9]*>/.test(operator))?.target.text;
}

function inputOf(command: ShellCommand): string | undefined {
  return command.redirects.findLast((redirect) => redirect.body !== undefined)?.body?.text;
}

/**
 * `"$DIR/bin/rm"` tells its program, `$CMD` does not. Where a substitution writes the program, the commands in the
 * substitution are judged, and rules may speak of the whole.
 */
function isNamed(word: Word): boolean {
  return /\/[\w.+-]+$|^(?:\$\(|`)/.test(word.text);
}
