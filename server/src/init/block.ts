// Our part of a text file is one block between two marks.

import { eolOf } from './json-text.js';
import { FileProblem } from './problem.js';

/** How the format of a file writes comments. */
export type CommentStyle = 'html' | 'hash' | 'slashes';

export interface Block {
  readonly style: CommentStyle;
  readonly body: string;
  /** What stands before the block where the file is of our making, such as front matter. */
  readonly head?: string;
  /** Set where nothing but ours may stand in the file: what others wrote there is not added to. */
  readonly alone?: boolean;
}

const BEGIN = 'vireon:begin';
const END = 'vireon:end';
const NOTE = '(written by `vireon init`; changes in here are lost)';

function comment(style: CommentStyle, text: string): string {
  return style === 'html' ? `<!-- ${text} -->` : `${style === 'hash' ? '#' : '//'} ${text}`;
}

function blockText({ style, body }: Block, eol: string): string {
  const lines = [comment(style, `${BEGIN} ${NOTE}`), ...body.trimEnd().split('\n'), comment(style, END)];
  return lines.join(eol) + eol;
}

/** The text with the block in it; `undefined` stands for no file. */
export function mergeBlock(text: string | undefined, block: Block): string {
  const head = block.head === undefined ? '' : block.head;
  if (text === undefined) return head + blockText(block, '\n');
  const place = placeOf(text);
  const eol = eolOf(text);
  const ours = blockText(block, eol);
  if (place !== undefined) return text.slice(0, place.from) + ours + text.slice(place.to);
  if (text.replace('\uFEFF', '').trim() === '') return text + head.replaceAll('\n', eol) + ours;
  if (block.alone === true) {
    throw new FileProblem(
      'it is there already and not of our making; move its content elsewhere, or call Vireon from it',
    );
  }
  return `${text}${/\n$/.test(text) ? '' : eol}${eol}${ours}`;
}

/** The text without the block and without the line between it and what stood there. */
export function stripBlock(text: string, block: Block): string {
  const place = placeOf(text);
  if (place === undefined) return text;
  const before = text.slice(0, place.from).replace(/(^|\n)\r?\n$/, '$1');
  const rest = before + text.slice(place.to);
  const head = block.head?.replaceAll('\n', eolOf(text));
  return head !== undefined && rest.replace(/^\uFEFF/, '').trim() === head.trim() ? '' : rest;
}

interface Place {
  readonly from: number;
  readonly to: number;
}

/** Where the block stands, whole lines. */
function placeOf(text: string): Place | undefined {
  const begins = [...text.matchAll(/(?:<!--|#|\/\/) vireon:begin\b/g)];
  const ends = [...text.matchAll(/(?:<!--|#|\/\/) vireon:end\b[^\n]*(?:\n|$)/g)];
  const [begin, end] = [begins[0], ends[0]];
  if (begin === undefined && end === undefined) return undefined;
  if (begins.length !== 1 || ends.length !== 1 || begin === undefined || end === undefined || end.index < begin.index) {
    const line = text.slice(0, (begin ?? end)?.index ?? 0).split('\n').length;
    throw new FileProblem(
      `the marks \`${BEGIN}\` and \`${END}\` must stand in it once each, in this order; see line ${line}`,
    );
  }
  return { from: begin.index, to: end.index + end[0].length };
}
