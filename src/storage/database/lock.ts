import { Fault } from '../../workstation/ports/fault.ts';
import { type Connection, openConnection } from './connection.ts';
import { guarded } from './faults.ts';

export interface Lock {
  release(): void;
}

/**
 * Holds `path` for this process until released or until the process ends, however it ends. Node has no file lock of its own, so
 * the lock is an exclusive transaction on an empty SQLite file: the kernel drops it with the process, and nothing goes stale.
 * Nothing else may open the file: on POSIX, closing any other descriptor of it would drop the lock.
 * @throws Fault STORAGE_LOCKED at once when someone else holds it.
 */
export function holdLock(path: string): Lock {
  const connection: Connection = openConnection(path, { busyTimeout: 0 });
  try {
    guarded(`locking ${path}`, () => {
      // A rollback journal on disk would make the lock fail on a full one.
      connection.pragma('journal_mode = MEMORY');
      connection.exec('BEGIN EXCLUSIVE');
    });
  } catch (error) {
    connection.close();
    if (error instanceof Fault && error.code === 'STORAGE_LOCKED') {
      throw new Fault('STORAGE_LOCKED', `${path} is held by another process`, { cause: error });
    }
    throw error;
  }
  return { release: () => void connection.close() };
}
