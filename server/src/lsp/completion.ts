import { type CancellationToken, type CompletionItem, CompletionItemKind } from 'vscode-languageserver/node';
import type { ProseFormat } from './client.js';
import { toProse, toRange } from './convert.js';
import { type Candidate, type FileSchema, holdsRules, schemaFor } from './file-schema.js';
import { metavariablesAt } from './metavariable-completion.js';
import { positionParams } from './params.js';
import type { Session } from './session.js';
import { type Cursor, cursorAt } from './yaml-cursor.js';

/** `textDocument/completion`: in rule files and settings the keys and values that their schema knows. */
export async function completion(
  session: Session,
  params: unknown,
  _token: CancellationToken,
): Promise<CompletionItem[] | null> {
  const { textDocument, position } = positionParams.parse(params);
  const document = session.documents.get(textDocument.uri);
  const schema = document === undefined ? undefined : schemaFor(document);
  if (document === undefined || schema === undefined) return null;
  const metavariables = holdsRules(document) ? metavariablesAt(document.text, position) : undefined;
  if (metavariables !== undefined) return metavariables;
  const cursor = cursorAt(document.text, position);
  return cursor === undefined ? [] : itemsAt(cursor, schema, session.client.completionFormat);
}

function itemsAt(cursor: Cursor, schema: FileSchema, format: ProseFormat): CompletionItem[] {
  const { kind, path } = cursor;
  const free = ({ name }: Candidate) => !cursor.taken.includes(name);
  if (kind === 'key') {
    const keys = schema.keysAt(path);
    if (keys.length > 0) return keys.filter(free).map((key, i) => item(cursor, key, keyText(key, cursor), i, format));
    const inItems = schema.keysOfItemsAt(path);
    if (inItems.length > 0) return inItems.map((key, i) => item(cursor, key, `- ${keyText(key, cursor)}`, i, format));
  }
  return schema.valuesAt(path).map((value, i) => item(cursor, value, value.name, i, format));
}

function keyText({ name, holdsMore }: Candidate, { colon }: Cursor): string {
  if (colon) return name;
  return holdsMore ? `${name}:` : `${name}: `;
}

function item(
  cursor: Cursor,
  { name, description }: Candidate,
  text: string,
  i: number,
  format: ProseFormat,
): CompletionItem {
  return {
    label: name,
    kind: text.includes(':') || cursor.colon ? CompletionItemKind.Property : CompletionItemKind.EnumMember,
    ...(description === undefined ? {} : { documentation: toProse(description, format) }),
    sortText: String(i).padStart(3, '0'),
    filterText: name,
    textEdit: { range: toRange(cursor.word), newText: text },
  };
}
