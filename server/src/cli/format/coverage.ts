import type { AgentCoverage, PathCoverage } from '../../init/coverage.js';
import type { Ground } from '../../init/find.js';
import type { Context } from '../context.js';
import type { AgentProof } from '../survey.js';
import { counted, oneLine, wrap } from './printable.js';

type Look = Pick<Context, 'colours' | 'stdout'>;

const NARROW = 40;
const WIDE = 100;

function widthOf({ stdout }: Look): number {
  return Math.min(Math.max(stdout.columns ?? 80, NARROW), WIDE);
}

/** The map of coverage, agent by agent, for a person. */
export function coverageText(coverage: readonly AgentCoverage[], ground: Ground, look: Look): string {
  const { colours } = look;
  if (coverage.length === 0) {
    return `\n${colours.bold('Coverage')}\n  No agent was found on this machine or in this workspace.\n`;
  }
  const of = (level: AgentCoverage['level']) => coverage.filter((one) => one.level === level).length;
  const levels = ['proven', 'installed', 'faulty', 'list only', 'advice only', 'ungoverned'] as const;
  const totals = levels.flatMap((level) => (of(level) === 0 ? [] : [`${of(level)} ${level}`]));
  const head = `\n${colours.bold('Coverage')} of ${counted(coverage.length, 'agent')}: ${totals.join(', ')}\n`;
  return head + coverage.map((one) => agentText(one, ground, look)).join('');
}

function agentText(one: AgentCoverage, ground: Ground, look: Look): string {
  const width = widthOf(look);
  const line = (label: string, text: string) => labelled(label, text, width);
  const short = (files: readonly string[]) => files.map((file) => shortened(file, ground)).join(', ');
  const files = [...new Set(one.paths.flatMap(({ file }) => file ?? []))];
  return [
    `\n${look.colours.bold(one.name)}  ${levelText(one.level, look)}\n`,
    ...one.paths.map((path) => pathText(path, look)),
    ...(files.length > 0 ? [line('hooks', short(files))] : []),
    ...(one.lists.length > 0 ? [line('static list', short(one.lists))] : []),
    ...(one.servers.length > 0 ? [line('MCP server', short(one.servers))] : []),
    ...(one.instructions.length > 0 ? [line('told by', short(one.instructions))] : []),
    ...(one.open.length > 0 ? [line('ungoverned', one.open.join('; '))] : []),
    ...one.problems.map((problem) => line('broken', problem)),
    ...one.fixes.map((fix) => line('→', fix)),
  ].join('');
}

const LABEL = 14;

function labelled(label: string, text: string, width: number): string {
  const lines = wrap(oneLine(text), Math.max(width - LABEL - 2, 20));
  return lines.map((one, index) => `  ${(index === 0 ? label : '').padEnd(LABEL - 1)} ${one}\n`).join('');
}

function pathText({ event, what, state, heard, canary, fault }: PathCoverage, look: Look): string {
  const notes = [
    ...(heard === undefined ? [] : [`event ${minute(heard)}`]),
    ...(canary === undefined ? [] : [`canary ${minute(canary)}`]),
    ...(fault === undefined ? [] : [fault]),
  ];
  const text = `${event} (${what})${notes.length === 0 ? '' : `: ${notes.join(', ')}`}`;
  const [first = '', ...rest] = wrap(oneLine(text), widthOf(look) - LABEL - 2);
  const under = rest.map((one) => `${' '.repeat(LABEL + 2)}${one}\n`).join('');
  return `  ${stateText(state, look)} ${first}\n${under}`;
}

function stateText(state: PathCoverage['state'], { colours }: Look): string {
  const colour = { proven: colours.green, installed: colours.cyan, faulty: colours.red, missing: colours.red }[state];
  return colour(state.padEnd(13));
}

function levelText(level: AgentCoverage['level'], { colours }: Look): string {
  if (level === 'proven') return colours.green(level);
  return level === 'installed' ? colours.cyan(level) : colours.yellow(level);
}

function shortened(file: string, { userHome, workspace }: Ground): string {
  if (file.startsWith(`${workspace}/`)) return file.slice(workspace.length + 1);
  return file.startsWith(`${userHome}/`) ? `~${file.slice(userHome.length)}` : file;
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/** What the canaries proved. */
export function proofsText(proofs: readonly AgentProof[], asked: string | true | undefined, look: Look): string {
  if (asked === undefined) return '';
  const { colours } = look;
  const head = `\n${colours.bold('Canaries')}\n`;
  if (proofs.length === 0)
    return `${head}  No hook of ours is in the settings of ${asked === true ? 'an agent here' : asked}.\n`;
  const signs = {
    denied: colours.green('ok  '),
    judged: colours.green('ok  '),
    failed: colours.red('FAIL'),
    'not run': colours.yellow('note'),
  };
  return (
    head +
    proofs
      .map(({ agent, event, what, outcome, reason }) => {
        const isWell = outcome === 'denied' || outcome === 'judged';
        const text = `${agent} ${event}: ${isWell ? `${what} was ${outcome}` : (reason ?? outcome)}`;
        const lines = wrap(
          oneLine(outcome === 'failed' && what !== '' ? `${text} (${what})` : text),
          widthOf(look) - 6,
        );
        return lines.map((one, index) => `${index === 0 ? signs[outcome] : '    '}  ${one}\n`).join('');
      })
      .join('')
  );
}
