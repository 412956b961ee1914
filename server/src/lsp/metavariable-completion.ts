import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from '../model/position.js';
import { metavariablesIn, rulesIn } from './rule-texts.js';
import { cursorAt } from './yaml-cursor.js';

const NAMES_ONE = new Set(['metavariable', 'focus-metavariable']);

/** In a rule file the rule's own metavariables, where one is begun or wanted; `undefined` elsewhere. */
export function metavariablesAt(text: TextDocument, position: Position): CompletionItem[] | undefined {
  const { line, character } = position;
  const whole = text.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
  const begun = /\$[.A-Z_0-9]*$/i.exec(whole.slice(0, character))?.[0];
  if (begun === undefined && !wantsOne(text, position)) return undefined;
  const rest = begun === undefined ? '' : (/^[A-Z_0-9]*/i.exec(whole.slice(character))?.[0] ?? '');
  const start = text.offsetAt(position) - (begun ?? '').length;
  const rule = rulesIn(text).find((one) => one.start <= start && start <= one.end);
  if (rule === undefined) return [];
  const content = text.getText();
  const elsewhere = `${content.slice(rule.start, start)} ${content.slice(start + (begun ?? '').length + rest.length, rule.end)}`;
  const range = {
    start: text.positionAt(start),
    end: text.positionAt(start + (begun ?? '').length + rest.length),
  };
  return metavariablesIn(elsewhere).map((name) => ({
    label: name,
    kind: CompletionItemKind.Variable,
    filterText: name,
    textEdit: { range, newText: name },
  }));
}

function wantsOne(text: TextDocument, position: Position): boolean {
  const cursor = cursorAt(text, position);
  const key = cursor?.path.findLast((step) => typeof step === 'string');
  return cursor?.kind === 'value' && key !== undefined && NAMES_ONE.has(key);
}
