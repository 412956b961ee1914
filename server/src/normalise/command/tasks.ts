// Files that list what a program does, by the name of a task: package.json, Makefiles, justfiles.

import { type OptionShape, parseOptions, programName, type Word } from './words.js';

/** Of the tasks that a file lists those with these names; none: the first. */
export interface Tasks {
  readonly form: 'package' | 'make' | 'just';
  readonly names: readonly string[];
}

export interface TaskFile {
  /** As written. */
  readonly file: string;
  /** Where its commands run, as written. */
  readonly folder?: string;
  readonly tasks: Tasks;
}

/** Of several files the one that is there counts. */
export function tasksOf(words: readonly Word[]): readonly TaskFile[] {
  const [first, ...rest] = words;
  if (first === undefined) return [];
  switch (programName(first)) {
    case 'npm':
    case 'pnpm':
    case 'yarn':
    case 'bun':
      return packageTasks(programName(first), rest);
    case 'make':
    case 'gmake':
      return makeTasks(rest);
    case 'just':
      return justTasks(rest);
    default:
      return [];
  }
}

const NPM: OptionShape = { values: 'wC', long: ['--prefix', '--workspace', '--cwd', '--dir', '--filter'] };
const INSTALLS = /^(?:i|install|ci|install-clean|clean-install|isntall|add|in|ins|inst|rebuild|link)$/;
/** Verbs of package managers that are no names of scripts. */
const VERBS =
  /^(?:access|audit|bin|cache|completion|config|create|dedupe|deprecate|dlx|doctor|exec|explain|fund|get|help|info|init|licenses|list|login|logout|ls|outdated|owner|pack|patch|ping|pm|policies|prefix|prune|query|remove|repo|rm|root|search|set|setup|store|team|token|un|uninstall|unlink|unpublish|up|update|upgrade|version|versions|view|whoami|why|workspace|workspaces|x)$/;
const OWN_SCRIPTS = /^(?:test|t|tst|start|stop|restart)$/;
const LIFECYCLE = ['preinstall', 'install', 'postinstall', 'prepublish', 'preprepare', 'prepare', 'postprepare'];

function packageTasks(manager: string, words: readonly Word[]): TaskFile[] {
  const { options, operands } = parseOptions(words, NPM, false);
  if (options.some(({ name }) => /^--(?:ignore-scripts|help|version|dry-run)$/.test(name))) return [];
  const folder = options.find(({ name }) => /^(?:--prefix|--cwd|--dir|-C)$/.test(name))?.value?.text;
  const [verb, name] = operands.map(({ text }) => text);
  const names = namesOf(manager, verb, name);
  if (names.length === 0) return [];
  const file = folder === undefined ? 'package.json' : `${folder}/package.json`;
  return [{ file, ...(folder !== undefined && { folder }), tasks: { form: 'package', names } }];
}

function namesOf(manager: string, verb: string | undefined, name: string | undefined): readonly string[] {
  if (verb === undefined) return manager === 'yarn' ? LIFECYCLE : [];
  const run = (task: string) => [`pre${task}`, task, `post${task}`];
  if (/^(?:run|run-script|rum|urn)$/.test(verb)) return name === undefined ? [] : run(name);
  if (INSTALLS.test(verb)) return LIFECYCLE;
  if (verb === 'publish') return ['prepublishOnly', 'prepack', 'prepare', 'postpack', 'publish', 'postpublish'];
  if (OWN_SCRIPTS.test(verb)) return run(/^ts?t?$/.test(verb) ? 'test' : verb);
  return manager === 'npm' || VERBS.test(verb) ? [] : run(verb);
}

function makeTasks(words: readonly Word[]): TaskFile[] {
  const shape = { values: 'CfIoWj', long: ['--directory', '--file', '--makefile', '--jobs'] };
  const { options, operands } = parseOptions(words, shape, false);
  const has = (...names: readonly string[]) => options.find(({ name }) => names.includes(name));
  if (has('-n', '--dry-run', '--just-print', '-q', '--question', '--version', '-v', '--help')) return [];
  const folder = has('-C', '--directory')?.value?.text;
  const named = has('-f', '--file', '--makefile')?.value?.text;
  const names = operands.map(({ text }) => text).filter((text) => !text.includes('='));
  const at = (file: string) => (folder === undefined || file.startsWith('/') ? file : `${folder}/${file}`);
  return (named === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [named]).map((file) => ({
    file: at(file),
    ...(folder !== undefined && { folder }),
    tasks: { form: 'make', names },
  }));
}

function justTasks(words: readonly Word[]): TaskFile[] {
  const shape = { values: 'fd', long: ['--justfile', '--working-directory', '--set'] };
  const { options, operands } = parseOptions(words, shape, true);
  if (options.some(({ name }) => /^(?:-l|--list|-n|--dry-run|--summary|--show|-s)$/.test(name))) return [];
  const named = options.find(({ name }) => name === '-f' || name === '--justfile')?.value?.text;
  const names = operands.slice(0, 1).map(({ text }) => text);
  return (named === undefined ? ['justfile', 'Justfile', '.justfile'] : [named]).map((file) => ({
    file,
    tasks: { form: 'just', names },
  }));
}

/** Commands of the tasks, each a text for a shell, in the order in which they would run. */
export function tasksIn(text: string, { form, names }: Tasks): readonly string[] {
  if (form === 'package') return packageScripts(text, names);
  const tasks = form === 'make' ? recipes(text, MAKE, '\t') : recipes(text, JUST, ' ');
  const found: string[] = [];
  const seen = new Set<string>();
  const visit = (name: string) => {
    const task = tasks.get(name);
    if (task === undefined || seen.has(name) || seen.size > MAX_TASKS) return;
    seen.add(name);
    for (const needed of task.needs) visit(needed);
    if (task.lines.length > 0) found.push(task.lines.join('\n'));
  };
  const first = [...tasks.keys()].find((name) => !name.startsWith('.'));
  for (const name of names.length > 0 ? names : first === undefined ? [] : [first]) visit(name);
  return found;
}

const MAX_TASKS = 200;
const MAKE = /^([^\s:=#][^:=]*)::?(?!=)\s*([^#;]*)(?:;\s*(.*))?/;
const JUST = /^@?([A-Za-z_][\w-]*)[^:]*:(?!=)\s*([^#]*)/;

function packageScripts(text: string, names: readonly string[]): string[] {
  let scripts: unknown;
  try {
    scripts = (JSON.parse(text) as { scripts?: unknown } | null)?.scripts;
  } catch {
    return [];
  }
  if (typeof scripts !== 'object' || scripts === null) return [];
  const known = new Map(Object.entries(scripts));
  return names.flatMap((name) => {
    const script: unknown = known.get(name);
    return typeof script === 'string' ? [script] : [];
  });
}

interface Task {
  readonly needs: string[];
  readonly lines: string[];
}

/** Variables that are given once are put in; of others the name stands for the value. */
function recipes(text: string, head: RegExp, indent: string): Map<string, Task> {
  const tasks = new Map<string, Task>();
  const variables = new Map<string, string>();
  let current: Task[] = [];
  for (const line of text.replaceAll(/\\\n[ \t]*/g, ' ').split('\n')) {
    if (line.startsWith(indent) || (current.length > 0 && /^[ \t]+\S/.test(line))) {
      const said = spelled(line.trim().replace(/^[@+-]+/, ''), variables);
      for (const task of current) task.lines.push(said);
      continue;
    }
    const [, name, value] = /^(?:export\s+)?([A-Za-z_]\w*)\s*(?::|\?|::)?=\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) variables.set(name, spelled(value.trim(), variables));
    const [, heads, needs, inline] = head.exec(line) ?? [];
    if (line.trim() !== '' && !line.startsWith('#')) current = [];
    if (heads === undefined || name !== undefined) continue;
    for (const one of heads.trim().split(/\s+/)) {
      const task = tasks.get(one) ?? { needs: [], lines: [] };
      task.needs.push(...(needs ?? '').split(/[\s|]+/).filter((need) => need !== '' && need !== '&&'));
      if (inline !== undefined) task.lines.push(spelled(inline.trim(), variables));
      tasks.set(one, task);
      current.push(task);
    }
  }
  return tasks;
}

/** `$(subst …)`, `$(shell …)`: what they give is not known. */
const FUNCTIONS = /\$\([a-z-]+\s(?:[^()]|\([^()]*\))*\)/g;

function spelled(line: string, variables: ReadonlyMap<string, string>): string {
  return line
    .replaceAll(FUNCTIONS, 'value')
    .replaceAll(/\$[({]([A-Za-z_]\w*)[)}]|\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (_, make?: string, just?: string) => {
      const name = make ?? just ?? '';
      return variables.get(name) ?? name;
    })
    .replaceAll(/\$[@<^*?%+]/g, 'target')
    .replaceAll('$$', '$');
}
