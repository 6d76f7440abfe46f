import { join } from 'node:path';
import { holdLock } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';

/** A directory held by this process alone. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Holds `directory` for this process until `release` or its end, however it ends. The kernel drops the lock with the process, so
 * there is never a stale one to judge, and two starters at once cannot both win.
 * @throws Fault EDGE_ALREADY_RUNNING when another process holds it, EDGE_STATE_UNWRITABLE when the file cannot be made.
 */
export function lockDirectory(directory: string, name = 'edge.lock'): DirectoryLock {
  const path = join(directory, name);
  try {
    return holdLock(path);
  } catch (error) {
    if (error instanceof Fault && error.code === 'STORAGE_LOCKED') {
      throw new Fault('EDGE_ALREADY_RUNNING', `another Checkstand process is running on ${directory}`, {
        cause: error,
      });
    }
    throw new Fault(
      'EDGE_STATE_UNWRITABLE',
      `${path} cannot be made: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}
