/**
 * What a log may hold of an error: its code and its message. Not the error itself: those of the database driver carry the connection
 * with its secrets, and the values of the statement.
 */
export function errorFields(error: unknown): { readonly error: string; readonly code?: string } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { error: message.slice(0, 500), ...code };
}
