// Programs that run program text given in their arguments or on their input: one row each.

import { type OptionShape, parseOptions, programName, type Word } from './words.js';

interface Interpreter extends OptionShape {
  readonly program: RegExp;
  readonly language: string;
  /** Options whose value is program text. */
  readonly code: readonly string[];
  /** The first operand is program text, as for awk. */
  readonly operand?: true;
  /** Subcommands whose operand is program text. */
  readonly after?: readonly string[];
  /** Without a script in the arguments, the program is read from the input. */
  readonly input?: true;
}

const INTERPRETERS: readonly Interpreter[] = [
  { program: /^(python|pypy|ipython)[\d.]*$/, language: 'python', code: ['-c'], values: 'cmWX', input: true },
  {
    program: /^(node|nodejs|bun)$/,
    language: 'javascript',
    code: ['-e', '--eval', '-p', '--print'],
    values: 'epr',
    long: ['--eval', '--print', '--require', '--import'],
    input: true,
  },
  {
    program: /^(ts-node|tsx)$/,
    language: 'typescript',
    code: ['-e', '--eval', '-p', '--print'],
    values: 'ep',
    long: ['--eval', '--print'],
    input: true,
  },
  { program: /^deno$/, language: 'typescript', code: ['eval'], input: true },
  { program: /^ruby[\d.]*$/, language: 'ruby', code: ['-e'], values: 'erICEF', input: true },
  {
    program: /^(rails|gitlab-rails)$/,
    language: 'ruby',
    code: [],
    after: ['runner', 'r'],
    values: 'e',
    long: ['--environment'],
  },
  { program: /^perl[\d.]*$/, language: 'perl', code: ['-e', '-E'], values: 'eEIMm', input: true },
  { program: /^php[\d.]*$/, language: 'php', code: ['-r'], values: 'rdfBRE', input: true },
  { program: /^lua(jit)?[\d.]*$/, language: 'lua', code: ['-e'], values: 'el', input: true },
  { program: /^Rscript$/, language: 'r', code: ['-e'], values: 'e' },
  { program: /^julia$/, language: 'julia', code: ['-e', '-E', '--eval'], values: 'eEL', long: ['--eval'], input: true },
  { program: /^elixir$/, language: 'elixir', code: ['-e', '--eval'], values: 'er', long: ['--eval'] },
  { program: /^groovy$/, language: 'groovy', code: ['-e'], values: 'e' },
  { program: /^osascript$/, language: 'applescript', code: ['-e'], values: 'el', input: true },
  {
    program: /^(pwsh|powershell)$/i,
    language: 'powershell',
    code: ['-c', '-Command', '-command'],
    values: '',
    long: ['-c', '-Command', '-command', '-File'],
    input: true,
  },
  { program: /^[gmn]?awk$/, language: 'awk', code: [], operand: true, values: 'Fvf' },
  {
    program: /^psql$/,
    language: 'sql',
    code: ['-c', '--command'],
    values: 'cdfhpUvPoLFR',
    long: ['--command', '--dbname', '--host', '--file'],
    input: true,
  },
  {
    program: /^(mysql|mariadb)$/,
    language: 'sql',
    code: ['-e', '--execute'],
    values: 'ehPuDS',
    long: ['--execute', '--host', '--user', '--database'],
    input: true,
  },
  { program: /^sqlite3?$/, language: 'sql', code: [], values: '', long: ['-cmd', '-separator'], input: true },
  {
    program: /^(mongo|mongosh)$/,
    language: 'javascript',
    code: ['--eval'],
    values: 'up',
    long: ['--eval', '--host', '--port', '--username'],
    input: true,
  },
];

export interface ProgramText {
  readonly program: string;
  readonly language: string;
  readonly text: string;
  /** Where it stood: in the arguments, or on the input of the program. */
  readonly from: 'argument' | 'input';
}

/** Program text that this command runs. */
export function programTexts(words: readonly Word[], input: string | undefined): ProgramText[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  const program = programName(first);
  const row = INTERPRETERS.find((one) => one.program.test(program));
  if (row === undefined) return [];
  const { options, operands } = parseOptions(rest, row, row.program.source !== '^psql$');
  const found = options.flatMap(({ name, value }) =>
    value !== undefined && row.code.includes(name) ? [value.text] : [],
  );
  const [operand, second] = operands;
  if (row.operand === true && operand !== undefined && !options.some(({ name }) => name === '-f'))
    found.push(operand.text);
  if (operand !== undefined && second !== undefined && row.after?.includes(operand.text)) found.push(second.text);
  if (/(^|\/)manage\.py$/.test(operand?.text ?? '')) found.push(...djangoShell(rest));
  if (program === 'deno' && operand?.text === 'eval' && second !== undefined) found.push(second.text);
  if (row.language === 'sql' && program.startsWith('sqlite') && second !== undefined) found.push(second.text);
  const texts: ProgramText[] = found.map((text) => ({ program, language: row.language, text, from: 'argument' }));
  const scriptless = operand === undefined || operand.text === '-' || row.language === 'sql';
  if (
    texts.length === 0 &&
    row.input === true &&
    scriptless &&
    input !== undefined &&
    !options.some(({ name }) => name === '-m')
  ) {
    texts.push({ program, language: row.language, text: input, from: 'input' });
  }
  return texts;
}

/** The file of program text that an interpreter is told to run: `python -u tool.py`. */
export function programFile(words: readonly Word[]): { readonly file: Word; readonly language: string } | undefined {
  const [first, ...rest] = words;
  const row = first && INTERPRETERS.find((one) => one.program.test(programName(first)));
  if (row?.input !== true || row.language === 'sql') return undefined;
  const { options, operands } = parseOptions(rest, row, true);
  if (options.some(({ name }) => name === '-m' || row.code.includes(name))) return undefined;
  const [operand, second] = operands;
  const file = row.program.test('deno') || row.program.test('bun') ? afterRun(operand, second) : operand;
  return file === undefined || file.text === '-' ? undefined : { file, language: row.language };
}

/** `deno run tool.ts`; other words there are subcommands. */
function afterRun(operand: Word | undefined, second: Word | undefined): Word | undefined {
  if (operand?.text === 'run') return second;
  return operand !== undefined && /[./]/.test(operand.text) ? operand : undefined;
}

/** `manage.py shell -c TEXT` runs the text as Python. */
function djangoShell(words: readonly Word[]): string[] {
  const shell = words.findIndex((word) => /^shell(_plus)?$/.test(word.text));
  if (shell < 0) return [];
  const { options } = parseOptions(words.slice(shell + 1), { values: 'ci', long: ['--command', '--interface'] }, false);
  return options.flatMap(({ name, value }) =>
    value !== undefined && /^(-c|--command)$/.test(name) ? [value.text] : [],
  );
}
