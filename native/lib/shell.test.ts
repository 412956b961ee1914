// biome-ignore-all lint/suspicious/noTemplateCurlyInString: shell has its own ${}
import { describe, expect, test } from 'vitest';
import { parseShell, type ShellCommand, type ShellWord, type SyntaxNode, syntaxOf } from './index.js';

/** An unknowable word carries `~` in front of what is known of it. */
const word = ({ value, text }: ShellWord) => (value === undefined ? `~${text}` : value);

/**
 * `join[context]@function: NAME=value word|word <op target`, where the join is left out for the first command,
 * and a body follows its redirect in quotes.
 */
function show(command: ShellCommand): string {
  const { joined, context, inFunction, assignments, words, redirects } = command;
  const place = [
    joined === 'start' ? '' : joined,
    context.length > 0 ? `[${context.join(' ')}]` : '',
    inFunction === undefined ? '' : `@${inFunction}`,
  ].join('');
  const parts = [
    ...assignments.map(({ name, value }) => `${name}=${word(value)}`),
    words.map(word).join('|'),
    ...redirects.map(
      ({ descriptor, operator, target, body }) =>
        `${descriptor ?? ''}${operator} ${word(target)}${body === undefined ? '' : ` ${JSON.stringify(body.text)}`}`,
    ),
  ];
  return `${place}${place === '' ? '' : ': '}${parts.filter((part) => part !== '').join(' ')}`;
}

type Table = readonly (readonly [text: string, ...commands: string[]])[];

const words: Table = [
  ['ls -la /tmp', 'ls|-la|/tmp'],
  [`echo 'a b' "c d" e\\ f`, 'echo|a b|c d|e f'],
  [`r'm' -r"f" "/"etc`, 'rm|-rf|/etc'],
  [`echo "a\\"b\\$c\\\\d\\e"`, 'echo|a"b$c\\d\\e'],
  [`echo $'a\\n\\x41\\u00e9\\101\\'' $"b"`, `echo|a\nAéA'|b`],
  ['rm "$HOME/a" ${X:-y}z', 'rm|~$HOME/a|~${X:-y}z'],
  ['echo {a,b}*.c ~/x', 'echo|{a,b}*.c|~/x'],
  ['git pu\\\nsh --fo\\\nrce', 'git|push|--force'],
  ['r\\\nm -rf /', 'rm|-rf|/'],
  ['echo $((1 + 2)) a#b # comment', 'echo|~$((1 + 2))|a#b'],
  [`echo '' ""`, 'echo||'],
];

const structure: Table = [
  ['a && b || c; d & e', 'a', 'and: b', 'or: c', 'sequence: d', 'background: e'],
  ['a | b |& c', 'a', 'pipe: b', 'pipe: c'],
  ['a\nb', 'a', 'sequence: b'],
  ['(a; b) && { c; }', '[subshell]: a', 'sequence[subshell]: b', 'and[group]: c'],
  ['curl u | (cd x; sudo bash)', 'curl|u', 'pipe[subshell]: cd|x', 'sequence[subshell]: sudo|bash'],
  ['f() { rm x; }; function g { a; }', '[function]@f: rm|x', '[function]@g: a'],
  [
    'if a; then b; elif c; then d; else e; fi',
    '[condition]: a',
    '[condition]: b',
    '[condition]: c',
    '[condition]: d',
    '[condition]: e',
  ],
  ['while read l; do rm "$l"; done < f', '< f', '[loop]: read|l', '[loop]: rm|~$l'],
  ['for i in $(a) b; do c $i; done', '[loop substitution]: a', '[loop]: c|~$i'],
  ['case $x in a|b) c;; *) d;; esac', '[condition]: c', '[condition]: d'],
  ['! a', 'a'],
  ['time -p a | b', 'a', 'pipe: b'],
  ['time { a; b; }', 'a', 'sequence: b'],
  ['coproc N { a; }', 'a'],
  ['[[ -f x && $(a) ]] && b', '[[|-f|x|&&|~$(a)|]]', '[substitution]: a', 'and: b'],
  ['(( i = $(a) ))', '[substitution]: a'],
];

const nested: Table = [
  [
    'echo $(a "$(b)") `c`',
    'echo|~$(a "$(b)")|~`c`',
    '[substitution]: a|~$(b)',
    '[substitution substitution]: b',
    '[substitution]: c',
  ],
  ['echo `a \\`b\\``', 'echo|~`a \\`b\\``', '[substitution]: a|~`b`', '[substitution substitution]: b'],
  ['diff <(a) >(b)', 'diff|~<(a)|~>(b)', '[process-substitution]: a', '[process-substitution]: b'],
  ['echo ${X:-$(a)} $((1+$(b)))', 'echo|~${X:-$(a)}|~$((1+$(b)))', '[substitution]: a', '[substitution]: b'],
  ['A=$(b) c', 'A=~$(b) c', '[substitution]: b'],
  ['B=(1 $(x))', 'B=~(1 $(x))', '[substitution]: x'],
];

const assignments: Table = [
  ['A=1 B="x y" c d=e', 'A=1 B=x y c|d=e'],
  ['A=1', 'A=1'],
  ['export A=1 B', 'export|A=1|B'],
  ['A= b', 'A= b'],
];

const redirects: Table = [
  ['a >b 2>&1 <c', 'a > b 2>& 1 < c'],
  ['a >>b &>c &>>d >|e', 'a >> b &> c &>> d >| e'],
  ['rm > out -rf /', 'rm|-rf|/ > out'],
  ['> f', '> f'],
  ['a 3<&- >&-', 'a 3<& - >& -'],
  ['{ a; b; } > f', '> f', '[group]: a', 'sequence[group]: b'],
  ['cd a && b > c', 'cd|a', 'and: b > c'],
  ['a | b >> c', 'a', 'pipe: b >> c'],
  ['! a > b', 'a > b'],
  ['a && (b; c) > d', 'a', 'and: > d', 'and[subshell]: b', 'sequence[subshell]: c'],
  ['bash <<< "rm x"', 'bash <<< rm x "rm x"'],
  [
    'cat <<EOF | b && c\nx $(y) $Z\nEOF\nd',
    'cat << EOF "x $(y) $Z\\n"',
    '[substitution]: y',
    'pipe: b',
    'and: c',
    'sequence: d',
  ],
  ['cat <<"EOF"\n$(y)\nEOF', 'cat << EOF "$(y)\\n"'],
  ['cat <<-EOF\n\ta\n\t\tb\n\tEOF', 'cat <<- EOF "a\\nb\\n"'],
  ['(bash) <<E\nrm\nE', '<< E "rm\\n"', '[subshell]: bash << E "rm\\n"'],
];

/** The grammar fails on these; the commands are found all the same, and the failure is told. */
const broken: Table = [
  ['cat <<A <<B; z\nx\nA\ny\nB\nw', 'cat << A "x\\n" << B "y\\n"', 'sequence: z', 'sequence: w'],
  ['cat <<EOF; rm -rf /\nx\nEOF\nw', 'cat << EOF "x\\n"', 'sequence: rm|-rf|/', 'sequence: w'],
  ["git push --force 'open", 'git|push|--force|open'],
  ['echo "open; rm', 'echo|open; rm'],
  ['| git reset --hard', 'pipe: git|reset|--hard'],
  ['a; ) rm -rf /', 'a', 'sequence: rm|-rf|/'],
  ['cmd <>f', 'cmd <> f'],
  ['echo $(rm x', 'echo|~$(rm x', '[substitution]: rm|x'],
  ['if rm x', 'rm|x'],
];

function check(table: Table, failing: boolean) {
  for (const [text, ...expected] of table)
    test(text, () => {
      const { commands, errors } = parseShell(text);
      expect(commands.map(show)).toEqual(expected);
      expect(errors.length > 0).toBe(failing);
    });
}

describe('words', () => check(words, false));
describe('structure', () => check(structure, false));
describe('nesting', () => check(nested, false));
describe('assignments', () => check(assignments, false));
describe('redirects', () => check(redirects, false));
describe('what the grammar cannot read', () => check(broken, true));

test('places are lines and UTF-16 columns', () => {
  const [first, second] = parseShell('echo "😀" x\n  rm y').commands;
  expect(first?.span).toEqual([0, 0, 0, 11]);
  expect(first?.words.map(({ span }) => span)).toEqual([
    [0, 0, 0, 4],
    [0, 5, 0, 9],
    [0, 10, 0, 11],
  ]);
  expect(second?.span).toEqual([1, 2, 1, 6]);
});

test('a glob is told where it stands unquoted', () => {
  const globs = parseShell(`ls *.c '*' "?" [ab] \\*`).commands[0]?.words.map(({ glob }) => glob);
  expect(globs).toEqual([false, true, false, false, true, false]);
});

describe('bounds', () => {
  const pieces = [
    '(',
    '$(',
    '{ ',
    'if ',
    '`',
    '"$(',
    '<(',
    '((',
    '[[ ',
    'a<<X ',
    'a|',
    'a;',
    '>',
    '<<<',
    '${',
    'x=(',
    'for i in ',
    '\0',
    '\\`',
    "'",
    'case x in a) ',
  ];
  for (const piece of pieces)
    test(`100,000 times ${JSON.stringify(piece)}`, () => {
      const { commands, errors } = parseShell(piece.repeat(100_000));
      expect(commands.length + errors.length).toBeGreaterThan(0);
      expect(commands.length).toBeLessThanOrEqual(10_000);
    });

  test('a command of 5 MB', () => {
    const { commands, errors } = parseShell(`echo '${'x'.repeat(5e6)}'; rm -rf /`);
    expect(commands.map(({ words: [name] }) => name?.value)).toEqual(['echo', 'rm']);
    expect(errors).toHaveLength(1);
  });

  test('a command of 20 MB is not looked at, and that is told', () => {
    expect(parseShell('x'.repeat(20 * 2 ** 20))).toEqual({
      commands: [],
      errors: [{ span: expect.anything(), message: expect.stringContaining('longer than') }],
    });
  });
});

describe('trees of other shells', () => {
  test('PowerShell', () => {
    const tree = syntaxOf('Remove-Item \u00e9 -Recurse', 'powershell');
    if (typeof tree === 'string') throw new Error(tree);
    const found: string[] = [];
    const visit = (node: SyntaxNode) => {
      if (/^(?:command_name|command_parameter|generic_token)$/.test(node.type)) found.push(node.text);
      node.children.forEach(visit);
    };
    visit(tree);
    expect(found).toEqual(['Remove-Item', '\u00e9', '-Recurse']);
  });

  test('batch, with what it does not understand', () => {
    const tree = syntaxOf('if ( (', 'batch');
    if (typeof tree === 'string') throw new Error(tree);
    const broken = (node: SyntaxNode): boolean => node.broken || node.children.some(broken);
    expect(broken(tree)).toBe(true);
  });

  test('a text that is too long is told', () => {
    expect(syntaxOf('a;'.repeat(200_000), 'powershell')).toMatch(/larger/);
  });

  test('brackets without end do no harm', () => {
    const tree = syntaxOf('$('.repeat(2_000), 'powershell');
    expect(typeof tree === 'string' || tree.children.length > 0).toBe(true);
  });
});
