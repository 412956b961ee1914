import {
  accessSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { getNodeValue } from 'jsonc-parser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apply } from './apply.js';
import type { JsonObject } from './json-text.js';
import { treeOf } from './json-text.js';
import { type ManifestStore, manifestIn } from './manifest.js';
import { tomlServer } from './mcp-entry.js';
import type { Part } from './part.js';
import { planSetup, planUndo } from './plan.js';

const RUNS = Number(process.env.VIREON_PROPERTY_RUNS ?? 150);

const hook = (program: string) => [
  { matcher: '*', hooks: [{ type: 'command', command: `${program} hook claude-code`, timeout: 10 }] },
];

/** What hosts' files get, in two versions of ours. */
const template = (program: string): JsonObject => ({
  version: 1,
  hooks: { PreToolUse: hook(program), UserPromptSubmit: hook(program) },
  mcpServers: { vireon: { command: program, args: ['mcp'] } },
  permissions: { deny: ['Bash(git push --force:*)'], ask: ['Bash(kubectl drain:*)'] },
});
const json = (program: string): Part => ({ kind: 'json', template: template(program) });
const text = (program: string): Part => ({ kind: 'block', block: { style: 'html', body: `# Rules\n\nof ${program}` } });
const toml = (program: string): Part => ({
  kind: 'block',
  toml: true,
  block: { style: 'hash', body: tomlServer(program) },
});

/** Each write is waited for: a disk in memory spares that. */
function scratch(): string {
  try {
    accessSync('/dev/shm');
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

let folder: string;
let manifest: ManifestStore;
beforeEach(() => {
  folder = mkdtempSync(path.join(scratch(), 'vireon-init-'));
  mkdirSync(path.join(folder, 'work'));
  manifest = manifestIn(path.join(folder, 'home'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileAt = (name: string) => path.join(folder, 'work', name);

async function setUp(name: string, part: Part) {
  const work = path.join(folder, 'work');
  const wanted = [{ file: fileAt(name), hosts: ['a-host'], scope: 'workspace', part, mode: 0o644 } as const];
  const plan = await planSetup(wanted, (await manifest.read()).files, work);
  const applied = await apply(plan, manifest);
  return { ...plan, problems: [...plan.problems, ...applied.problems] };
}

async function takeBack() {
  const plan = await planUndo((await manifest.read()).files);
  const applied = await apply(plan, manifest);
  expect([...plan.problems, ...applied.problems]).toEqual([]);
}

function tree(at: string): unknown {
  return readdirSync(at, { withFileTypes: true })
    .map((entry) => {
      const name = path.join(at, entry.name);
      if (entry.isDirectory()) return [entry.name, tree(name)];
      return [entry.name, readFileSync(name).toString('latin1'), statSync(name).mode];
    })
    .sort();
}

/** Blanks and comments, as people write them between the tokens of their settings. */
const gap = fc.constantFrom(
  '',
  ' ',
  '\n',
  '\n    ',
  '\n\t',
  ' // mine\n  ',
  ' /* kept */ ',
  '\n\n  // two\n  // lines\n  ',
);
const word = fc.constantFrom('a', 'model', 'hooks', 'b c', 'theme', 'x-y');
const scalar = fc.constantFrom('1', 'true', 'null', '"text"', '"vireon"', '"/usr/bin/other hook x"', '-2.5e3');

function gapped(parts: readonly string[], gaps: readonly string[]): string {
  return parts.map((part, index) => part + (gaps[index % gaps.length] ?? '')).join('');
}

const list = (items: fc.Arbitrary<string>, open: string, close: string) =>
  fc
    .tuple(fc.array(items, { maxLength: 3 }), fc.boolean(), fc.array(gap, { minLength: 1, maxLength: 7 }))
    .map(([members, trailing, gaps]) => {
      const separated = members.flatMap((one, index) => (index < members.length - 1 || trailing ? [one, ','] : [one]));
      return gapped([open, ...separated, close], [...gaps, '\n']);
    });

const usersHook = fc.constantFrom(
  '{"matcher": "Bash", "hooks": [{"type": "command", "command": "echo hi"}]}',
  '{ "hooks": [ { "command": "vireon", "args": ["hook", "claude-code"], "type": "command" } ] }',
  '{"hooks":[{"command":"/old/vireon-launcher hook claude-code"}] /* by hand */ }',
);
const hooks = list(fc.constantFrom('PreToolUse', 'Stop'), '{', '}').chain(() =>
  list(usersHook, '[', ']').map((own) => `{"PreToolUse": ${own}}`),
);
const member = fc.oneof(
  fc.tuple(word, scalar).map(([key, value]) => `"${key}-own": ${value}`),
  list(scalar, '[', ']').map((value) => `"list": ${value}`),
);
const objects = fc
  .tuple(
    fc.option(hooks, { nil: undefined }),
    fc.option(list(fc.constantFrom('"Bash(ls:*)"', '"Bash(git push --force:*)"'), '[', ']'), { nil: undefined }),
    fc.uniqueArray(member, { maxLength: 3, selector: (one) => one.split(':')[0] ?? one }),
    fc.boolean(),
    fc.array(gap, { minLength: 1, maxLength: 9 }),
  )
  .map(([own, deny, members, trailing, gaps]) => {
    const all = [
      ...members,
      ...(own === undefined ? [] : [`"hooks": ${own}`]),
      ...(deny === undefined ? [] : [`"permissions": {"deny": ${deny}}`]),
    ];
    const separated = all.flatMap((one, index) => (index < all.length - 1 || trailing ? [one, ','] : [one]));
    return gapped(['', '{', ...(all.length > 0 ? separated : []), '}', ''], gaps);
  });

const encoded = (content: fc.Arbitrary<string>) =>
  fc
    .tuple(content, fc.boolean(), fc.boolean(), fc.constantFrom('', '\n', '\n\n'))
    .map(([one, crlf, bom, end]) => (bom ? '\uFEFF' : '') + (crlf ? (one + end).replaceAll('\n', '\r\n') : one + end));

const jsonFile = encoded(
  fc.oneof({ weight: 8, arbitrary: objects }, fc.constantFrom('', '\n', '  ', '// nothing\n', '{}')),
);
const textFile = encoded(
  fc
    .array(fc.constantFrom('# Title', '', 'Text — of mine.', '  indented', '```', '\t'), { maxLength: 6 })
    .map((lines) => lines.join('\n')),
);
const tomlFile = encoded(
  fc
    .array(fc.constantFrom('# mine', '', 'model = "x" # the one', '[mcp_servers.other]', '[a.b]', '  '), {
      maxLength: 6,
    })
    .map((lines) => [...new Set(lines)].join('\n')),
);

const KINDS = [
  ['settings.json', jsonFile, json],
  ['AGENTS.md', textFile, text],
  ['config.toml', tomlFile, toml],
] as const;

test.each(KINDS)(
  '%s: set up twice, brought up to date and taken back, it is what it was',
  async (name, contents, part) => {
    const property = fc.asyncProperty(
      fc.option(contents, { nil: undefined }),
      fc.boolean(),
      async (content, isDeep) => {
        const file = isDeep && content === undefined ? `deep/er/${name}` : name;
        if (content !== undefined) writeFileSync(fileAt(file), content, { mode: 0o640 });
        const before = tree(path.join(folder, 'work'));
        expect((await setUp(file, part('/one/vireon'))).problems).toEqual([]);
        const once = tree(folder);
        expect(await setUp(file, part('/one/vireon'))).toMatchObject({ changes: [], settled: [fileAt(file)] });
        expect(tree(folder)).toEqual(once);
        await setUp(file, part('/two/vireon'));
        await setUp(file, part('/two/vireon'));
        await takeBack();
        expect(tree(path.join(folder, 'work'))).toEqual(before);
        rmSync(fileAt(file), { force: true });
      },
    );
    await fc.assert(property, { numRuns: RUNS });
  },
);

/** Edits of the user's after init: each returns the text, or the same where there is no place for it. */
const EDITS: readonly ((text: string) => string)[] = [
  (one) => one.replace('{', '{ // my own comment\n'),
  (one) => one.replace('{', '{ "mine-first": 1,').replace(',}', '}'),
  (one) => one.replace(/\}\s*$/, (end) => `, "mine-last": [1, 2] ${end}`),
  (one) => one.replace(/"PreToolUse": ?\[/, (start) => `${start} {"hooks": [{"command": "mine"}]},`),
  (one) => one.replace(/"deny": ?\[/, (start) => `${start} "Bash(mine:*)",`),
  (one) => `${one}\n// my own end`,
  (one) => one.replace('"timeout": 10', '"timeout": 99'),
];

test('settings.json: what the user changed meanwhile stays, and nothing of ours', async () => {
  const edits = fc.array(fc.constantFrom(...EDITS), { minLength: 1, maxLength: 3 });
  const property = fc.asyncProperty(
    fc.option(jsonFile, { nil: undefined }),
    edits,
    fc.boolean(),
    async (content, chosen, again) => {
      const file = fileAt('settings.json');
      rmSync(file, { force: true });
      if (content !== undefined) writeFileSync(file, content);
      await setUp('settings.json', json('/one/vireon'));
      const was = readFileSync(file, 'utf8');
      const edited = chosen.reduce((one, edit) => edit(one), was).replaceAll(/,(\s*),/g, ',$1');
      fc.pre(isReadable(edited));
      writeFileSync(file, edited);
      if (again) expect((await setUp('settings.json', json('/two/vireon'))).problems).toEqual([]);
      await takeBack();
      const left = readOrEmpty(file);
      expect(isReadable(left)).toBe(true);
      expect(left).not.toMatch(/\/(one|two)\/vireon/);
      for (const mine of edited.match(
        /"mine[\w-]*"|Bash\(mine:\*\)|\/\/ my own \w+|\/\/ mine|\/\* kept \*\/|"[\w-]+-own"/g,
      ) ?? []) {
        expect(left).toContain(mine);
      }
      const value = jsonIn(content ?? '');
      for (const [key, own] of Object.entries(value)) {
        if (key.endsWith('-own') || key === 'list') expect(jsonIn(left)).toMatchObject({ [key]: own });
      }
    },
  );
  await fc.assert(property, { numRuns: RUNS });
});

test('AGENTS.md: what the user wrote before, after and around stays to the letter', async () => {
  const property = fc.asyncProperty(textFile, fc.constantFrom('first', 'last', 'both'), async (content, where) => {
    const file = fileAt('AGENTS.md');
    writeFileSync(file, content);
    await setUp('AGENTS.md', text('/one/vireon'));
    const edited = (one: string) =>
      (where === 'last' ? one : `mine\n${one}`) + (where === 'first' ? '' : 'more of mine\n');
    writeFileSync(file, edited(readFileSync(file, 'utf8')));
    await takeBack();
    expect(wordsOf(readFileSync(file, 'utf8'))).toEqual(wordsOf(edited(`${content}\n`)));
  });
  await fc.assert(property, { numRuns: RUNS });
});

const wordsOf = (one: string) => one.replaceAll('\uFEFF', '').split(/\s+/).filter(Boolean);

function isReadable(content: string): boolean {
  try {
    treeOf(content.replace('\uFEFF', ''));
    return true;
  } catch {
    return false;
  }
}

function jsonIn(content: string): Record<string, unknown> {
  const root = treeOf(content.replace('\uFEFF', ''));
  return root === undefined ? {} : getNodeValue(root);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
