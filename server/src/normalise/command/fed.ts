// Statements that a client of a database, or an interpreter, takes from its input, as if they stood in its arguments.

import { literal, programName, toLine, type Word } from './words.js';

/** The option that gives a client a statement. */
const OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/^(?:psql|pgcli|duckdb|usql|sqlplus)$/, '-c'],
  [/^(?:mysql|mariadb|mycli|cockroach|cqlsh)$/, '-e'],
  [/^(?:mongo|mongosh)$/, '--eval'],
  [/^(?:clickhouse-client|clickhouse|snowsql|bq)$/, '-q'],
  [/^sqlcmd$/, '-Q'],
];
/** Interpreters that have a rule for what their arguments say. */
const SCRIPTS: readonly (readonly [RegExp, string])[] = [
  [/^(?:ruby|perl|lua|luajit|elixir|julia)[\d.]*$/, '-e'],
  [/^php[\d.]*$/, '-r'],
];
const MAX_LINES = 100;

export function statementsFed([first, ...rest]: readonly Word[], input: string | undefined): string[] {
  if (first === undefined || input === undefined || input.trim() === '') return [];
  const program = programName(first);
  if (/^(?:redis-cli|valkey-cli|keydb-cli)$/.test(program)) return input.split('\n').slice(0, MAX_LINES).map(redis);
  if (/^(?:sftp|ftp|lftp|ncftp)$/.test(program))
    return input
      .split('\n')
      .slice(0, MAX_LINES)
      .flatMap((line) => put(line, rest));
  const alone = rest.every(({ text }) => text.startsWith('-'));
  const rows = alone ? [...OPTIONS, ...SCRIPTS] : OPTIONS;
  if (/^sqlite3?$/.test(program)) {
    const database = rest.find(({ text }) => !text.startsWith('-')) ?? literal('database');
    return [toLine([literal(program), database, literal(input.trim())])];
  }
  const option = rows.find(([name]) => name.test(program))?.[1];
  return option === undefined ? [] : [toLine([literal(program), literal(option), literal(input.trim())])];
}

/** `put FILE` sends it to the host of the command. */
function put(line: string, rest: readonly Word[]): string[] {
  const [, files = ''] = /^\s*-?m?(?:re)?put\s+(?:-\S+\s+)*(.+)$/.exec(line) ?? [];
  const host = rest.findLast(({ text }) => !text.startsWith('-'));
  if (files === '' || host === undefined) return [];
  return [toLine(['scp', ...files.split(/\s+/), `${host.text.replace(/:.*$/s, '')}:`].map(literal))];
}

/** `redis-cli` takes one command from each line. */
function redis(line: string): string {
  const words = line.split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? '' : toLine(['redis-cli', ...words].map(literal));
}
