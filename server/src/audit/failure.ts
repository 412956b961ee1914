/** How far an append got: `unknown` means that the record may or may not be there; ask again with the same id. */
export type AuditFailureKind = 'not-written' | 'unknown' | 'busy' | 'unreadable' | 'closed';

/** The audit log could not do what was asked. */
export class AuditFailure extends Error {
  override readonly name = 'AuditFailure';

  constructor(
    readonly kind: AuditFailureKind,
    message: string,
  ) {
    super(message);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** SQLite's extended result code, e.g. `SQLITE_IOERR_FSYNC`, where the error came from SQLite. */
export function sqliteCode(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' && code.startsWith('SQLITE_') ? code : undefined;
}
