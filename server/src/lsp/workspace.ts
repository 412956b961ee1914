import { dirname, sep } from 'node:path';
import { pathOf } from './convert.js';
import { didChangeWorkspaceFoldersParams } from './params.js';
import type { Session } from './session.js';

/** The innermost of the client's folders that holds the file; a file outside of them stands for its own folder. */
export function workspaceOf(session: Session, path: string): string {
  const holding = [...session.folders].filter((folder) =>
    path.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
  return holding.sort((a, b) => b.length - a.length)[0] ?? dirname(path);
}

/** `workspace/didChangeWorkspaceFolders` */
export function didChangeWorkspaceFolders({ folders }: Session, params: unknown): void {
  const { added, removed } = didChangeWorkspaceFoldersParams.parse(params).event;
  for (const path of removed.flatMap(({ uri }) => pathOf(uri) ?? [])) folders.delete(path);
  for (const path of added.flatMap(({ uri }) => pathOf(uri) ?? [])) folders.add(path);
}
