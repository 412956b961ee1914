import { expect, test } from 'vitest';
import type { NotebookCell } from '../model/act.js';
import { readCell } from './notebook.js';

const CELL: NotebookCell = { id: 'c1', kind: 'code' };
const PYTHON = { kernelspec: { language: 'python' } };

function notebook(metadata: unknown, cells: unknown = []): string {
  return JSON.stringify({ nbformat: 4, metadata, cells });
}

test.each<[string, string, string]>([
  ['the kernel', notebook({ kernelspec: { language: 'R', name: 'ir' } }), 'r'],
  ['the language info', notebook({ language_info: { name: 'javascript' } }), 'javascript'],
  ['a kernel before the language info', notebook({ ...PYTHON, language_info: { name: 'r' } }), 'python'],
  ['no metadata', notebook({}), 'python'],
  ['metadata of another shape', notebook({ kernelspec: 'python', language_info: { name: 'julia' } }), 'julia'],
  ['an empty file', '', 'python'],
  ['no JSON', 'cells: []', 'python'],
  ['deep JSON', '['.repeat(10_000), 'python'],
  ['a list', '[]', 'python'],
])('knows the language by %s', (_, text, language) => {
  expect(readCell(text, CELL).language).toBe(language);
});

test('prose has no language that is parsed', () => {
  expect(readCell(notebook(PYTHON), { kind: 'markdown' }).language).toBe('generic');
});

const CELLS = [
  { id: 'c0', source: 'a = 0' },
  { id: 'c1', source: ['a = 1\n', 'b = 1'] },
  { source: 'without identifier' },
];

test.each<[string, NotebookCell, unknown, string]>([
  ['a source in lines', CELL, CELLS, 'a = 1\nb = 1'],
  ['a source in one', { id: 'c0', kind: 'code' }, CELLS, 'a = 0'],
  ['a cell by its position', { id: 'cell-2', kind: 'code' }, CELLS, 'without identifier'],
  ['a new cell', { kind: 'code' }, CELLS, ''],
  ['a cell that is not there', { id: 'c9', kind: 'code' }, CELLS, ''],
  ['cells of another shape', CELL, [7], ''],
])('knows what stands in %s', (_, cell, cells, before) => {
  expect(readCell(notebook(PYTHON, cells), cell).before).toBe(before);
});
