import type { Hub } from '../../sync/hub/hub.ts';
import type { BoxRole } from '../../sync/wire/names.ts';
import { Fault } from '../../workstation/ports/fault.ts';

/** What the control socket may ask of a hub. */
export interface Pairing {
  /** A code for one box, as people read it, good once within ten minutes. @throws Fault SYNC_NO_HUB, SYNC_TOO_MANY_CODES */
  pairingCode(box: string, roles: readonly BoxRole[]): string;
  /** Ends what a box may do in the store, at once; false where there is no such box. @throws Fault SYNC_NO_HUB */
  revokeBox(box: string): boolean;
}

/** Pairing at this box's hub, or a refusal where it is none. */
export function pairing(hub: Hub | null): Pairing {
  const needed = (): Hub => {
    if (hub === null) throw new Fault('SYNC_NO_HUB', 'this box is not the hub of its store');
    return hub;
  };
  return {
    pairingCode(box, roles) {
      const code = needed().codeFor(box, roles);
      if (code === null)
        throw new Fault('SYNC_TOO_MANY_CODES', 'too many codes wait to be used; try again in ten minutes');
      return code;
    },
    revokeBox: (box) => needed().revoke(box),
  };
}
