/**
 * A fault: something that should not happen and that no caller expected as an outcome. `code` is stable, starts with its room
 * (`STORAGE_DISK_FULL`), and keys one sentence per language in src/messages. The message never holds card data or secrets.
 */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
