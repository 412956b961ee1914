// A cell of a notebook: its text before the edit, and the language of its kernel.

import type { NotebookCell } from '../model/act.js';
import type { FileReading } from './files.js';

interface WrittenCell {
  readonly id?: unknown;
  readonly cell_type?: unknown;
  readonly source?: unknown;
}

interface Notebook {
  readonly metadata?: {
    readonly kernelspec?: { readonly language?: unknown };
    readonly language_info?: { readonly name?: unknown };
  };
  readonly cells?: readonly WrittenCell[];
}

export interface CellReading {
  readonly language: string;
  readonly before: string;
}

/** Reads what is known of a cell; a notebook that is not there yet has Python cells, as its tools assume. */
export function readCell(notebook: FileReading, cell: NotebookCell): CellReading | { readonly problem: string } {
  if (notebook.kind === 'unreadable') return { problem: notebook.reason };
  const read = notebook.kind === 'text' ? parse(notebook.text) : {};
  if ('problem' in read) return read;
  const index =
    cell.id === undefined
      ? -1
      : (read.cells ?? []).findIndex((one, at) => one.id === cell.id || `cell-${at}` === cell.id);
  const before = sourceOf(read.cells?.[index] ?? {});
  return { before, language: cell.kind === 'markdown' ? 'generic' : kernelLanguage(read) };
}

/** A code cell of a notebook that is written whole. */
export interface CodeCell {
  readonly index: number;
  readonly language: string;
  readonly source: string;
}

/** The code cells of a notebook's text; none where it is no notebook, which is then only the JSON that it is. */
export function codeCells(text: string): readonly CodeCell[] {
  const read = parse(text);
  if ('problem' in read || !Array.isArray(read.cells)) return [];
  const language = kernelLanguage(read);
  return read.cells.flatMap((cell: WrittenCell | null, index) =>
    cell?.cell_type === 'code' ? [{ index, language, source: sourceOf(cell) }] : [],
  );
}

function sourceOf({ source }: WrittenCell): string {
  return Array.isArray(source) ? source.join('') : typeof source === 'string' ? source : '';
}

function kernelLanguage({ metadata }: Notebook): string {
  const named = metadata?.kernelspec?.language ?? metadata?.language_info?.name;
  return typeof named === 'string' ? named.toLowerCase() : 'python';
}

function parse(text: string): Notebook | { readonly problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
    return { problem: 'it is not a notebook' };
  } catch (error) {
    return { problem: `it is not a notebook: ${error instanceof Error ? error.message : String(error)}` };
  }
}
