import { ErrorCodes, MessageType, ResponseError, ShowMessageNotification } from 'vscode-languageserver/node';
import type { PatternMatches } from '../model/verbs.js';
import { refreshShown } from './diagnostic.js';
import { tryPatternArguments } from './params.js';
import type { Session } from './session.js';

/**
 * The command `vireon.tryPattern`: what a pattern finds in an open document, given back and shown there as information
 * until the text changes. Without a pattern it takes back what it showed.
 */
export async function tryPattern(session: Session, given: unknown): Promise<PatternMatches | null> {
  const { uri, pattern, language } = tryPatternArguments.parse(given);
  const document = session.documents.get(uri);
  if (document === undefined) throw new ResponseError(ErrorCodes.InvalidParams, `open ${uri} to try a pattern in it`);
  if (pattern.trim() === '') {
    session.tries.drop(uri);
    await refreshShown(session);
    return null;
  }
  const found = await session.verbs.tryPattern({
    pattern,
    content: document.text.getText(),
    ...(language === undefined ? {} : { language }),
    ...(document.path === undefined ? {} : { path: document.path }),
  });
  session.tries.keep(document, pattern, found);
  await refreshShown(session);
  session.notify(ShowMessageNotification.type, summary(found));
  return found;
}

function summary({ ranges, problem, language, notes }: PatternMatches) {
  if (problem !== undefined) return { type: MessageType.Warning, message: `Not a pattern of ${language}: ${problem}` };
  const lines = [...new Set(ranges.map(({ range }) => range.start.line + 1))];
  const where = lines.length === 0 ? '' : `: line ${lines.slice(0, 20).join(', ')}${lines.length > 20 ? ', …' : ''}`;
  const count = `${ranges.length} ${ranges.length === 1 ? 'match' : 'matches'} as ${language}${where}`;
  return { type: MessageType.Info, message: [count, ...notes].join('; ') };
}
