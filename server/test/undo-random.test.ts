import { execFileSync, spawnSync } from 'node:child_process';
import {
  accessSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../src/app.js';

// Random sequences of acts, each decided by the app and then really done; undo and redo must bring back every tree byte
// for byte. The seed of a sequence that fails is in its message: VIREON_TEST_SEED runs that one alone.

const SEQUENCES = 1000;
const only = process.env.VIREON_TEST_SEED;

let top: string;
let app: App;

/** Many small commits: a disk in memory spares the waiting for each. */
function scratch(): string {
  try {
    accessSync('/dev/shm');
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

beforeAll(async () => {
  top = realpathSync(mkdtempSync(join(scratch(), 'vireon-undo-')));
  mkdirSync(join(top, 'packs/save/all'), { recursive: true });
  writeFileSync(join(top, 'packs/save/pack.yaml'), 'name: save\n');
  writeFileSync(
    join(top, 'packs/save/all/rule.yaml'),
    `rules:
  - id: save-all
    languages: [regex]
    severity: INFO
    message: Saved.
    pattern-regex: '"act": "(edit|command|tool-call)"'
    govern: {on: [edit, command, tool-call], obligations: [snapshot]}
`,
  );
  app = await createApp({
    home: join(top, 'home'),
    version: '1',
    clock: () => new Date(),
    packsDirectory: join(top, 'packs'),
    pid: 1,
    log: pino({ level: 'silent' }),
  });
  for (const kind of ['plain', 'git'] as const) template(kind);
});

afterAll(async () => {
  await app.close();
  execFileSync('chmod', ['-R', 'u+rwx', top]);
  rmSync(top, { recursive: true, force: true });
});

const GIT_ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.org',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.org',
};

function bash(command: string, cwd: string): void {
  spawnSync('bash', ['-c', command], { cwd, env: GIT_ENVIRONMENT, stdio: 'ignore' });
}

/** The tree that every sequence begins with, odd names and an ignored file included. */
function template(kind: 'plain' | 'git'): void {
  const at = join(top, `template-${kind}`);
  mkdirSync(at);
  const files = {
    a: 'one\n',
    b: 'two\nthree\n',
    'src/c.ts': 'export {};\n',
    'src/deep/d': '',
    'with space': 'x',
    'docs/ä.md': 'ä\n',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(at, name, '..'), { recursive: true });
    writeFileSync(join(at, name), content);
  }
  writeFileSync(Buffer.concat([Buffer.from(`${at}/src/`), Buffer.from([0x6e, 0xff])]), 'not UTF-8');
  writeFileSync(join(at, 'src/binary'), Buffer.from([0, 1, 2, 255]));
  bash('mkdir empty; ln -s a link; ln -s nowhere dangling; ln -s ../b src/up; chmod 755 b', at);
  if (kind === 'plain') return;
  writeFileSync(join(at, '.gitignore'), 'ignored*\n');
  bash('git init -q -b main . && git add -A && git commit -qm 1', at);
  bash('git checkout -q -b other && echo other > a && echo new > only-there && git rm -q b && git add -A', at);
  bash('git commit -qm 2 && git checkout -q main && echo secret > ignored && echo loose > loose', at);
}

/** Numbers that look random and are the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = (below: number) => number;

const PATHS = [
  'a',
  'b',
  'src/c.ts',
  'src/deep/d',
  "'with space'",
  'docs/ä.md',
  'link',
  'src',
  'docs',
  'src/deep',
  'new',
];
const NAMES = [...PATHS, 'fresh', 'x/y/z', 'dangling', 'ignored', 'loose', 'src/up', 'empty'];

const COMMANDS: readonly ((pick: (from: readonly string[]) => string, n: number) => string)[] = [
  (pick) => `rm -rf ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `rm -f ${pick(NAMES)}`,
  (pick) => `mv ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `mv -f ${pick(NAMES)} ${pick(NAMES)} docs/`,
  (pick) => `cp ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `cp -r ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `cp -r src/. ${pick(NAMES)}`,
  (pick) => `mkdir -p ${pick(NAMES)}/sub/${pick(['p', 'q'])}`,
  (pick) => `chmod ${pick(['600', '644', '755', '444', 'u+x', 'go-rwx'])} ${pick(NAMES)}`,
  (pick) => `chmod -R ${pick(['go-rwx', 'a+X', 'u+x'])} ${pick(NAMES)}`,
  (pick, n) => `echo ${n} > ${pick(NAMES)}`,
  (pick, n) => `mkdir -p x/y && echo ${n} >> x/y/z; echo ${n} | tee ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `sed -i 's/o/0/g' ${pick(NAMES)}`,
  (pick) => `sed -i.bak 's/e/3/' ${pick(NAMES)}`,
  (pick) => `ln -sf ${pick(NAMES)} ${pick(NAMES)}`,
  (pick) => `touch ${pick(NAMES)} && truncate -s 3 ${pick(NAMES)}`,
  (pick) => `find ${pick(['src', 'docs', 'x'])} -type f -delete`,
  (pick) => `find ${pick(['src', 'docs'])} -name '*d*' -exec rm -rf {} +`,
  () => 'rm -rf *',
  (pick) => `cd src && rm -rf ${pick(['deep', 'c.ts', '*', '../docs'])}`,
  (pick) => `sudo env bash -c 'rm -rf ${pick(['src/deep', 'docs', 'x'])}'; rm -rf ${pick(['src/deep', 'docs'])}`,
];

const GIT_COMMANDS: readonly ((pick: (from: readonly string[]) => string) => string)[] = [
  () => 'git checkout -- .',
  (pick) => `git checkout -- ${pick(['a', 'src', 'b'])}`,
  (pick) => `git checkout other -- ${pick(['a', 'only-there'])}`,
  () => 'git checkout -f other',
  () => 'git checkout -f main',
  () => 'git reset --hard',
  () => 'git reset --hard other',
  () => 'git clean -fd',
  () => 'git clean -fdx',
  () => 'git restore .',
  () => 'git add -A && git stash',
  () => 'git stash -u',
  (pick) => `git rm -rf ${pick(['src', 'a', 'docs'])}`,
  () => 'git mv b moved',
];

const AGENT = { kind: 'agent', host: 'h', session: 's' } as const;

/** One act: decided, then done if it may be. */
async function act(root: string, kind: 'plain' | 'git', rand: Random): Promise<string | undefined> {
  const pick = (from: readonly string[]) => from[rand(from.length)] ?? '';
  if (rand(4) === 0) return edit(root, rand);
  const from = kind === 'git' && rand(2) === 0 ? GIT_COMMANDS : COMMANDS;
  const command = (from[rand(from.length)] ?? COMMANDS[0])?.(pick, rand(100)) ?? '';
  const { verdict, record } = await app.decide({ act: { kind: 'command', command, cwd: root }, actor: AGENT });
  if (verdict !== 'allow') return undefined;
  bash(command, root);
  return record;
}

async function edit(root: string, rand: Random): Promise<string | undefined> {
  const path = join(root, ['a', 'b', 'src/c.ts', 'made/up/file', 'link', 'dangling'][rand(6)] ?? 'a');
  const content = `${rand(1000)}\n`.repeat(rand(5));
  const { verdict, record } = await app.decide({ act: { kind: 'edit', path, content }, actor: AGENT, workspace: root });
  if (verdict !== 'allow') return undefined;
  bash(`mkdir -p "$(dirname '${path}')"; printf '%s' '${content}' > '${path}'`, root);
  return record;
}

/** Everything that undo promises, as one text; git's own folder apart. */
function tree(at: Buffer, below = ''): string[] {
  return readdirSync(at, 'latin1')
    .sort()
    .filter((name) => below !== '' || name !== '.git')
    .flatMap((name) => {
      const path = Buffer.concat([at, Buffer.from('/'), Buffer.from(name, 'latin1')]);
      const shown = `${below}/${name}`;
      const stats = lstatSync(path);
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isSymbolicLink()) return [`${shown} -> ${readlinkSync(path)}`];
      if (stats.isDirectory()) return [`${shown}/ ${mode}`, ...tree(path, shown)];
      return [`${shown} ${mode} ${readFileSync(path).toString('base64')}`];
    });
}

const treeOf = (root: string) => tree(Buffer.from(root)).join('\n');

async function undo(root: string, id: string): Promise<string> {
  const plan = await app.planUndo({ workspace: root, id });
  if (plan === null) throw new Error(`nothing was saved before ${id}`);
  return (await app.undo({ workspace: root, id, token: plan.token, force: false })).record;
}

/** Names every byte below git's folder. */
function gitState(root: string): string {
  return tree(Buffer.from(join(root, '.git')), '.git').join('\n');
}

async function sequence(seed: number, kind: 'plain' | 'git'): Promise<number> {
  const rand = random(seed * 2654435761 + 7);
  const root = join(top, `work-${kind}`);
  execFileSync('rm', ['-rf', root]);
  execFileSync('cp', ['-a', join(top, `template-${kind}`), root]);
  const states = [treeOf(root)];
  const acts: string[] = [];
  for (let n = 2 + rand(4); n > 0; n -= 1) {
    const record = await act(root, kind, rand);
    if (record === undefined) continue;
    acts.push(record);
    states.push(treeOf(root));
  }
  const git = kind === 'git' ? gitState(root) : '';
  await backAndForth(root, acts, states, rand);
  if (kind === 'git') expect(gitState(root)).toBe(git);
  return acts.length;
}

function difference(is: string, must: string): string[] {
  const [now, then] = [is.split('\n'), must.split('\n')];
  return [
    ...now.filter((line) => !then.includes(line)).map((line) => `too much: ${line}`),
    ...then.filter((line) => !now.includes(line)).map((line) => `missing: ${line}`),
  ];
}

async function told(id: string): Promise<string> {
  const [record] = await app.records({ limit: 1, id });
  const act = record?.proposal.act;
  return act?.kind === 'command' ? act.command : JSON.stringify(act);
}

/** A random walk over the states by undo and redo, to the beginning and to the end at least once. */
async function backAndForth(root: string, acts: readonly string[], states: readonly string[], rand: Random) {
  const undone: string[] = [];
  const step = async (back: boolean) => {
    const at = acts.length - undone.length;
    const id = back ? acts[at - 1] : undone.at(-1);
    if (id === undefined) return;
    const record = await undo(root, id);
    if (back) undone.push(record);
    else undone.pop();
    const differing = difference(treeOf(root), states[acts.length - undone.length] ?? '');
    if (differing.length > 0)
      throw new Error(`after ${back ? 'undo' : 'redo'} of ${await told(id)}: ${differing.join('; ')}`);
  };
  for (let n = rand(4); n > 0; n -= 1) await step(rand(3) > 0);
  while (undone.length < acts.length) await step(true);
  while (undone.length > 0) await step(false);
}

describe.each(['plain', 'git'] as const)('in a %s tree', (kind) => {
  it('restores every state byte for byte', async () => {
    const seeds = only === undefined ? Array.from({ length: SEQUENCES / 2 }, (_, n) => n) : [Number(only)];
    let acts = 0;
    const failures: string[] = [];
    for (const seed of seeds) {
      try {
        acts += await sequence(seed, kind);
      } catch (error) {
        failures.push(`VIREON_TEST_SEED=${seed} (${kind}): ${error instanceof Error ? error.message : error}`);
      }
    }
    expect(failures).toEqual([]);
    expect(acts).toBeGreaterThan(seeds.length);
  }, 600_000);
});
