// What two engines found, place by place.
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const SHOWN = 2;

export const placesOfVireon = (output, root) => {
  const { workspace, findings } = JSON.parse(output);
  return new Set(
    findings.map((one) => place(one.rule, relative(root, join(workspace, one.path)), one.range.start.line + 1)),
  );
};

export const placesOfAstGrep = (output, root) =>
  new Set(
    output
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
      .map((one) => place(one.ruleId, relative(root, resolve(root, one.file)), one.range.start.line + 1)),
  );

export const placesOfSemgrep = (output, root) =>
  new Set(
    JSON.parse(output).results.map((one) =>
      place(one.check_id.split('.').at(-1), relative(root, resolve(root, one.path)), one.start.line),
    ),
  );

export const placesOfGitleaks = (output, root) =>
  new Set(JSON.parse(output).map((one) => place(one.RuleID, relative(root, resolve(root, one.File)), one.StartLine)));

/** Prints how many places are common, and by rule what only one of the two found, with examples. */
export function compare(root, [ours, mine], [theirs, others], nameOf = (rule) => rule) {
  const onlyMine = [...mine].filter((one) => !others.has(one));
  const onlyOthers = [...others].filter((one) => !mine.has(one));
  const common = mine.size - onlyMine.length;
  process.stdout.write(
    `  places: both ${common}, only ${ours} ${onlyMine.length}, only ${theirs} ${onlyOthers.length}\n`,
  );
  for (const [who, list] of [
    [ours, onlyMine],
    [theirs, onlyOthers],
  ]) {
    const byRule = new Map();
    for (const one of list) byRule.set(ruleOf(one), [...(byRule.get(ruleOf(one)) ?? []), one]);
    for (const [rule, ones] of byRule) {
      process.stdout.write(`    only ${who}: ${ones.length} × ${nameOf(rule)}\n`);
      for (const one of ones.slice(0, SHOWN)) process.stdout.write(`      ${sourceLine(root, one)}\n`);
    }
  }
}

const place = (rule, path, line) => `${rule} ${path}:${line}`;
const ruleOf = (one) => one.slice(0, one.indexOf(' '));

function sourceLine(root, one) {
  const [, path, line] = /^\S+ (.*):(\d+)$/.exec(one);
  const text = readFileSync(join(root, path), 'utf8').split('\n')[Number(line) - 1] ?? '';
  return `${path}:${line}  ${text.trim().slice(0, 80)}`;
}
