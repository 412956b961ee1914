import type picocolors from 'picocolors';
import type { MatchExplanation, MatchedRange, MatchedRanges, MatchStep } from '../../model/verbs.js';
import { counted, oneLine, printable } from './printable.js';
import { shown } from './text.js';

type Colours = ReturnType<typeof picocolors.createColors>;

interface Options {
  readonly cwd: string;
  readonly colours: Colours;
}

/** Every step of a rule on a file, and what came of it. */
export function matchExplanationText(explained: MatchExplanation, options: Options): string {
  const { rule, path, language, skipped, steps, notes } = explained;
  const { colours, cwd } = options;
  const lines = [
    `${colours.bold(printable(rule.id))} (${printable(shown(rule.file, cwd))}) on ${printable(shown(path, cwd))}, read as ${language}`,
    '',
    ...skipped.map((reason) => `${colours.yellow('Skipped:')} ${oneLine(reason)}.`),
    ...(skipped.length > 0 ? [''] : []),
    ...(skipped.length > 0 && steps.length > 0 ? ['What it would do all the same:', ''] : []),
    ...steps.flatMap((step) => stepLines(step, 0, options)),
    ...(steps.length > 0 ? [''] : []),
    ...notes.map((note) => `${colours.yellow('Note:')} ${oneLine(note)}.`),
    outcome(explained, options),
    ...explained.matches.map((match) => matchLine(match, explained, options)),
  ];
  return `${lines.join('\n')}\n`;
}

function stepLines(step: MatchStep, depth: number, options: Options): string[] {
  const { colours } = options;
  const indent = '  '.repeat(depth);
  const title = `${indent}${colours.cyan(step.operator)}${step.written === '' ? '' : ` ${printable(step.written)}`}`;
  const result = `${indent}    ${colours.dim(`line ${step.place.line + 1}:`)} ${told(step, options)}`;
  const inner = step.reached ? step.steps : [];
  return [title, result, ...inner.flatMap((one) => stepLines(one, depth + 1, options))];
}

/** Operators that match nothing themselves. */
const CONDITION = /^(metavariable-.*|focus.*|where|comparison|analyzer|types?)$/;

function told({ operator, reached, found, dropped, left }: MatchStep, { colours }: Options): string {
  if (!reached) return colours.dim('not looked at: nothing was left before it');
  const parts = [
    ...(CONDITION.test(operator) ? [] : [`finds ${places(found)}`]),
    ...(dropped.count > 0 ? [colours.red(`drops ${places(dropped)}`)] : []),
    ...(dropped.count === 0 && same(found, left) ? [] : [remaining(left, colours)]),
  ];
  return parts.join('; ') || 'drops nothing';
}

function remaining(left: MatchedRanges, colours: Colours): string {
  return left.count === 0 ? colours.red('leaves nothing') : `leaves ${places(left)}`;
}

function same(a: MatchedRanges, b: MatchedRanges): boolean {
  return a.count === b.count && linesOf(a).join() === linesOf(b).join();
}

function linesOf({ first }: MatchedRanges): string[] {
  return [
    ...new Set(
      first.map(({ range: { start, end } }) =>
        start.line === end.line ? `${start.line + 1}` : `${start.line + 1}–${end.line + 1}`,
      ),
    ),
  ];
}

const MAX_LINES = 12;

function places(ranges: MatchedRanges): string {
  if (ranges.count === 0) return 'nothing';
  const lines = linesOf(ranges);
  const more = lines.length > MAX_LINES || ranges.count > ranges.first.length ? ', …' : '';
  const many = lines.length > 1 || /–/.test(lines[0] ?? '') ? 'lines' : 'line';
  return `${counted(ranges.count, 'place')} (${many} ${lines.slice(0, MAX_LINES).join(', ')}${more})`;
}

function outcome({ matches, skipped, steps }: MatchExplanation, { colours }: Options): string {
  const standing = matches.filter(({ takenBackBy }) => takenBackBy === undefined).length;
  if (matches.length === 0)
    return colours.bold(steps.length === 0 ? 'The rule does not run on this file.' : 'No match.');
  const would = skipped.length > 0 ? ' but for the reasons above' : '';
  const back = matches.length > standing ? `, ${matches.length - standing} taken back by comments` : '';
  return colours.bold(`${counted(standing, 'match', 'matches')}${would}${back}:`);
}

function matchLine(
  match: MatchExplanation['matches'][number],
  { path }: MatchExplanation,
  { cwd, colours }: Options,
): string {
  const { start } = match.range;
  const place = `${printable(shown(path, cwd))}:${start.line + 1}:${start.character + 1}`;
  const back =
    match.takenBackBy === undefined
      ? ''
      : colours.yellow(`  taken back by the comment in line ${match.takenBackBy + 1}`);
  return `  ${place}${back}${bindings(match)}`;
}

function bindings({ metavariables }: MatchedRange): string {
  const names = Object.entries(metavariables).filter(([name]) => !/^\$\d+$/.test(name));
  return names.map(([name, value]) => `  ${name} = ${clip(oneLine(value))}`).join('');
}

const clip = (text: string) => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
