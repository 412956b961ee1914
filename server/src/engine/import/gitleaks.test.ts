import { expect, test } from 'vitest';
import { type Json, Matcher } from '../../native.js';
import { fromGitleaks } from './gitleaks.js';

/** `rule:secret` of each match of the imported rules in one text. */
function found(toml: string, text: string, path = 'a.txt'): string[] {
  const rules = fromGitleaks(toml, 'x.toml').rules.map(({ value }) => value);
  const matcher = new Matcher(rules);
  expect(matcher.issues).toEqual([]);
  const [result] = matcher.match([{ text, language: 'generic', path }]);
  return (result?.matches ?? []).map(({ rule, metavariables }) => {
    const { id } = rules[rule] as { readonly [key: string]: Json };
    return `${id}:${metavariables.$SECRET ?? ''}`;
  });
}

const KEY = "[[rules]]\nid = 'k'\nregex = '''key=(\\w+)'''\n";
const unless = (lines: string) => `${KEY}[[rules.allowlists]]\n${lines}`;
const everywhere = (lines: string) => `[[allowlists]]\n${lines}\n${KEY}`;
const AND = "condition = 'AND'\n";

test.each<[string, string, string, string, readonly string[]]>([
  ['a group', KEY, 'key=abc', 'a', ['k:abc']],
  ['keys in any case', KEY.replace('regex', 'Regex'), 'key=abc', 'a', ['k:abc']],
  ['a keyword that is there', `${KEY}keywords = ['X.Y']`, 'key=abc x.y', 'a', ['k:abc']],
  ['a keyword that is not', `${KEY}keywords = ['X.Y']`, 'key=abc xzy', 'a', []],
  ['a bound that is not passed', `${KEY}entropy = 2`, 'key=abcd', 'a', []],
  ['a bound that is', `${KEY}entropy = 1.9`, 'key=abcd', 'a', ['k:abcd']],
  ['a named group', "[[rules]]\nid='k'\nregex='(a)(b)'\nsecretGroup=2", 'ab', 'a', ['k:b']],
  ['ends of the text, not of lines', "[[rules]]\nid='k'\nregex='^a$'", 'b\na\nb', 'a', []],
  ['flags inside', "[[rules]]\nid='k'\nregex='a(?i)b'", 'aB AB', 'a', ['k:aB']],
  ['a path', `${KEY}path = '\\.tf$'`, 'key=a', 'b/c.tf', ['k:a']],
  ['another path', `${KEY}path = '\\.tf$'`, 'key=a', 'b/c.js', []],
  ['a path alone', "[[rules]]\nid='k'\npath='\\.p12$'", 'x', 'c.p12', ['k:']],
  ['an allowed secret', unless("regexes = ['^abc$']"), 'key=abc key=abcd', 'a', ['k:abcd']],
  ['an allowed match', unless("regexTarget = 'match'\nregexes = ['y=a']"), 'key=abc key=b', 'a', ['k:b']],
  ['an allowed line', unless("regexTarget = 'line'\nregexes = ['^#']"), '# key=abc\nkey=b', 'a', ['k:b']],
  ['a stop word', unless("stopwords = ['EXAMPLE']"), 'key=anexample key=b', 'a', ['k:b']],
  ['an allowed path', unless("paths = ['^test/']"), 'key=a', 'test/a', []],
  ['the older spelling', `${KEY}[rules.allowlist]\nstopwords = ['a']`, 'key=a', 'x', []],
  ['either of two', unless("regexes = ['^a']\nstopwords = ['b']"), 'key=a key=b key=c', 'a', ['k:c']],
  ['both of two', unless(`${AND}regexes = ['^a']\nstopwords = ['b']`), 'key=ab key=a key=b', 'a', ['k:a', 'k:b']],
  ['path and text: neither', unless(`${AND}paths = ['^t/']\nregexes = ['^a']`), 'key=a', 'a', ['k:a']],
  ['path and text: both', unless(`${AND}paths = ['^t/']\nregexes = ['^a']`), 'key=a key=b', 't/a', ['k-in-path:b']],
  ['a commit, which no file has', unless(`${AND}commits = ['abc']\nregexes = ['^a']`), 'key=a', 'a', ['k:a']],
  ['an exception for all rules', everywhere("stopwords = ['a']"), 'key=a', 'x', []],
  ['an exception for other rules', everywhere("targetRules = ['j']\nstopwords = ['a']"), 'key=a', 'x', ['k:a']],
])('carries over %s', (_, toml, text, path, expected) => {
  expect(found(toml, text, path)).toEqual(expected);
});

test.each<[string, string]>([
  [`${KEY}skipReport = true`, 'never reported'],
  [`${KEY}[[rules.required]]\nid = 'j'`, 'another rule nearby'],
  ["[[rules]]\nid = 'k'\nentropy = 3", 'neither `regex` nor `path`'],
  [unless("condition = 'XOR'\nregexes = ['a']"), 'unknown condition `XOR`'],
  ["[[rules]]\nid = 'k'\nregex = 3", '`regex`: '],
  ['[extend]\nuseDefault = true', "extends gitleaks' own"],
  [
    `${unless(`${AND}paths = ['a']\nregexes = ['b']`)}\n[[rules.allowlists]]\n${AND}paths = ['a']\nregexes = ['b']`,
    'stricter',
  ],
])('names what has no equal: %j', (toml, reason) => {
  expect(fromGitleaks(toml, 'x.toml').left.map((one) => one.reason)).toEqual([expect.stringContaining(reason)]);
});

test.each(['[[rules', 'rules = 3'])('refuses %j', (toml) => {
  expect(() => fromGitleaks(toml, 'x.toml')).toThrow(/x\.toml/);
});
