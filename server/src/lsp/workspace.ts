import { dirname, sep } from 'node:path';
import type { Session } from './session.js';

/** The innermost of the client's folders that holds the file; a file outside of them stands for its own folder. */
export function workspaceOf(session: Session, path: string): string {
  const holding = [...session.folders].filter((folder) => path.startsWith(folder.endsWith(sep) ? folder : folder + sep));
  return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(path);
}
