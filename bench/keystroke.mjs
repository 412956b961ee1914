// Keystroke → diagnostics through the real language server over stdio: a file of 10,000 lines, 1,000 rules, 500 edits.
// node keystroke.mjs [FOLDER OF SOURCES] [FOLDER OF RULE FILES]
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { environment, here, report, runCommand, vireon } from './measure.mjs';
import { rulesFor } from './thousand.mjs';

const LINES = 10_000;
const EDITS = Number(process.env.EDITS ?? 500);
/** The text is also looked at as one that nobody has typed in before, but not at each edit: that takes long. */
const FIRST_LOOKS = 10;
const [sources = join(here, 'node_modules/@babel'), ruleFiles] = process.argv.slice(2);

const { rules, known } = rulesFor(1000, ruleFiles);
const workspace = mkdtempSync(join(tmpdir(), 'vireon-bench-keystroke-'));
mkdirSync(join(workspace, '.vireon/rules'), { recursive: true });
writeFileSync(join(workspace, '.vireon/rules/thousand.yaml'), JSON.stringify({ rules }));

function longText() {
  const lines = [];
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  for (const name of names.sort()) {
    const text = readFileSync(join(sources, name), 'utf8');
    lines.push(...text.split('\n').filter((line) => !line.startsWith('//#')));
    if (lines.length >= LINES) return lines.join('\n');
  }
  throw new Error(`${sources} has only ${lines.length} lines of JavaScript`);
}

function connectTo(server) {
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.onRequest(() => null);
  connection.listen();
  return connection;
}

runCommand(process.execPath, [vireon, 'up', workspace]);
const server = spawn(process.execPath, [vireon, 'lsp'], {
  cwd: workspace,
  env: environment,
  stdio: ['pipe', 'pipe', 'inherit'],
});
const connection = connectTo(server);
const rootUri = pathToFileURL(workspace).href;
await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri,
  workspaceFolders: [{ uri: rootUri, name: 'bench' }],
  capabilities: { textDocument: { diagnostic: {}, synchronization: {} } },
});
await connection.sendNotification('initialized', {});

const uriOf = (name) => pathToFileURL(join(workspace, name)).href;
const open = (uri, text) =>
  connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'javascript', version: 1, text },
  });
const ask = async (uri) => (await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } })).items;

let text = longText();
const typedIn = uriOf('typed-in.js');
await open(typedIn, text);
const found = (await ask(typedIn)).length;
process.stdout.write(
  `${text.split('\n').length} lines, ${(text.length / 1e3).toFixed(0)} kB; 1,000 rules, ${known} of them public, the others generated; ${found} findings\n`,
);

// Words are typed and removed again, letter by letter, at places all over the file.
const word = 'eval(1);';
const places = text.split('\n').flatMap((line, index) => (/^\s+(return|var|const|let) /.test(line) ? [index] : []));

function changeOf(edit) {
  const step = edit % (2 * word.length);
  const line = places[(Math.floor(edit / (2 * word.length)) * 7919) % places.length];
  const adds = step < word.length;
  const character = adds ? step : 2 * word.length - step - 1;
  return {
    range: { start: { line, character }, end: { line, character: adds ? character : character + 1 } },
    text: adds ? word[step] : '',
  };
}

function applied(before, { range: { start, end }, text: inserted }) {
  const lines = before.split('\n');
  lines[start.line] = lines[start.line].slice(0, start.character) + inserted + lines[start.line].slice(end.character);
  return lines.join('\n');
}

async function type(edit, change) {
  const start = performance.now();
  void connection.sendNotification('textDocument/didChange', {
    textDocument: { uri: typedIn, version: edit + 2 },
    contentChanges: [change],
  });
  const items = await ask(typedIn);
  return { ms: performance.now() - start, items };
}

/** The same text as a document of its own, of which nothing is known. */
async function openAnew(edit) {
  const uri = uriOf(`anew-${edit}.js`);
  const start = performance.now();
  void open(uri, text);
  const items = await ask(uri);
  const ms = performance.now() - start;
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  return { ms, items };
}

const times = { 'typed, on top of the version before': [], 'the same text opened anew': [] };
const [keystrokes, firstLooks] = Object.values(times);
let different = 0;
for (let edit = 0; edit < EDITS; edit++) {
  const change = changeOf(edit);
  text = applied(text, change);
  const typed = await type(edit, change);
  keystrokes.push(typed.ms);
  if (edit % FIRST_LOOKS !== FIRST_LOOKS - 1) continue;
  const anew = await openAnew(edit);
  firstLooks.push(anew.ms);
  const seen = (items) => JSON.stringify(items.map(({ code, range, message }) => [code, range, message]));
  if (seen(typed.items) !== seen(anew.items)) different++;
}
for (const list of Object.values(times)) list.sort((a, b) => a - b);
report(`keystroke → diagnostics, ${EDITS} edits, of which ${firstLooks.length} also opened anew`, times);
process.stdout.write(`${different} of ${firstLooks.length} answers differ from those about the text opened anew\n`);

await connection.sendRequest('shutdown');
connection.dispose();
server.kill();
runCommand(process.execPath, [vireon, 'down'], { env: environment });
process.exit(0);
