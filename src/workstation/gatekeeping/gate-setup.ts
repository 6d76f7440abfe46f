import type { KeyHash } from '../../domain/epc/ledger-key.ts';
import type { ExitLimits, ExitVerifier } from '../../domain/gate/exit-claim.ts';
import type { GateSettings, Side } from '../../domain/gate/gate-settings.ts';
import type { CataloguePort } from '../ports/catalogue.ts';
import type { DeviceReport } from '../ports/device.ts';
import type { ExitClaimsPort } from '../ports/exit-claims.ts';
import type { GateEventsPort } from '../ports/gate-events.ts';
import type { GateSignalsPort } from '../ports/gate-signals.ts';
import type { JournalPort } from '../ports/journal.ts';
import type { Log } from '../ports/log.ts';
import type { RfidReaderPort } from '../ports/rfid-reader.ts';
import type { SoldLedgerPort } from '../ports/sold-ledger.ts';
import type { StoreBusWatch } from '../ports/store-bus-watch.ts';
import type { Clock, Identifiers, Timers } from '../ports/time.ts';

/** Where antennas and light barriers stand. */
export interface GatePlacement {
  readonly antennas: readonly { readonly reader: string; readonly antenna: number; readonly side: Side }[];
  /** Inputs of one reader; `brokenHigh` says what an input tells when somebody stands in the beam. */
  readonly barriers: {
    readonly reader: string;
    readonly inside: number;
    readonly outside: number;
    readonly brokenHigh: boolean;
  } | null;
}

export interface ExitSettings extends ExitLimits {
  /** With the hub out of reach, a receipt opens this gate for so long after its sale. Seconds; 0 never. */
  readonly offlineSeconds: number;
  /** How long the shopper waits for the hub's answer. Milliseconds. */
  readonly answerMs: number;
  /** What is done about a code that does not open the gate: it is said at the gate, or staff are called as well. */
  readonly whenRefused: 'show' | 'call';
}

export const DEFAULT_EXIT_SETTINGS: ExitSettings = {
  validSeconds: 3_600,
  skewSeconds: 120,
  offlineSeconds: 600,
  answerMs: 2_000,
  whenRefused: 'call',
};

/** What a gate is made of. */
export interface GateSetup {
  /** This gate's id, as the journal and the hub know it. */
  readonly workstation: string;
  readonly settings: GateSettings;
  readonly placement: GatePlacement;
  readonly exit: ExitSettings;
  readonly readers: readonly RfidReaderPort[];
  /** How the box's devices are: of the readers it hangs whether the gate hears anything. */
  readonly reports: () => readonly DeviceReport[];
  readonly ledger: SoldLedgerPort;
  /** Null on a box that is a whole store. */
  readonly bus: StoreBusWatch | null;
  readonly catalogue: () => Pick<CataloguePort, 'byGtin'>;
  readonly journal: JournalPort;
  readonly signals: GateSignalsPort;
  readonly events: GateEventsPort;
  readonly claims: ExitClaimsPort;
  readonly verify: ExitVerifier;
  readonly hash: KeyHash;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly log: Log;
}
