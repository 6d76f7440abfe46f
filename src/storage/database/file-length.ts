import { statSync } from 'node:fs';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Connection } from './connection.ts';

/**
 * A file that was cut short opens like any other, and only the look-ups that meet its end fail.
 * @throws Fault STORAGE_CORRUPT when it has fewer bytes than it says. Nothing of it may lie in a write-ahead log.
 */
export function checkLength(connection: Connection, path: string, name: string): void {
  const pages = connection.pragma('page_count', { simple: true }) as number;
  const pageSize = connection.pragma('page_size', { simple: true }) as number;
  const bytes = statSync(path).size;
  if (bytes < pages * pageSize) {
    throw new Fault('STORAGE_CORRUPT', `the ${name} has ${bytes} bytes of ${pages * pageSize}: it was cut short`);
  }
}
