import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault } from '../../../workstation/ports/fault.ts';

/** Most bytes of a socket's path with its final zero: `sun_path` in Linux's <sys/un.h> and in the BSDs'. */
const MOST_PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Where the control socket is reached. `release` when it is bound and closed, or connected. */
export interface ControlAddress {
  readonly path: string;
  release(): void;
}

/** The file that the control socket is. */
export function controlSocketPath(stateDirectory: string): string {
  return join(resolve(stateDirectory), 'control.sock');
}

/**
 * The address of a state directory's control socket. A path too long for a socket goes through an open handle of its directory
 * where the kernel offers that (Linux's /proc).
 * @throws Fault EDGE_STATE_PATH where the path is too long, or the directory is not there.
 */
export function controlAddress(stateDirectory: string): ControlAddress {
  const path = controlSocketPath(stateDirectory);
  if (process.platform === 'win32') {
    const name = createHash('sha256').update(path.toLowerCase()).digest('hex').slice(0, 32);
    return { path: `\\\\.\\pipe\\checkstand-${name}`, release() {} };
  }
  if (Buffer.byteLength(path) < MOST_PATH_BYTES) return { path, release() {} };
  if (process.platform !== 'linux') {
    throw new Fault(
      'EDGE_STATE_PATH',
      `${path} is too long for a socket here (${MOST_PATH_BYTES - 1} bytes); choose a shorter state.directory`,
    );
  }
  try {
    const handle = openSync(resolve(stateDirectory), 'r');
    return { path: `/proc/self/fd/${handle}/control.sock`, release: () => closeSync(handle) };
  } catch (error) {
    throw new Fault('EDGE_STATE_PATH', `${stateDirectory} cannot be opened: ${(error as NodeJS.ErrnoException).code}`, {
      cause: error,
    });
  }
}
