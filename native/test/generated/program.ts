// Programs without a language, drawn at random: render.ts says them in each language.
import fc from 'fast-check';

export type Expression =
  | { readonly kind: 'local'; readonly local: number }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'call'; readonly callee: string; readonly args: readonly Expression[] }
  | { readonly kind: 'sum'; readonly left: Expression; readonly right: Expression };

export type Statement =
  | { readonly kind: 'assign'; readonly local: number; readonly value: Expression }
  | { readonly kind: 'call'; readonly call: Expression & { kind: 'call' } }
  | { readonly kind: 'if'; readonly test: Expression; readonly yes: Block; readonly no?: Block | undefined }
  | { readonly kind: 'while'; readonly test: Expression; readonly body: Block }
  | { readonly kind: 'return'; readonly value: Expression };

export type Block = readonly Statement[];

/** The body of one function whose first local is its parameter. */
export interface Program {
  readonly body: Block;
}

export const LOCALS = 5;
export const CALLEES = ['source', 'sink', 'clean', 'lib.open', 'lib.run', 'check'] as const;
const STRINGS = ['a', 'safe', 'secret', 'rw', '/tmp/x'] as const;

const local = fc.nat({ max: LOCALS - 1 });
const leaf: fc.Arbitrary<Expression> = fc.oneof(
  { weight: 5, arbitrary: local.map((index): Expression => ({ kind: 'local', local: index })) },
  { weight: 1, arbitrary: fc.nat({ max: 9 }).map((value): Expression => ({ kind: 'number', value })) },
  { weight: 2, arbitrary: fc.constantFrom(...STRINGS).map((value): Expression => ({ kind: 'string', value })) },
);

function callOf(argument: fc.Arbitrary<Expression>): fc.Arbitrary<Expression & { kind: 'call' }> {
  return fc.record({
    kind: fc.constant('call' as const),
    callee: fc.constantFrom(...CALLEES),
    args: fc.array(argument, { maxLength: 3 }),
  });
}

function expression(depth: number): fc.Arbitrary<Expression> {
  if (depth === 0) return leaf;
  const inner = expression(depth - 1);
  return fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 3, arbitrary: callOf(inner) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('sum' as const), left: inner, right: inner }) },
  );
}

const value = expression(2);
/** Java and Go want a boolean here. */
const test = fc.record({ kind: fc.constant('call' as const), callee: fc.constant('check'), args: fc.tuple(leaf) });
const simple: fc.Arbitrary<Statement> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('assign' as const), local, value }) },
  { weight: 5, arbitrary: callOf(value).map((call): Statement => ({ kind: 'call', call })) },
);

function block(depth: number): fc.Arbitrary<Block> {
  if (depth === 0) return fc.array(simple, { minLength: 1, maxLength: 4 });
  const inner = block(depth - 1);
  const nested: fc.Arbitrary<Statement> = fc.oneof(
    fc.record({
      kind: fc.constant('if' as const),
      test,
      yes: inner,
      no: fc.option(inner, { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('while' as const), test, body: inner }),
  );
  const statement = fc.oneof({ weight: 6, arbitrary: simple }, { weight: 2, arbitrary: nested });
  return fc.array(statement, { minLength: 1, maxLength: 5 });
}

export const program: fc.Arbitrary<Program> = fc
  .tuple(block(2), value)
  .map(([body, returned]) => ({ body: [...body, { kind: 'return', value: returned }] }));
