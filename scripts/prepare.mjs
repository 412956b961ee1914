// Brings a checkout to the state in which it can run: dependencies, native code, TypeScript. Does nothing where nothing changed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const stamps = at('node_modules', '.vireon');

/** Ends the process with one sentence that says what to do. */
function stop(message) {
  process.stderr.write(`vireon: ${message}\n`);
  process.exit(1);
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    stop(
      `Node 20 or newer is needed and this is ${process.version}: install it from your system's packages or nodejs.org.`,
    );
}

function requireCompiler() {
  const missing = [
    ['python3', 'python3'],
    ['make', 'make'],
    ['g++', process.platform === 'darwin' ? 'c++' : 'g++'],
  ].filter(([, program]) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map(([name]) => name).join(', ');
  const how =
    process.platform === 'darwin'
      ? '`xcode-select --install`'
      : '`apt-get install g++ make python3` or what your system calls them';
  stop(
    `${names} ${missing.length === 1 ? 'is' : 'are'} needed to compile the native addon: install with ${how}, then run the same command again.`,
  );
}

/** Hash of the files below the given places that a step depends on, and of what else it depends on. */
function fingerprint(places, also = '') {
  const hash = createHash('sha256').update(`${process.version} ${process.arch} ${also}`);
  const visit = (path) => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (!['node_modules', 'build', 'dist'].includes(name)) visit(join(path, name));
    } else hash.update(`\0${path.slice(root.length)}\0`).update(readFileSync(path));
  };
  for (const place of places) visit(at(place));
  return hash.digest('hex').slice(0, 32);
}

const stampFile = (name) => join(stamps, name);
const isCurrent = (name, print) => existsSync(stampFile(name)) && readFileSync(stampFile(name), 'utf8') === print;
function keepStamp(name, print) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stampFile(name), print);
}

/** Runs a command with its output hidden behind a line of progress; on failure shows the end of the output. */
function run(label, command, args, options = {}) {
  return new Promise((resolve) => {
    const started = Date.now();
    const terminal = process.stderr.isTTY;
    const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
    if (!terminal) process.stderr.write(`${label} …\n`);
    let output = '';
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const keep = (chunk) => {
      output = (output + chunk).slice(-20000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const tick = terminal
      ? setInterval(() => {
          const last = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
          const line = `${label} … ${seconds()}  ${last}`;
          process.stderr.write(`\r\x1b[2K${line.slice(0, (process.stderr.columns ?? 80) - 1)}`);
        }, 200)
      : undefined;
    child.on('error', (error) => {
      output += `\n${error.message}`;
    });
    child.on('close', (code) => {
      clearInterval(tick);
      if (terminal) process.stderr.write('\r\x1b[2K');
      if (code === 0) {
        process.stderr.write(`${label}: done in ${seconds()}\n`);
        resolve();
      } else {
        process.stderr.write(`${output.trimEnd().split('\n').slice(-40).join('\n')}\n`);
        stop(`${label} failed: the end of its output is above; mend it and run the same command again.`);
      }
    });
  });
}

/** `--nodedir` where the headers lie beside the running Node, so that node-gyp need not download them. */
function headers() {
  const prefix = dirname(dirname(process.execPath));
  return existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
}

const nodeGyp = (cwd, verbs, label) =>
  run(
    label,
    process.execPath,
    [at('node_modules/node-gyp/bin/node-gyp.js'), ...verbs, '--release', '--jobs', 'max', ...headers()],
    { cwd },
  );

async function installPackages() {
  const print = fingerprint(['package-lock.json', '.npmrc']);
  if (isCurrent('packages', print)) return;
  // Not `npm ci`: it refuses a lock file in which an optional package for another platform is missing, as registries that mirror only some platforms produce.
  const npm = process.env.npm_execpath;
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  await run('Installing packages', command, [
    ...args,
    'install',
    '--no-save',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);
  keepStamp('packages', print);
}

async function compileDatabase() {
  const dir = at('node_modules/better-sqlite3');
  const print = fingerprint(['node_modules/better-sqlite3/package.json']);
  if (isCurrent('database', print) && existsSync(join(dir, 'build/Release/better_sqlite3.node'))) return;
  requireCompiler();
  await nodeGyp(dir, ['configure', 'build'], 'Compiling the database (once, about a minute)');
  keepStamp('database', print);
}

async function compileAddon() {
  const print = fingerprint([
    'native/src',
    'native/launcher',
    'native/binding.gyp',
    'native/sources.cjs',
    'native/package.json',
  ]);
  if (isCurrent('addon', print) && existsSync(at('native/build/Release/vireon.node'))) return;
  requireCompiler();
  await nodeGyp(
    at('native'),
    ['configure', 'build'],
    'Compiling the native addon (the first time takes a minute or two)',
  );
  keepStamp('addon', print);
}

async function compileTypeScript() {
  const print = fingerprint([
    'native/lib',
    'server/src',
    'schemas/rule-file.schema.json',
    'tsconfig.base.json',
    'tsconfig.json',
    'native/tsconfig.json',
    'server/tsconfig.json',
    'scripts/bundle.mjs',
  ]);
  if (isCurrent('typescript', print) && existsSync(at('server/dist/bundle/main.js'))) return;
  await run('Compiling TypeScript', process.execPath, [at('node_modules/typescript/bin/tsc'), '-b']);
  await run('Compiling the schema of rules', process.execPath, [at('server/dist/engine/build-validator.js')]);
  await run('Joining modules', process.execPath, [at('scripts/bundle.mjs')]);
  keepStamp('typescript', print);
}

/** Names this build, so that a daemon of another build is never mistaken for ours. */
function nameBuild() {
  const parts = ['packages', 'addon', 'typescript'].map((name) => readFileSync(stampFile(name), 'utf8')).join(' ');
  const id = createHash('sha256').update(parts).digest('hex').slice(0, 12);
  const file = at('server/dist/build-id');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== id) writeFileSync(file, id);
}

export async function prepare() {
  requireNode();
  await installPackages();
  await compileDatabase();
  await compileAddon();
  await compileTypeScript();
  nameBuild();
}
