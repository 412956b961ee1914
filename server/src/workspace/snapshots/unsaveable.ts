/** What stands in the way of saving or restoring; the message is for people and says what to do. */
export class Unsaveable extends Error {
  override readonly name = 'Unsaveable';
}

/** True where nothing stands at a path. */
export function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
