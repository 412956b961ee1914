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

/** The texts that a rule file is tested with: of its name, or its folder's cases. */
function textsBeside(file, siblings) {
  const others = siblings.filter(
    (other) => other !== file && !/\.md$/.test(other) && (stem(other) === stem(file) || stem(other) === 'case'),
  );
  return others
    .filter((other) => statSync(other).size > 0)
    .map((other) => readFileSync(other, 'utf8').slice(0, LONGEST));
}

/** Inputs of the matching target (see matching.h). */
export function* ruleSeeds(folders) {
  for (const folder of folders) {
    const files = [...filesBelow(folder)];
    const byFolder = grouped(files);
    for (const file of files.filter(isRuleFile)) {
      const texts = textsBeside(file, byFolder.get(dirname(file)) ?? []);
      for (const rule of rulesOf(file)) {
        const language = rule?.languages?.[0];
        if (typeof language !== 'string') continue;
        for (const text of texts.length > 0 ? texts : ['']) yield JSON.stringify({ rules: [rule], language, text });
      }
    }
  }
}

function grouped(files) {
  const groups = new Map();
  for (const file of files) groups.set(dirname(file), [...(groups.get(dirname(file)) ?? []), file]);
  return groups;
}
