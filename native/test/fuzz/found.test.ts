// What the fuzzer has found, through the addon: each input ends without taking the process with it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Json, RuleSet } from '../../lib/index.js';

const FOUND = fileURLToPath(new URL('found', import.meta.url));

test.each(readdirSync(FOUND))('%s', (name) => {
  const { rules, language, text } = JSON.parse(readFileSync(join(FOUND, name), 'utf8')) as {
    rules: Json[];
    language: string;
    text: string;
  };
  const set = new RuleSet(rules);
  const [result] = set.match([{ text, language }]);
  expect(result?.matches).toBeInstanceOf(Array);
  expect(set.explain(0, { text, language }).bounds).toBeInstanceOf(Array);
});
