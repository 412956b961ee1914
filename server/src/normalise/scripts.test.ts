import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normalise } from './normalise.js';
import { MAX_SCRIPT_BYTES } from './scripts.js';

let root: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'vireon-scripts-')));
  mkdirSync(join(root, 'bin'));
  const files = {
    'x.sh': 'cd bin\nsudo rm -rf "$1"\n./more\n',
    'bin/more': '#!/usr/bin/env python3\nimport os\nos.system("shutdown now")\n',
    'tool.py': 'import subprocess\nsubprocess.run(["rm", "a"])\n',
    'again.sh': 'bash again.sh\n',
    program: '\x7fELF\0\0',
    'x.ps1': 'Remove-Item -Recurse -Force C:\\Users\n',
    'x.bat': '@echo off\r\nrd /s /q C:\\Users\r\n',
    'x.patch': '--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1 +1 @@\n-a\n+b\n--- a/gone.ts\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n',
    'moved.patch': 'diff --git a/b.ts b/c.ts\nsimilarity index 100%\nrename from b.ts\nrename to c.ts\n',
    'big.sh': '',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  truncateSync(join(root, 'big.sh'), MAX_SCRIPT_BYTES + 1);
  writeFileSync(join(root, 'big.sh'), `#${' '.repeat(MAX_SCRIPT_BYTES)}`);
  symlinkSync('x.sh', join(root, 'link.sh'));
  chmodSync(join(root, 'x.sh'), 0o755);
  execFileSync('mkfifo', [join(root, 'pipe.sh')]);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function judged(command: string) {
  const proposal = { act: { kind: 'command', command }, actor: { kind: 'agent', host: 'x' } } as const;
  return normalise(proposal, { root, folder: root, home: '/home/u', document: () => undefined });
}

/** The scripts that a command runs, with their languages. */
const CASES: readonly [command: string, scripts: readonly string[]][] = [
  ['bash x.sh', ['x.sh bash', 'bin/more python']],
  ['bash -eux x.sh a', ['x.sh bash', 'bin/more python']],
  ['./x.sh', ['x.sh bash', 'bin/more python']],
  ['sudo -E ./x.sh', ['x.sh bash', 'bin/more python']],
  ['./link.sh', ['x.sh bash', 'bin/more python']],
  ['source x.sh', ['x.sh bash', 'bin/more python']],
  ['. ./x.sh', ['x.sh bash', 'bin/more python']],
  ['cd bin && ./more', ['bin/more python']],
  ['python3 -u tool.py --fast', ['tool.py python']],
  ['python3 -m tool.py', []],
  ["python3 -c 'print(1)' tool.py", []],
  ['docker exec web bash x.sh', []],
  ['bash again.sh', ['again.sh bash']],
  ['bash none.sh', []],
  ['.\\x.ps1', ['x.ps1 powershell']],
  ['pwsh -NoProfile -File x.ps1 -Force', ['x.ps1 powershell']],
  ['cmd /c x.bat', ['x.bat batch']],
  ['./program', []],
  ['cat x.sh', []],
  ['bash "$SCRIPT"', []],
  ["cat > new.py <<'EOF'\nprint(1)\nEOF\npython new.py", ['new.py python']],
];

test.each(CASES)('%s', async (command, scripts) => {
  const { texts } = await judged(command);
  expect(texts.flatMap(({ origin, path, language }) => (origin.kind === 'file' ? `${path} ${language}` : []))).toEqual(
    scripts,
  );
});

test('what a script does is what the command does', async () => {
  const { texts, facts, gaps } = await judged('bash x.sh');
  const lines = texts.filter(({ origin }) => origin.kind === 'nested-command').map(({ content }) => content);
  expect(lines).toEqual(expect.arrayContaining(['rm -rf "$1"', 'shutdown now']));
  expect(facts.programs).toEqual(expect.arrayContaining(['bash', 'rm', 'shutdown']));
  expect(gaps).toEqual([]);
});

test.each([
  ['pwsh -File x.ps1', 'rm -r -f /Users'],
  ['cmd.exe /c x.bat', 'rm -r -f /Users'],
])('%s does %s', async (command, line) => {
  const { texts } = await judged(command);
  expect(texts.map(({ content }) => content)).toContain(line);
});

/** The files that a patch makes a command write. */
const PATCHES: readonly [command: string, writes: readonly string[]][] = [
  ['git apply x.patch', ['src/a.ts', 'gone.ts']],
  ['git -c x=y apply -3 --directory=sub moved.patch', ['sub/b.ts', 'sub/c.ts']],
  ['git am < x.patch', ['src/a.ts', 'gone.ts']],
  ['git apply --check x.patch', []],
  ['git apply --stat x.patch', []],
  ['patch -p1 < x.patch', ['src/a.ts', 'gone.ts']],
  ['cat x.patch | patch -p1', []],
  ['sudo patch -p2 -i x.patch', ['a.ts']],
  ['cd bin && patch -p1 -d .. -i ../x.patch', ['src/a.ts', 'gone.ts']],
  ['patch -p1 --dry-run < x.patch', []],
  ["git apply <<'EOF'\n--- a/d.ts\n+++ b/d.ts\nEOF", ['d.ts']],
  ["cat > n.patch <<'EOF'\n--- a/e.ts\n+++ b/e.ts\nEOF\ngit apply n.patch", ['n.patch', 'e.ts']],
  ['git apply none.patch', []],
];

test.each(PATCHES)('%s', async (command, writes) => {
  expect((await judged(command)).facts.writes).toEqual(writes);
});

test.each([
  ['bash big.sh', 'larger than 1 MiB'],
  ['bash pipe.sh', 'not a regular file'],
])('%s leaves a gap', async (command, reason) => {
  expect((await judged(command)).gaps.map(({ message }) => message).join()).toContain(reason);
});

test.each([
  ['names', (count: number) => Array.from({ length: count }, (_, index) => `bash none${index}.sh`).join('\n')],
  ['is nested', (count: number) => `cat > many.sh <<'EOF'\n${'bash none.sh; '.repeat(count * 100)}\nEOF\nbash many.sh`],
])('a command that %s beyond the bounds tells so', async (_, command) => {
  const told = async (count: number) =>
    (await judged(command(count))).gaps.filter(({ message }) => /can be judged/.test(message));
  expect(await told(5)).toEqual([]);
  expect(await told(60)).not.toEqual([]);
});
