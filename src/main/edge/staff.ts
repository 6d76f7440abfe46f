import { openOperators } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OperatorsPort } from '../../workstation/ports/operators.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';

/**
 * The store's staff, as a lane signs them in. A staff file that cannot be opened keeps staff out and nobody from shopping: signing in
 * then answers with its fault.
 */
export function openStaff(
  path: string,
  clock: Clock,
  identifiers: Identifiers,
  log: Log,
): OperatorsPort & { close(): void } {
  try {
    return openOperators({ path, clock, identifiers });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.error('edge.noStaff', { code: error.code });
    return { signIn: () => Promise.reject(error), close() {} };
  }
}
