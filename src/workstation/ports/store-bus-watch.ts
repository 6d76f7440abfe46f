import type { LedgerGap } from './sold-ledger.ts';

/** Stretches of lanes' journals that are known to be missing here, of boxes that are on the hub's list. */
export interface MissingSales {
  /** Those that may still come: the ledger is behind for as long as there are any. */
  readonly waited: readonly LedgerGap[];
  /** Those that nobody who can know was able to fill for long. They are asked for on and on, and taken when they come. */
  readonly givenUp: readonly LedgerGap[];
}

/** How the store's bus is heard on this box. */
export interface StoreBusWatch {
  /** Monotonic milliseconds at which a lane or the hub was last heard, be it a heartbeat; null for never. */
  lastHeard(): number | null;
  /** What is missing now. @throws Fault STORAGE_* when the ledger can't be read. */
  missing(): MissingSales;
}
