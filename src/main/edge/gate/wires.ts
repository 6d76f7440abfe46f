import { openLedger } from '../../../storage/index.ts';
import type { Box } from '../box.ts';
import type { Cleanup } from '../cleanup.ts';
import { stateFiles } from '../state-files.ts';
import type { GateWires } from './run.ts';

/**
 * Wires a gate to its own readers and its own ledger. Nothing fills the ledger without a store bus, so the gate says that it may be
 * behind, and no receipt opens it: nobody can say whose it is.
 * @throws Fault STORAGE_* of the ledger.
 */
export function gateWires({ directory, devices, log }: Box, cleanup: Cleanup): GateWires {
  const ledger = openLedger({ path: stateFiles(directory).ledger, log });
  cleanup.add('ledger', () => ledger.close());
  return {
    readers: devices.readers,
    ledger,
    bus: null,
    claims: { claim: async () => 'unreachable' },
    events: { publish() {} },
    verify: () => false,
    reports: () => devices.reports(),
    onReturned() {},
  };
}
