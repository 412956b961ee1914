// Seeds of the fuzzer: rules from folders of rule files, each with the texts beside it.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const LONGEST = 8 << 10;

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}

function rulesOf(file) {
  try {
    return parseAllDocuments(readFileSync(file, 'utf8')).flatMap((document) => document.toJS()?.rules ?? []);
  } catch {
    // A suite also holds files that are meant to be broken.
    return [];
  }
}

const isRuleFile = (file) => /\.ya?ml$/.test(file) && !/\.test\.ya?ml$/.test(file);
const stem = (file) => basename(file).split('.')[0];

const SAYS_NO_TEXT = new Set(['expect', 'actor', 'path', 'fix']);

/** What the acts of a file of cases say, in the order of the file. */
function* textsIn(value) {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (value && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) if (!SAYS_NO_TEXT.has(key)) yield* textsIn(item);
}

/** One file of acts is many texts. */
function textsOf(file) {
  const text = readFileSync(file, 'utf8');
  if (!/^cases\.ya?ml$/.test(basename(file))) return [text];
  return parseAllDocuments(text).flatMap((document) => [...textsIn(document.toJS())]);
}

/** The texts that a rule file is tested with: of its name, or its folder's cases. */
function textsBeside(file, siblings) {
  const isOwn = /^rule\.ya?ml$/.test(basename(file));
  const others = siblings.filter(
    (other) => other !== file && !/\.md$/.test(other) && (isOwn || [stem(file), 'case', 'cases'].includes(stem(other))),
  );
  return others
    .filter((other) => statSync(other).size > 0)
    .flatMap(textsOf)
    .map((text) => text.slice(0, LONGEST));
}

/** In which languages a rule's texts are read: text that is of none is plain. */
function languagesOf(rule) {
  const named = Array.isArray(rule?.languages) ? rule.languages.filter((each) => typeof each === 'string') : [];
  return [...new Set(named.map((each) => (each === 'regex' ? 'generic' : each)))];
}

/** Inputs of the matching target (see matching.h). */
export function* ruleSeeds(folders) {
  for (const folder of folders) {
    const files = [...filesBelow(folder)];
    const byFolder = grouped(files);
    for (const file of files.filter(isRuleFile)) {
      const texts = textsBeside(file, byFolder.get(dirname(file)) ?? []);
      for (const rule of rulesOf(file))
        for (const language of languagesOf(rule))
          for (const text of texts.length > 0 ? texts : ['']) yield JSON.stringify({ rules: [rule], language, text });
    }
  }
}

function grouped(files) {
  const groups = new Map();
  for (const file of files) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file]);
  return groups;
}
