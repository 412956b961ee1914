// PowerShell: its pipelines in the words of a POSIX shell.

import { type SyntaxNode, syntaxOf } from '../../native.js';
import { type Arguments, cmdletName, isPosix, isSwitch, lowered, words } from './cmdlets.js';
import { commandLine, type ForeignReading, posixPath, windowsVariable } from './foreign.js';
import type { Word } from './words.js';

const MAX_DEPTH = 8;

export function readPowershell(text: string): ForeignReading {
  const reading = new Reading();
  reading.text(text, 0);
  return reading;
}

/** Whether a text whose shell nobody told runs cmdlets, whose names no other shell has. */
export function speaksPowershell(text: string): boolean {
  return CMDLETS.test(text);
}

const CMDLETS =
  /(?:^|[;|&({]\s*)(?:(?:Remove|Clear|Set|Add|New|Move|Copy|Rename|Get|Invoke|Start|Stop|Restart|Format|Initialize|Disable|Enable|Out|Write|Test|Where|ForEach|Import|Export|Select|Uninstall)-(?:Item\w*|ChildItem|Content|Location|WebRequest|RestMethod|Expression|Command|Process|Service|Computer|Volume|Disk|Partition|LocalUser|EventLog|MpPreference|ExecutionPolicy|NetFirewall\w+|ScheduledTask|File|Host|Output|Path|Object|BitsTransfer|RecycleBin|History)(?![\w-])|iex\s+[("'$&])|\|\s*(?:iex|ri|%\s*\{|\?\s*\{)(?![\w-])/im;

/** Option names that may be cut short, of `powershell` and `pwsh`. */
const COMMAND = /^[-/]c(?:o(?:m(?:m(?:a(?:nd?)?)?)?)?)?$/i;
const ENCODED = /^[-/]e(?:c|n(?:c(?:o(?:d(?:e(?:d(?:c\w*)?)?)?)?)?)?)?$/i;
const FILE = /^[-/]f(?:i(?:le?)?)?$/i;
const VALUED = /^[-/](?:ex|ep|w|o|i|v|ps|config|set|custom|inputf|outputf|workingd|wd)\w*$/i;

/** What an invocation of PowerShell is given: a text, the file of one, or neither. */
export function powershellInput(
  program: string,
  rest: readonly Word[],
  piped: string | undefined,
): { readonly text?: string; readonly file?: Word; readonly unclear?: true } {
  for (let i = 0; i < rest.length; i++) {
    const option = rest[i]?.text ?? '';
    const following = rest.slice(i + 1);
    if (COMMAND.test(option) || /^[-/]commandwithargs$|^-cwa$/i.test(option)) return textOf(following, piped);
    if (ENCODED.test(option)) {
      const encoded = following[0];
      if (encoded?.known !== true) return { unclear: true };
      return { text: Buffer.from(encoded.text, 'base64').toString('utf16le') };
    }
    if (FILE.test(option)) return following[0] === undefined ? {} : fileOf(following[0], piped);
    if (VALUED.test(option)) i++;
    else if (option === '-') return piped === undefined ? { unclear: true } : { text: piped };
    else if (!/^[-/]\w/.test(option))
      return /^pwsh/i.test(program) || /\.ps1$/i.test(option) ? fileOf(rest[i], piped) : textOf(rest.slice(i), piped);
  }
  return piped === undefined ? {} : { text: piped };
}

function fileOf(file: Word | undefined, piped: string | undefined) {
  if (file?.text === '-') return piped === undefined ? ({ unclear: true } as const) : { text: piped };
  return file === undefined ? {} : { file };
}

function textOf(following: readonly Word[], piped: string | undefined) {
  if (following[0]?.text === '-') return piped === undefined ? ({ unclear: true } as const) : { text: piped };
  return { text: following.map((word) => word.text).join(' ') };
}

class Reading implements ForeignReading {
  readonly pipelines: (readonly Word[])[][] = [];
  readonly writes: string[] = [];
  readonly lacks: string[] = [];
  private readonly variables = new Map<string, string>();

  text(text: string, depth: number): void {
    if (depth > MAX_DEPTH) {
      this.lacking('PowerShell in PowerShell is nested deeper than can be judged');
      return;
    }
    const tree = syntaxOf(plainly(text), 'powershell');
    if (typeof tree === 'string') {
      this.lacking(`the PowerShell text was not judged: ${tree}`);
      return;
    }
    if (isBroken(tree)) this.lacking('the PowerShell text could not be parsed');
    this.visit(tree, depth);
  }

  private lacking(message: string): void {
    if (!this.lacks.includes(message)) this.lacks.push(message);
  }

  private visit(node: SyntaxNode, depth: number): void {
    if (node.type === 'assignment_expression') this.assign(node);
    if (node.type === 'redirection') this.redirect(node);
    if (node.type === 'pipeline_chain') this.pipeline(node, depth);
    else if (node.type === 'command') this.pipelines.push(this.command(node, false, depth));
    else if (node.type === 'invokation_expression') this.pipelines.push(this.invocation(node, depth));
    for (const child of node.children) this.visit(child, depth);
  }

  /** `$x = 'text'` */
  private assign(node: SyntaxNode): void {
    const [left, , right] = node.children;
    const name = left?.text.toLowerCase().replace(/^\$(?:global:|script:|local:)?/, '');
    const strings = right === undefined ? [] : all(right, (one) => one.type === 'string_literal');
    const [string] = strings;
    const whole = strings.length === 1 && string !== undefined && string.text === right?.text;
    const value = whole ? this.valueOf(string) : undefined;
    if (name === undefined) return;
    if (value === undefined) this.variables.delete(name);
    else this.variables.set(name, value);
  }

  private redirect(node: SyntaxNode): void {
    const target = node.children.find(({ type }) => type === 'redirected_file_name');
    const path = target === undefined ? '' : posixPath(this.valueOf(target).trim());
    if (path !== '' && path !== '/dev/null') this.writes.push(path);
  }

  private pipeline(node: SyntaxNode, depth: number): void {
    const stages: (readonly Word[])[] = [];
    let piped = false;
    let given: string | undefined;
    for (const child of node.children) {
      const isProgram = child.type === 'command' && given !== undefined && stages.length === 0;
      if (isProgram && /^(?:iex|invoke-expression)$/i.test(child.text.trim())) this.text(given ?? '', depth + 1);
      if (child.named && child.type !== 'command') given = this.valueOf(child);
      if (child.type === 'command') stages.push(...this.command(child, piped, depth));
      else if (child.named) stages.push(...first(child, 'invokation_expression', (one) => this.invocation(one, depth)));
      piped ||= child.text === '|';
    }
    const shell = stages.findIndex((words) => words[0]?.text === 'sh');
    if (stages.length > 1 && (shell < 0 || stages[0]?.[0]?.text === 'curl')) this.pipelines.push(stages);
    else if (stages.length > 0) this.pipelines.push(...stages.map((stage) => [stage]));
  }

  private command(node: SyntaxNode, piped: boolean, depth: number): (readonly Word[])[] {
    const name = node.children.find(({ type }) => type === 'command_name' || type === 'command_name_expr');
    if (name === undefined || first(name, 'script_block', () => [true]).length > 0) return [];
    const program = name.type === 'command_name' ? name.text : this.valueOf(name);
    const elements = node.children.find(({ type }) => type === 'command_elements')?.children ?? [];
    if (piped && /^(?:%|foreach|foreach-object)$/i.test(program)) return this.each(node);
    if (/[$(]/.test(program)) this.lacking(`which program \`${name.text}\` runs cannot be told before it runs`);
    const cmdlet = cmdletName(program);
    const given = this.arguments(elements);
    if (isPosix(program, given)) return [this.plain(program, elements)];
    if (cmdlet === 'invoke-expression') return this.expression(given, piped, depth);
    return lowered(cmdlet, given, piped) ?? [this.plain(program, elements)];
  }

  /** `… | % { Remove-Item $_ -Force }` removes whatever the pipe delivers; other commands of the block are read alone. */
  private each(node: SyntaxNode): (readonly Word[])[] {
    const removes = all(node, ({ type }) => type === 'script_block').some((block) =>
      all(block, ({ type }) => type === 'command').some(
        ({ text }) =>
          /^(?:remove-item|ri|rm|del|erase|rd)\b/i.test(text) && /\$_|\$PSItem/i.test(text) && /-[rf]/i.test(text),
      ),
    );
    return removes ? [commandLine('xargs', 'rm', '-rf')] : [];
  }

  /** `iex TEXT`: the text is run; what is not known is not judged. */
  private expression({ named, positional }: Arguments, piped: boolean, depth: number): (readonly Word[])[] {
    const text = [...named.values()].flat().concat(positional).join(' ');
    if (/\$\w|\(/.test(text) && !/^\(?(?:iwr|irm|curl|wget|invoke-)/i.test(text))
      this.lacking('what `Invoke-Expression` runs cannot be told before it runs');
    const fetched =
      /(?:iwr|irm|curl|wget|invoke-(?:webrequest|restmethod)|downloadstring\()\s*[^)]*?(https?:[^\s"')]+)/i.exec(
        text,
      )?.[1];
    if (fetched !== undefined) this.pipelines.push([commandLine('curl', fetched), commandLine('sh')]);
    if (text !== '' && fetched === undefined) this.text(text, depth + 1);
    else if (text === '' && piped) return [commandLine('sh')];
    return [];
  }

  /** A program that is no cmdlet: its words as they stand. */
  private plain(program: string, elements: readonly SyntaxNode[]): readonly Word[] {
    const texts = elements
      .filter(({ named, type }) => named && type !== 'command_argument_sep')
      .flatMap((one) => this.textsOf(one));
    return words(posixPath(program).replace(/^\.\/(?=\.)/, ''), texts);
  }

  private textsOf(node: SyntaxNode): string[] {
    if (node.type === 'redirection' || /^[0-9*]?>/.test(node.text)) return [];
    if (node.type === 'array_literal_expression') {
      const items = node.children.filter(({ named }) => named);
      return items.map((item) => this.valueOf(item));
    }
    return [this.valueOf(node)];
  }

  private arguments(elements: readonly SyntaxNode[]): Arguments {
    const named = new Map<string, string[]>();
    const positional: string[] = [];
    let open: string[] | undefined;
    for (const element of elements) {
      if (!element.named || element.type === 'command_argument_sep') continue;
      if (element.type === 'command_parameter') {
        const [, name = '', value] = /^-+([^:]+):?(.*)$/s.exec(element.text) ?? [];
        const values = value === undefined || value === '' ? [] : [this.expand(value)];
        named.set(name, values);
        open = values.length > 0 || (isSwitch(name) && !element.text.endsWith(':')) ? undefined : values;
        continue;
      }
      const texts = this.textsOf(element);
      if (open === undefined) {
        const last = [...named.keys()].at(-1);
        // `-Recurse:$false` comes as two pieces.
        if (/^\$(?:true|false)$/i.test(element.text) && last !== undefined) named.set(last, texts);
        else positional.push(...texts);
      } else open.push(...texts);
      open = undefined;
    }
    return { named, positional };
  }

  /** `[IO.File]::Delete('x')`, `$client.DownloadString('…')` */
  private invocation(node: SyntaxNode, depth: number): (readonly Word[])[] {
    const member = node.children.find(({ type }) => type === 'member_name')?.text.toLowerCase() ?? '';
    const type = node.children.find((one) => one.type === 'type_literal')?.text.toLowerCase() ?? '';
    const list = node.children.find((one) => one.type === 'argument_list');
    const given =
      list === undefined ? [] : all(list, (one) => one.type === 'unary_expression').map((one) => this.valueOf(one));
    const [one = '', two = ''] = given;
    if (/^download(?:string|data|file)|^getstringasync$|^getasync$/.test(member))
      return [commandLine('curl', ...(two === '' ? [] : ['-o', posixPath(two)]), one)];
    if (/directory\]$/.test(type) && member === 'delete')
      return [commandLine('rm', ...(/true/i.test(two) ? ['-rf'] : ['-d']), posixPath(one))];
    if (/file\]$/.test(type) && member === 'delete') return [commandLine('rm', posixPath(one))];
    if (/file\]$/.test(type) && /^(?:write|append)all|^create$|^openwrite$/.test(member))
      return [commandLine('tee', posixPath(one))];
    if (/file\]$|directory\]$/.test(type) && (member === 'move' || member === 'copy'))
      return [commandLine(member === 'move' ? 'mv' : 'cp', posixPath(one), posixPath(two))];
    if (/process\]$/.test(type) && member === 'start')
      return [commandLine(one, ...two.split(/\s+/).filter((word) => word !== ''))];
    if (member === 'invokescript' || (/scriptblock\]$/.test(type) && member === 'create')) this.text(one, depth + 1);
    return [];
  }

  /** What an expression is worth: a string literal, a bare word, a known variable. */
  private valueOf(node: SyntaxNode): string {
    const text = node.text.trim();
    const inner = node.children.filter(({ named }) => named);
    if (node.type === 'verbatim_string_characters' || /^'.*'$/s.test(text))
      return text.slice(1, -1).replaceAll("''", "'");
    if (/^@'\r?\n.*\r?\n'@$/s.test(text)) return text.replaceAll(/^@'\r?\n|\r?\n'@$/g, '');
    if (/^@"\r?\n.*\r?\n"@$/s.test(text)) return this.expand(text.replaceAll(/^@"\r?\n|\r?\n"@$/g, ''));
    if (/^"[^"]*"$/s.test(text)) return this.expand(text.slice(1, -1)).replaceAll(/`(.)/gs, '$1');
    if (/^".*"$/s.test(text) && inner.length < 2) return this.expand(text.slice(1, -1).replaceAll('""', '"'));
    // 'a' + 'b'
    if (/^\(?\s*(?:'[^']*'|"[^"$]*")(?:\s*\+\s*(?:'[^']*'|"[^"$]*"))+\s*\)?$/s.test(text))
      return [...text.matchAll(/'([^']*)'|"([^"$]*)"/g)].map(([, a, b]) => a ?? b ?? '').join('');
    if (/^\(\s*(['"])[^'"$]*\1\s*\)$/s.test(text)) return text.slice(1, -1).trim().slice(1, -1);
    return this.expand(text.replaceAll(/`(?=[\w-])/g, ''));
  }

  private expand(text: string): string {
    return text.replaceAll(
      /\$\{?(env:|global:|script:|local:)?([A-Za-z_]\w*)\}?/gi,
      (_, scope: string | undefined, name: string) => {
        const own = scope?.toLowerCase() === 'env:' ? undefined : this.variables.get(name.toLowerCase());
        return own ?? windowsVariable(name);
      },
    );
  }
}

const STRING = /@(["'])\r?\n[\s\S]*?\n\1@|"(?:[^"`]|`[\s\S]|"")*"|'(?:[^']|'')*'/.source;
/** `$env:TEMP\x`, `--`, `--a=b`, `@scope/name`: words to PowerShell, and something else to the grammar. */
const BARE =
  /(?<=^|[\s,=(])(?:\$(?:\{[^}]*\}|\w+:\w+|\w+)[\\/][^\s;|&,(){}"']*|(?:--[\w-]*[=:][^\s;|&(){}"']+|--|@[\w.-]+\/[^\s;|&(){}"']+)(?=[\s;|)]|$))/
    .source;
/** `.\\a, .\\b`: the grammar takes the comma for a letter. */
const LISTED =
  /(?<=^|[\s,(])(?=[^\s,;|&(){}"'$]*[.\\/*])[^\s,;|&(){}"'$@-][^\s,;|&(){}"'$]*(?=\s*,)|(?<=,\s*)[.\w~][^\s,;|&(){}"'$]*[\\/*][^\s,;|&(){}"'$]*|(?<=[\s,])[A-Za-z][\w.-]*(?=\s*,)|(?<=,\s*)[A-Za-z][\w.-]*(?=$|[\s;|)}])/
    .source;
const AMOUNT = /(?<=[\s(]\d+)[KMGTP]B\b/.source;
const TOKENS = new RegExp(`(${STRING})|(${BARE}|${LISTED})|${AMOUNT}`, 'gi');

/** The text with such words in quotes, so that they are one word to both. */
function plainly(text: string): string {
  return text.replaceAll(TOKENS, (_, string: string | undefined, _quote, bare: string | undefined) =>
    bare === undefined ? (string ?? '') : `"${bare}"`,
  );
}

function isBroken(node: SyntaxNode): boolean {
  return node.broken || node.children.some(isBroken);
}

/** The outermost nodes that fit. */
function all(node: SyntaxNode, fits: (node: SyntaxNode) => boolean): SyntaxNode[] {
  return node.children.flatMap((child) => (fits(child) ? [child] : all(child, fits)));
}

function first<T>(node: SyntaxNode, type: string, then: (node: SyntaxNode) => T[]): T[] {
  if (node.type === type) return then(node);
  const [found] = all(node, (one) => one.type === type);
  return found === undefined ? [] : then(found);
}
