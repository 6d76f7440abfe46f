import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Lends a folder on the checkout's own disk (a temporary folder may be in memory, where an fsync costs nothing) and removes it.
 */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(import.meta.dirname, '../../.bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
