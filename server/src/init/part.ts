// What init puts into one file, and how it is taken out again.

import { applyPatch, structuredPatch } from 'diff';
import { type Block, mergeBlock, stripBlock } from './block.js';
import { mergeJson, stripJson } from './json-merge.js';
import type { JsonObject } from './json-text.js';
import { checkToml } from './toml.js';

/** Our part of a file: a value merged into its JSON, or a block of text. */
export type Part =
  | { readonly kind: 'json'; readonly template: JsonObject }
  | { readonly kind: 'block'; readonly block: Block; readonly toml?: true };

/** The file's text with our part in it. Throws `FileProblem` where that cannot be. */
export function withPart(text: string | undefined, part: Part): string {
  if (part.kind === 'json') return mergeJson(text ?? '', part.template);
  if (part.toml !== true) return mergeBlock(text, part.block);
  checkToml(text ?? '', 'it is not valid TOML');
  const merged = mergeBlock(text, part.block);
  checkToml(merged, 'our table cannot stand beside what is in it');
  return merged;
}

/** What a file was before us, and what it became. */
export interface Change {
  /** Absent where there was no file. */
  readonly before?: string;
  readonly after: string;
}

/** The text without our part, the user's own edits kept. Undefined where nothing is left of what was ours alone. */
export function withoutPart(text: string, { before, after }: Change, part: Part): string | undefined {
  if (text === after) return before;
  for (const context of before === undefined ? [] : [1, 0]) {
    const taken = reversed(text, before ?? '', after, context);
    if (taken !== undefined && isWithout(taken, before, part)) return taken;
  }
  const left = strip(text, part, before);
  return before === undefined && left.replace('\uFEFF', '').trim() === '' ? undefined : left;
}

/** Our change taken back line by line, where the user's edits leave its lines alone. */
function reversed(text: string, before: string, after: string, context: number): string | undefined {
  const patch = structuredPatch('', '', after, before, '', '', { context });
  const taken = applyPatch(text, patch, { autoConvertLineEndings: false, fuzzFactor: 0 });
  return taken === false ? undefined : taken;
}

function isWithout(text: string, before: string | undefined, part: Part): boolean {
  try {
    return strip(text, part, before) === text;
  } catch {
    // Lines put together so that nothing can read them are not what the user wrote.
    return false;
  }
}

function strip(text: string, part: Part, before: string | undefined): string {
  return part.kind === 'json' ? stripJson(text, part.template, before) : stripBlock(text, part.block);
}
