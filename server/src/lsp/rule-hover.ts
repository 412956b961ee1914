import type { Hover } from 'vscode-languageserver/node';
import type { Position } from '../model/position.js';
import { toHover } from './convert.js';
import type { OpenDocument } from './documents.js';
import { isRuleFile, nodeAt } from './rule-file.js';
import { ruleSchema } from './rule-schema.js';
import type { Session } from './session.js';

/** Explains the key of a rule file that stands at the position, or the key whose value stands there. */
export function explainKey({ client }: Session, document: OpenDocument, position: Position): Hover | null {
  if (!isRuleFile(document)) return null;
  const node = nodeAt(document.text, position);
  const key = node?.path.findLast((step) => typeof step === 'string');
  if (node === undefined || key === undefined) return null;
  const schema = ruleSchema();
  const description = schema.describe(node.path);
  if (description === undefined) return null;
  const values = schema.valuesAt(node.path).map(({ name }) => name);
  const allowed = values.length === 0 ? '' : `\n\nOne of ${values.join(', ')}.`;
  return toHover(`${key}: ${description}${allowed}`, node.range, client.hoverFormat);
}
