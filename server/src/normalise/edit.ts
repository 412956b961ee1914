// The acts `file` and `edit`: the text before, the text after, and which of its lines are new.

import type { EditAct, FileAct, NotebookCell, Replacement } from '../model/act.js';
import type { Gap, Text } from '../model/subject.js';
import { languageOf } from '../native.js';
import { type FileReading, readText } from './files.js';
import { freshLines } from './fresh.js';
import { codeCells, readCell } from './notebook.js';
import { settle, spellOut, toWorkspace } from './paths.js';
import type { Surroundings } from './surroundings.js';

interface Reading {
  readonly texts: readonly Text[];
  readonly gaps: readonly Gap[];
}

export async function readFileAct(act: FileAct, surroundings: Surroundings): Promise<Reading> {
  const path = settle(spellOut(act.path, surroundings.folder, surroundings));
  const now = act.content === undefined ? await readCurrent(path, surroundings) : asText(act.content);
  if (now.kind === 'text') return { texts: toTexts(path, now.text, undefined, surroundings), gaps: [] };
  const reason = now.kind === 'absent' ? 'it does not exist' : now.reason;
  return { texts: [], gaps: [{ message: `\`${act.path}\` was not read: ${reason}` }] };
}

export async function readEdit(act: EditAct, surroundings: Surroundings): Promise<Reading> {
  if (act.remove === true) return { texts: [], gaps: [] };
  const path = settle(spellOut(act.path, surroundings.folder, surroundings));
  const before = act.before === undefined ? await readCurrent(path, surroundings) : asText(act.before);
  if (act.cell !== undefined) return readCellEdit(act, act.cell, path, surroundings);
  if (act.content !== undefined) {
    const old = before.kind === 'text' && before.text !== '' ? before.text : undefined;
    return { texts: toTexts(path, act.content, old, surroundings), gaps: [] };
  }
  if (before.kind === 'unreadable') {
    return { texts: [], gaps: [{ message: `\`${act.path}\` cannot be edited in pieces: ${before.reason}` }] };
  }
  const written = before.kind === 'text' ? before.text : '';
  return replaceIn(written, act, path, surroundings);
}

async function readCellEdit(
  act: EditAct,
  cell: NotebookCell,
  path: string,
  surroundings: Surroundings,
): Promise<Reading> {
  const read = readCell(await readCurrent(path, surroundings), cell);
  if ('problem' in read)
    return { texts: [], gaps: [{ message: `the notebook \`${act.path}\` was not read: ${read.problem}` }] };
  const before = act.before ?? read.before;
  const known = toWorkspace(path, surroundings);
  const after = act.content === undefined ? replaceAll(before, act.replacements ?? []) : { after: act.content };
  if ('problem' in after)
    return { texts: [], gaps: [{ message: `the edit does not fit the cell of \`${act.path}\`: ${after.problem}` }] };
  const fresh = before === '' ? 'all' : freshLines(before, after.after);
  return {
    texts: [
      { language: read.language, content: after.after, origin: { kind: 'file', path: known }, path: known, fresh },
    ],
    gaps: [],
  };
}

/** An editor's unsaved text may lack what an agent read on disk, so both are tried. */
async function replaceIn(unsaved: string, act: EditAct, path: string, surroundings: Surroundings): Promise<Reading> {
  const first = replaceAll(unsaved, act.replacements ?? []);
  if ('after' in first) return { texts: toTexts(path, first.after, unsaved, surroundings), gaps: [] };
  const disk = act.before === undefined ? await readText(path) : undefined;
  if (disk?.kind === 'text' && disk.text !== unsaved) {
    const second = replaceAll(disk.text, act.replacements ?? []);
    if ('after' in second) return { texts: toTexts(path, second.after, disk.text, surroundings), gaps: [] };
  }
  return {
    texts: [],
    gaps: [{ message: `the edit does not fit \`${act.path}\`: ${first.problem}; read the file again` }],
  };
}

function replaceAll(
  before: string,
  replacements: readonly Replacement[],
): { readonly after: string } | { readonly problem: string } {
  let text = before;
  for (const [index, replacement] of replacements.entries()) {
    const result = replaceOne(text, replacement);
    if ('problem' in result) return { problem: `replacement ${index + 1}: ${result.problem}` };
    text = result.after;
  }
  return { after: text };
}

function replaceOne(
  text: string,
  { oldText, newText, replaceAll = false }: Replacement,
): { readonly after: string } | { readonly problem: string } {
  if (oldText === '')
    return text === '' ? { after: newText } : { problem: 'its old text is empty, but the file is not' };
  const windows = !text.includes(oldText) && text.includes('\r\n');
  const old = windows ? oldText.replaceAll(/\r?\n/g, '\r\n') : oldText;
  const now = windows ? newText.replaceAll(/\r?\n/g, '\r\n') : newText;
  const first = text.indexOf(old);
  if (first < 0) return { problem: 'its old text does not occur in the file' };
  if (replaceAll) return { after: text.replaceAll(old, () => now) };
  if (text.indexOf(old, first + 1) >= 0) return { problem: 'its old text occurs more than once' };
  return { after: text.slice(0, first) + now + text.slice(first + old.length) };
}

async function readCurrent(path: string, surroundings: Surroundings): Promise<FileReading> {
  const unsaved = surroundings.document(path);
  return unsaved === undefined ? readText(path) : asText(unsaved);
}

function asText(text: string): FileReading {
  return { kind: 'text', text };
}

/** A file's text, and of a notebook each code cell as a text in its own language. */
function toTexts(path: string, content: string, before: string | undefined, surroundings: Surroundings): Text[] {
  const known = toWorkspace(path, surroundings);
  const fresh = before === undefined ? 'all' : freshLines(before, content);
  const whole: Text = {
    language: languageOf(path, content),
    content,
    origin: { kind: 'file', path: known },
    path: known,
    fresh,
  };
  return path.endsWith('.ipynb') ? [whole, ...cellTexts(known, content, before)] : [whole];
}

function cellTexts(path: string, content: string, before: string | undefined): Text[] {
  const old = before === undefined ? [] : codeCells(before);
  const known = new Set(old.map(({ source }) => source));
  return codeCells(content).map(({ index, language, source }) => {
    const was = old.find((cell) => cell.index === index)?.source;
    const fresh = known.has(source) ? [] : was === undefined ? 'all' : freshLines(was, source);
    return { language, content: source, origin: { kind: 'file', path, cell: index }, path, fresh };
  });
}
