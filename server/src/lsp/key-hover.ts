import type { Hover } from 'vscode-languageserver/node';
import { stringify } from 'yaml';
import type { Position } from '../model/position.js';
import type { ProseFormat } from './client.js';
import { toHover } from './convert.js';
import type { OpenDocument } from './documents.js';
import { schemaFor } from './file-schema.js';
import type { Session } from './session.js';
import { nodeAt } from './yaml-cursor.js';

/** Explains the key of a rule file or of settings that stands at the position, or the key whose value stands there. */
export function explainKey({ client }: Session, document: OpenDocument, position: Position): Hover | null {
  const schema = schemaFor(document);
  if (schema === undefined) return null;
  const node = nodeAt(document.text, position);
  const key = node?.path.findLast((step) => typeof step === 'string');
  if (node === undefined || key === undefined) return null;
  const description = schema.describe(node.path);
  if (description === undefined) return null;
  const values = schema.valuesAt(node.path).map(({ name }) => name);
  const allowed = values.length === 0 ? '' : `\n\nOne of ${values.join(', ')}.`;
  const prose = `${key}: ${description}${allowed}${example(key, schema.exampleAt(node.path), client.hoverFormat)}`;
  return toHover(prose, node.range, client.hoverFormat);
}

/** As it would be written. */
function example(key: string, value: unknown, format: ProseFormat): string {
  if (value === undefined) return '';
  const text = stringify({ [key]: value }).trimEnd();
  return format === 'plaintext' ? `\n\nFor example:\n\n${text}` : `\n\n\`\`\`yaml\n${text}\n\`\`\``;
}
