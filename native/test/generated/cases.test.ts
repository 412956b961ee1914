// The repository's rules find the same in their cases however these are written: commented, laid out, bracketed, renamed.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type Json, languageOf, RuleSet } from '../../lib/index.js';
import { RESTYLED, RESTYLES } from './restyle.js';

const RULES = fileURLToPath(new URL('../../../rules', import.meta.url));

interface Case {
  readonly file: string;
  readonly language: string;
  readonly rules: readonly Json[];
  readonly lines: readonly string[];
}

const cases: readonly Case[] = readdirSync(RULES, { recursive: true, encoding: 'utf8' })
  .map((name) => join(RULES, name))
  .filter((path) => /^case\.\w+$/.test(basename(path)))
  .flatMap((file) => {
    const content = readFileSync(file, 'utf8');
    const language = languageOf(file, content.split('\n', 1)[0]);
    if (language === undefined || !RESTYLED.has(language)) return [];
    const rules = parseAllDocuments(readFileSync(join(dirname(file), 'rule.yaml'), 'utf8')).flatMap(
      (document) => (document.toJS() as { rules?: Json[] } | null)?.rules ?? [],
    );
    return [{ file, language, rules, lines: content.split('\n') }];
  });

/** The lines on which each rule finds something. */
function found({ rules, language }: Case, lines: readonly string[], from: readonly number[]): string[] {
  const set = new RuleSet(rules);
  expect(set.issues).toEqual([]);
  const [result] = set.match([{ text: lines.join('\n'), language }]);
  expect(result?.partial).toBe(false);
  return [
    ...new Set((result?.matches ?? []).map(({ rule, span }) => `rule ${rule} on line ${(from[span[0]] ?? 0) + 1}`)),
  ].sort();
}

/** What a regular expression is asked of is its spelling, which is not the same under another name. */
const isOfSpelling = (rules: readonly Json[]) => /regex|analyzer/.test(JSON.stringify(rules));

for (const [name, restyle] of Object.entries(RESTYLES))
  test(`cases of the repository's rules, ${name}, are found the same`, () => {
    let changed = 0;
    const failures = cases
      .filter(({ rules }) => name !== 'renamed' || !isOfSpelling(rules))
      .flatMap((one) => {
        const { lines, from } = restyle(one.lines, one.language);
        if (lines.join('\n') === one.lines.join('\n')) return [];
        changed++;
        const plain = found(one, one.lines, [...one.lines.keys()]);
        expect(plain, one.file).not.toEqual([]);
        const other = found(one, lines, from);
        return String(plain) === String(other)
          ? []
          : [`${one.file}\n- ${plain.join(', ')}\n+ ${other.join(', ')}\n${lines.join('\n')}`];
      });
    expect(failures.join('\n\n')).toBe('');
    process.stderr.write(`${name}: ${changed} files\n`);
    expect(changed).toBeGreaterThan(name === 'renamed' ? 5 : 15);
  });
