import { type OperatorStore, openOperators } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OperatorsPort, StaffListPort } from '../../workstation/ports/operators.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';

/**
 * The store's staff, as a lane signs them in. A staff file that cannot be opened keeps staff out and nobody from shopping: it is opened
 * again whenever it is asked, and asking it answers with its fault for as long as that fails.
 */
export function openStaff(
  path: string,
  clock: Clock,
  identifiers: Identifiers,
  log: Log,
): OperatorsPort & StaffListPort & { close(): void } {
  let store: OperatorStore | null = null;
  const open = (): OperatorStore => {
    store ??= openOperators({ path, clock, identifiers });
    return store;
  };
  try {
    open();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.error('edge.noStaff', { code: error.code });
  }
  // A connection that has met a fault is not believed any more; whoever asks next gets another.
  const forget = (error: unknown): never => {
    store?.close();
    store = null;
    throw error;
  };
  return {
    async signIn(id, pin) {
      try {
        return await open().signIn(id, pin);
      } catch (error) {
        return forget(error);
      }
    },
    operator(id) {
      try {
        return (
          open()
            .list()
            .find((each) => each.id === id) ?? null
        );
      } catch (error) {
        return forget(error);
      }
    },
    close: () => store?.close(),
  };
}
