/** Files that only this box's user may read (0600), in its state directory. */
export interface SecretFiles {
  /** Null when there is none. @throws Fault when it can't be read. */
  read(name: string): Uint8Array | null;
  /** The whole new file or the old one, whatever happens meanwhile; durable when it returns. @throws Fault when the disk refuses. */
  write(name: string, bytes: Uint8Array): void;
}
