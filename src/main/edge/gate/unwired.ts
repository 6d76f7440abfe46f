import { Fault } from '../../../workstation/ports/fault.ts';
import type { GateWires } from './run.ts';

/**
 * A gate that nothing is wired to yet: no reader, no ledger, no hub, no paired lane. It starts, says so on its page, and rules by the
 * policy for a ledger that can't be read; it opens for nobody.
 */
export function unwired(): GateWires {
  return {
    readers: [],
    ledger: {
      standing() {
        throw new Fault('EDGE_GATE_UNWIRED', 'no sold ledger is wired to this gate');
      },
      apply: () => [],
      gaps() {
        throw new Fault('EDGE_GATE_UNWIRED', 'no sold ledger is wired to this gate');
      },
    },
    bus: null,
    claims: { claim: async () => 'unreachable' },
    events: { publish() {} },
    verify: () => false,
    reports: () => [],
    onReturned() {},
  };
}
