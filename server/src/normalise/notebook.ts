// A Jupyter notebook, as far as an edit of one of its cells needs it.

import { z } from 'zod';
import type { NotebookCell } from '../model/act.js';
import { parseJson } from '../model/json.js';
import { InvalidInput } from '../model/verbs.js';

const MAX_DEPTH = 200;

const notebookSchema = z.object({
  cells: z.array(z.object({ id: z.string().optional(), source: z.union([z.string(), z.array(z.string())]) })).catch([]),
  metadata: z
    .object({
      kernelspec: z.object({ language: z.string() }).optional().catch(undefined),
      language_info: z.object({ name: z.string() }).optional().catch(undefined),
    })
    .catch({}),
});

/** What stands in the cell now, and the language in which its new source is to be read. */
export interface CellReading {
  readonly language: string;
  readonly before: string;
}

/** A notebook that cannot be read holds nothing yet, and its code is taken as Python, as most of them are. */
export function readCell(notebook: string, cell: NotebookCell): CellReading {
  const { cells, metadata } = parsed(notebook);
  const kernel = metadata.kernelspec?.language ?? metadata.language_info?.name ?? 'python';
  const source = cell.id === undefined ? undefined : cellNamed(cells, cell.id)?.source;
  return {
    language: cell.kind === 'markdown' ? 'generic' : kernel.toLowerCase(),
    before: typeof source === 'string' ? source : (source ?? []).join(''),
  };
}

function parsed(notebook: string): z.infer<typeof notebookSchema> {
  try {
    const result = notebookSchema.safeParse(parseJson(notebook, { maxDepth: MAX_DEPTH }));
    if (result.success) return result.data;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
  }
  return { cells: [], metadata: {} };
}

/** Older notebooks have no identifiers; their cells go by `cell-` and their position. */
function cellNamed<Cell extends { readonly id?: string | undefined }>(
  cells: readonly Cell[],
  id: string,
): Cell | undefined {
  const position = /^cell-(\d+)$/.exec(id)?.[1];
  return cells.find((cell) => cell.id === id) ?? (position === undefined ? undefined : cells[Number(position)]);
}
