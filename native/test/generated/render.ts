// A program in a language, and in a style that must not matter.
import fc from 'fast-check';
import { type Block, type Expression, LOCALS, type Program, type Statement } from './program.js';

/** How a text is written; matching may depend on none of it. */
export interface Style {
  readonly names: readonly string[];
  readonly indent: string;
  /** Blank lines and comments before the statements, one after the other and then from the first again. */
  readonly before: readonly ('' | 'blank' | 'comment')[];
  /** Comments behind the statements, in the same way. */
  readonly behind: readonly boolean[];
  /** Parentheses around arguments and values. */
  readonly parentheses: readonly boolean[];
  readonly spaces: boolean;
  /** Each argument on a line of its own. */
  readonly broken: boolean;
  /** An opening brace stands on its own line, where the language lets it. */
  readonly braceBelow: boolean;
}

export const PLAIN: Style = {
  names: ['p', 'q', 'r', 's', 't'],
  indent: '    ',
  before: [''],
  behind: [false],
  parentheses: [false],
  spaces: false,
  broken: false,
  braceBelow: false,
};

const NAMES = ['alpha', 'b2', 'userInput', 'x', 'value_1', 'tmp', 'зета', 'Data', 'o', 'response', 'i', 'cfg'];

export const style: fc.Arbitrary<Style> = fc.record({
  names: fc.shuffledSubarray(NAMES, { minLength: LOCALS, maxLength: LOCALS }),
  indent: fc.constantFrom('  ', '    ', '\t', '      '),
  before: fc.array(fc.constantFrom('' as const, 'blank' as const, 'comment' as const), { minLength: 1, maxLength: 7 }),
  behind: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  parentheses: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  spaces: fc.boolean(),
  broken: fc.boolean(),
  braceBelow: fc.boolean(),
});

interface Dialect {
  readonly comment: string;
  readonly open: readonly string[];
  readonly close: readonly string[];
  readonly end: string;
  readonly name: (name: string) => string;
  readonly define: (parameter: string) => string;
  readonly assign: (name: string, value: string) => string;
  readonly head: (keyword: 'if' | 'while', test: string) => string;
  readonly otherwise: string;
  /** Blocks end by a word or a brace; else by indentation. */
  readonly blockEnd?: string;
  readonly braces?: true;
  readonly callee?: (callee: string) => string;
}

const same = (name: string) => name;
const BRACES = { blockEnd: '}', braces: true, otherwise: 'else' } as const;

export const DIALECTS: Readonly<Record<string, Dialect>> = {
  python: {
    comment: '#',
    open: ['import lib'],
    close: [],
    end: '',
    name: same,
    define: (parameter) => `def handle(${parameter}):`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} ${test}:`,
    otherwise: 'else:',
  },
  javascript: {
    ...BRACES,
    comment: '//',
    open: [],
    close: [],
    end: ';',
    name: same,
    define: (parameter) => `function handle(${parameter})`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} (${test})`,
  },
  typescript: {
    ...BRACES,
    comment: '//',
    open: [],
    close: [],
    end: ';',
    name: same,
    define: (parameter) => `function handle(${parameter}: string): unknown`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} (${test})`,
  },
  java: {
    ...BRACES,
    comment: '//',
    open: ['class Main {'],
    close: ['}'],
    end: ';',
    name: same,
    define: (parameter) => `Object handle(String ${parameter})`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} (${test})`,
  },
  go: {
    ...BRACES,
    comment: '//',
    open: ['package main', ''],
    close: [],
    end: '',
    name: same,
    define: (parameter) => `func handle(${parameter} string) string`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword === 'if' ? 'if' : 'for'} ${test}`,
  },
  ruby: {
    comment: '#',
    open: [],
    close: [],
    end: '',
    // A capital would make it a constant.
    name: (name) => name.toLowerCase(),
    define: (parameter) => `def handle(${parameter})`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} ${test}`,
    otherwise: 'else',
    blockEnd: 'end',
  },
  php: {
    ...BRACES,
    comment: '//',
    open: ['<?php'],
    close: [],
    end: ';',
    name: (name) => `$${name}`,
    define: (parameter) => `function handle(${parameter})`,
    assign: (name, value) => `${name} = ${value}`,
    head: (keyword, test) => `${keyword} (${test})`,
    callee: (callee) => callee.replace('.', '::'),
  },
};

export interface Rendered {
  readonly text: string;
  /** The number of the statement that stands on each line, in the order of the program; -1 where none does. */
  readonly statements: readonly number[];
}

export function render(program: Program, language: string, chosen: Style): Rendered {
  const dialect = DIALECTS[language];
  if (dialect === undefined) throw new Error(`no dialect for ${language}`);
  return new Renderer(dialect, chosen).whole(program);
}

class Renderer {
  private readonly lines: string[] = [];
  private readonly statements: number[] = [];
  private count = 0;
  private expressions = 0;

  constructor(
    private readonly dialect: Dialect,
    private readonly style: Style,
  ) {}

  whole({ body }: Program): Rendered {
    const { open, close, define } = this.dialect;
    for (const line of open) this.line(line, -1);
    this.head(define(this.name(0)), 0, this.count++);
    this.block(body, 1);
    for (const line of close) this.line(line, -1);
    return { text: `${this.lines.join('\n')}\n`, statements: this.statements };
  }

  private block(block: Block, depth: number): void {
    for (const statement of block) this.statement(statement, depth);
    if (this.dialect.blockEnd !== undefined) this.line(this.at(depth - 1) + this.dialect.blockEnd, -1);
  }

  private statement(statement: Statement, depth: number): void {
    const number = this.count++;
    const before = pick(this.style.before, number);
    if (before === 'blank') this.line('', -1);
    if (before === 'comment')
      this.line(`${this.at(depth)}${this.dialect.comment} sink(source()) is what comes next`, -1);
    if (statement.kind === 'while') {
      this.head(this.dialect.head('while', this.expression(statement.test)), depth, number);
      this.block(statement.body, depth + 1);
    } else if (statement.kind === 'if') {
      this.head(this.dialect.head('if', this.expression(statement.test)), depth, number);
      this.branches(statement.yes, statement.no, depth);
    } else {
      this.text(this.simple(statement) + this.dialect.end, depth, number);
    }
  }

  private simple(statement: Statement & { kind: 'assign' | 'call' | 'return' }): string {
    if (statement.kind === 'assign')
      return this.dialect.assign(this.name(statement.local), this.value(statement.value));
    return statement.kind === 'call' ? this.expression(statement.call) : `return ${this.value(statement.value)}`;
  }

  private branches(yes: Block, no: Block | undefined, depth: number): void {
    if (no !== undefined) {
      for (const statement of yes) this.statement(statement, depth + 1);
      const { braces, otherwise } = this.dialect;
      this.line(this.at(depth) + (braces ? `} ${otherwise} {` : otherwise), -1);
    }
    this.block(no ?? yes, depth + 1);
  }

  private head(text: string, depth: number, number: number): void {
    const below = this.style.braceBelow && this.dialect.end === ';';
    this.text(this.dialect.braces && !below ? `${text} {` : text, depth, number);
    if (this.dialect.braces && below) this.line(`${this.at(depth)}{`, -1);
  }

  private text(text: string, depth: number, number: number): void {
    const [first = '', ...more] = text.split('\n');
    const behind = pick(this.style.behind, number) ? ` ${this.dialect.comment} eval(source())` : '';
    this.line(this.at(depth) + first + (more.length === 0 ? behind : ''), number);
    for (const line of more) this.line(this.at(depth) + line, number);
  }

  private line(text: string, statement: number): void {
    this.lines.push(text);
    this.statements.push(statement);
  }

  private at(depth: number): string {
    return this.style.indent.repeat(depth);
  }

  private name(local: number): string {
    return this.dialect.name(this.style.names[local] ?? 'none');
  }

  /** With parentheses, as the style has it. */
  private value(expression: Expression): string {
    const text = this.expression(expression);
    return pick(this.style.parentheses, this.expressions++) ? `(${text})` : text;
  }

  private expression(expression: Expression): string {
    switch (expression.kind) {
      case 'local':
        return this.name(expression.local);
      case 'number':
        return String(expression.value);
      case 'string':
        return `"${expression.value}"`;
      case 'sum':
        return `${this.value(expression.left)} + ${this.right(expression.right)}`;
      default:
        return this.call(
          expression.callee,
          expression.args.map((argument) => this.value(argument)),
        );
    }
  }

  /** A sum on the right of a sum is another sum without its parentheses. */
  private right(expression: Expression): string {
    return expression.kind === 'sum' ? `(${this.expression(expression)})` : this.value(expression);
  }

  private call(callee: string, args: readonly string[]): string {
    const { spaces, broken, indent } = this.style;
    const name = this.dialect.callee?.(callee) ?? callee;
    if (broken && args.length > 1) return `${name}(${args.join(`,\n${indent}`)})`;
    return spaces && args.length > 0 ? `${name}( ${args.join(' , ')} )` : `${name}(${args.join(', ')})`;
  }
}

function pick<T>(list: readonly T[], at: number): T {
  const chosen = list[at % list.length];
  if (chosen === undefined) throw new Error('a style without choices');
  return chosen;
}
